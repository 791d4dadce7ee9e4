"""What a circular says of itself and the inspection: title, issuer, dates, round, inspecting body, rules made."""

import re

from intake.circular import dates
from intake.circular.header import Header
from intake.circular.types import Facts

_COMMITTEE = r"(?:中央|(?:自治区|省|市|区|县|州|旗|盟|院|校|集团|公司|总局)(?:委|党委|党组)|党委|党组|教育工委)"
_CN = "[一二三四五六七八九十]{1,3}"
_ROUND = re.compile(
    rf"(?:{_CN}届)?{_COMMITTEE}?(?:(?:巡视|巡察)?第{_CN}轮)(?:常规)?(?=巡视|巡察|[^。\n]{{0,12}}(?:巡视|巡察))"
)
_BODY = re.compile(
    rf"(?:{_COMMITTEE}|省委教育工委)?(?:第(?:{_CN}|\d{{1,2}})(?:轮)?(?:巡视|巡察)(?:检查)?组|(?:巡视|巡察){_CN}组)"
)
_NEW = (
    re.compile(
        r"(?:新建|新制定|新订|新出台|制定|建立|出台|新增)(?:各项|各类|相关)?(?:规章|管理)?(?:制度|机制|办法)(?:机制|办法)?\s*(\d{1,4})\s*[项个条]"
    ),
    re.compile(r"(?:新建|新制定|制定|建立|出台)\s*(\d{1,4})\s*[项个条](?:制度|机制)"),
)
_REVISED = (
    re.compile(
        r"(?:修订|修改)(?:完善)?(?:各项|各类|相关)?(?:规章|管理)?(?:制度|机制|办法)?(?:机制|办法)?\s*(\d{1,4})\s*[项个条]"
    ),
)
_URL = re.compile(r"(?:原文|来源|链接|网址|地址)[^\n]{0,10}?(https?://[^\s\"'<>，。）)]+)")


def facts_in(flat: str, outside: str, header: Header) -> Facts:
    """The facts of a circular; `outside` is the part of the folded text that no entry holds."""
    days = dates.arabic(flat)
    begun, ended = dates.inspected(days)
    url = _URL.search(flat)
    return Facts(
        title=header.title,
        issuer=header.issuer,
        inspected_from=begun,
        inspected_to=ended,
        feedback_on=dates.feedback(days),
        round=_first(_ROUND, flat),
        inspecting_body=_first(_BODY, flat),
        unit=header.issuer,
        published_on=dates.published(days),
        source_url=url[1] if url else None,
        rules_new=_count(_NEW, outside),
        rules_revised=_count(_REVISED, outside),
    )


def _first(pattern: re.Pattern[str], flat: str) -> str | None:
    match = pattern.search(flat)
    return match[0] if match else None


def _count(patterns: tuple[re.Pattern[str], ...], flat: str) -> int | None:
    return next((int(match[1]) for pattern in patterns if (match := pattern.search(flat))), None)
