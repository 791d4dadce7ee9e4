"""What a digest calls a surge or a new word, and that it does not where there are few."""

from math import comb

import pytest
from builders import person
from digest_week import LIFT, counted, day, decide, taken

from intake.config import Config
from intake.db import Connection
from intake.digest.figures import surge
from intake.digest.words import new_words
from intake.model import Role

pytestmark = pytest.mark.both


@pytest.mark.parametrize(
    ("now", "earlier", "weeks", "looks"), [(3, 0, 8, 50), (9, 8, 8, 50), (4, 8, 8, 1), (2, 0, 8, 1), (30, 10, 1, 50)]
)
def test_a_surge_is_what_chance_seldom_brings(now: int, earlier: int, weeks: int, looks: int) -> None:
    n, p = now + earlier, 1 / (weeks + 1)
    tail = sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(now, n + 1))
    assert surge(now, earlier, weeks, looks) == (now >= 3 and tail * looks < 0.05)


def test_few_opinions_are_never_called_a_surge(conn: Connection, config: Config) -> None:
    bo = person(conn, Role.MANAGER)
    taken(conn, day(-50), body="很久以前")
    for n in range(20):
        decide(conn, taken(conn, day(1), body=f"电梯{n}"), bo, day(2), [LIFT])
    assert not any(line["surge"] for line in counted(conn, config)["issues"])
    for n in range(10):
        decide(conn, taken(conn, day(1), body=f"电梯又{n}"), bo, day(2), [LIFT])
    assert [line["surge"] for line in counted(conn, config)["issues"]] == [False, True, False]


def test_new_words_are_written_by_several_and_by_nobody_before() -> None:
    texts = ["楼下的充电桩又坏了", "充电桩太少，排队", "希望多装充电桩！", "菜场太脏", "菜场很脏", "菜场脏"]
    assert new_words(texts, ["菜场一直脏"]) == [{"key": "充电桩", "label": "充电桩", "count": 3}]


def test_new_words_are_told_of_a_week_with_enough_opinions_after_others(conn: Connection, config: Config) -> None:
    taken(conn, day(-3), body="菜场门口很脏")
    for n in range(29):
        taken(conn, day(1), body=f"第{n}件：充电桩又坏了，菜场也脏")
    assert counted(conn, config)["new_words"] == []
    taken(conn, day(2), body="我叫王小明，想要充电桩", name="王小明")
    found = counted(conn, config)["new_words"]
    assert [(line["label"], line["count"]) for line in found][0] == ("充电桩", 30)
    assert not any("菜场" in line["label"] or "来件人" in line["label"] for line in found)


def test_the_first_week_has_no_new_words(conn: Connection, config: Config) -> None:
    for n in range(31):
        taken(conn, day(1), body=f"第{n}件：充电桩又坏了")
    assert counted(conn, config)["new_words"] == []
