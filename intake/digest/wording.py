"""The sentences on top of a digest, written from its figures by rule. Pure."""

from collections.abc import Iterable

from intake.digest.periods import KINDS
from intake.digest.types import FEW, Count, IssueLine, Snapshot

MOST = 3  # entries that a sentence names, and two more where they are equal


def sentences(found: Snapshot) -> list[str]:
    """Three sentences: what came in, what it is about, what is open."""
    return [_came(found), _about(found), _open(found)]


def ranked(lines: Iterable[IssueLine]) -> list[IssueLine]:
    """Entries somebody spoke about, most opinions first, then in the circular's order."""
    return sorted((line for line in lines if line["about"]), key=lambda line: -line["about"])


def numbered(number: int | None, revision: int) -> str:
    """`第47期`, `第47期（更正1）`, `草稿`."""
    corrected = f"（更正{revision}）" if revision else ""
    return f"第{number}期{corrected}" if number else "草稿"


def this(found: Snapshot) -> str:
    """本周."""
    return KINDS[found["kind"]].this


def former(found: Snapshot) -> str:
    """上周."""
    return KINDS[found["kind"]].former


def before(found: Snapshot) -> str:
    """`前8周`; `此前` where nothing was there before."""
    return earlier(found["kind"], found["compared"])


def earlier(kind: str, compared: int) -> str:
    """The periods that one of a kind is compared with, in words."""
    return f"前{compared}{KINDS[kind].unit}" if compared else "此前"


def average(found: Snapshot) -> str:
    """`前8周平均`."""
    return f"{before(found)}平均"


def mean(earlier: int, compared: int) -> float | str:
    """The mean of the periods before to one decimal, a dash where there were none."""
    return round(earlier / compared, 1) if compared else "—"


def counted(number: int | None) -> int | str:
    """A figure, a dash where a digest was made before it was counted."""
    return "—" if number is None else number


def few(found: Snapshot) -> bool:
    """Whether the period is small enough to list every opinion."""
    return found["totals"]["valid"] < FEW


def _change(now: int, before: int, found: Snapshot) -> str:
    """`，比上周增加3件`; nothing to compare with in the first period."""
    if not found["compared"]:
        return ""
    if now == before:
        return f"，与{former(found)}持平"
    return f"，比{former(found)}{'增加' if now > before else '减少'}{abs(now - before)}件"


def _came(found: Snapshot) -> str:
    totals, about = found["totals"], f"（{found['circular']}）" if found["circular"] else ""
    changed = _change(totals["registered"], totals["registered_before"], found)
    if not totals["registered"]:
        return f"{found['title']}没有收到意见建议{about}{changed}。"
    words = f"{found['title']}共登记意见建议{totals['registered']}件{about}{changed}"
    if restricted := totals["registered"] - totals["shown"]:
        words += f"，其中{restricted}件按规定只计总数，{totals['shown']}件列入以下统计"
    by_channel = "、".join(f"{line['label']}{line['count']}件" for line in found["by_channel"] if line["count"])
    if by_channel:
        words += f"：{by_channel}"
    return f"{words}{_same(found)}。"


def _same(found: Snapshot) -> str:
    """How many are left of the valid ones once those of the same words count once."""
    totals, said = found["totals"], []
    distinct = totals["distinct"] or totals["texts"]
    if totals["texts"] < totals["valid"]:
        said.append(f"内容相同的并件后为{totals['texts']}件")
    if distinct < totals["texts"]:
        said.append(f"系统查出内容相近的{'也' if said else ''}各计一件则为{distinct}件（未经人工确认）")
    return f"；有效的{totals['valid']}件中，{'，'.join(said)}" if said else ""


def _about(found: Snapshot) -> str:
    linking, top = found["linking"], ranked(found["issues"])
    waiting = f"，另有{linking['undecided']}件尚未分办" if linking["undecided"] else ""
    if not top:
        return f"没有已确认关联到整改事项的意见建议{waiting}。"
    others = sum(line["kind"] != "issue" for line in top)
    parts = f"（含通报其他部分{others}项）" if others else ""
    words = f"已确认关联{linking['about']}件，涉及{len(top)}项{parts}，{_leaders(top)}"
    if surging := [f"“{line['title']}”" for line in top if line["surge"]]:
        more = f"等{len(surging)}项" if len(surging) > MOST else ""
        words += f"，其中{'、'.join(surging[:MOST])}{more}明显增多"
    if doubts := sum(line["stance"]["doubts"] for line in top):
        words += f"，质疑整改不实{doubts}件次"
    if found["comebacks"]:
        words += f"，台账已销号又有反映的{len(found['comebacks'])}项"
    words += waiting
    silent = sum(not line["about"] for line in found["issues"] if line["kind"] == "issue")
    return f"{words}；其余{silent}项整改事项{this(found)}没有意见。" if silent else f"{words}。"


def _leaders(top: list[IssueLine]) -> str:
    """The entries that most speak about: the first three, and those equal to the third, five at most; none of one
    opinion, unless there is but one entry."""
    several = [line for line in top if line["about"] > 1]
    if not several and len(top) > 1:
        return "每项1件"
    several = several or top
    least = several[:MOST][-1]["about"]
    leading = [line for line in several if line["about"] >= least]
    named = "、".join(f"“{line['title']}”（{line['about']}件）" for line in leading[: MOST + 2])
    more = f"等{len(leading)}项" if len(leading) > MOST + 2 else ""
    return f"{'反映较多的是' if len(top) > 1 else '即'}{named}{more}"


def _open(found: Snapshot) -> str:
    stock, acts = found["stock"], {line["key"]: line["count"] for line in found["flow"]["acts"]}
    words = f"{this(found)}答复{acts['answered']}件、办结{acts['closed']}件；目前在办{stock['total']}件"
    waiting = _count(stock["by_status"], "waiting")
    if waiting and stock["oldest"]:
        words += f"，其中待分办{waiting}件，等待最久的已有{stock['oldest'][0]['days']}天"
    if stock["take_up_late"]:
        words += f"，收到后超过{stock['take_up_days']}日未分办的{stock['take_up_late']}件"
    if stock["finish_late"]:
        words += f"，超过{stock['finish_days']}日未答复或办结的{stock['finish_late']}件"
    if undone := len(found["instructions"]["open"]) + found["instructions"]["restricted"]:
        words += f"；领导批示未办结{undone}件"
    return f"{words}。"


def _count(lines: Iterable[Count], key: str) -> int:
    return next(line["count"] for line in lines if line["key"] == key)
