"""What a circular says of itself and the inspection: title, issuer, dates, round, inspecting body, rules made."""

import re
from datetime import date

from intake.circular.lines import Line
from intake.circular.marks import mark_of
from intake.circular.types import Facts

_TITLE = re.compile(r"(?:整改|巡视|巡察).{0,40}(?:通报|公告|公示|公开|情况|报告|通告)$")
_ORG_END = re.compile(
    r"(?:委员会|党委|党组|工委|总支|支部|公司|集团|大学|学院|学校|医院|局|厅|委|院|会|办公室|中心|所|社|部|站|馆)$"
)
_DAY = r"(?:((?:19|20)\d\d)\s*年|(同年|当年))?\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日"
_SPAN = re.compile(
    rf"{_DAY}\s*(?:至|到|[-—–~〜～]+)\s*(?:((?:19|20)\d\d)\s*年|(同年|当年))?\s*(?:(\d{{1,2}})\s*月\s*)?(\d{{1,2}})\s*日"
)
_SINGLE = re.compile(_DAY)
_CN_DAY = re.compile(r"([二〇零一三四五六七八九○]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日")
_ROUND = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}届)?(?:中央|省委|市委|区委|县委|自治区党委|党委|党组)?第[一二三四五六七八九十]{1,3}轮(?=[^。\n]{0,12}(?:巡视|巡察))"
)
_BODY = re.compile(
    r"(?:中央|[\u4e00-\u9fff]{0,8}?(?:省委|市委|区委|县委|党委|党组|工委))第[一二三四五六七八九十\d]{1,3}(?:巡视|巡察|专项)(?:检查)?组"
)
_PUBLISHED = re.compile(
    r"(?:发布|发文|公布|更新|成文)?(?:时间|日期)\s*[:\s]\s*((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})"
)
_NEW = re.compile(
    r"(?:新建|新制定|新订|新出台|制定|建立|出台)(?:各项|各类)?(?:制度|规章制度)(?:机制)?\s*(\d{1,4})\s*[项个条]"
)
_REVISED = re.compile(r"(?:修订|修改)(?:完善)?(?:各项|各类)?(?:制度|规章制度)?(?:机制)?\s*(\d{1,4})\s*[项个条]")
_HEADER = 30


def facts_in(flat: str, text: str, rows: list[Line]) -> Facts:
    """The facts of a circular (`flat` is the folded `text`, `rows` its lines)."""
    title, issuer = _title(text, rows)
    begun, ended = _inspected(flat)
    body, turn = _BODY.search(flat), _ROUND.search(flat)
    new, revised = _NEW.search(flat), _REVISED.search(flat)
    return Facts(
        title=title,
        issuer=issuer,
        inspected_from=begun,
        inspected_to=ended,
        feedback_on=_feedback(flat),
        round=turn[0] if turn else None,
        inspecting_body=body[0] if body else None,
        unit=issuer,
        published_on=_published(flat),
        rules_new=int(new[1]) if new else None,
        rules_revised=int(revised[1]) if revised else None,
    )


def _title(text: str, rows: list[Line]) -> tuple[str | None, str | None]:
    at = next((at for at, row in enumerate(rows[:_HEADER]) if _is_title(row.flat)), None)
    if at is None:
        return None, None
    words = text[rows[at].start : rows[at].end]
    before = rows[at - 1] if at else None
    if words.startswith("关于") and before and _ORG_END.search(before.flat) and len(before.flat) <= 60:
        words = text[before.start : before.end] + words
    issuer = words.partition("关于")[0].strip() if "关于" in words else None
    return words, issuer or None


def after_title(rows: list[Line]) -> list[Line]:
    """The lines below the circular's title (all where it has none)."""
    titles = [at for at, row in enumerate(rows[:_HEADER]) if _is_title(row.flat)]
    return rows[titles[-1] + 1 :] if titles else rows


def _is_title(flat: str) -> bool:
    return bool(_TITLE.search(flat)) and len(flat) <= 120 and "。" not in flat and mark_of(flat) is None


def _inspected(flat: str) -> tuple[date | None, date | None]:
    for match in _SPAN.finditer(flat):
        near = flat[max(0, match.start() - 60) : match.end() + 60]
        if re.search(r"巡视|巡察|检查", near):
            year, _, month, day, year_to, _, month_to, day_to = match.groups()
            if not year:
                continue
            return _date(year, month, day), _date(year_to or year, month_to or month, day_to)
    return None, None


def _feedback(flat: str) -> date | None:
    year = None
    for sentence in re.split(r"[。\n]", flat):
        for match in _SINGLE.finditer(sentence):
            year = match[1] or year
            if re.match(r"(?!\s*(?:至|到|[-—–~]))[^\d]{0,40}?反馈", sentence[match.end() :]):
                return _date(year, match[3], match[4])
    return None


def _published(flat: str) -> date | None:
    match = _PUBLISHED.search(flat)
    return _date(*match.groups()) if match else None


def _date(year: str | None, month: str, day: str) -> date | None:
    try:
        return date(int(year or 0), int(month), int(day))
    except ValueError:
        return None
