"""What an entry lists as measures and rules: only what was done, in its own words, whatever the circular's shape."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.circular.parse import parse
from intake.circular.proposals import LONGEST, measures, rules
from intake.circular.read import read
from intake.resources import folder

LIFT = (
    "针对加装电梯,推进规模化、整体化加装,制定《杨浦区既有多层住宅加装电梯工程三年行动计划》,"
    "2023年新加梯300台,累计竣工633台。"
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (LIFT, ["推进规模化、整体化加装", "制定《杨浦区既有多层住宅加装电梯工程三年行动计划》"]),
        (
            "针对旧改收尾基地剩余，加强组织领导、完善工作机制、加大攻坚力度，2023年已完成收尾基地15个。",
            ["加强组织领导", "完善工作机制", "加大攻坚力度"],
        ),
        (
            "关于“学习不够深入”问题的整改。一是制定年度学习计划，每月集中学习；二是开展专题辅导12次。",
            ["制定年度学习计划，每月集中学习", "开展专题辅导12次"],
        ),
        (
            "问题表述：会议费超标。整改措施：1.修订《财务管理办法》；2.严格审批。整改结果：已清退1,200元。",
            ["修订《财务管理办法》", "严格审批"],
        ),
        (
            "针对基层减负，规范项目建设，政务类应用向随申办归集，取消报表1,200张。",
            ["规范项目建设，政务类应用向随申办归集", "取消报表1,200张"],
        ),
        ("针对成果转化，上海技术市场有限公司召开第二场投决会，新审议通过4个项目。", []),
        ("", []),
    ],
)
def test_measures_are_what_was_done(text: str, found: list[str]) -> None:
    assert measures(text) == found


def test_rules_are_new_revised_or_only_named() -> None:
    text = (
        "针对制度，制定出台《甲办法》《乙规程》和《丙方案》，修订完善《丁制度》，严格执行《戊条例》，制定《甲办法》。"
    )
    assert [(rule.title, rule.kind) for rule in rules(text)] == [
        ("《甲办法》", "new"),
        ("《乙规程》", "new"),
        ("《丙方案》", "new"),
        ("《丁制度》", "revised"),
        ("《戊条例》", "named"),
    ]


def test_the_circular_that_ships_lists_about_three_measures_an_entry() -> None:
    path = folder("seeds") / "circular.txt"
    entries = [entry for entry in parse(read(path.read_bytes(), path.name)).issues if entry.leaf]
    found = [measures(entry.text) for entry in entries]
    assert 120 <= sum(map(len, found)) <= 200
    assert sum(1 for each in found if each) >= len(found) * 0.9


@given(st.text(alphabet="针对，。,；一是二加强完善《》“”（）0123制定\n、：整改措施", max_size=200))
def test_nothing_is_invented(text: str) -> None:
    for measure in measures(text):
        assert len(measure) <= LONGEST
        assert set(measure) <= set(text) | {"，"}
    for rule in rules(text):
        assert rule.title in text
