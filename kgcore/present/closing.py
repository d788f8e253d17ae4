"""Closing: the last thing a report shows. It says what was read; without it a run did not reach its end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Self

from kgcore import evidence, registers
from kgcore.present import mime

if TYPE_CHECKING:
    from kgcore.office import Office


@dataclass(frozen=True)
class Source:
    """One register as the report read it: for which period (empty: all of it), of which sites, how many rows.

    `rows` is None for registers whose rows are about single children: of two closings, or of one in which there are
    few, it would tell how many fell ill or have a file.
    """

    register: str
    title: str
    period: str
    sites: str
    rows: int | None


class Closing:
    """What the report was made from.

    Parameters
    ----------
    site : name of the kindergarten.
    profile : name of the profile whose rules were followed.
    sources : registers read.
    fingerprint : SHA-256 over the rows read, hexadecimal.
    standards : editions and schemes used, Chinese, one each.
    proposal : what is shown is only proposed; such a report is never final.
    unkept : groups of registers that the report would read and the office does not keep.
    """

    def __init__(
        self, site: str, profile: str, sources: Iterable[Source], fingerprint: str, standards: Sequence[str] = (),
        *, proposal: bool = False, unkept: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self.content: dict[str, Any] = {
            "site": site,
            "profile": profile,
            "sources": [asdict(source) for source in sources],
            "fingerprint": fingerprint,
            "standards": list(standards),
        }
        if proposal:
            self.content["proposal"] = True
        if unkept:
            self.content["unkept"] = list(unkept)

    @classmethod
    def of(cls, office: Office, standards: Sequence[str] = (), *, proposal: bool = False) -> Self:
        """Return the closing of a report on everything that was read from an office so far."""
        sites = office.read("sites").set_index("site")["name"]
        read = office.reads()
        sources = [
            Source(r.register, registers.meta(registers.get(r.register)).title, r.period or "", r.sites,
                   None if registers.of_children(r.register) else r.rows)
            for r in read.reads
        ]  # fmt: skip
        name = str(sites.get(office.site, office.site))
        unkept = unkept_groups(office)
        profile = str(office.profile.name)
        return cls(name, profile, sources, read.fingerprint, standards, proposal=proposal, unkept=unkept)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {"text/plain": f"数据指纹 {self.content['fingerprint'][:8]}", mime.CLOSING: self.content}


def unkept_groups(office: Office) -> list[str]:
    """Return the groups of registers that were asked of an office so far and that it does not keep."""
    asked = {read.register for read in office.reads().reads}
    return evidence.titles(office.profile.unkept & asked)
