"""A slip of the office's own typing is corrected; what stood there before stays, and the history says who and why.

Only what staff typed: what a citizen wrote themselves is never changed.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from intake import accounts, receipts
from intake.accounts import Permission
from intake.db import Connection, transaction
from intake.errors import Invalid
from intake.model import Opinion, Seal, Staff
from intake.receive import COMPARE, ENRICH, LONGEST
from intake.store import corrections, events, jobs, links, opinions, redactions, traces
from intake.text import contact, cues
from intake.triage.looking import look, words

FIELDS = {
    "body": "反映内容",
    "place": "涉及地点",
    "name": "姓名",
    "phone": "电话",
    "email": "电子邮箱",
    "address": "通信地址",
}
CONTACTS = ("name", "phone", "email", "address")
REASON = 500


def correct(
    conn: Connection, opinion_id: int, version: int, values: Mapping[str, str], reason: str, by: Staff, now: datetime
) -> list[str]:
    """Set right what was mistyped; the fields that changed.

    Raises Conflict, NotFound, Refused; Invalid where nothing changes, no text is left or no member of staff typed it.
    """
    accounts.demand(by, Permission.ENTER)
    opinion, reason = look(conn, opinion_id, by), words(reason, REASON)
    if opinion.entered_by is None:
        raise Invalid("来件人自己提交的内容不能更正，可以添加备注")
    before = {name: value for name, value in asdict(opinion).items() if name in FIELDS}
    changed = {name: values[name].strip() for name in FIELDS if name in values and values[name].strip() != before[name]}
    _demand_sound(changed)
    _demand_unhidden(conn, opinion_id, changed)
    columns = _columns(conn, opinion, changed)
    with transaction(conn):
        opinions.change(conn, opinion.id, version, **columns)
        if "seal" in columns:
            traces.hide(conn, opinion.id, now)
        for name in changed:
            corrections.add(conn, opinion.id, name, before[name], by.id, now)
        events.append(conn, opinion.id, "corrected", now, staff_id=by.id, data={"fields": list(changed)}, words=reason)
        if "body" in changed:
            _look_anew(conn, opinion.id, now)
    return list(changed)


def _demand_sound(changed: Mapping[str, str]) -> None:
    if not changed:
        raise Invalid("没有改动任何内容")
    if changed.get("body") == "":
        raise Invalid("反映内容不能为空")
    if len(changed.get("body", "")) > LONGEST:
        raise Invalid(f"反映内容超过 {LONGEST:,} 字")


def _demand_unhidden(conn: Connection, opinion_id: int, changed: Mapping[str, str]) -> None:
    """What is hidden is given back by its place in the text, so the text must stay as it is meanwhile."""
    held = {place for place, _ in redactions.originals(conn, opinion_id)}
    if any(f"opinion.{name}" in held for name in changed):
        raise Invalid("其中有暂时遮盖的文字，请先恢复或者永久删除，再更正")


def _columns(conn: Connection, opinion: Opinion, changed: Mapping[str, str]) -> dict[str, Any]:
    columns: dict[str, Any] = dict(changed)
    for name, plain in (("phone", contact.phone), ("email", contact.email)):
        if name in changed:
            compared = plain(changed[name])
            columns[f"{name}_hash"] = receipts.contact_hash(conn.keys, compared) if compared else None
    if body := changed.get("body"):
        if cues.emergency(body):
            columns["urgent"] = 1
        if opinion.seal == Seal.NONE and set(cues.protected(body)) - set(cues.protected(opinion.body)):
            columns["seal"] = Seal.PROPOSED
    return columns


def _look_anew(conn: Connection, opinion_id: int, now: datetime) -> None:
    """What the machine said was said of other words; evidence pointed into them."""
    links.forget_evidence(conn, opinion_id)
    jobs.add(conn, opinion_id, ENRICH, now)
    jobs.add(conn, opinion_id, COMPARE, now)
