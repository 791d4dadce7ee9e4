"""The entries of the circulars as tables: all by channel, status and stance, and those that may not be done. Pure."""

from collections.abc import Sequence
from datetime import date

from intake.digest.table import Row, Table, table
from intake.digest.types import IssueLine, Snapshot
from intake.digest.wording import average, before, counted, former, mean, this
from intake.labels import label
from intake.model import Channel, Stance, Status

SURGE = "▲"
FOUND = "“查重后”把系统查出内容相近的也计为一件，未经人工确认。"
SAME = f"“并件后”把人工并件的计为一件，{FOUND}"


def issues(found: Snapshot) -> Table:
    """Every entry, those without any opinion, too."""
    lines = [line for line in found["issues"] if line["kind"] == "issue"]
    note = (
        "每件意见只有一个主要关联事项，可另有其他关联事项；合计=主要+其他。"
        f"只计人工确认的关联；“待确认”为系统建议，尚未计入；{SAME}"
    )
    return _crossed(found, "issues", "整改事项逐项统计", lines, note)


def sections(found: Snapshot) -> Table:
    """Other parts of the circulars that somebody spoke about."""
    lines = [line for line in found["issues"] if line["kind"] != "issue"]
    return _crossed(found, "sections", "通报其他部分", lines, "")


def comebacks(found: Snapshot) -> Table:
    """What people speak of again after it was struck off."""
    rows: list[Row] = [
        (line["code"], line["title"], date.fromisoformat(line["struck_on"]), line["about"], line["doubts"])
        for line in found["comebacks"]
    ]
    columns = ("序号", "整改事项", "销号日期", f"{this(found)}又有反映", "质疑不实")
    note = "台账已销号、销号之后收到的意见又有反映的事项；仅供回头看参考，不等于认定整改反弹。"
    return table("comebacks", "销号后又有反映（反弹线索）", columns, rows, (9, 32, 14, 14, 10), note)


def doubted(found: Snapshot) -> Table:
    """Where people doubt what was reported, or speak again of what was solved."""
    rows: list[Row] = [
        (line["code"], line["title"], line["about"], line["doubts"], line["reopened"], line["solved_before"])
        for line in found["doubted"]
    ]
    columns = ("序号", "整改事项", f"{this(found)}意见", "质疑不实", "重新办理", f"{before(found)}已解决")
    note = "有质疑整改不实、重新办理，或此前以“已解决”办结后又有反映的事项；仅供回头看参考，不等于认定整改不实。"
    return table("doubted", "整改成效存疑", columns, rows, (9, 32, 10, 10, 10, 12), note)


def coverage(found: Snapshot, lines: Sequence[IssueLine], title: str) -> Table:
    """Entries with what leaders look at first."""
    compared = found["compared"]
    rows: list[Row] = [
        (
            line["code"],
            titled(line),
            line["about"],
            counted(line["distinct"]),
            line["before"] if compared else "—",
            mean(line["earlier"], compared),
            line["stance"][Stance.ACCEPTS] + line["stance"][Stance.PARTLY],
            line["stance"][Stance.DOUBTS],
            line["suggested"],
        )
        for line in lines
    ]
    columns = ("序号", "整改事项", this(found), "查重后", former(found), average(found), "认可", "质疑", "待确认")
    note = "只计人工确认的关联，同一件意见可涉及多项；“认可”含部分认可，“待确认”为系统建议，尚未计入。"
    return table("coverage", title, columns, rows, (9, 30, 8, 9, 8, 10, 7, 7, 9), note + FOUND + _mark(lines))


def titled(line: IssueLine) -> str:
    """An entry's title with what is to be said of it."""
    return line["title"] + (f"（{line['note']}）" if line["note"] else "") + (SURGE if line["surge"] else "")


def _crossed(found: Snapshot, key: str, title: str, lines: Sequence[IssueLine], note: str) -> Table:
    compared = found["compared"]
    columns = (
        "序号",
        "整改事项",
        "合计",
        "主要",
        "其他",
        "并件后",
        "查重后",
        former(found),
        average(found),
        *(label(channel) for channel in Channel),
        *(label(status) for status in Status),
        *(label(stance) for stance in Stance),
        "态度未判定",
        "待确认",
    )
    rows: list[Row] = [
        (
            line["code"],
            titled(line),
            line["about"],
            line["main"],
            line["further"],
            line["texts"],
            counted(line["distinct"]),
            line["before"] if compared else "—",
            mean(line["earlier"], compared),
            *(line["channel"][channel] for channel in Channel),
            *(line["status"][status] for status in Status),
            *(line["stance"][stance] for stance in Stance),
            line["stance"][""],
            line["suggested"],
        )
        for line in lines
    ]
    widths = (10, 38, *(6 for _ in columns[2:]))
    return table(key, title, columns, rows, widths, note + _mark(lines), wide=True)


def _mark(lines: Sequence[IssueLine]) -> str:
    """What the mark means, where one is."""
    if not any(line["surge"] for line in lines):
        return ""
    return f"{SURGE}：比此前各期明显增多（二项检验，按事项数校正，显著性水平0.05）。"
