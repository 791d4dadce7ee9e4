"""Circulars and the issues of their current version."""

import json
from datetime import datetime
from typing import Any

from intake.clock import from_text, to_text
from intake.db import Connection, Row
from intake.errors import NotFound
from intake.model import Circular, Issue
from intake.store.offices import OFFICE_ID

_CIRCULAR = """SELECT c.id, c.state, c.version, c.promises_reply,
    v.title, v.issuer, v.facts, v.text, v.imported_at
    FROM circular c JOIN circular_version v ON v.circular_id = c.id AND v.version = c.version"""

_ISSUE = """SELECT i.id, i.circular_id, i.hidden, COALESCE(i.own_title, v.title) AS title, v.code, v.parent,
    v.level, v.leaf, v.kind, v.path, v.text, v.start_at, v.end_at
    FROM circular c
    JOIN issue_version v ON v.circular_id = c.id AND v.version = c.version
    JOIN issue i ON i.id = v.issue_id"""


def add(conn: Connection, circular_id: int) -> None:
    """A new circular, a draft without a version."""
    conn.execute(
        "INSERT INTO circular (id, office_id, state, version) VALUES (:id, :office, 'draft', 0)",
        {"id": circular_id, "office": OFFICE_ID},
    )


def add_version(
    conn: Connection,
    circular_id: int,
    *,
    title: str,
    issuer: str,
    facts: dict[str, Any],
    text: str,
    source: tuple[str, str],
    now: datetime,
    staff_id: int | None,
) -> int:
    """Make a new current version; its number.  `source` is the blob and the file's name."""
    row = conn.execute(
        "UPDATE circular SET version = version + 1 WHERE id = :id RETURNING version",
        {"id": circular_id},
    ).fetchone()
    assert row is not None
    conn.execute(
        """INSERT INTO circular_version (circular_id, version, title, issuer, facts, text,
            source_blob, source_name, imported_at, imported_by)
        VALUES (:id, :version, :title, :issuer, :facts, :text, :blob, :name, :at, :staff)""",
        {
            "id": circular_id,
            "version": row["version"],
            "title": title,
            "issuer": issuer,
            "facts": json.dumps(facts, ensure_ascii=False),
            "text": text,
            "blob": source[0],
            "name": source[1],
            "at": to_text(now),
            "staff": staff_id,
        },
    )
    return int(row["version"])


def add_issues(conn: Connection, version: int, issues: list[Issue]) -> None:
    """The entries of a version, in their order; issues not known yet are made."""
    for position, issue in enumerate(issues):
        conn.execute(
            "INSERT INTO issue (id, circular_id) VALUES (:id, :circular) ON CONFLICT (id) DO NOTHING",
            {"id": issue.id, "circular": issue.circular_id},
        )
        conn.execute(
            """INSERT INTO issue_version (circular_id, version, code, issue_id, position, parent, level,
                leaf, kind, title, path, text, start_at, end_at)
            VALUES (:circular, :version, :code, :issue, :position, :parent, :level,
                :leaf, :kind, :title, :path, :text, :start, :end)""",
            {
                "circular": issue.circular_id,
                "version": version,
                "code": issue.code,
                "issue": issue.id,
                "position": position,
                "parent": issue.parent,
                "level": issue.level,
                "leaf": int(issue.leaf),
                "kind": issue.kind,
                "title": issue.title,
                "path": json.dumps(issue.path, ensure_ascii=False),
                "text": issue.text,
                "start": issue.start,
                "end": issue.end,
            },
        )


def set_state(conn: Connection, circular_id: int, state: str) -> None:
    """Draft, open, closed or offline."""
    conn.execute("UPDATE circular SET state = :state WHERE id = :id", {"id": circular_id, "state": state})


def queue_up(conn: Connection) -> None:
    """Wait until no other import is under way; held to the end of the transaction."""
    conn.execute("UPDATE office SET name = name WHERE id = :office", {"office": OFFICE_ID})


def by_source(conn: Connection, blob: str) -> int | None:
    """The circular whose current version was made of these very bytes."""
    row = conn.execute(
        "SELECT c.id FROM circular c JOIN circular_version v ON v.circular_id = c.id AND v.version = c.version "
        "WHERE v.source_blob = :blob ORDER BY c.id",
        {"blob": blob},
    ).fetchone()
    return int(row["id"]) if row else None


def known_issue(conn: Connection, issue_id: int) -> bool:
    """Whether an issue's id is taken, by any circular in any version."""
    return conn.execute("SELECT 1 FROM issue WHERE id = :id", {"id": issue_id}).fetchone() is not None


def set_hidden(conn: Connection, issue_id: int, hidden: bool) -> None:
    """Offer an entry to citizens and linker no longer, or again."""
    conn.execute("UPDATE issue SET hidden = :hidden WHERE id = :id", {"id": issue_id, "hidden": int(hidden)})


def set_own_title(conn: Connection, issue_id: int, title: str | None) -> None:
    """The office's own title of an entry; None: the circular's."""
    conn.execute("UPDATE issue SET own_title = :title WHERE id = :id", {"id": issue_id, "title": title})


