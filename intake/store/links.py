"""Links between opinions and issues: the machine's suggestions and what people decided."""

import json
from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from intake.clock import from_text, to_text
from intake.db import Connection, Row, listed
from intake.model import Evidence, Judgement, Link, LinkOrigin, LinkState, Status, Suggested
from intake.store import jobs

_DECIDED = ("issue_id", "state", "origin", "main", "linked_by", "linked_at")


class Decided(NamedTuple):
    """What a person decided of an opinion, main issue first, for learning; `none`: it concerns no entry."""

    opinion_id: int
    issue_ids: tuple[int, ...]
    rejected: tuple[int, ...]
    weight: float
    none: bool


def suggest(conn: Connection, opinion_id: int, suggested: Suggested, now: datetime) -> None:
    """Replace the machine's suggestions; what people decided and citizens chose stays."""
    # The band stands with the opinion, where the queue's index has it. It is written first: what staff do locks the
    # opinion before its links, too.
    conn.execute("UPDATE opinion SET band = :band WHERE id = :id", {"id": opinion_id, "band": suggested.judgement.band})
    conn.execute(
        "DELETE FROM link WHERE opinion_id = :id AND state = 'suggested' AND origin = 'machine'",
        {"id": opinion_id},
    )
    for rank, candidate in enumerate(suggested.candidates, start=1):
        link = Link(
            opinion_id=opinion_id,
            issue_id=candidate.issue_id,
            state=LinkState.SUGGESTED,
            origin=LinkOrigin.MACHINE,
            main=False,
            rank=rank,
            probability=candidate.probability,
            evidence=candidate.evidence,
            linked_by=None,
            linked_at=now,
        )
        put(conn, link, keep_decided=True)
    conn.execute(
        """INSERT INTO judgement (opinion_id, related, abstain, model) VALUES (:id, :related, :abstain, :model)
        ON CONFLICT (opinion_id) DO UPDATE SET related = excluded.related, abstain = excluded.abstain,
            model = excluded.model""",
        {
            "id": opinion_id,
            "related": suggested.judgement.related,
            "abstain": int(suggested.judgement.abstain),
            "model": suggested.judgement.model,
        },
    )
    jobs.again(conn, opinion_id, jobs.INDEX, now)


def put(conn: Connection, link: Link, *, keep_decided: bool = False) -> None:
    """Insert or replace one link; with `keep_decided` only the machine's figures of a decided link change."""
    replace = (
        "probability = excluded.probability, evidence = excluded.evidence, rank = excluded.rank"
        if keep_decided
        else "state = excluded.state, origin = excluded.origin, main = excluded.main, "
        "linked_by = excluded.linked_by, linked_at = excluded.linked_at"
    )
    conn.execute(
        f"""INSERT INTO link (opinion_id, issue_id, state, origin, main, rank, probability, evidence,
            linked_by, linked_at)
        VALUES (:opinion, :issue, :state, :origin, :main, :rank, :probability, :evidence, :by, :at)
        ON CONFLICT (opinion_id, issue_id) DO UPDATE SET {replace}""",
        {
            "opinion": link.opinion_id,
            "issue": link.issue_id,
            "state": link.state,
            "origin": link.origin,
            "main": int(link.main),
            "rank": link.rank,
            "probability": link.probability,
            "evidence": json.dumps([[e.start, e.end, e.matched] for e in link.evidence], ensure_ascii=False),
            "by": link.linked_by,
            "at": to_text(link.linked_at),
        },
    )


def decide(
    conn: Connection, opinion_id: int, kept: Sequence[int], origin: LinkOrigin, staff_id: int, now: datetime
) -> None:
    """Confirm exactly these issues, the first as the main one; every other link of the opinion becomes rejected."""
    for position, issue_id in enumerate(kept):
        link = Link(
            opinion_id=opinion_id,
            issue_id=issue_id,
            state=LinkState.CONFIRMED,
            origin=origin,
            main=position == 0,
            rank=position,
            probability=None,
            evidence=(),
            linked_by=staff_id,
            linked_at=now,
        )
        put(conn, link)
    for link in of_opinion(conn, opinion_id):
        if link.issue_id not in kept and link.state != LinkState.REJECTED:
            conn.execute(
                "UPDATE link SET state = 'rejected', main = 0, linked_by = :by, linked_at = :at "
                "WHERE opinion_id = :opinion AND issue_id = :issue",
                {"opinion": opinion_id, "issue": link.issue_id, "by": staff_id, "at": to_text(now)},
            )


def decisions(conn: Connection, opinion_id: int) -> list[dict[str, Any]]:
    """What stands of each link of an opinion besides the machine's figures."""
    rows = conn.execute(
        f"SELECT {', '.join(_DECIDED)} FROM link WHERE opinion_id = :id ORDER BY issue_id", {"id": opinion_id}
    )
    return [{name: row[name] for name in _DECIDED} for row in rows]


