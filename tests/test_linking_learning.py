"""Learning from what people decided: it helps, it never unlearns what was right, and its cost is bounded."""

import random

from linking_world import linker, targets, taught

from intake.linking.corrections import Corrections, Lesson
from intake.linking.examples import kept
from intake.linking.types import Answer, Example

KEY = {target.title: target.key for target in targets()}
BOX = "天字第一号的木匣子又摆错了地方"


def probability(answer: Answer, key: str) -> float:
    return next((s.probability for s in answer.suggestions if s.key == key), 0.0)


def lesson(right: set[int], scores: dict[int, float]) -> Lesson:
    return Lesson({"木匣": 0.8, "匣子": 0.6}, scores, 2.0, frozenset(right), frozenset(), 1.0)


def test_ten_confirmed_opinions_are_enough_to_help() -> None:
    key = KEY["区内各类监督贯通协同"]
    before = probability(linker().suggest(BOX), key)
    learned = taught(*[Example(f"木匣子摆错了，第{n}回讲", (key,)) for n in range(10)])
    answer = learned.suggest(BOX)
    assert answer.suggestions[0].key == key
    assert answer.suggestions[0].probability > before + 0.3
    assert "已确认的同类意见" in {evidence.matched for evidence in answer.suggestions[0].evidence}


def test_the_same_letter_again_goes_where_the_first_one_went() -> None:
    key = KEY["党群服务阵地"]
    letter = "我们十七位老邻居联名写这封信，请看看后门口那间屋子的事情。"
    assert taught(Example(letter, (key,))).suggest(letter).suggestions[0].key == key


def test_a_refused_suggestion_falls() -> None:
    text = "楼道里一股油漆味道，刷墙的人说明天还来"
    [refused, *_] = linker().suggest(text).suggestions
    learned = taught(*[Example(f"{text}，{n}", (), (refused.key,)) for n in range(5)])
    assert probability(learned.suggest(text), refused.key) < refused.probability


def test_opinions_about_nothing_teach_what_is_not_related() -> None:
    text = "请问街道明天几点开始发放纪念币"
    before = linker().suggest(text).related
    learned = taught(*[Example(f"{text}{n}", ()) for n in range(10)])
    assert learned.suggest(text).related < before


def test_what_was_right_and_sure_stays_so() -> None:
    lessons = [Example(f"我家六楼没有电梯，老人下不了楼，第{n}次反映", (KEY["加装电梯"],)) for n in range(20)]
    learned = taught(*lessons)
    for text in ("标书是照着一家公司写的，别人都是陪标", "分好的垃圾又混在一辆车里拉走了"):
        assert learned.suggest(text).suggestions[0].key == linker().suggest(text).suggestions[0].key


def test_what_would_have_made_answers_worse_is_not_used() -> None:
    undecided = {0: 2.0, 1: 2.0}
    flapping, steady = Corrections(), Corrections()
    for n in range(30):
        flapping.learn(lesson({n % 2}, undecided))
        steady.learn(lesson({0}, undecided))
    assert not flapping.trusted
    assert not flapping.entries({"木匣": 1.0})
    assert steady.trusted
    assert steady.entries({"木匣": 1.0})[0] > 0


def test_how_many_concern_an_entry_is_learned_apart_from_their_words() -> None:
    corrections = Corrections()
    for _ in range(30):
        corrections.learn(Lesson({"木匣": 1.0}, {0: 2.0}, 0.0, frozenset({0}), frozenset(), 1.0))
    assert 0 < corrections.related({}) < corrections.related({"木匣": 1.0})


def test_the_order_of_decisions_makes_no_difference() -> None:
    lessons = [Example(f"门口的事情第{n}回", (targets()[n % 7].key,)) for n in range(60)]
    shuffled = random.Random(1).sample(lessons, len(lessons))
    assert taught(*lessons).suggest("门口的事情") == taught(*shuffled).suggest("门口的事情")


def test_keys_that_are_no_longer_in_the_catalogue_are_passed_over() -> None:
    other = [Example(f"屋顶漏雨，第{n}回", ("gone",), ("gone too",)) for n in range(10)]
    assert taught(*other).suggest("屋顶漏雨") == linker().suggest("屋顶漏雨")


def test_a_bounded_number_of_decisions_is_learned_from() -> None:
    many = [Example(f"意见{n}", (targets()[n % 3].key,)) for n in range(5000)]
    assert len(kept(many, 49)) == 3 * 80
    assert len(kept(many, 3)) == 3 * 200
