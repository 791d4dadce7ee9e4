"""Redaction: private numbers, doors and names go, what an opinion is about stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.text.redact import redacted

GONE = [
    ("打我电话13812345678", "打我电话〔电话〕"),
    ("138 1234 5678", "〔电话〕"),
    ("１３８－１２３４－５６７８", "〔电话〕"),
    ("+86 13812345678。", "〔电话〕。"),
    ("021-65031234转12", "〔电话〕"),
    ("电话：6503 1234", "电话：〔电话〕"),
    ("身份证310110194901011234", "身份证〔证件号〕"),
    ("31011019490101123X", "〔证件号〕"),
    ("卡号6222 0200 1234 5678 901", "卡号〔号码〕"),
    ("写信到zhang.san@126.com", "写信到〔邮箱〕"),
    ("zhang＠163．com", "〔邮箱〕"),
    ("QQ：12345678", "〔网络账号〕"),
    ("微信号abc_12345", "〔网络账号〕"),
    ("车牌沪A12345", "车牌〔车牌〕"),
    ("住3号楼2单元402室", "住〔门牌〕"),
    ("12号301室漏水", "〔门牌〕漏水"),
    ("我叫王小明，住六楼", "我叫〔姓名〕，住六楼"),
    ("联系人：李四", "联系人：〔姓名〕"),
]
STAYS = [
    "",
    "眉州路515弄无名道路",
    "2023年新加梯300台，累计竣工633台",
    "合计面积才达到最低标准的61%",
    "滨江示范区2020-2022三年行动计划",
    "12345热线没人接",
    "79个问题完成75个，254项措施完成250项",
    "我叫了三次物业都不来",
    "第一会议室坐满了人",
    "2026-000123",
    "早上8点30分到11点",
]


@pytest.mark.parametrize(("text", "safe"), GONE)
def test_what_points_to_a_person_goes(text: str, safe: str) -> None:
    assert redacted(text) == safe


@pytest.mark.parametrize("text", STAYS)
def test_what_an_opinion_is_about_stays(text: str) -> None:
    assert redacted(text) == text


def test_the_senders_own_name_and_address_go_wherever_they_stand() -> None:
    own = ("王小明", "Wang@Example.org", "65031234")
    assert redacted("王小明在此，wang@example.org，６５０３１２３４", own) == "〔来件人〕在此，〔来件人〕，〔来件人〕"


def test_a_name_of_one_character_takes_nothing_out() -> None:
    assert redacted("王家的电梯", ("王",)) == "王家的电梯"


@given(st.text(), st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_a_mobile_number_never_stays(around: str, number: str) -> None:
    assert number not in redacted(f"{around}，{number}，{around}")


@given(st.text())
def test_redacting_twice_changes_nothing_more(text: str) -> None:
    assert redacted(redacted(text)) == redacted(text)
