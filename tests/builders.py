"""Plain functions that make things for tests, with defaults that read well."""

import secrets
from datetime import UTC, datetime
from typing import Any

from intake import accounts, ids
from intake.db import Connection, transaction
from intake.model import Channel, Issue, Receipt, Role, Staff, Submission
from intake.receive import receive
from intake.store import blobs, circulars, staff

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)  # a Wednesday, 10:00 in Shanghai, week 2026-W47
PASSWORD = "a-long-password"
ISSUES = (
    ("旧改收尾基地剩余", "针对旧改收尾基地剩余，2023年已完成收尾基地15个。"),
    ("加装电梯", "针对加装电梯，推进规模化、整体化加装，2023年新加梯300台，累计竣工633台。"),
    ("定海路街道垃圾分类工作", "针对定海路街道垃圾分类工作，建立红黄牌督办机制，深化社区垃圾分类宣传工作。"),
)


def circular(conn: Connection, now: datetime = NOW, state: str = "open") -> int:
    """A small published circular with one heading and three issues; its id."""
    circular_id, text = ids.new_id(now), "\n".join(body for _, body in ISSUES)
    blob = blobs.put(conn, text.encode(), now)
    heading = ids.new_id(now)
    entries = [
        Issue(heading, circular_id, "1", None, 1, False, "issue", "人民城市理念", ("人民城市理念",), "", 0, 0, False)
    ]
    for n, (title, body) in enumerate(ISSUES, start=1):
        start = text.index(body)
        path = ("人民城市理念", title)
        entries.append(
            Issue(
                ids.new_id(now),
                circular_id,
                f"1-{n}",
                "1",
                2,
                True,
                "issue",
                title,
                path,
                body,
                start,
                start + len(body),
                False,
            )
        )
    facts: dict[str, Any] = {
        "contacts": {
            "phones": ["021-25032112"],
            "emails": ["ypqwdcs@126.com"],
            "address": "上海市杨浦区榆林路707号1号楼区委办公室",
            "postcode": "200082",
            "envelope_note": "关于巡视整改落实情况的意见建议",
            "hours": None,
            "period": None,
        },
        "totals": {"problems": 79, "problems_done": 75, "measures": 254, "measures_done": 250},
    }
    with transaction(conn):
        circulars.add(conn, circular_id)
        version = circulars.add_version(
            conn,
            circular_id,
            title="关于十二届市委第二轮巡视集中整改进展情况的通报",
            issuer="中共上海市杨浦区委员会",
            facts=facts,
            text=text,
            source=(blob, "circular.txt"),
            now=now,
            staff_id=None,
        )
        circulars.add_issues(conn, version, entries)
        circulars.set_state(conn, circular_id, state)
    return circular_id


def issue_id(conn: Connection, title: str) -> int:
    """The id of a linkable issue by its title."""
    return next(i.id for i in circulars.linkable(conn) if i.title == title)


def submission(**over: Any) -> Submission:
    """A web submission about the lift, with a key of its own."""
    fields: dict[str, Any] = {
        "channel": Channel.WEB,
        "key": secrets.token_hex(16),
        "body": "我家六楼，膝盖不行了，下一趟楼要歇三回，什么时候加装电梯？",
    }
    return Submission(**{**fields, **over})


def opinion(conn: Connection, now: datetime = NOW, **over: Any) -> Receipt:
    """An opinion taken in through the one door."""
    return receive(conn, submission(**over), now)


def person(
    conn: Connection, role: Role = Role.OFFICER, login: str = "bo", now: datetime = NOW, unit: str = "区房管局"
) -> Staff:
    """A member of staff, or somebody of a unit; the password is PASSWORD."""
    unit = unit if role == Role.UNIT else ""
    accounts.add(conn, login, {"bo": "包宝", "cy": "岑宜"}.get(login, login), role, PASSWORD, now, cost=0, unit=unit)
    return staff.by_login(conn, login)
