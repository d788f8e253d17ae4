"""Reminder cards as one printable page of HTML: each card a sheet of A5, nothing fetched, its own font inside."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from kgcore.present import fonts, icons
from kgcore.present.palette import INK, LOOKS, MUTED, RULE, SERIES
from kgcore.staff.cards import Card, CardError

_STYLE = f"""/*font*/
@page {{ size: A5 portrait; margin: 10mm; }}
* {{ box-sizing: border-box; }}
body {{ margin: 0; color: {INK}; font-family: kg, "Microsoft YaHei", sans-serif; }}
article {{ width: 128mm; min-height: 186mm; margin: 0 auto 8mm; padding: 6mm; border: 0.6mm solid {SERIES[0]};
  border-radius: 3mm; break-after: page; break-inside: avoid; display: flex; flex-direction: column; }}
article:last-child {{ break-after: auto; }}
header {{ display: flex; align-items: center; gap: 4mm; border-bottom: 0.3mm solid {RULE}; padding-bottom: 3mm; }}
header svg {{ width: 16mm; height: 16mm; color: {SERIES[0]}; flex: none; }}
h1 {{ font-size: 22pt; margin: 0; }}
header p {{ margin: 1mm 0 0; font-size: 12pt; color: {MUTED}; }}
ol {{ list-style: none; margin: 4mm 0; padding: 0; flex: 1; display: flex; flex-direction: column;
  justify-content: space-evenly; }}
li {{ display: flex; align-items: center; gap: 4mm; padding: 2mm 0; font-size: 16pt; line-height: 1.35; }}
li svg {{ width: 11mm; height: 11mm; flex: none; color: {SERIES[0]}; }}
li b {{ flex: none; width: 7mm; text-align: center; font-size: 16pt; }}
.reminder {{ background: {LOOKS["warning"].ground}; color: {LOOKS["warning"].ink}; padding: 3mm; border-radius: 2mm;
  font-size: 13pt; margin: 0; }}
footer {{ margin-top: 3mm; font-size: 8pt; color: {MUTED}; overflow-wrap: anywhere; }}
@media print {{ article {{ margin: 0; width: auto; }} }}
"""


def page(cards: Sequence[Card]) -> str:
    """Return one HTML page that prints each card on a sheet of A5 (two to a sheet of A4).

    Raises
    ------
    CardError
        when a card names an icon that does not exist.
    """
    for card in cards:
        if unknown := {card.icon, *(step.icon for step in card.steps)} - icons.names():
            raise CardError(
                f"提示卡“{card.title}”用了没有的图标：{'、'.join(sorted(unknown))}；可用：{'、'.join(sorted(icons.names()))}"
            )
    body = Markup("\n").join(_card(card) for card in cards)
    text = str(
        Markup(
            '<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>操作规范提示卡</title>'
            "<style>{}</style></head><body>\n{}\n</body></html>\n"
        ).format(Markup(_STYLE), body)  # noqa: S704 - the style is this module's own text
    )
    text = fonts.marked(text)
    return text.replace("/*font*/", fonts.face(text), 1)


def _card(card: Card) -> Markup:
    steps = Markup("").join(
        Markup("<li><b>{}</b>{}<span>{}</span></li>").format(number, icons.icon(step.icon), step.text)
        for number, step in enumerate(card.steps, start=1)
    )
    return Markup(
        "<article><header>{}<div><h1>{}</h1><p>岗位：{}</p></div></header><ol>{}</ol>"
        '<p class="reminder">温馨提示：{}</p><footer>来源：{}</footer></article>'
    ).format(icons.icon(card.icon), card.title, card.role, steps, card.reminder, card.source)
