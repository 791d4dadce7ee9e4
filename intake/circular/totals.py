"""The sums a circular states of itself: problems, measures, and how many of each are done."""

import re

from intake.circular.types import Totals

_N = r"(\d{1,5})\s*"
_UNIT = r"(?:多|余)?[项个条类款]"
_DONE = (
    r"(?:已|均已|现已|已经)?(?:全部)?(?:按期|基本)?(?:整改)?(?:完成|办结|销号|到位|见底|落实)"
    r"(?:整改|销号|到位|落实|办结)*(?:的|了)?"
)
_WHAT_PROBLEM = r"(?:巡视|巡察)?(?:具体|主要|突出|重点|反馈)?(?:的)?(?:整改)?(?:问题|整改事项|整改任务)"
_PROBLEMS = (
    re.compile(rf"{_N}{_UNIT}{_WHAT_PROBLEM}"),
    re.compile(
        rf"(?:反馈|指出|移交|梳理|具体|整改)[^。;\n\d]{{0,24}}?(?:问题|整改事项|整改任务)(?:共|共计|合计|总数|有|为)?[^。;,\n\d完成]{{0,4}}?{_N}{_UNIT}"
    ),
)
_MEASURES = (
    re.compile(rf"{_N}{_UNIT}(?:具体|细化)?(?:的)?(?:整改)?(?:措施|举措)"),
    re.compile(rf"(?:整改)?(?:措施|举措)(?:共|共计)?\s*{_N}{_UNIT}"),
)
_DONE_COUNT = re.compile(rf"{_DONE}(?:问题|措施|任务)?(?:共)?\s*{_N}{_UNIT}|{_N}{_UNIT}(?:问题|措施)?{_DONE}")
_ALL = re.compile(r"(?:全部|均)(?:已)?(?:按期)?(?:整改)?(?:完成|办结|销号|到位|落实)|完成率(?:为|达到?)?\s*100%")
_OWN = re.compile(r"反馈|整改(?:措施|举措|任务|事项)|指出|移交")
_SUM_BEGINS = re.compile(r"反馈|截[至止]|总体|目前|经过|通过|综上|集中整改|\d")


def totals_in(outside: str, flat: str) -> Totals:
    """The most specific counts stated outside the entries; failing that, in the whole folded text."""
    for text in (outside, flat):
        problems, done = _pair(text, _PROBLEMS, _MEASURES)
        measures, measures_done = _pair(text, _MEASURES, _PROBLEMS)
        if problems is not None or measures is not None:
            return Totals(problems, done, measures, measures_done)
    return Totals()


def states_totals(line: str) -> bool:
    """Whether a folded paragraph is the circular's own sum and no part of an entry."""
    if not _SUM_BEGINS.search(line[:40]) or not re.search(r"反馈|巡视|巡察|整改措施|整改举措|整改任务", line):
        return False
    totals = totals_in(line, "")
    stated = [
        value
        for value in (totals.problems, totals.problems_done, totals.measures, totals.measures_done)
        if value is not None
    ]
    return len(stated) >= 2


def _pair(
    text: str, wanted: tuple[re.Pattern[str], ...], others: tuple[re.Pattern[str], ...]
) -> tuple[int | None, int | None]:
    best: tuple[int, int, int | None] | None = None
    for sentence in re.split(r"[。\n]", text):
        if not _OWN.search(sentence):
            continue
        counted = _count(sentence, wanted)
        if counted is None:
            continue
        done = _done(sentence[counted[1] :], counted[0], others)
        weight = 2 * (done is not None) + ("反馈" in sentence)
        if best is None or (weight, counted[0]) > (best[0], best[1]):
            best = (weight, counted[0], done)
    return (best[1], best[2]) if best else (None, None)


def _count(sentence: str, wanted: tuple[re.Pattern[str], ...]) -> tuple[int, int] | None:
    """The largest count and where its words end; a count of what is done already is none of the whole."""
    for pattern in wanted:
        found = [
            m
            for m in pattern.finditer(sentence)
            if not re.search(r"(?:完成|其中|其余|落实)[^,;]{0,6}$", sentence[max(0, m.start(1) - 12) : m.start(1)])
        ]
        if found:
            match = max(found, key=lambda m: int(m[1]))
            return int(match[1]), match.end()
    return None


def _done(rest: str, count: int, others: tuple[re.Pattern[str], ...]) -> int | None:
    cut = min((m.start() for pattern in others for m in pattern.finditer(rest)), default=len(rest))
    rest = rest[:cut]
    for match in _DONE_COUNT.finditer(rest):
        number = int(match[1] or match[2])
        if number <= count:
            return number
    return count if _ALL.search(rest) else None
