"""Which entry of a new version is which of the one before."""

from intake.circular.match import match
from intake.circular.types import ParsedIssue
from intake.model import Issue

STAIRS = "针对加装电梯,推进规模化、整体化加装,制定三年行动计划,2023年新加梯300台,累计竣工633台。"
BINS = "针对垃圾分类,加强使用智能监控的指导监督,建立红黄牌督办机制,深化宣传工作。"


def old(issue_id: int, title: str, text: str, *above: str, code: str = "1-1") -> Issue:
    return Issue(issue_id, 1, code, None, 1, True, "issue", title, (*above, title), text, 0, 9, False)


def new(code: str, title: str, text: str, *above: str, leaf: bool = True) -> ParsedIssue:
    return ParsedIssue(code, None, 1, leaf, (*above, title), title, text, 0, 9)


def pairs(before: list[Issue], after: list[ParsedIssue]) -> dict[str, int]:
    return {code: issue.id for code, issue in match(before, after).items()}


def test_the_same_path_is_the_same_entry_whatever_its_number() -> None:
    before = [old(1, "加装电梯", STAIRS, "民生"), old(2, "垃圾分类", BINS, "民生")]
    after = [new("1-1", "垃圾分类", "全新的文字", "民生"), new("1-2", "加装电梯", "另一段文字", "民生")]
    assert pairs(before, after) == {"1-1": 2, "1-2": 1}


def test_a_heading_renamed_above_takes_its_entries_along() -> None:
    before = [old(1, "加装电梯", STAIRS, "民生"), old(2, "垃圾分类", BINS, "民生")]
    after = [new("1-1", "加装电梯", STAIRS, "民生保障"), new("1-2", "垃圾分类", BINS, "民生保障")]
    assert pairs(before, after) == {"1-1": 1, "1-2": 2}


def test_a_renamed_entry_with_its_figures_updated_is_known_by_its_words() -> None:
    after = [new("1-1", "电梯加装", STAIRS.replace("300", "412").replace("633", "745"))]
    assert pairs([old(1, "加装电梯", STAIRS), old(2, "垃圾分类", BINS)], after) == {"1-1": 1}


def test_another_entry_in_the_same_place_is_not_taken_for_it() -> None:
    after = [new("1-1", "停车难", "针对停车难,新增泊位1200个,推动共享车位投入使用。")]
    assert pairs([old(1, "加装电梯", STAIRS)], after) == {}


def test_titles_that_stand_twice_are_told_apart_by_their_words() -> None:
    before = [old(1, "其他问题", STAIRS, "甲"), old(2, "其他问题", BINS, "乙")]
    after = [new("1-1", "其他问题", BINS, "丙"), new("1-2", "其他问题", STAIRS, "丁")]
    assert pairs(before, after) == {"1-1": 2, "1-2": 1}


def test_twins_without_a_difference_are_not_guessed_by_title() -> None:
    before = [old(1, "其他问题", "甲的文字很短", "甲"), old(2, "其他问题", "乙说的另一件事", "乙")]
    assert pairs(before, [new("1-1", "其他问题", "丙全然不同的内容", "丙")]) == {}


def test_half_and_full_width_are_the_same() -> None:
    after = [new("1-1", "加装电梯（二期）", STAIRS.replace(",", "，"))]
    assert pairs([old(1, "加装电梯(二期)", "别的")], after) == {"1-1": 1}


def test_each_old_entry_is_given_once() -> None:
    after = [
        new("1-1", "加装电梯甲", STAIRS.replace("300", "301")),
        new("1-2", "加装电梯乙", STAIRS.replace("300", "302")),
    ]
    assert len(pairs([old(1, "加装电梯", STAIRS)], after)) == 1
