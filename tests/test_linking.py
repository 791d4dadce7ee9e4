"""What the linker suggests for citizens' own words, and the words it gives as reasons."""

import pytest
from linking_world import first, known, linker, shown, targets

from intake.linking.linker import LIMIT, Linker
from intake.linking.types import Target

LIFT = "我家六楼，膝盖不行了，下一趟楼要歇三回"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (LIFT, "加装电梯"),
        ("七户人家合用一个灶间，早上排队上厕所", "旧住房成套改造"),
        ("屋顶漏雨修了三回，修一次漏一次", "美丽家园老旧小区改造"),
        ("分好的垃圾又混在一辆车里拉走了", "定海路街道垃圾分类工作"),
        ("标书是照着一家公司写的，我们去了就是陪跑", "招投标管理"),
        ("居委会的小姑娘天天填表到半夜", "基层减负"),
        ("工单转来转去，最后短信说已经办结", "12345热线"),
    ],
)
def test_citizens_words_find_the_entry_that_never_uses_them(text: str, expected: str) -> None:
    assert first(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "我家六樓，膝蓋不行了，下一趟樓要歇三回",
        "我家６樓，膝盖不行了，下一趟楼要歇三回",
        "我家六 楼,膝盖不\n行了,下一趟楼要歇三回",
        "阿拉屋里厢六楼，膝盖勿来三了，下趟楼要歇三趟",
    ],
)
def test_spelling_width_wrapping_and_dialect_make_no_difference(text: str) -> None:
    assert first(text) == "加装电梯"


def test_misprints_are_understood() -> None:
    assert first("小区拉圾没人收，臭得很") == first("小区垃圾没人收，臭得很")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("61%也好意思当成绩讲？", "各街道卫生服务中心建设"),
        ("百分之六十一也好意思当成绩讲？", "各街道卫生服务中心建设"),
        ("17.79公顷到底派什么用场", "存量工业用地转化"),
        ("退出5.97万元就算了？", "整改总体情况及追责问责"),
    ],
)
def test_a_quoted_figure_finds_the_entry_that_states_it(text: str, expected: str) -> None:
    assert first(text) == expected


def test_a_place_named_by_an_entry_speaks_for_it() -> None:
    assert first("眉州路515弄那里晚上又不像样子了") == "眉州路515弄无名道路"


def test_several_matters_in_one_letter_are_all_suggested() -> None:
    text = "小区改造刚铺好的路面，装电梯的施工队又来挖开，墙也刷花了，六楼的老人等着下楼。"
    keys = {suggestion.key for suggestion in linker().suggest(text).suggestions[:3]}
    wanted = {target.key for target in targets() if target.title in ("加装电梯", "美丽家园老旧小区改造")}
    assert wanted <= keys


@pytest.mark.parametrize(
    "text",
    [
        "楼上小孩天天晚上拍皮球到十一点",
        "公司拖了三个月工资，老板失联了",
        "信用卡被盗刷八千，银行客服一直占线",
        "低息贷款秒批到账，加微信",
        "我住宝山，知道你们管不到，我们那边装电梯找谁",
        "来电人拨错号码",
    ],
)
def test_what_concerns_no_entry_is_said_to(text: str) -> None:
    answer = linker().suggest(text)
    assert answer.abstain
    assert answer.band == "none"


def test_a_clear_case_is_sure() -> None:
    answer = linker().suggest(LIFT + "，什么时候给我们加装电梯？")
    assert answer.band == "sure"
    assert not answer.abstain
    assert answer.related * answer.suggestions[0].probability > 0.85


def test_evidence_is_phrases_of_the_text_as_given() -> None:
    text = "我家六樓，\n 膝蓋不行了，下一趟樓要歇三回，什麼時候加裝電梯"
    answer = linker().suggest(text)
    words = shown(answer, text)
    assert "加裝電梯" in "".join(words)
    assert 1 <= len(words) <= 4
    assert all(len(word) > 1 for word in words)


def test_evidence_says_what_it_answers_to() -> None:
    answer = linker().suggest(LIFT)
    assert {evidence.matched for evidence in answer.suggestions[0].evidence} == {"加装电梯"}


def test_evidence_never_overlaps_and_comes_in_order() -> None:
    for text in (LIFT, "支部开会就是念文件，居委会填表，热线踢皮球，标书内定，" * 5):
        for suggestion in linker().suggest(text).suggestions:
            spans = [(evidence.start, evidence.end) for evidence in suggestion.evidence]
            assert all(a[1] <= b[0] for a, b in zip(spans, spans[1:], strict=False))


def test_the_citizens_own_choice_comes_first_but_only_raises_probability() -> None:
    chosen = next(target.key for target in targets() if target.title == "社区养老服务设施")
    text = "我妈八十了，走不动"
    before = {s.key: s.probability for s in linker().suggest(text).suggestions}
    after = linker().suggest(text, chosen).suggestions
    assert after[0].key == chosen
    assert before.get(chosen, 0.0) < after[0].probability < 1


def test_probabilities_fall_and_never_exceed_one() -> None:
    suggestions = linker().suggest("改造 电梯 垃圾 热线 支部 招标").suggestions
    probabilities = [suggestion.probability for suggestion in suggestions]
    assert probabilities == sorted(probabilities, reverse=True)
    assert len(probabilities) <= LIMIT
    assert sum(probabilities) <= 1


def test_the_same_text_gets_the_same_answer_from_a_linker_built_anew() -> None:
    assert Linker.build(targets(), (), known()).suggest(LIFT) == linker().suggest(LIFT)


def test_another_circular_is_served_by_the_same_thesaurus() -> None:
    other = [
        Target("1", "后勤保障服务不到位", "食堂饭菜价格偏高,学生宿舍热水供应不足。", ("后勤",)),
        Target("2", "思政课教师配备不足", "专职思政课教师缺额较多。", ("思政",)),
    ]
    built = Linker.build(other, (), known())
    assert built.suggest("寝室到现在没有热水，一顿饭要三十块").suggestions[0].key == "1"
