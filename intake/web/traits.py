"""What figures narrow lists by, as addresses and pages have it; see `store.traits`."""

from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum
from typing import Any

from intake import labels
from intake.digest.figures import UNSAID
from intake.digest.live import ACT_WORDS, CODES
from intake.digest.periods import spoken_day
from intake.model import Nature, Stance
from intake.store import traits
from intake.store.traits import Traits
from intake.web.addressed import day, number, one_of

_PLAIN = Traits()
_NAME = 200
_ONE_OF: Mapping[str, tuple[str, ...]] = {
    "nature": (*Nature, traits.UNSAID),
    "stance": (*Stance, traits.UNSAID),
    "linked": traits.LINKED,
    "stage": tuple(traits.STAGES),
    "validity": ("valid", "void"),
    "act": traits.ACTS,
    "code": tuple(code for codes in CODES.values() for code in codes),
}
_DAYS = ("acted_since", "acted_until", "due_since", "due_until", "received_before")
_LINKED = {
    "confirmed": "已关联",
    "none": "已处理、未关联",
    "undecided": "尚未分办",
    "suggested": "有系统建议待确认",
    "unsuggested": "没有系统建议",
}
_STAGES = {"open": "在办", "unanswered": "未答复或办结"}


def read(given: Mapping[str, str]) -> dict[str, Any]:
    """The traits that an address asks for."""
    found: dict[str, Any] = {name: one_of(given.get(name, ""), known) for name, known in _ONE_OF.items()}
    found |= {name: day(given.get(name, "")) for name in _DAYS}
    found |= {name: given.get(name, "").replace("\0", "")[:_NAME] for name in ("place", "against")}
    found |= {"circular_id": number(given.get("circular_id", "")), "back": "back" in given, "plain": "plain" in given}
    return found


def narrowed(shown: Traits) -> bool:
    """Whether a list is narrowed by any of them."""
    return any(getattr(shown, field.name) != getattr(_PLAIN, field.name) for field in fields(Traits))


def words(shown: Traits) -> list[str]:
    """What a list is narrowed by, as its page says it."""
    said = [
        _LINKED.get(shown.linked, ""),
        _STAGES.get(shown.stage, ""),
        {"valid": "有效", "void": "无效件"}.get(shown.validity, ""),
        _kind("诉求性质", Nature, shown.nature),
        _kind("整改态度", Stance, shown.stance),
        f"地点：{shown.place}" if shown.place else "",
        f"被反映单位：{shown.against}" if shown.against else "",
        _acted(shown),
        _due(shown),
        f"{spoken_day(shown.received_before)}以前收到" if shown.received_before else "",
        "销号后又有反映" if shown.back else "",
        "只限一份通报" if shown.circular_id else "",
        "不含密件和疑似检举控告" if shown.plain else "",
    ]
    return [each for each in said if each]


def _kind(name: str, kinds: type[StrEnum], value: str) -> str:
    if not value:
        return ""
    return f"{name}：{UNSAID if value == traits.UNSAID else labels.label(kinds(value))}"


def _acted(shown: Traits) -> str:
    if not (shown.act and shown.acted_since and shown.acted_until):
        return ""
    codes = {code.value: labels.label(code) for code in CODES.get(shown.act, ())}
    done = "".join((ACT_WORDS[shown.act], f"（{codes[shown.code]}）" if shown.code in codes else ""))
    return f"{spoken_day(shown.acted_since)}至{spoken_day(shown.acted_until)}{done}"


def _due(shown: Traits) -> str:
    if not (shown.due_since or shown.due_until):
        return ""
    since = f"{spoken_day(shown.due_since)}起" if shown.due_since else ""
    until = f"{spoken_day(shown.due_until)}止" if shown.due_until else ""
    return f"承办期限{since}{until}"
