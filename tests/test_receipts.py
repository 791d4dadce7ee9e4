"""Receipt codes: made from a key, checked, and read as people type and say them."""

import random

import pytest
from conftest import SECRET
from hypothesis import given
from hypothesis import strategies as st

from intake import receipts
from intake.receipts import Keys

KEYS = Keys.derive(SECRET.encode())
CODE = receipts.make(KEYS, 1 << 60)


def test_a_code_is_sixteen_digits_in_fours() -> None:
    assert len(CODE) == 16
    assert CODE.isdecimal()
    assert [len(group) for group in receipts.group(CODE).split(" ")] == [4, 4, 4, 4]


def test_another_key_or_attempt_gives_another_code() -> None:
    other = Keys.derive(b"x" * 32)
    assert len({CODE, receipts.make(other, 1 << 60), receipts.make(KEYS, 1 << 60, 1), receipts.make(KEYS, 5)}) == 4


def test_codes_are_spread_evenly() -> None:
    first = [receipts.make(KEYS, n)[0] for n in range(2000)]
    assert all(120 < first.count(str(digit)) < 290 for digit in range(10))


@given(st.text("0123456789", min_size=15, max_size=15), st.integers(0, 15), st.integers(1, 9))
def test_every_wrong_digit_is_noticed(body: str, place: int, by: int) -> None:
    code = body + receipts.check_digit(body)
    wrong = code[:place] + str((int(code[place]) + by) % 10) + code[place + 1 :]
    assert receipts.normalise(code) == code
    assert receipts.normalise(wrong) is None


def test_nearly_every_swap_is_noticed() -> None:
    rng, missed, tried = random.Random(1), 0, 0
    for n in range(500):
        code = receipts.make(KEYS, n)
        place = rng.randrange(15)
        if code[place] != code[place + 1]:
            tried += 1
            swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
            missed += receipts.normalise(swapped) is not None
    assert missed / tried < 0.05


@pytest.mark.parametrize(
    "written",
    [
        "{0} {1} {2} {3}",
        "{0}-{1}-{2}-{3}",
        " {0}{1}\u3000{2}{3}\n",
        "{0}，{1}，{2}，{3}。",
    ],
)
def test_separators_do_not_matter(written: str) -> None:
    assert receipts.normalise(written.format(*receipts.group(CODE).split(" "))) == CODE


def test_full_width_and_spoken_digits_are_understood() -> None:
    wide = CODE.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    spoken = CODE.translate(str.maketrans("0123456789", "〇幺二三四五六七八九"))
    assert receipts.normalise(wide) == receipts.normalise(spoken) == CODE


@pytest.mark.parametrize("typed", ["", "1234", CODE[:-1], CODE + "1", "x" * 16, "一" * 400, "２" * 16])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert receipts.normalise(typed) is None


def test_the_stored_hash_tells_nothing_of_the_code() -> None:
    assert CODE not in receipts.lookup_hash(KEYS, CODE)
    assert receipts.lookup_hash(KEYS, CODE) != receipts.lookup_hash(Keys.derive(b"y" * 32), CODE)


def test_a_reply_token_is_found_however_mail_programs_write_it() -> None:
    token = receipts.reply_token(KEYS, 1 << 60)
    grouped = receipts.group(token, "-")
    assert len(token) == receipts.TOKEN
    for text in (
        f"回复：意见【回执凭证：{grouped}】",
        f"<r.{token.lower()}@example.cn>",
        f"回执凭证 {grouped.lower()}。",
    ):
        assert receipts.find_tokens(text) == [token]


def test_a_reply_token_belongs_to_one_mail_and_one_key() -> None:
    tokens = {receipts.reply_token(KEYS, 5), receipts.reply_token(KEYS, 6)}
    assert len(tokens | {receipts.reply_token(Keys.derive(b"x" * 32), 5)}) == 3


@pytest.mark.parametrize("text", ["登记编号 2026-000123", "ABCD-EFGH", "X" * 17, "0000-0000-0000-0000-0"])
def test_other_numbers_are_no_reply_tokens(text: str) -> None:
    assert receipts.find_tokens(text) == []
