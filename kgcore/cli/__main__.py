"""Run `kg` as `python -m kgcore.cli`."""

from kgcore.cli import main

if __name__ == "__main__":
    main()
