"""The stock of one food on one ledger: layers of grams and fen, oldest first."""

from __future__ import annotations

from typing import NamedTuple


class Part(NamedTuple):
    """So many grams and fen of the layer that an inflow made (`source` its entry)."""

    source: str
    grams: int
    fen: int


class FoodStock:
    """Layers in the order they will be used; at the weighted average the stock keeps one layer without a source.

    Attributes
    ----------
    grams, fen : what is there. owed_g : grams taken beyond what was there; the next inflows pay them first.
    """

    def __init__(self, *, average: bool) -> None:
        self.average = average
        self.layers: list[Part] = []
        self.first = 0  # layers before this one are used up; a list with a cursor beats a deque that is cut into
        self.grams = 0
        self.fen = 0
        self.owed_g = 0

    def put(self, source: str, grams: int, fen: int) -> None:
        """Add an inflow as the newest layer, less what is owed, which leaves at the inflow's own cost."""
        if self.owed_g:
            paid_g = min(self.owed_g, grams)
            self.owed_g -= paid_g
            fen -= _share(fen, paid_g, grams)
            grams -= paid_g
        if not grams:
            return
        self.grams += grams
        self.fen += fen
        if self.average:
            self.layers, self.first = [Part("", self.grams, self.fen)], 0
        else:
            self.layers.append(Part(source, grams, fen))

    def take(self, grams: int) -> list[Part]:
        """Take at most what is there, oldest first; a part of a layer is rounded half up, its last gram empties it."""
        grams = min(grams, self.grams)
        parts = []
        while grams:
            source, layer_grams, worth = self.layers[self.first]
            part = min(layer_grams, grams)
            fen = _share(worth, part, layer_grams)
            parts.append(Part(source, part, fen))
            if part < layer_grams:
                self.layers[self.first] = Part(source, layer_grams - part, worth - fen)
            else:
                self.first += 1
            self.grams -= part
            self.fen -= fen
            grams -= part
        return parts

    def take_or_owe(self, grams: int) -> None:
        """Take what is there and owe the rest."""
        self.owed_g += grams - sum(part.grams for part in self.take(grams))

    def put_back(self, parts: list[Part]) -> None:
        """Put back what an outflow took, where it was taken from: before what is left of the same layers."""
        self.grams += sum(part.grams for part in parts)
        self.fen += sum(part.fen for part in parts)
        layers = self.layers[self.first :]
        if layers and layers[0].source == parts[-1].source:
            whole = Part(layers[0].source, layers[0].grams + parts[-1].grams, layers[0].fen + parts[-1].fen)
            parts, layers = parts[:-1], [whole, *layers[1:]]
        self.layers, self.first = [*parts, *layers], 0

    def take_out(self, source: str, grams: int) -> None:
        """Take out an inflow that never was: what is left of its own layer, the rest, already used, oldest first."""
        for place in range(self.first, len(self.layers)):
            if self.layers[place].source == source:
                layer = self.layers.pop(place)
                self.grams -= layer.grams
                self.fen -= layer.fen
                grams -= layer.grams
                break
        self.take(grams)


def _share(fen: int, part: int, whole: int) -> int:
    """Return fen × part ÷ whole, rounded half up."""
    return (2 * fen * part + whole) // (2 * whole)


__all__ = ["FoodStock", "Part"]
