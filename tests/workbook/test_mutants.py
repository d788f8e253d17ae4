"""Mutants of workbooks, imported in a child process whose memory is limited: each is read or refused, never half."""

import subprocess
import sys
from pathlib import Path

import pytest

CHILD = """
import resource, random, io, sys, traceback
from pathlib import Path
import openpyxl
from kgcore.importing import import_files
from kgcore.office import Office
from kgcore.workbook import write_template, write_workbook
from tests.workbook import ooxml
from tests.workbook.test_fuzz import NAMES, spoil_cells
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[4]), int(sys.argv[4])))
folder, first, last = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
template = write_template(folder / "template.xlsx", NAMES[:5])
tables = [*NAMES[:5], "suppliers", "foods"]
read = refused = 0
with Office.open(sys.argv[5]) as office:
    names = ("suppliers", "foods")
    right = write_workbook(folder / "right.xlsx", {name: office.store.read(name) for name in names}).read_bytes()
    def kept():
        with office.store.engine.connect() as database:
            queries = {name: f"SELECT * FROM {name} ORDER BY 1, 2, 3" for name in tables}
            return {name: database.exec_driver_sql(query).fetchall() for name, query in queries.items()}
    before = kept()
    for seed in range(first, last):
        dice = random.Random(seed)
        if seed % 5 == 0:
            made = openpyxl.load_workbook(template)
            spoil_cells(made, dice)
            buffer = io.BytesIO()
            made.save(buffer)
        path = folder / f"mutant-{seed}.xlsx"
        path.write_bytes(ooxml.mutated(right if seed % 2 else buffer.getvalue(), dice))
        try:
            result = import_files(office, [path], who="S001")
        except BaseException:
            print("seed", seed, traceback.format_exc())
            sys.exit(1)
        path.unlink()
        after = kept()
        if result.faults:
            refused += 1
            assert not result.written, f"seed {seed}: written and refused"
            assert before == after, f"seed {seed}: a part was written"
            assert all(str(fault).strip() for fault in result.faults), f"seed {seed}"
        else:
            read += 1
            written = result.written.get(path.name, {})
            assert all(len(after[name]) >= count for name, count in written.items()), f"seed {seed}: rows are missing"
        before = after
# getrusage also counts the parent's memory at the moment of the start; /proc tells this program's own.
status = Path("/proc/self/status").read_text().splitlines()
peak = next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
print("read", read, "refused", refused, "peak MB", peak // 1024)
"""
MEMORY = 2**30
# What the libraries reserve before a workbook is opened counts as address space without being memory.
LIBRARIES = 2**30


def run_mutants(folder: Path, first: int, last: int, address: str) -> None:
    arguments = [str(folder), str(first), str(last), str(MEMORY + LIBRARIES), address]
    root = Path(__file__).parents[2]
    child = subprocess.run(
        [sys.executable, "-c", CHILD, *arguments], cwd=root, capture_output=True, text=True, check=False
    )
    assert child.returncode == 0, child.stdout[-3000:] + child.stderr[-3000:]
    figures = child.stdout.split()
    read, refused, peak = (int(figures[place]) for place in (1, 3, 6))
    assert min(read, refused) > (last - first) // 20, f"the mutants are of one kind: {child.stdout}"
    assert peak < MEMORY // 2**20, child.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited and told by Linux's own means")
@pytest.mark.parametrize("first", [0, 100])
def test_two_hundred_mutants_are_read_or_refused(tmp_path, first, tiny_address):
    run_mutants(tmp_path, first, first + 100, tiny_address)


@pytest.mark.full
@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited and told by Linux's own means")
def test_two_thousand_mutants_are_read_or_refused(tmp_path, tiny_address):
    run_mutants(tmp_path, 1000, 3000, tiny_address)
