"""What a file system refuses, as a Chinese sentence that says what to do; and files that survive a loss of power."""

from __future__ import annotations

import ctypes
import errno
import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
DENIED = {errno.EACCES, errno.EPERM, errno.EBUSY, errno.ETXTBSY}
OPEN_ELSEWHERE = {32, 33}
"""Windows: sharing violation, lock violation."""


def file_digest(path: Path) -> str:
    """Return the SHA-256 of a file; of one that cannot be opened that of its path, whoever reads it says why it cannot.

    Examples
    --------
    >>> len(file_digest(Path("没有这个文件.xlsx")))
    64
    """
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return hashlib.sha256(str(path).encode()).hexdigest()


def said(fault: OSError) -> str:
    """Return what a file system refused and what to do about it.

    Examples
    --------
    >>> said(OSError(errno.ENOSPC, "No space left on device", "reports/index.html"))
    '磁盘满了，“reports/index.html”写不下。请先清理磁盘，或换一个有空间的位置，再运行一次'
    """
    name = fault.filename2 or fault.filename
    file = f"“{os.fsdecode(name)}”" if isinstance(name, str | bytes | os.PathLike) else "文件"
    if fault.errno in FULL:
        return f"磁盘满了，{file}写不下。请先清理磁盘，或换一个有空间的位置，再运行一次"
    if fault.errno == errno.EROFS:
        return f"{file}所在的盘是只读的，写不进去。请换一个可以写的位置，再运行一次"
    if getattr(fault, "winerror", None) in OPEN_ELSEWHERE:
        return f"{file}正被别的程序打开，多半是 Excel 或 WPS。请先关闭，再运行一次"
    if fault.errno in DENIED:
        return (
            f"{file}不让写：或者正在 Excel 或 WPS 里打开，或者文件夹是只读的、没有写的权限。"
            "请先关闭打开的文件，或换一个可以写的位置，再运行一次"
        )
    if fault.errno == errno.ENOENT:
        return f"找不到{file}。请核对文件夹还在不在（移动盘是否拔了），再运行一次"
    if fault.errno in (errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENOTEMPTY):
        return f"{file}的位置被同名的文件或文件夹占着。请先移开它，或换一个位置，再运行一次"
    if fault.errno == errno.ENAMETOOLONG:
        return f"{file}的路径太长。请换一个层次浅、名字短的文件夹，再运行一次"
    if fault.errno in (errno.EMFILE, errno.ENFILE):
        return "同时打开的文件太多。请关闭一些程序，再运行一次"
    if fault.errno == errno.EIO:
        return f"{file}读写出错，磁盘可能坏了。请先把数据备份到别的盘，再换盘运行"
    return f"文件读写失败：{fault}"


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk; Windows has no such wait for folders.

    Raises
    ------
    OSError
        when the disk cannot hold it.
    """
    if path.is_dir() and os.name != "posix":
        return
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_all(folder: Path) -> None:
    """Wait until a folder and all in it are on the disk, before it is renamed into its place."""
    for path in sorted(folder.rglob("*")):
        sync(path)
    sync(folder)


@contextmanager
def replacing(path: Path, draft: Path | None = None) -> Iterator[Path]:
    """Give the place of a draft to write; it becomes the file in one step: after a crash that is the old or the new.

    Parameters
    ----------
    path : the file.
    draft : where it is written first, on the same disk; default the file's name with .part behind it. It is taken away
        when it cannot be finished.

    Raises
    ------
    OSError
        when it cannot be written; the old file stands then.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with replacing(Path(folder) / "a.txt") as draft:
    ...         size = draft.write_text("new")
    ...     [path.name for path in Path(folder).iterdir()]
    ['a.txt']
    """
    draft = draft or path.with_name(f"{path.name}.part")
    draft.unlink(missing_ok=True)
    try:
        yield draft
        sync(draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    sync(path.parent)


def replace(path: Path, text: str, draft: Path | None = None) -> Path:
    """Write a text file in one step as `replacing` does, and return its path."""
    with replacing(path, draft) as part:
        part.write_text(text, encoding="utf-8", newline="\n")
    return path


def exchange(first: Path, second: Path) -> bool:
    """Let two folders of one disk take each other's name in one step; return False where the system has no such step.

    Linux and macOS have it on their usual disks, Windows has not.

    Raises
    ------
    OSError
        when the system has it and refuses it; both folders then keep their names.
    """
    function = _exchange_function()
    if function is None:
        return False
    if function(os.fsencode(first), os.fsencode(second)) == 0:
        return True
    error = ctypes.get_errno()
    if error in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP):
        return False
    raise OSError(error, os.strerror(error), str(first), None, str(second))


@cache
def _exchange_function() -> Any:
    """Return the system's function of two paths that exchanges what they name; None where it has none."""
    library: Any = ctypes.CDLL(None, use_errno=True) if sys.platform in ("linux", "darwin") else None
    if hasattr(library, "renameat2"):  # Linux: folders open as descriptors, and flag RENAME_EXCHANGE = 2
        here = -100  # AT_FDCWD: paths are as the process sees them
        return lambda first, second: library.renameat2(here, first, here, second, 2)
    if hasattr(library, "renamex_np"):  # macOS: flag RENAME_SWAP = 2
        return lambda first, second: library.renamex_np(first, second, 2)
    return None
