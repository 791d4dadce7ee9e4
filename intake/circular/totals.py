"""The sums a circular states of itself: problems, measures, and how many of each are done."""

import re

from intake.circular.types import Totals

_N = r"(\d{1,5})\s*"
_UNIT = r"(?:多|余)?[项个条类款]"
_PROBLEM = r"(?:具体|主要|突出|重点|反馈)?(?:的)?(?:整改)?(?:问题|整改事项|整改任务|反馈意见)"
_DONE = r"(?:已|均已|现已)?(?:经)?(?:全部)?(?:按期)?(?:基本)?(?:整改)?(?:完成|办结|销号|到位|见底)(?:整改|销号|到位)*"
_PROBLEMS = (
    re.compile(rf"{_N}{_UNIT}{_PROBLEM}"),
    re.compile(rf"(?:反馈|指出|移交|梳理)[^。;\n]{{0,24}}?问题[^。;\n\d]{{0,12}}{_N}{_UNIT}"),
)
_MEASURES = (
    re.compile(rf"{_N}{_UNIT}(?:具体|细化)?(?:的)?(?:整改)?(?:措施|举措)"),
    re.compile(rf"(?:整改)?(?:措施|举措)(?:共)?\s*{_N}{_UNIT}"),
)
_DONE_COUNT = re.compile(rf"{_DONE}(?:的)?(?:问题|措施|任务)?(?:共)?\s*{_N}{_UNIT}|{_N}{_UNIT}{_DONE}")
_ALL = re.compile(
    r"全部(?:整改)?(?:完成|办结|销号|到位)|均已(?:整改)?(?:完成|办结|销号|到位)|完成率(?:为|达到?)?\s*100%"
)
_WHOLE = re.compile(r"反馈|整改|措施|任务")


def totals_in(flat: str) -> Totals:
    """The most specific counts stated in a folded text; the last statement of the sort counts."""
    problems, done = _pair(flat, _PROBLEMS, _MEASURES)
    measures, measures_done = _pair(flat, _MEASURES, _PROBLEMS)
    return Totals(problems, done, measures, measures_done)


def states_totals(line: str) -> bool:
    """Whether a folded paragraph is the circular's own sum and no part of an entry."""
    totals = totals_in(line)
    whole = re.search(r"反馈|截[至止]|总体|集中整改|经过整改|通过整改", line[:40])
    return (
        bool(whole)
        and totals.problems is not None
        and (totals.problems_done is not None or totals.measures is not None)
    )


def _pair(
    flat: str, wanted: tuple[re.Pattern[str], ...], others: tuple[re.Pattern[str], ...]
) -> tuple[int | None, int | None]:
    best: tuple[int | None, int | None] = (None, None)
    for sentence in re.split(r"[。\n]", flat):
        if not _WHOLE.search(sentence):
            continue
        count = _count(sentence, wanted)
        if count is None:
            continue
        done = _done(sentence, wanted, others)
        if (
            best[0] is None
            or (done is not None and best[1] is None)
            or (done is not None and count[0] > (best[0] or 0))
        ):
            best = (count[0], done)
    return best


def _count(sentence: str, wanted: tuple[re.Pattern[str], ...]) -> tuple[int, int] | None:
    for pattern in wanted:
        found = list(pattern.finditer(sentence))
        if found:
            return int(found[0][1]), found[0].end()
    return None


def _done(sentence: str, wanted: tuple[re.Pattern[str], ...], others: tuple[re.Pattern[str], ...]) -> int | None:
    count = _count(sentence, wanted)
    if count is None:
        return None
    rest = sentence[count[1] :]
    cut = min((m.start() for p in others for m in p.finditer(rest)), default=len(rest))
    rest = rest[:cut]
    if match := _DONE_COUNT.search(rest):
        return int(match[1] or match[2])
    return count[0] if _ALL.search(rest) else None
