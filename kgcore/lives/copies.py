"""Files beside a database that still hold a child's code after it was deleted: backups, copies, reports, workbooks."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

GZIP, ZIP = b"\x1f\x8b", b"PK"
DEEPEST = 4


def traces(folders: list[Path], child: str, *, but: Path | None = None) -> list[Path]:
    """Return the files of some folders, and of the folders in them, that hold a child's code.

    Parameters
    ----------
    folders : where to look; hidden folders are passed over.
    child : the code, in a file's name or in what it holds. Zip files (.xlsx, .docx), also within each other, and
        compressed files (.gz) are unpacked; the text of a PDF cannot be read, so that a PDF counts when a file of the
        same folder holds the code.
    but : the database itself.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as name:
    ...     size = (Path(name) / "旧名单.csv").write_text("C00012,小一班")
    ...     [path.name for path in traces([Path(name)], "C00012")], traces([Path(name)], "C0001")
    (['旧名单.csv'], [])
    """
    pattern = re.compile(rf"(?<![A-Za-z0-9]){re.escape(child)}(?![0-9])".encode())
    files = sorted({file.resolve() for folder in folders for file in _files(folder)})
    holders = [file for file in files if not _is(file, but) and _holds(file, pattern)]
    places = {file.parent for file in holders}
    pdfs = [file for file in files if file.suffix.lower() == ".pdf" and file.parent in places]
    return sorted({*holders, *pdfs})


def _files(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir() and not path.is_symlink() and not path.name.startswith("."):
            yield from _files(path)
        elif path.is_file():
            yield path


def _is(file: Path, database: Path | None) -> bool:
    return database is not None and file.parent == database.resolve().parent and file.name in (
        database.name, f"{database.name}-wal", f"{database.name}-shm",
    )  # fmt: skip


def _holds(file: Path, pattern: re.Pattern[bytes]) -> bool:
    try:
        return pattern.search(file.name.encode()) is not None or _hold(file.read_bytes(), pattern)
    except (OSError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error, NotImplementedError):
        return False


def _hold(content: bytes, pattern: re.Pattern[bytes], depth: int = 0) -> bool:
    """Return whether bytes hold the code, or what is packed within them does, down to `DEEPEST` packages."""
    if pattern.search(content):
        return True
    if depth == DEEPEST:
        return False
    if content.startswith(GZIP):
        return _hold(gzip.decompress(content), pattern, depth + 1)
    if not content.startswith(ZIP):
        return False
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return any(
            pattern.search(name.encode()) or _hold(package.read(name), pattern, depth + 1)
            for name in package.namelist()
        )


__all__ = ["traces"]
