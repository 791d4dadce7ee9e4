"""What is proposed to be hidden: numbers that check, mail addresses, where somebody lives; no more."""

import pytest

from intake.text.private import Private, card, identity, proposals

FOUND = [
    ("打13812345678", Private.PHONE, "13812345678"),
    ("打１３８－１２３４－５６７８吧", Private.PHONE, "１３８－１２３４－５６７８"),
    ("+86 138 1234 5678", Private.PHONE, "+86 138 1234 5678"),
    ("座机021-65031234转12", Private.PHONE, "021-65031234转12"),
    ("(021)6503 1234", Private.PHONE, "(021)6503 1234"),
    ("香港+852 2123 4567", Private.PHONE, "+852 2123 4567"),
    ("身份证11010519491231002X，", Private.IDENTITY, "11010519491231002X"),
    ("卡号4111 1111 1111 1111", Private.CARD, "4111 1111 1111 1111"),
    ("写信到ann.li@example.org。", Private.EMAIL, "ann.li@example.org"),
    ("我住控江路1234弄5号602室", Private.ADDRESS, "控江路1234弄5号602室"),
    ("长阳路1080弄12号那栋", Private.ADDRESS, "长阳路1080弄12号"),
    ("三号楼二单元四零二室漏水", Private.ADDRESS, "三号楼二单元四零二室"),
]
NOTHING = [
    "",
    "定海路街道的垃圾分类",
    "2023年新加梯300台，累计竣工633台",
    "12345热线没人接",
    "第一会议室坐满了人",
    "登记编号2026-000123",
    "11010519491231002１0",
    "110105194912310021",  # the check character is another one
    "4111 1111 1111 1112",  # Luhn says no
    "12412345678",  # no such mobile numbers
    "预算020-12345678元",  # no such number in Guangzhou
    "新建制度80项，修订完善48项",
]


@pytest.mark.parametrize(("text", "kind", "words"), FOUND)
def test_private_stretches_are_proposed_with_their_kind(text: str, kind: Private, words: str) -> None:
    [found] = proposals(text)
    assert (found.kind, found.words) == (kind, words)
    assert text[found.start : found.end] == words


@pytest.mark.parametrize("text", NOTHING)
def test_numbers_that_do_not_check_and_matters_of_the_circular_are_not(text: str) -> None:
    assert proposals(text) == []


def test_check_digits_are_checked() -> None:
    good = "11010519491231002X"
    assert identity(good)
    assert not any(identity(good[:n] + str((int(good[n]) + 1) % 10) + good[n + 1 :]) for n in range(17))
    assert card("6222021234567890128") == (sum_of("6222021234567890128") % 10 == 0)
    assert not card("411111111111111")


def sum_of(number: str) -> int:
    """Luhn's sum, told another way."""
    digits = [int(digit) for digit in number]
    odd, even = digits[-1::-2], digits[-2::-2]
    return sum(odd) + sum(sum(divmod(2 * digit, 10)) for digit in even)


def test_several_kinds_come_in_the_order_of_the_text() -> None:
    text = "我叫王小明，电话13812345678，住12号301室，邮箱a@b.cn"
    assert [found.kind for found in proposals(text)] == [Private.PHONE, Private.ADDRESS, Private.EMAIL]
