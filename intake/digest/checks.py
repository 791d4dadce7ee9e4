"""Adds a snapshot's figures up again, from the single ones and from the list of opinions. Pure."""

from collections.abc import Iterable, Sequence

from intake.digest.types import VOID, Check, Count, IssueLine, OpinionLine, Snapshot, Totals
from intake.store.voices import Counted


def checks(found: Snapshot, again: Iterable[Counted]) -> list[Check]:
    """The sums that must hold, both sides of each; `again`: each entry as the database itself counts it."""
    again = list(again)
    totals, linking, opinions = found["totals"], found["linking"], found["opinions"]
    shown, valid = totals["shown"], totals["valid"]
    mains = sum(line["main"] for line in found["issues"])
    pairs = [
        ("登记总数 = 列入统计 + 密件 + 疑似检举控告 + 隔离件", totals["registered"], _parts(totals)),
        ("列入统计 = 有效 + 无效件", shown, valid + totals["void"]),
        ("列入统计 = 清单件数", shown, len(opinions)),
        ("有效 = 已关联 + 未关联 + 尚未分办", valid, linking["about"] + linking["none"] + linking["undecided"]),
        ("已关联 = 各事项主要关联之和", linking["about"], mains),
        ("已关联 = 清单中已关联件数", linking["about"], sum(bool(line["main"]) for line in opinions)),
        ("待确认的系统建议 = 各事项之和", linking["suggested"], sum(line["suggested"] for line in found["issues"])),
        ("尚未分办 = 有建议 + 无建议", linking["undecided"], linking["suggested"] + linking["unsuggested"]),
        ("在办总数 = 各状态之和", found["stock"]["total"], sum(line["count"] for line in found["stock"]["by_status"])),
        *((f"列入统计 = 按{name}之和", shown, sum(line["count"] for line in lines)) for name, lines in _ways(found)),
        *_issue_checks(found["issues"]),
        ("各事项合计 = 数据库另行统计", sum(line["about"] for line in found["issues"]), sum(c.voices for c in again)),
        (
            "查重后 = 清单中不同的件数",
            totals["distinct"] or 0,
            _distinct(line for line in opinions if line["withheld"] != VOID),
        ),
        (
            "各事项查重后 = 清单中不同的件数",
            sum(line["distinct"] or 0 for line in found["issues"]),
            _by_issue(opinions),
        ),
        ("各事项并件后 = 数据库另行统计", sum(line["texts"] for line in found["issues"]), sum(c.texts for c in again)),
    ]
    return [Check(what=what, left=left, right=right) for what, left, right in pairs]


def _distinct(lines: Iterable[OpinionLine]) -> int:
    return len({line["alike"] or line["id"] for line in lines})


def _by_issue(lines: Iterable[OpinionLine]) -> int:
    """The same, of each entry by itself, added up."""
    return len(
        {(issue, line["alike"] or line["id"]) for line in lines for issue in (line["main"], *line["further"]) if issue}
    )


def _parts(totals: Totals) -> int:
    return totals["shown"] + totals["sealed"] + totals["proposed"] + totals["isolated"]


def _ways(found: Snapshot) -> list[tuple[str, Sequence[Count]]]:
    return [
        ("渠道", found["by_channel"]),
        ("来源", found["by_origin"]),
        ("办理状态", found["by_status"]),
        ("诉求性质", found["by_nature"]),
        ("整改态度", found["by_stance"]),
        ("日期", found["by_day"]),
    ]


def _issue_checks(lines: Sequence[IssueLine]) -> list[tuple[str, int, int]]:
    about = sum(line["about"] for line in lines)
    return [
        ("各事项合计 = 主要 + 其他", about, sum(line["main"] + line["further"] for line in lines)),
        ("各事项合计 = 按渠道之和", about, sum(sum(line["channel"].values()) for line in lines)),
        ("各事项合计 = 按办理状态之和", about, sum(sum(line["status"].values()) for line in lines)),
        ("各事项合计 = 按诉求性质之和", about, sum(sum(line["nature"].values()) for line in lines)),
        ("各事项合计 = 按整改态度之和", about, sum(sum(line["stance"].values()) for line in lines)),
    ]
