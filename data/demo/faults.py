"""What does not fit in the demonstration year: one fault or more for each system of the office, each on its own switch."""

from __future__ import annotations

from demo import faults_care, faults_estate, faults_safety, faults_team
from demo.faults_care import HFMD_CLUSTER
from demo.planting import Planted
from demo.world import Frames

PLANTED: dict[str, Planted] = {
    **faults_team.PLANTED,
    **faults_care.PLANTED,
    **faults_safety.PLANTED,
    **faults_estate.PLANTED,
}
ALL_FAULTS = frozenset(PLANTED)


def plant(made: Frames, faults: frozenset[str]) -> Frames:
    """Return the frames with the chosen faults planted; the frames given stay as they are."""
    changed = dict(made)
    for name, planted in PLANTED.items():
        if name in faults:
            planted.change(changed)
    return changed


__all__ = ["ALL_FAULTS", "HFMD_CLUSTER", "PLANTED", "plant"]
