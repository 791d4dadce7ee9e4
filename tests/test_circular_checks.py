"""What the importing clerk is told, what stands beside the issues, and how two versions compare."""

from intake.circular.diff import compare
from intake.circular.parse import parse, to_json
from intake.circular.types import Parsed, ParsedIssue, Source

HEAD = (
    "中共甲县水利局党组关于县委巡察整改情况的通报\n"
    "2024年3月1日至4月30日，县委第一巡察组开展巡察，5月20日反馈意见。\n"
    "一、组织整改情况\n成立专班。\n二、反馈问题整改情况\n"
)
ENTRIES = (
    "（一）关于水库管理不到位的问题\n1.关于巡查记录不完整的问题。按照《水库巡查办法》（甲水〔2024〕5号）补齐。\n"
    "2.关于闸门检修不及时的问题。检修闸门12座。\n"
)
SUMS = "截至目前，反馈的2个问题已完成整改2个，立案3件，新建制度8项，修订完善制度5项。\n"
TAIL = "三、下一步工作\n抓好落实。\n欢迎监督。联系电话：0555-1234567\n"


def understood(text: str) -> Parsed:
    return parse(Source(text, "a.txt", "text/plain", ""))


def entry(code: str, title: str, text: str, leaf: bool = True) -> ParsedIssue:
    return ParsedIssue(code, None, 1, leaf, (title,), title, text, 0, 0)


def test_a_circular_in_order_raises_no_doubt() -> None:
    assert understood(HEAD + ENTRIES + SUMS + TAIL).unclear == ()


def test_sums_and_other_parts_are_sections_and_no_part_of_an_entry() -> None:
    parsed = understood(HEAD + ENTRIES + SUMS + TAIL)
    assert parsed.issues[-1].text == "检修闸门12座。"
    assert [(part.code, part.title) for part in parsed.sections] == [
        ("s1", "组织整改情况"),
        ("s2", "整改总体情况及追责问责"),
        ("s3", "下一步工作"),
    ]
    assert parsed.sections[-1].text == "抓好落实。"
    assert (parsed.facts.rules_new, parsed.facts.rules_revised) == (8, 5)


def test_documents_an_entry_names_are_listed() -> None:
    assert understood(HEAD + ENTRIES).issues[1].documents == ("《水库巡查办法》", "甲水〔2024〕5号")


def test_a_missing_and_a_doubled_number_are_told() -> None:
    gap = ENTRIES.replace("2.关于", "3.关于")
    assert any("序号是 3" in doubt for doubt in understood(HEAD + gap + SUMS + TAIL).unclear)
    double = ENTRIES.replace("2.关于", "1.关于")
    assert any("出现两次" in doubt for doubt in understood(HEAD + double + SUMS + TAIL).unclear)


def test_totals_that_disagree_with_the_count_are_told() -> None:
    parsed = understood(HEAD + ENTRIES + SUMS.replace("2个", "9个") + TAIL)
    assert parsed.totals.problems == 9
    assert any("9 个" in doubt and "2 条" in doubt for doubt in parsed.unclear)


def test_what_is_missing_is_asked_for() -> None:
    doubts = "".join(understood(ENTRIES).unclear)
    for name in ("标题", "发布单位", "反馈日期", "联系方式"):
        assert name in doubts


def test_a_text_that_is_no_circular_yields_no_entries_and_says_so() -> None:
    parsed = understood("今天天气很好。\n我们去公园。")
    assert parsed.issues == ()
    assert "没有识别出整改事项" in parsed.unclear[0]


def test_an_entry_without_words_is_told() -> None:
    assert any("只有标题" in doubt for doubt in understood(HEAD + ENTRIES.replace("检修闸门12座。", "") + TAIL).unclear)


def test_json_has_the_agreed_keys() -> None:
    made = to_json(understood(HEAD + ENTRIES + SUMS + TAIL))
    assert {"title", "issuer", "inspected_from", "inspected_to", "feedback_on", "contacts", "totals", "issues"} <= set(
        made
    )
    assert made["inspected_from"] == "2024-03-01"
    assert set(made["issues"][0]) >= {"code", "parent", "level", "leaf", "path", "title", "text", "start", "end"}
    assert [issue["parent"] for issue in made["issues"]] == [None, "1", "1"]


def test_an_entry_renumbered_or_reworded_is_carried() -> None:
    old = [
        entry("1", "加装电梯", "推进规模化加装，新加梯300台，累计竣工633台。"),
        entry("2", "垃圾分类工作", "加强监控，建立红黄牌督办机制，优化项目设置。"),
        entry("3", "体育场地", "新增体育场地面积10万平方米。"),
    ]
    new = [
        entry("1", "停车难", "新增泊位1200个，错时共享泊位300个。"),
        entry("2", "加装电梯", "推进规模化加装，新加梯420台，累计竣工753台。"),
        entry("3", "生活垃圾分类", "加强监控，建立红黄牌督办机制，优化项目设置。"),
    ]
    found = compare(old, new)
    assert [(pair.old, pair.new) for pair in found.carried] == [("1", "2"), ("2", "3")]
    assert (found.added, found.removed) == (("1",), ("3",))
    assert found.changed == found.carried


def test_the_same_catalogue_is_carried_whole_and_unchanged() -> None:
    issues = understood(HEAD + ENTRIES).issues
    found = compare(issues, issues)
    assert len(found.carried) == len(issues)
    assert (found.added, found.removed, found.changed) == ((), (), ())