def restore(conn: Connection, opinion_id: int, before: Sequence[dict[str, Any]]) -> None:
    """Put back what `decisions` said; what people decided since then goes, newer suggestions stay."""
    held, params = listed([link["issue_id"] for link in before])
    conn.execute(
        f"DELETE FROM link WHERE opinion_id = :id AND state <> 'suggested' AND issue_id NOT IN ({held})"
        if before
        else "DELETE FROM link WHERE opinion_id = :id AND state <> 'suggested'",
        {**params, "id": opinion_id},
    )
    conn.executemany(
        """UPDATE link SET state = :state, origin = :origin, main = :main, linked_by = :linked_by,
            linked_at = :linked_at WHERE opinion_id = :id AND issue_id = :issue_id""",
        [{**link, "id": opinion_id} for link in before],
    )


def forget_evidence(conn: Connection, opinion_id: int) -> None:
    """Forget which characters spoke for an opinion's links: its text is another one now."""
    conn.execute("UPDATE link SET evidence = '[]' WHERE opinion_id = :id", {"id": opinion_id})


def of_opinion(conn: Connection, opinion_id: int) -> list[Link]:
    """The links of an opinion: confirmed ones first, then suggestions, best first, then rejected ones."""
    rows = conn.execute(
        """SELECT opinion_id, issue_id, state, origin, main, rank, probability, evidence, linked_by,
            linked_at FROM link WHERE opinion_id = :id
        ORDER BY CASE state WHEN 'confirmed' THEN 0 WHEN 'suggested' THEN 1 ELSE 2 END,
            main DESC, rank, issue_id""",
        {"id": opinion_id},
    )
    return [_link(row) for row in rows]


def judgement(conn: Connection, opinion_id: int) -> Judgement | None:
    """What the machine said of an opinion as a whole; None while it has not looked yet."""
    row = conn.execute(
        """SELECT j.related, j.abstain, o.band, j.model
        FROM judgement j JOIN opinion o ON o.id = j.opinion_id WHERE o.id = :id""",
        {"id": opinion_id},
    ).fetchone()
    return Judgement(row["related"], bool(row["abstain"]), row["band"], row["model"]) if row else None


def decided(conn: Connection, opinion_ids: Sequence[int] | None = None, limit: int = 300_000) -> list[Decided]:
    """What people decided, newest first, of all opinions or of some; sealed and isolated opinions never teach."""
    held, named = listed(opinion_ids or ())
    some = "" if opinion_ids is None else f"AND l.opinion_id IN ({held})"
    rows = conn.execute(
        f"""SELECT o.id, o.status, l.issue_id, l.state, l.origin FROM link l
        JOIN opinion o ON o.id = l.opinion_id
        WHERE l.state <> 'suggested' AND o.seal = 'none' AND o.isolated = 0 {some}
        ORDER BY o.id DESC, l.main DESC, l.issue_id LIMIT :limit""",
        {"limit": limit, **named},
    )
    return [_decided(opinion_id, list(group)) for opinion_id, group in groupby(rows, lambda row: int(row["id"]))]


def texts(conn: Connection, opinion_ids: Sequence[int]) -> dict[int, str]:
    """What some opinions say, without those that nobody learns from and those that say nothing any more."""
    held, named = listed(opinion_ids)
    rows = conn.execute(
        f"""SELECT id, body FROM opinion WHERE id IN ({held})
        AND seal = 'none' AND isolated = 0 AND body <> ''""",
        named,
    )
    return {row["id"]: row["body"] for row in rows}


def stamp(conn: Connection) -> int:
    """How many links a person decided; changes when there is more to learn from."""
    row = conn.execute("SELECT COUNT(*) AS n FROM link WHERE state <> 'suggested'").fetchone()
    assert row is not None
    return int(row["n"])


def _decided(opinion_id: int, rows: list[Row]) -> Decided:
    issues, rejected = (
        tuple(row["issue_id"] for row in rows if row["state"] == state)
        for state in (LinkState.CONFIRMED, LinkState.REJECTED)
    )
    none = not issues and rows[0]["status"] not in (Status.WAITING, Status.SET_ASIDE)
    bulk = any(row["origin"] == LinkOrigin.BULK for row in rows)
    return Decided(opinion_id, issues, rejected, 0.3 if bulk else 1.0, none)


def _link(row: Row) -> Link:
    return Link(
        row["opinion_id"],
        row["issue_id"],
        LinkState(row["state"]),
        LinkOrigin(row["origin"]),
        bool(row["main"]),
        row["rank"],
        row["probability"],
        tuple(Evidence(*piece) for piece in json.loads(row["evidence"])),
        row["linked_by"],
        from_text(row["linked_at"]),
    )
