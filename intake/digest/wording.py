"""The sentences on top of a digest, written from its figures by rule. Pure."""

from intake.digest.types import FEW, Count, IssueLine, Snapshot


def sentences(found: Snapshot) -> list[str]:
    """Three sentences: what came in, what it is about, what is open."""
    return [_came(found), _about(found), _open(found)]


def ranked(lines: list[IssueLine]) -> list[IssueLine]:
    """Entries somebody spoke about, most opinions first, then in the circular's order."""
    return sorted((line for line in lines if line["about"]), key=lambda line: -line["about"])


def change(now: int, before: int, weeks: int) -> str:
    """`比上周增加3件`; nothing to compare with in the first week."""
    if weeks == 0:
        return ""
    if now == before:
        return "与上周持平"
    return f"比上周{'增加' if now > before else '减少'}{abs(now - before)}件"


def mean(earlier: int, weeks: int) -> float | str:
    """The mean of the weeks before to one decimal, a dash where there were none."""
    return round(earlier / weeks, 1) if weeks else "—"


def _came(found: Snapshot) -> str:
    totals = found["totals"]
    if not totals["registered"]:
        compared = change(0, totals["registered_before"], found["compared_weeks"])
        return f"{found['title']}没有收到意见建议{'，' + compared if compared else ''}。"
    parts = [f"{found['title']}共登记意见建议{totals['registered']}件"]
    if compared := change(totals["registered"], totals["registered_before"], found["compared_weeks"]):
        parts.append(compared)
    if restricted := totals["registered"] - totals["shown"]:
        parts.append(f"其中{restricted}件按规定只计总数，{totals['shown']}件列入以下统计")
    if by_channel := _listed(list(found["by_channel"])):
        parts.append(by_channel)
    return "，".join(parts) + "。"


def _about(found: Snapshot) -> str:
    linking, top = found["linking"], ranked(found["issues"])
    if not top:
        waiting = f"，尚未分办{linking['undecided']}件" if linking["undecided"] else ""
        return f"没有已确认关联到整改事项的意见建议{waiting}。"
    leaders = [line for line in top if line["about"] >= top[min(2, len(top) - 1)]["about"]][:5]
    named = "、".join(f"“{line['title']}”{line['about']}件" for line in leaders)
    doubts = sum(line["stance"]["doubts"] for line in top)
    silent = sum(not line["about"] for line in found["issues"] if line["kind"] == "issue")
    words = f"已确认关联{linking['about']}件，涉及{len(top)}项，反映较多的是{named}"
    if surging := [line["title"] for line in top if line["surge"]]:
        words += f"，其中{'、'.join(f'“{title}”' for title in surging)}明显多于前几周"
    if doubts:
        words += f"；质疑整改不实{doubts}件次"
    return f"{words}；另有{silent}项整改事项本周没有意见。" if silent else f"{words}。"


def _open(found: Snapshot) -> str:
    stock, acts = found["stock"], {line["key"]: line["count"] for line in found["flow"]["acts"]}
    words = f"本周答复{acts['answered']}件、办结{acts['closed']}件；目前在办{stock['total']}件"
    waiting = stock["by_status"][0]["count"]
    if waiting and stock["oldest"]:
        words += f"，其中待分办{waiting}件，等待最久的已有{stock['oldest'][0]['days']}天"
    if stock["take_up_late"]:
        words += f"，超过{stock['take_up_days']}日未分办的{stock['take_up_late']}件"
    if stock["finish_late"]:
        words += f"，超过{stock['finish_days']}日未答复或办结的{stock['finish_late']}件"
    return f"{words}。"


def few(found: Snapshot) -> bool:
    """Whether the week is small enough to list every opinion."""
    return found["totals"]["valid"] < FEW


def _listed(lines: list[Count]) -> str:
    return "、".join(f"{line['label']}{line['count']}件" for line in lines if line["count"])
