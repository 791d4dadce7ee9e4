"""Looks soon after an opinion came in whether the same text came before, by whatever channel. Joins nothing itself.

An opinion is made findable first and compared then, in two transactions: of two equal ones that are looked at at the
same moment at least one finds the other.
"""

import logging
from collections.abc import Sequence
from datetime import datetime

from intake.db import Connection, transaction
from intake.receive import COMPARE
from intake.store import jobs, likeness, opinions
from intake.text import minhash
from intake.text.core import core
from intake.text.similar import Verdict, judge

log = logging.getLogger(__name__)
BATCH = 50


def work(conn: Connection, now: datetime) -> int:
    """Do the comparisons that are due, at most fifty; how many were taken up."""
    with transaction(conn):
        due = jobs.lease(conn, COMPARE, now, BATCH)
    for opinion_id in due:
        try:
            compare(conn, opinion_id)
        except Exception as error:  # whatever a text does, the opinion stands and the others are compared
            log.exception("comparing opinion %s failed", opinion_id)
            with transaction(conn):
                jobs.failed(conn, opinion_id, COMPARE, type(error).__name__, now)
    return len(due)


def compare(conn: Connection, opinion_id: int) -> None:
    """Make an opinion findable and note what it may be a repeat of; of a report or an isolated one nothing is kept."""
    opinion = opinions.by_id(conn, opinion_id)
    own = core(opinion.body[: opinion.cut])
    keys = minhash.keys(own)
    with transaction(conn):
        if likeness.comparable(conn, opinion_id):
            likeness.index(conn, opinion_id, keys)
        else:
            likeness.forget(conn, opinion_id)
            keys = ()
    found = alike(conn, opinion_id, own, keys)
    with transaction(conn):
        if likeness.comparable(conn, opinion_id):
            likeness.keep(conn, opinion_id, found)
        jobs.done(conn, opinion_id, COMPARE)


def alike(conn: Connection, opinion_id: int, own: str, keys: Sequence[int]) -> list[tuple[int, Verdict]]:
    """The opinions that are the same text as this one, whose core and keys are given; reads at most ten."""
    judged = [(other_id, judge(own, core(text))) for other_id, text in likeness.met(conn, opinion_id, keys)]
    return [(other_id, verdict) for other_id, verdict in judged if verdict is not None]
