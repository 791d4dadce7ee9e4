"""The sums a circular states of itself: problems, measures, and how many of each are done."""

import re
from dataclasses import dataclass

from intake.circular.marks import number_of
from intake.circular.types import Totals

_N = r"(\d{1,5})\s*"
_UNIT = r"(?:多|余)?([项个条类款])"
_DONE = (
    r"(?:已|均已|现已|已经)?(?:全部)?(?:按期|基本)?(?:整改)?(?:完成|办结|销号|到位|见底|落实|(?<=已整改)|(?<=已经整改))"
    r"(?:整改|销号|到位|落实|办结)*(?:的|了)?"
)
_PROBLEM, _MEASURE = "问题|整改事项|整改任务|任务", "措施|举措"
_WHAT_PROBLEM = r"(?:巡视|巡察)?(?:具体|主要|突出|重点|反馈)?(?:的)?(?:整改)?(?:问题|整改事项|整改任务)"
_PROBLEMS = (
    re.compile(rf"{_N}{_UNIT}{_WHAT_PROBLEM}"),
    re.compile(
        rf"(?:反馈|指出|移交|梳理|具体|整改)[^。;\n\d]{{0,24}}?(?:问题|整改事项|整改任务)(?:清单|共|共计|合计|总数|有|为)?[^。;,\n\d完成]{{0,4}}?(?:\d{{1,3}}\s*个?(?:方面|大类|类)[、,]?\s*){{0,3}}{_N}{_UNIT}"
    ),
)
_MEASURES = (
    re.compile(rf"{_N}{_UNIT}(?:具体|细化)?(?:的)?(?:整改)?(?:措施|举措)"),
    re.compile(rf"(?:整改)?(?:措施|举措)(?:共|共计)?\s*{_N}{_UNIT}"),
)
_NOUN = rf"(?P<noun>(?:整改)?(?:{_PROBLEM}|{_MEASURE}))?"
_DONE_COUNTS = (
    re.compile(rf"{_DONE}{_NOUN}(?:共)?\s*(?P<number>\d{{1,5}})\s*(?:多|余)?(?P<unit>[项个条类款])"),
    re.compile(rf"(?P<number>\d{{1,5}})\s*(?:多|余)?(?P<unit>[项个条类款]){_NOUN}{_DONE}"),
)
_ALL = re.compile(r"(?:全部|均)(?:已)?(?:按期)?(?:整改)?(?:完成|办结|销号|到位|落实|完毕)|完成率(?:为|达到?)?\s*100%")
_OWN = re.compile(r"反馈|整改|措施|举措|指出|移交")
_SUM_BEGINS = re.compile(r"反馈|截[至止]|总体|目前|经过|通过|综上|集中整改|\d")
_GOES_ON = re.compile(r"(?:截[至止]|目前|现|经过|其中|已)")
_NUMERAL = re.compile(r"[一二三四五六七八九十百]{1,5}(?=[项个条])")
_AT_ONCE = 12
_AND = re.compile(r"[、,和及与\s]*")

_Patterns = tuple[re.Pattern[str], re.Pattern[str]]


def totals_in(outside: str, flat: str) -> Totals:
    """The most specific counts stated outside the entries; failing that, what entries say of the feedback."""
    said_inside = "\n".join(sentence for sentence in re.split(r"[。\n]", flat) if "反馈" in sentence)
    for text in (outside, said_inside):
        counted = _NUMERAL.sub(lambda numeral: str(number_of(numeral[0])), text)
        problems, done = _pair(counted, _PROBLEMS, _MEASURES)
        measures, measures_done = _pair(counted, _MEASURES, _PROBLEMS)
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


def sums_up(line: str) -> bool:
    """Whether a folded paragraph tells how many problems are done: after the last entry that is a sum, too."""
    totals = totals_in(line, "")
    return bool(_SUM_BEGINS.search(line[:40])) and totals.problems_done is not None


@dataclass(frozen=True, slots=True)
class _Counted:
    """A total: its number and unit, and where its words end in the sentence."""

    number: int
    unit: str
    end: int


def _pair(text: str, wanted: _Patterns, others: _Patterns) -> tuple[int | None, int | None]:
    best: tuple[int, int, int | None] | None = None
    for paragraph in text.split("\n"):
        sentences = [*paragraph.split("。"), ""]
        for sentence, after in zip(sentences, sentences[1:], strict=False):
            if (total := _count(sentence, wanted)) is None:
                continue
            said = f"{sentence}。{after}" if _GOES_ON.match(after.strip()) else sentence
            done, own = _done(said, total, wanted, others), bool(_OWN.search(sentence))
            if done is None and not own:
                continue
            weight = 2 * (done is not None) + ("反馈" in sentence) + own
            if best is None or (weight, total.number) > (best[0], best[1]):
                best = (weight, total.number, done)
    return (best[1], best[2]) if best else (None, None)


def _count(sentence: str, wanted: _Patterns) -> _Counted | None:
    """The largest count; a count of what is done already is none of the whole."""
    for pattern in wanted:
        found = [
            m
            for m in pattern.finditer(sentence)
            if not re.search(r"(?:完成|其中|其余|落实)[^,;]{0,6}$", sentence[max(0, m.start(1) - 12) : m.start(1)])
        ]
        if found:
            match = max(found, key=lambda m: int(m[1]))
            return _Counted(int(match[1]), match[2], match.end())
    return None


def _done(sentence: str, total: _Counted, wanted: _Patterns, others: _Patterns) -> int | None:
    """How many of a total the rest of a sentence says are done: those it names, or counts with the same unit (个, 条).

    A count without a name that follows the other total is the other's, unless only its unit is this one's.
    """
    rest = sentence[total.end :]
    other = [match for pattern in others for match in pattern.finditer(sentence)]
    behind = [match for match in other if match.start() >= total.end]
    cut = min((match.start() for match in behind), default=len(sentence)) - total.end
    units = {match[2] for match in other}
    for match in _done_counts(rest, wanted):
        if int(match["number"]) <= total.number and _counts(match, total, units, cut):
            return int(match["number"])
    said = rest[:cut]
    if behind and _AND.fullmatch(said):
        # 27个问题、83条措施已全部完成: said of both
        said = rest[behind[0].end() - total.end :][:_AT_ONCE]
    return total.number if _ALL.search(said) else None


def _counts(done: re.Match[str], total: _Counted, units: set[str], cut: int) -> bool:
    """Whether a count of what is done is of this total; the other total, counted with `units`, begins at `cut`."""
    same = done["unit"] == total.unit
    unlike = same or done["unit"] not in units if done.start() < cut else same and total.unit not in units
    return bool(done["noun"]) or unlike


def _done_counts(text: str, wanted: _Patterns) -> list[re.Match[str]]:
    """Counts of what is done, in order, without those that name something else."""
    noun = re.compile(_PROBLEM if wanted is _PROBLEMS else _MEASURE)
    found = [match for pattern in _DONE_COUNTS for match in pattern.finditer(text)]
    return sorted((m for m in found if not m["noun"] or noun.search(m["noun"])), key=lambda m: m.start())
