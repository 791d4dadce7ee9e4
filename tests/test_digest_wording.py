"""The second sentence of a digest: which entries it names, and how many."""

import pytest
from digest_week import golden

from intake.digest.types import IssueLine, Snapshot
from intake.digest.wording import sentences


def said(*abouts: int, surging: int = 0, parts: int = 0) -> str:
    """The sentence of a week with entries of so many opinions; the last `parts` are no issues."""
    week, first = golden(), golden()["issues"][0]
    lines = [
        IssueLine(
            **{
                **first,
                "id": str(n),
                "title": f"事项{n}",
                "about": about,
                "surge": n <= surging,
                "kind": "issue" if n <= len(abouts) - parts else "section",
                "stance": dict.fromkeys(first["stance"], 0),
            }
        )
        for n, about in enumerate(abouts, start=1)
    ]
    return sentences(Snapshot(**{**week, "issues": lines, "comebacks": []}))[1]


@pytest.mark.parametrize(
    ("abouts", "words"),
    [
        ((1,), "涉及1项，即“事项1”（1件）"),
        ((1, 1, 1, 1), "涉及4项，每项1件"),
        ((3, 1, 1, 1), "涉及4项，反映较多的是“事项1”（3件），"),
        ((9, 8, 7, 6), "反映较多的是“事项1”（9件）、“事项2”（8件）、“事项3”（7件），"),
        ((2, 2, 2, 2, 1), "“事项3”（2件）、“事项4”（2件），"),
        ((2,) * 7, "“事项5”（2件）等7项，"),
    ],
)
def test_entries_are_named_that_more_than_one_speaks_about(abouts: tuple[int, ...], words: str) -> None:
    assert words in said(*abouts)


def test_of_many_that_surge_three_are_named() -> None:
    assert "，其中“事项1”、“事项2”、“事项3”等5项明显增多" in said(9, 8, 7, 6, 5, surging=5)
    assert "，其中“事项1”、“事项2”明显增多" in said(9, 8, 7, surging=2)


def test_what_is_no_entry_is_told_apart_so_that_the_sum_is_right() -> None:
    assert "涉及4项（含通报其他部分2项）" in said(4, 3, 2, 2, parts=2)
    assert "；其余2项整改事项本周没有意见。" in said(4, 3, 0, 0)
