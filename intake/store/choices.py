"""What a language model chose among an opinion's suggestions, and how many questions a day has seen."""

import json
from dataclasses import dataclass
from datetime import datetime

from intake.clock import from_text, to_text
from intake.db import Connection
from intake.model import Evidence
from intake.store import jobs


@dataclass(frozen=True, slots=True)
class Chosen:
    """The model's word on an opinion; `issue_id` is None where it found none of the suggestions right."""

    issue_id: int | None
    model: str
    chosen_at: datetime


def spend(conn: Connection, day: str, most: int) -> bool:
    """Take one question out of a day's budget; False where nothing is left of it."""
    if most < 1:
        return False
    row = conn.execute(
        """INSERT INTO model_budget (day, calls) VALUES (:day, 1)
        ON CONFLICT (day) DO UPDATE SET calls = model_budget.calls + 1 WHERE model_budget.calls < :most
        RETURNING calls""",
        {"day": day, "most": most},
    ).fetchone()
    return row is not None


def put(
    conn: Connection, opinion_id: int, issue_id: int | None, evidence: tuple[Evidence, ...], model: str, now: datetime
) -> None:
    """Note the model's choice and put it first among the suggestions, with this evidence.

    What people decided stays, probabilities stay, and it never makes an opinion sure; where the linker saw none it
    becomes one to be looked at.
    """
    conn.execute(
        """INSERT INTO model_choice (opinion_id, issue_id, model, chosen_at) VALUES (:id, :issue, :model, :at)
        ON CONFLICT (opinion_id) DO UPDATE SET issue_id = excluded.issue_id, model = excluded.model,
            chosen_at = excluded.chosen_at""",
        {"id": opinion_id, "issue": issue_id, "model": model, "at": to_text(now)},
    )
    if issue_id is None:
        return
    conn.execute(
        "UPDATE link SET rank = rank + 1 WHERE opinion_id = :id AND issue_id <> :issue AND state = 'suggested'",
        {"id": opinion_id, "issue": issue_id},
    )
    conn.execute(
        """UPDATE link SET rank = 0, evidence = :evidence
        WHERE opinion_id = :id AND issue_id = :issue AND state = 'suggested'""",
        {
            "id": opinion_id,
            "issue": issue_id,
            "evidence": json.dumps([[e.start, e.end, e.matched] for e in evidence], ensure_ascii=False),
        },
    )
    conn.execute("UPDATE opinion SET band = 'look' WHERE id = :id AND band = 'none'", {"id": opinion_id})
    conn.execute("UPDATE judgement SET abstain = 0 WHERE opinion_id = :id", {"id": opinion_id})
    jobs.again(conn, opinion_id, jobs.INDEX, now)


def of_opinion(conn: Connection, opinion_id: int) -> Chosen | None:
    """The model's word on an opinion; None where it was not asked or gave no usable answer."""
    row = conn.execute(
        "SELECT issue_id, model, chosen_at FROM model_choice WHERE opinion_id = :id", {"id": opinion_id}
    ).fetchone()
    return Chosen(row["issue_id"], row["model"], from_text(row["chosen_at"])) if row else None


def forget(conn: Connection, opinion_id: int) -> None:
    """The suggestions are new ones: what was said of the old ones says nothing any more."""
    conn.execute("DELETE FROM model_choice WHERE opinion_id = :id", {"id": opinion_id})
