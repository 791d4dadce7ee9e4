"""Words that answers are put together from (常用语): the office's own, changed by who manages the catalogue."""

from datetime import datetime

from intake import accounts
from intake.accounts import Permission
from intake.db import Connection, transaction
from intake.errors import Conflict, Invalid, NotFound
from intake.model import Opinion, Staff
from intake.store import events
from intake.store import phrases as store

NAME, LONGEST, MOST = 20, 2_000, 100
NUMBER = "{登记编号}"


def add(conn: Connection, name: str, text: str, by: Staff, now: datetime) -> int:
    """New words under a name; their id.  Raises Invalid."""
    accounts.demand(by, Permission.MANAGE_CATALOGUE)
    name, text = " ".join(name.split()), _fit(text)
    if not 0 < len(name) <= NAME:
        raise Invalid(f"请填写名称，最多 {NAME} 个字")
    with transaction(conn):
        if len(store.every(conn)) >= MOST:
            raise Invalid(f"最多 {MOST} 条常用语，请先删除不用的")
        phrase_id = store.add(conn, name, text, now)
        if phrase_id is None:
            raise Invalid("已有同名的常用语")
        events.append(conn, phrase_id, "phrase_added", now, staff_id=by.id)
    return phrase_id


def change(conn: Connection, phrase_id: int, version: int, text: str, by: Staff, now: datetime) -> None:
    """Other words under the same name.  Raises Invalid, Conflict."""
    accounts.demand(by, Permission.MANAGE_CATALOGUE)
    text = _fit(text)
    with transaction(conn):
        if not store.change(conn, phrase_id, version, text):
            raise Conflict("这条常用语刚被他人修改或删除")
        events.append(conn, phrase_id, "phrase_changed", now, staff_id=by.id)


def delete(conn: Connection, phrase_id: int, by: Staff, now: datetime) -> None:
    """Take words away.  Raises NotFound."""
    accounts.demand(by, Permission.MANAGE_CATALOGUE)
    with transaction(conn):
        if not store.delete(conn, phrase_id):
            raise NotFound("没有这条常用语")
        events.append(conn, phrase_id, "phrase_deleted", now, staff_id=by.id)


def filled(conn: Connection, opinion: Opinion) -> list[tuple[str, str]]:
    """Names and words, with what they say of an opinion put in."""
    return [(phrase.name, phrase.text.replace(NUMBER, opinion.number)) for phrase in store.every(conn)]


def _fit(text: str) -> str:
    text = text.strip()
    if not 0 < len(text) <= LONGEST:
        raise Invalid(f"请填写内容，最多 {LONGEST:,} 个字")
    return text
