"""What a file system refuses, as a Chinese sentence that says what to do; and files that survive a loss of power."""

from __future__ import annotations

import errno
import os
from pathlib import Path

FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}
DENIED = {errno.EACCES, errno.EPERM, errno.EBUSY, errno.ETXTBSY}
OPEN_ELSEWHERE = {32, 33}
"""Windows: sharing violation, lock violation."""


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


def replace(path: Path, text: str, draft: Path) -> Path:
    """Write a text file in one step: after a crash it is the old one or the new one. Return its path.

    Parameters
    ----------
    draft : where the text is written first, on the same disk; taken away when it cannot be finished.

    Raises
    ------
    OSError
        when it cannot be written; the old file stands then.
    """
    try:
        draft.write_text(text, encoding="utf-8", newline="\n")
        sync(draft)
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
    sync(path.parent)
    return path
