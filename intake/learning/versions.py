"""New versions of the model: made as people decide, live only if they are no worse than the one before.

A fifth of what was decided one by one is held back: a new version and the one that is live are compared on it, both
taught without it.  Only then the new one learns from all.  Links confirmed in bulk repeat the machine's own word and
judge nothing.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple

from intake.db import Connection, transaction
from intake.learning import lessons
from intake.learning.groundwork import Groundwork
from intake.linking.evaluate import hit
from intake.linking.linker import Linker
from intake.linking.types import Example
from intake.store import circulars, links, models
from intake.store.models import Model

GROWTH = 50  # a new version when one in so many has been decided anew …
AT_LATEST = timedelta(days=1)  # … or after so long, if anything was
PAUSE = timedelta(minutes=1)
HELD = 5  # one in so many is held back
MOST_HELD = 400
KEPT = 2  # versions whose lessons are kept


class Hits(NamedTuple):
    """Of the opinions held back: how many had the right entry first, how many among the first three."""

    first: int
    first_three: int


def learn(conn: Connection, groundwork: Groundwork, now: datetime) -> bool:
    """Make and judge a new version where one is due; whether one was made.  Takes seconds at any size."""
    former, decided = models.latest(conn), links.stamp(conn)
    if not _due(former, decided, now):
        return False
    base = groundwork.linker(conn)
    if base is None:
        return False
    every = lessons.about(conn, links.decided(conn))
    chosen = lessons.sample(every, len(circulars.linkable(conn)))
    held = _held({opinion_id: every[opinion_id] for opinion_id in chosen})
    judges = lessons.with_texts(conn, {opinion_id: every[opinion_id] for opinion_id in held})
    new, old = (
        _hits(
            base,
            lessons.with_texts(conn, {each: every[each] for each in ids if each in every and each not in held}),
            judges,
        )
        for ids in (chosen, models.lessons(conn, models.live(conn).version))
    )
    with transaction(conn):
        circulars.queue_up(conn)
        if models.latest(conn) == former:
            models.add(conn, Model(0, now, decided, len(chosen), len(judges), *new, *old, live=new >= old), chosen)
            models.drop_lessons(conn, KEPT)
    return True


def _due(former: Model | None, decided: int, now: datetime) -> bool:
    if former is None:
        return decided > 0
    age, grown = now - former.made_at, abs(decided - former.decided)
    return age >= PAUSE and (grown > former.decided // GROWTH or (grown > 0 and age >= AT_LATEST))


def _held(chosen: dict[int, Example]) -> set[int]:
    """Those to judge by, always the same ones: linked to an entry, decided one by one."""
    fit = [
        each for each, example in chosen.items() if example.keys and example.weight >= 1 and _place(each) % HELD == 0
    ]
    return set(sorted(fit, key=_place)[:MOST_HELD])


def _place(opinion_id: int) -> int:
    return int.from_bytes(sha256(str(opinion_id).encode()).digest()[:8], "big")


def _hits(base: Linker, taught_by: list[Example], judges: list[Example]) -> Hits:
    linker = base.taught(taught_by)
    judged = [(linker.suggest(each.text), each.keys) for each in judges]
    return Hits(sum(hit(pair, 1) for pair in judged), sum(hit(pair, 3) for pair in judged))
