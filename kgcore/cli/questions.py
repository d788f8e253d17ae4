"""Questions about ordinary sheets, asked one by one at the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import typer

from kgcore.cli.output import progress

if TYPE_CHECKING:
    from kgcore.office import Office


def ask_all(office: Office, questions: pd.DataFrame, *, who: str) -> bool:
    """Ask each question and keep its answer; an empty answer leaves it open.

    Parameters
    ----------
    questions : rows of the register `answers`.

    Returns
    -------
    Whether anything was answered.
    """
    progress(
        f"有 {len(questions)} 个问题。填建议的号码或自己写；直接回车是以后再答；“不要”是不要这一行；q 是都以后再答。"
    )
    answers: list[str | None] = []
    for number, row in enumerate(questions.itertuples(), start=1):
        choices = str(row.proposals).split(";") if isinstance(row.proposals, str) else []
        listing = "  ".join(f"{place} {choice}" for place, choice in enumerate(choices, start=1))
        text = typer.prompt(f"{number}/{len(questions)} {row.about}：{row.written}？ {listing}", default="", err=True)
        text = str(text).strip()
        if text == "q":
            break
        answers.append(choices[int(text) - 1] if text.isdigit() and 0 < int(text) <= len(choices) else text or None)
    answers += [None] * (len(questions) - len(answers))
    answered = questions.assign(answer=pd.Series(answers, dtype="object")).dropna(subset=["answer"])
    if len(answered):
        office.write({"answers": answered}, who=who)
    return bool(len(answered))


__all__ = ["ask_all"]
