"""Whatever comes in gets an answer: odd texts, odd catalogues, many at once, and in time."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from linking_world import known, linker, targets

from intake.linking.linker import Linker
from intake.linking.types import Target

LIFT = "我家六楼，膝盖不行了，下一趟楼要歇三回，请给我们加装电梯"
ODD = {
    "empty": "",
    "blank": " \n\t　",
    "one character": "梯",
    "emoji": "😡😡👍🏽",
    "English": "The lift is broken and nobody cares",
    "control characters": "\x00\x07电梯\x1b[31m",
    "lone surrogate": "电梯\ud800坏了",
    "combining marks": "电\u0301\u0302梯" * 50,
    "right to left": "مصعد معطل",
    "no punctuation": "电梯坏了没人修" * 200,
    "markup": "<script>alert(1)</script>",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_odd_texts_get_an_answer(text: str) -> None:
    answer = linker().suggest(text)
    assert 0 <= answer.related <= 1
    for suggestion in answer.suggestions:
        assert all(0 <= e.start < e.end <= len(text) for e in suggestion.evidence)


@pytest.mark.parametrize("text", ["", " \n", "😡", "!!!"])
def test_nothing_said_is_about_nothing(text: str) -> None:
    answer = linker().suggest(text)
    assert (answer.suggestions, answer.abstain, answer.band) == ((), True, "none")


def test_a_megabyte_is_read_as_far_as_a_person_would() -> None:
    text = LIFT + "。" + "哎" * 1_000_000
    started = time.perf_counter()
    answer = linker().suggest(text)
    assert time.perf_counter() - started < 2
    assert answer.suggestions[0].key == linker().suggest(LIFT).suggestions[0].key


def test_without_a_catalogue_there_is_no_suggestion() -> None:
    answer = Linker.build([], (), known()).suggest(LIFT)
    assert (answer.suggestions, answer.abstain) == ((), True)


def test_without_a_thesaurus_the_entries_own_words_still_count() -> None:
    built = Linker.build([Target("1", "加装电梯", "推进加装电梯", ()), Target("2", "垃圾分类", "加强宣传", ())])
    assert built.suggest("我们要加装电梯").suggestions[0].key == "1"


def test_a_catalogue_of_one_is_no_reason_to_suggest_it() -> None:
    built = Linker.build(targets()[:1], (), known())
    assert built.suggest("旧区改造什么时候轮到我们，征收协议还没签").suggestions
    assert built.suggest("公交车又脱班，等了四十分钟").abstain


def test_a_catalogue_of_thousands_is_served() -> None:
    many = [Target(f"{t.key}-{n}", f"{t.title}（{n}）", t.text, t.path) for n in range(100) for t in targets()]
    built = Linker.build(many, (), known())
    assert built.suggest(LIFT).suggestions[0].key.startswith("1-1-5-")


def test_an_empty_entry_is_borne() -> None:
    assert Linker.build([Target("1", "", "", ())], (), known()).suggest(LIFT).suggestions == ()


def test_many_threads_get_the_same_answer() -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(linker().suggest, [LIFT] * 64))
    assert all(answer == answers[0] for answer in answers)


def test_an_ordinary_opinion_takes_milliseconds() -> None:
    """Generous: bench/linking.py has the figures; this only notices when something has become ten times slower."""
    text = LIFT + "，楼里十户有九户同意出钱，就差一家，请街道派人来协调，老人等不起了。"
    taken = []
    for _ in range(20):
        started = time.process_time()
        linker().suggest(text)
        taken.append(time.process_time() - started)
    assert statistics.median(taken) < 0.02