def printed_titles(conn: Connection, circular_id: int) -> dict[int, str]:
    """The titles as the circular has them, by issue; own titles stand in front of them elsewhere."""
    rows = conn.execute(
        "SELECT v.issue_id, v.title FROM circular c "
        "JOIN issue_version v ON v.circular_id = c.id AND v.version = c.version WHERE c.id = :id",
        {"id": circular_id},
    )
    return {row["issue_id"]: row["title"] for row in rows}


def set_facts(conn: Connection, circular_id: int, *, title: str, issuer: str, facts: dict[str, Any]) -> None:
    """Correct what the current version says of itself."""
    conn.execute(
        "UPDATE circular_version SET title = :title, issuer = :issuer, facts = :facts WHERE circular_id = :id "
        "AND version = (SELECT version FROM circular WHERE id = :id)",
        {"id": circular_id, "title": title, "issuer": issuer, "facts": json.dumps(facts, ensure_ascii=False)},
    )


def promise_reply(conn: Connection, circular_id: int, promised: bool) -> None:
    """Whether the office answers each opinion on this circular (逐件答复)."""
    conn.execute(
        "UPDATE circular SET promises_reply = :promised WHERE id = :id",
        {"id": circular_id, "promised": int(promised)},
    )


def promised(conn: Connection, opinion_id: int) -> bool:
    """Whether the circular that an opinion is on promises an answer to each."""
    row = conn.execute(
        "SELECT c.promises_reply FROM opinion o JOIN circular c ON c.id = o.circular_id WHERE o.id = :id",
        {"id": opinion_id},
    ).fetchone()
    return row is not None and bool(row["promises_reply"])


def by_id(conn: Connection, circular_id: int) -> Circular:
    """One circular in its current version.  Raises NotFound."""
    row = conn.execute(f"{_CIRCULAR} WHERE c.id = :id", {"id": circular_id}).fetchone()
    if row is None:
        raise NotFound("没有这份通报")
    return _circular(row)


def every(conn: Connection) -> list[Circular]:
    """All circulars, newest first."""
    rows = conn.execute(f"{_CIRCULAR} WHERE c.office_id = :office ORDER BY c.id DESC", {"office": OFFICE_ID})
    return [_circular(row) for row in rows]


def states(conn: Connection) -> dict[int, str]:
    """The state of every circular by its id, in few microseconds."""
    return {row["id"]: row["state"] for row in conn.execute("SELECT id, state FROM circular")}


def published(conn: Connection) -> list[Circular]:
    """The circulars citizens may see: open or closed ones, newest first."""
    return [c for c in every(conn) if c.state in ("open", "closed")]


def issues(conn: Connection, circular_id: int) -> list[Issue]:
    """All entries of the current version in the circular's order: headings, leaves and sections."""
    rows = conn.execute(f"{_ISSUE} WHERE c.id = :id ORDER BY v.position", {"id": circular_id})
    return [_issue(row) for row in rows]


def issue(conn: Connection, issue_id: int) -> Issue:
    """One entry of a current version.  Raises NotFound."""
    row = conn.execute(f"{_ISSUE} WHERE i.id = :id", {"id": issue_id}).fetchone()
    if row is None:
        raise NotFound("通报中没有这一整改事项")
    return _issue(row)


def linkable(conn: Connection) -> list[Issue]:
    """What an opinion can be about: visible leaves of every circular that is not offline or a draft."""
    rows = conn.execute(
        f"{_ISSUE} WHERE c.state IN ('open', 'closed') AND v.leaf = 1 AND i.hidden = 0 ORDER BY c.id DESC, v.position"
    )
    return [_issue(row) for row in rows]


def stamp(conn: Connection) -> str:
    """Changes whenever what citizens or the linker see of the catalogue changes."""
    row = conn.execute(
        """SELECT COUNT(*) AS n, COALESCE(SUM(version), 0) AS versions,
        COALESCE(SUM(CASE state WHEN 'open' THEN 1 WHEN 'closed' THEN 100 ELSE 10000 END), 0) AS states,
        (SELECT COUNT(*) FROM issue WHERE hidden = 1) AS hidden,
        (SELECT COUNT(*) FROM event WHERE subject_id IN (SELECT id FROM circular)) AS acts FROM circular"""
    ).fetchone()
    assert row is not None
    return f"{row['n']}-{row['versions']}-{row['states']}-{row['hidden']}-{row['acts']}"


def _circular(row: Row) -> Circular:
    return Circular(
        id=row["id"],
        title=row["title"],
        issuer=row["issuer"],
        state=row["state"],
        version=row["version"],
        facts=json.loads(row["facts"]),
        text=row["text"],
        imported_at=from_text(row["imported_at"]),
        promises_reply=bool(row["promises_reply"]),
    )


def _issue(row: Row) -> Issue:
    return Issue(
        id=row["id"],
        circular_id=row["circular_id"],
        code=row["code"],
        parent=row["parent"],
        level=row["level"],
        leaf=bool(row["leaf"]),
        kind=row["kind"],
        title=row["title"],
        path=tuple(json.loads(row["path"])),
        text=row["text"],
        start=row["start_at"],
        end=row["end_at"],
        hidden=bool(row["hidden"]),
    )
