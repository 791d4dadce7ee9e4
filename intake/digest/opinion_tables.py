"""The opinions of a digest as tables: the whole list, and the short one of the paper. Pure."""

from datetime import date

from intake.digest.table import Row, Table, table
from intake.digest.types import OpinionLine, Snapshot
from intake.labels import label
from intake.model import Channel, Nature, Origin, Stance, Status

PRIVATE = "姓名、电话、住址等已隐去。"


def opinions(found: Snapshot) -> Table:
    """Every opinion that may be shown, with its text."""
    names = {line["id"]: f"{line['code']} {line['title']}" for line in found["issues"]}
    columns = (
        "登记编号",
        "收到日期",
        "登记日期",
        "反映渠道",
        "来源",
        "办理状态",
        "诉求性质",
        "整改态度",
        "主要关联事项",
        "其他关联事项",
        "系统建议（待确认）",
        "备注",
        "标题",
        "内容",
    )
    rows = [_opinion(line, names) for line in found["opinions"]]
    widths = (14, 12, 12, 10, 12, 10, 10, 12, 24, 22, 22, 14, 20, 70)
    return table("opinions", "意见清单", columns, rows, widths, PRIVATE, wide=True)


def listed(found: Snapshot, title: str) -> Table:
    """Every opinion on one line, as the paper's annex has them."""
    codes = {line["id"]: line["code"] for line in found["issues"]}
    rows: list[Row] = [
        (
            line["number"],
            date.fromisoformat(line["received_on"]),
            label(Channel(line["channel"])),
            label(Status(line["status"])),
            "、".join(codes.get(issue_id, "") for issue_id in (line["main"], *line["further"]) if issue_id),
            remarks(line) or excerpt(line),
        )
        for line in found["opinions"]
    ]
    columns = ("登记编号", "收到日期", "渠道", "状态", "关联事项", "内容")
    return table("list", title, columns, rows, (16, 14, 11, 10, 12, 36))


def numbers(found: Snapshot, title: str) -> Table:
    """The register numbers of every opinion, by what it is about: for periods with too many for a list."""
    names = {line["id"]: (line["code"], line["title"]) for line in found["issues"]}
    groups: dict[str, list[str]] = {line["id"]: [] for line in found["issues"]}
    for line in found["opinions"]:
        groups.setdefault(line["main"], []).append(line["number"])
    rows: list[Row] = [
        (*names.get(issue_id, ("", "未关联或尚未分办")), len(found_), "、".join(found_))
        for issue_id, found_ in groups.items()
        if found_
    ]
    return table("numbers", title, ("序号", "主要关联事项", "件数", "登记编号"), rows, (9, 22, 8, 60))


def remarks(line: OpinionLine) -> str:
    """Why an opinion stands out: withheld, urgent, late."""
    marks = [line["withheld"], "紧急" if line["urgent"] else "", "截止后来件" if line["late"] else ""]
    return "、".join(mark for mark in marks if mark)


def excerpt(line: OpinionLine, size: int = 40) -> str:
    """The beginning of an opinion on one line."""
    words = " ".join((line["subject"] or line["text"]).split())
    return words if len(words) <= size else f"{words[:size]}……"


def _opinion(line: OpinionLine, names: dict[str, str]) -> Row:
    return (
        line["number"],
        date.fromisoformat(line["received_on"]),
        date.fromisoformat(line["registered_on"]),
        label(Channel(line["channel"])),
        label(Origin(line["origin"])),
        label(Status(line["status"])),
        label(Nature(line["nature"])) if line["nature"] else "",
        label(Stance(line["stance"])) if line["stance"] else "",
        names.get(line["main"], ""),
        "；".join(names.get(issue_id, "") for issue_id in line["further"]),
        names.get(line["suggested"], ""),
        remarks(line),
        line["subject"],
        line["text"],
    )
