"""Names, numbers and addresses as everybody may see them."""

import pytest

from intake.text import mask


@pytest.mark.parametrize(
    ("full", "shown"), [("张建国", "张**"), (" 欧阳修 ", "欧**"), ("Ann Smith", "A**"), ("", ""), ("  ", "")]
)
def test_a_name_keeps_its_first_character(full: str, shown: str) -> None:
    assert mask.name(full) == shown


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("13812341234", "138****1234"),
        ("138 1234 1234", "138****1234"),
        ("１３８１２３４１２３４", "138****1234"),
        ("021-65430000", "021****0000"),
        ("65430000", "****0000"),
        ("12345", "****"),
        ("问过邻居", "****"),
        ("", ""),
    ],
)
def test_a_number_loses_what_would_tell_it(typed: str, shown: str) -> None:
    assert mask.phone(typed) == shown


@pytest.mark.parametrize(
    ("address", "shown"), [("ann@126.com", "a***@126.com"), ("nobody", "***"), ("", ""), ("@x", "***@x")]
)
def test_an_address_keeps_one_letter_and_its_domain(address: str, shown: str) -> None:
    assert mask.email(address) == shown
