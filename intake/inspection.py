"""Looks for what must never be: broken files, changed histories, gaps in the register, lost bytes. Reads everything."""

from collections.abc import Iterator
from itertools import chain

from intake.db import Connection
from intake.store import blobs, events, integrity


def findings(conn: Connection) -> Iterator[str]:
    """A sentence for everything that is wrong."""
    return chain(
        (f"数据库文件：{words}" for words in integrity.damage(conn)),
        (f"操作日志：{words}" for words in events.broken_chains(conn)),
        (f"操作日志封存：{words}" for words in events.broken_seals(conn)),
        (f"登记簿：{words}" for words in integrity.register_gaps(conn)),
        (f"意见：{words}" for words in integrity.incomplete(conn)),
        (f"检索：{words}" for words in integrity.misplaced(conn)),
        (f"文件内容与指纹不符：{sha}" for sha in blobs.damaged(conn)),
    )
