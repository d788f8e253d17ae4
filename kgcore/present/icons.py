"""Line icons of the reminder cards: 24 × 24, one stroke, drawn for this project."""

from __future__ import annotations

from markupsafe import Markup

_PATHS = {
    "bed": "M2 18v-6h20v6M2 12V6M6 12V9h5v3M22 18v2M2 18v2",
    "bottle": "M9 2h6v4l2 3v13H7V9l2-3zM7 13h10",
    "box": "M3 8l9-5 9 5v9l-9 5-9-5zM3 8l9 5 9-5M12 13v9",
    "card": "M2 5h20v14H2zM6 10a2 2 0 1 0 4 0a2 2 0 1 0-4 0M5 16c1-3 5-3 6 0M14 9h5M14 13h5",
    "clock": "M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20M12 6v6l4 3",
    "cold": "M12 2v20M3 7l18 10M21 7L3 17M9 3l3 3 3-3M9 21l3-3 3 3",
    "cross": "M9 3h6v6h6v6h-6v6H9v-6H3V9h6z",
    "door": "M5 22V2h14v20M3 22h18M15 12v1",
    "eye": "M1 12c5-8 17-8 22 0c-5 8-17 8-22 0zM12 9a3 3 0 1 0 0 6a3 3 0 1 0 0-6",
    "fire": "M12 22c-5 0-7-4-6-8c1-3 4-4 4-9c4 2 4 5 4 7c1 0 2-1 2-2c4 5 2 12-4 12z",
    "hand": "M7 12V5c0-2 3-2 3 0V3c0-2 3-2 3 0v2c0-2 3-2 3 0v3c0-2 3-2 3 0v7c0 5-3 7-6 7c-4 0-5-2-9-8c1-2 2-1 3 0z",
    "knife": "M3 21L18 3c4 5 2 9-3 13l-4-4",
    "lock": "M5 11h14v11H5zM8 11V7a4 4 0 0 1 8 0v4M12 15v3",
    "mask": "M4 9c5-3 11-3 16 0v6c-5 6-11 6-16 0zM4 10L1 9M20 10l3-1M8 13h8",
    "meal": "M4 2v8M7 2v8M4 10c0 3 3 3 3 0M5.500 12v10M17 2c-4 3-4 9 0 10v10",
    "pen": "M3 21l2-6L17 3l4 4L9 19zM14 6l4 4",
    "phone": "M5 3l4 1 1 5-3 2c1 3 3 5 6 6l2-3 5 1 1 4c-9 4-20-7-16-16z",
    "scale": "M12 3v18M7 21h10M4 7h16M4 7l-3 7h6zM20 7l-3 7h6z",
    "steam": "M4 14h16l-2 7H6zM8 3c2 2-2 4 0 7M12 3c2 2-2 4 0 7M16 3c2 2-2 4 0 7",
    "stop": "M8 2h8l6 6v8l-6 6H8l-6-6V8zM7 12h10",
    "sun": "M12 7a5 5 0 1 0 0 10a5 5 0 1 0 0-10M12 1v3M12 20v3M1 12h3M20 12h3M4 4l2 2M18 18l2 2M20 4l-2 2M6 18l-2 2",
    "tap": "M3 6h9a5 5 0 0 1 5 5v3M3 10h8M7 3v3M4 3h6M17 17c-2 3-2 4 0 4s2-1 0-4",
    "thermometer": "M10 14V4a2 2 0 0 1 4 0v10a4.500 4.500 0 1 1-4 0M12 9v8",
    "towel": "M3 4h18M6 4v16h12V4M6 16h12",
    "wipe": "M3 15l9-9 6 6-6 6H6zM12 18h10",
}  # fmt: skip


def icon(name: str) -> Markup:
    """Return an icon as inline SVG, hidden from screen readers because the words beside it say the same.

    Raises
    ------
    KeyError
        when there is no such icon.
    """
    return Markup(
        '<svg viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" stroke-width="1.6" '
        'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="{}"/></svg>'
    ).format(_PATHS[name])


def names() -> frozenset[str]:
    """Return the names of the icons."""
    return frozenset(_PATHS)
