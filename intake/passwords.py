"""Passwords that would be guessed: a list of common ones, and what a stranger knows of whoever chooses one. Pure."""

import re
from functools import lru_cache

from intake.errors import Invalid
from intake.resources import folder

SHORTEST = 10
_KINDS = 4  # different characters below which a password is a pattern
_ENDING = "!.?@#$*~_-"
_TELEPHONE_OR_DATE = re.compile(r"1[3-9]\d{9}|(?:19|20)\d{6}\d*|\d{17}[\dx]")


def demand_good(password: str, login: str, name: str) -> None:
    """Raises Invalid with the reason where a password is short, common, or made of the account's own name."""
    if len(password) < SHORTEST:
        raise Invalid(f"密码至少 {SHORTEST} 个字符")
    plain = password.casefold().strip()
    bare = plain.rstrip(_ENDING)
    if len(set(plain)) < _KINDS or _TELEPHONE_OR_DATE.fullmatch(bare):
        raise Invalid("密码不能只是重复的字符、电话号码、日期或者证件号码，请换一个，例如一句别人想不到的话")
    if plain in _common() or bare in _common():
        raise Invalid("这个密码很常见，容易被猜中，请换一个，例如一句别人想不到的话")
    rest = plain
    for known in (login.casefold().strip(), name.casefold().strip()):
        rest = rest.replace(known, "") if len(known) > 1 else rest
    if rest != plain and not re.search(r"[^\W\d_]{3}", rest):
        raise Invalid("密码不能只是账号、姓名加上数字，请换一个，例如一句别人想不到的话")


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    return frozenset((folder("seeds") / "passwords.txt").read_text(encoding="utf-8").split("\n")) - {""}
