"""What the tests of the queue share: suggestions without a linker, and acts as the page's forms send them."""

import re
from datetime import datetime
from typing import Any

from builders import NOW, issue_id
from flask.testing import FlaskClient
from pages import check, token
from werkzeug.test import TestResponse

from intake.db import Connection, transaction
from intake.model import Candidate, Evidence, Judgement, Opinion, Suggested
from intake.store import links, opinions

LIFT, WASTE, HOMES = "加装电梯", "定海路街道垃圾分类工作", "旧改收尾基地剩余"


def suggest(
    conn: Connection,
    opinion_id: int,
    *titles: str,
    band: str = "sure",
    evidence: tuple[Evidence, ...] = (),
    now: datetime = NOW,
) -> None:
    """Give an opinion suggestions, best first; the first one has the evidence."""
    candidates = tuple(
        Candidate(issue_id(conn, title), 0.9 / rank, evidence if rank == 1 else ())
        for rank, title in enumerate(titles, start=1)
    )
    with transaction(conn):
        links.suggest(conn, opinion_id, Suggested(candidates, Judgement(0.9, band == "none", band)), now)
        opinions.mark_enriched(conn, opinion_id, now)


def seen(html: str) -> dict[str, str]:
    """What the forms of an opinion's page say they saw, and the token."""
    hidden = {name: _value(html, name) for name in ("version", "seen")}
    return {"csrf_token": token(html), **hidden}


def act(client: FlaskClient, opinion_id: int, name: str, query: str = "", **fields: Any) -> TestResponse:
    """Send one of the forms of an opinion's page, just read."""
    return send(client, opinion_id, name, seen(client.get(f"/staff/queue/{opinion_id}{query}").text), query, **fields)


def send(
    client: FlaskClient, opinion_id: int, name: str, saw: dict[str, str], query: str = "", **fields: Any
) -> TestResponse:
    """Send a form of a page that was read at some time; pages that come back are checked as all are."""
    response = client.post(f"/staff/queue/{opinion_id}/{name}{query}", data={**saw, **fields})
    if response.status_code in (200, 409, 422):
        check(response.text)
    return response


def now_is(conn: Connection, opinion_id: int) -> Opinion:
    """The opinion as the database has it."""
    return opinions.by_id(conn, opinion_id)


def _value(html: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="(\d+)"', html)
    assert found, f"no {name} on the page"
    return found[1]
