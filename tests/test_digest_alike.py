"""Opinions that are one text, as people joined them and as the machine finds them: counted once beside the others."""

import pytest
from digest_week import LIFT, OVER, counted, day, decide, many, small_week, taken, version

from intake import triage
from intake.config import Config
from intake.db import Connection
from intake.digest.quotes import quotes
from intake.digest.types import IssueLine, Snapshot
from intake.likeness import compare
from intake.model import Seal

pytestmark = pytest.mark.both
LONG = "六楼没有电梯，老人下楼一趟要歇三回，楼里十二户早就都签了字，到现在没有动静，想问还要等多久，请尽快安排。"


def entry(found: Snapshot, title: str) -> IssueLine:
    return next(line for line in found["issues"] if line["title"] == title)


def test_what_the_machine_finds_alike_is_one_text_that_nobody_confirmed(conn: Connection, config: Config) -> None:
    bo = small_week(conn)
    ids = [taken(conn, day(2, 12 + n), body=f"我住{n}号。{LONG}") for n in range(3)]
    elsewhere = taken(conn, day(9), body=LONG)
    sealed = taken(conn, day(2, 16), body=LONG)
    for opinion_id in (*ids, elsewhere, sealed):
        compare(conn, opinion_id)
    triage.seal(conn, sealed, version(conn, sealed), Seal.SEALED, bo, day(3))
    triage.join(conn, ids[0], version(conn, ids[0]), ids[1], bo, OVER)
    decide(conn, ids[2], bo, day(3), [LIFT])
    found = counted(conn, config)
    assert [found["totals"][key] for key in ("valid", "texts", "distinct")] == [9, 8, 7]  # type: ignore[literal-required]
    assert {line["alike"] for line in found["opinions"] if int(line["id"]) in ids} == {str(ids[0])}
    assert (entry(found, LIFT)["about"], entry(found, LIFT)["distinct"]) == (3, 3)
    assert (
        "；有效的9件中，内容相同的并件后为8件，系统查出内容相近的也各计一件则为7件（未经人工确认）。"
        in found["sentences"][0]
    )


def test_a_large_week_quotes_what_is_alike_once_with_a_count(conn: Connection, config: Config) -> None:
    small_week(conn)
    found = counted(conn, config)
    near = many(found, 40, alike=found["opinions"][0]["id"])
    (quote,) = dict(quotes(near))["加装电梯"]
    assert quote.head.endswith("另有39件内容相同或相近")
    assert len(dict(quotes(many(found, 20, alike="1")))["加装电梯"]) == 20
