"""Why there is no menu: the smallest set of demands that cannot hold together, and the ways out."""
