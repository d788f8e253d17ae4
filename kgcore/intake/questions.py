"""What was asked about ordinary sheets and what somebody answered: the register 待确认 and its workbook."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from kgcore.registers.intake import QUESTIONS
from kgcore.sheets import Ask
from kgcore.sheets.grid import plain
from kgcore.sheets.names import LEAVE_OUT
from kgcore.workbook import write_workbook

if TYPE_CHECKING:
    from kgcore.office import Office

CODES = {word: code for code, word in QUESTIONS.items()}


def answers_of(office: Office) -> dict[tuple[str, str], str]:
    """Return what was answered before, by what was asked (its code) and what the sheet wrote.

    Examples
    --------
    >>> from kgcore.testing import tiny_office
    >>> with tiny_office() as office:
    ...     row = pd.DataFrame({"about": ["食物"], "written": ["前腿肉"], "answer": ["猪肉"]})
    ...     _ = office.write({"answers": row}, who="S002")
    ...     answers_of(office)
    {('food', '前腿肉'): '猪肉'}
    """
    rows = office.read("answers").dropna(subset=["answer"])
    return {
        (CODES.get(about, about), plain(text)): answer
        for about, text, answer in zip(rows["about"], rows["written"], rows["answer"], strict=True)
    }


def open_questions(asks: Iterable[tuple[str, Ask]]) -> pd.DataFrame:
    """Return questions as rows of the register `answers`, each once.

    Parameters
    ----------
    asks : the file a question comes from, and the question.
    """
    rows = [
        {
            "about": QUESTIONS.get(ask.about, ask.about),
            "written": ask.written,
            "proposals": ";".join(ask.proposals) or None,
            "answer": None,
            "file": file,
        }
        for file, ask in asks
    ]
    frame = pd.DataFrame(rows, columns=["about", "written", "proposals", "answer", "file"])
    return frame.drop_duplicates(["about", "written"], ignore_index=True)


def answer_workbook(path: Path, questions: pd.DataFrame, site: str) -> Path:
    """Write questions into a workbook with a drop-down of proposals beside each; it is imported back when filled.

    Parameters
    ----------
    questions : rows of the register `answers`.
    site : whose they are.

    Examples
    --------
    >>> import tempfile
    >>> questions = open_questions([("10月.xlsx", Ask("food", "前腿肉", ("猪肉",)))])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     answer_workbook(Path(folder) / "待确认.xlsx", questions, "main").is_file()
    True
    """
    write_workbook(path, {"answers": questions.assign(site=site)})
    import openpyxl  # only here: a sheet is changed, which the writer of workbooks does not do
    from openpyxl.worksheet.datavalidation import DataValidation

    book = openpyxl.load_workbook(path)
    page = next(sheet for sheet in book.worksheets if sheet.title == "待确认")
    headings = {str(cell.value): cell.column_letter for cell in page[1]}
    column = next(letter for heading, letter in headings.items() if heading.startswith("答案"))
    for row, proposals in enumerate(questions["proposals"], start=2):
        # Excel takes a list of at most 255 letters, and no comma inside a choice.
        listed = proposals.split(";") if isinstance(proposals, str) else []
        choices = [choice for choice in listed if choice and "," not in choice]
        listing = ",".join([*choices[:8], LEAVE_OUT])
        if choices and len(listing) < 250:
            validation = DataValidation(type="list", formula1=f'"{listing}"', allow_blank=True, showErrorMessage=False)
            validation.add(f"{column}{row}")
            page.add_data_validation(validation)
    book.save(path)
    return path


__all__ = ["CODES", "LEAVE_OUT", "answer_workbook", "answers_of", "open_questions"]
