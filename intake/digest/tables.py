"""A snapshot as titled tables of texts and whole numbers: what every form shows, so that all say the same. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from intake.digest.types import IssueLine, OpinionLine, Snapshot
from intake.digest.wording import mean
from intake.labels import label
from intake.model import Channel, Nature, Origin, Stance, Status

Cell = str | int | float


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its name (also a sheet's), column titles, rows; `widths` in characters, `note` a line under it."""

    key: str
    title: str
    columns: tuple[str, ...]
    rows: list[tuple[Cell, ...]]
    widths: tuple[int, ...] = ()
    note: str = ""
    numeric: frozenset[int] = field(default_factory=frozenset)


def every(found: Snapshot) -> list[Table]:
    """All tables of a snapshot in the order in which a paper has them; those with nothing to say are left out."""
    tables = [
        overview(found),
        channels(found),
        kinds(found),
        issues(found),
        sections(found),
        comebacks(found),
        flow(found),
        stock(found),
        units(found),
        oldest(found),
        quality(found),
        corrections(found),
        opinions(found),
        checks(found),
    ]
    return [table for table in tables if table.rows]


def overview(found: Snapshot) -> Table:
    """Totals and how far the week has been linked."""
    totals, linking, weeks = found["totals"], found["linking"], found["compared_weeks"]
    rows: list[tuple[Cell, ...]] = [
        ("登记总数", totals["registered"]),
        ("　上周登记", totals["registered_before"] if weeks else "—"),
        ("　前四周平均", mean(totals["registered_earlier"], weeks)),
        ("按规定只计总数：密件", totals["sealed"]),
        ("按规定只计总数：疑似检举控告（待核）", totals["proposed"]),
        ("按规定只计总数：隔离件", totals["isolated"]),
        ("列入统计", totals["shown"]),
        ("　无效件", totals["void"]),
        ("　有效", totals["valid"]),
        ("　　已关联整改事项", linking["about"]),
        ("　　已处理、未关联整改事项", linking["none"]),
        ("　　尚未分办", linking["undecided"]),
    ]
    return _table("overview", "总体情况", ("项目", "件数"), rows, (34, 10))


def channels(found: Snapshot) -> Table:
    """By channel, beside the weeks before."""
    weeks = found["compared_weeks"]
    rows = [
        (line["label"], line["count"], line["before"] if weeks else "—", mean(line["earlier"], weeks))
        for line in found["by_channel"]
    ]
    columns = ("反映渠道", "本周", "上周", "前四周平均")
    return _table("channels", "反映渠道", columns, _summed(rows, 1), (16, 8, 8, 12))


def kinds(found: Snapshot) -> Table:
    """By day, source, status, nature and stance, one under the other."""
    groups = [
        ("登记日期", found["by_day"]),
        ("来源", found["by_origin"]),
        ("办理状态", found["by_status"]),
        ("诉求性质", found["by_nature"]),
        ("整改态度", found["by_stance"]),
    ]
    rows: list[tuple[Cell, ...]] = [
        (name, f"{line['key'][5:]} {line['label']}" if name == "登记日期" else line["label"], line["count"])
        for name, lines in groups
        for line in lines
        if line["count"] or name == "登记日期"
    ]
    return _table("kinds", "分类统计", ("分类", "类别", "件数"), rows, (12, 20, 8))


def issues(found: Snapshot) -> Table:
    """Every entry of the circulars, those without any opinion, too."""
    lines = [line for line in found["issues"] if line["kind"] == "issue"]
    note = (
        "每件意见只有一个主要关联事项，可另有其他关联事项；合计=主要+其他。"
        "只计人工确认的关联；“待确认”为系统建议，尚未计入。"
    )
    return _issues(found, "issues", "整改事项反映情况", lines, note)


def sections(found: Snapshot) -> Table:
    """Other parts of the circular that somebody spoke about."""
    lines = [line for line in found["issues"] if line["kind"] != "issue"]
    return _issues(found, "sections", "通报其他部分反映情况", lines, "")


def _issues(found: Snapshot, key: str, title: str, lines: Sequence[IssueLine], note: str) -> Table:
    weeks = found["compared_weeks"]
    columns = (
        "序号",
        "整改事项",
        "合计",
        "主要",
        "其他",
        "上周",
        "前四周平均",
        *(label(stance) for stance in Stance),
        "态度未判定",
        *(label(channel) for channel in Channel),
        "待确认",
    )
    rows: list[tuple[Cell, ...]] = [
        (
            line["code"],
            line["title"] + (f"（{line['note']}）" if line["note"] else "") + ("▲" if line["surge"] else ""),
            line["about"],
            line["main"],
            line["further"],
            line["before"] if weeks else "—",
            mean(line["earlier"], weeks),
            *(line["stance"][stance] for stance in Stance),
            line["stance"][""],
            *(line["channel"][channel] for channel in Channel),
            line["suggested"],
        )
        for line in lines
    ]
    if any(line["surge"] for line in lines):
        note += "▲：明显多于前几周（二项检验，按事项数校正，显著性水平0.05）。"
    return _table(key, title, columns, rows, (10, 40, *(8 for _ in columns[2:])), note)


def comebacks(found: Snapshot) -> Table:
    """Where people doubt what was reported."""
    rows: list[tuple[Cell, ...]] = [
        (line["code"], line["title"], line["doubts"], line["reopened"], line["solved_before"])
        for line in found["comebacks"]
    ]
    columns = ("序号", "整改事项", "本周质疑整改不实", "本周重新办理", "此前以“已解决”办结")
    note = "线索仅供回头看参考，不等于认定整改反弹。"
    return _table("comebacks", "整改成效存疑（反弹线索）", columns, rows, (10, 40, 12, 10, 14), note)


def flow(found: Snapshot) -> Table:
    """What was done."""
    acts = found["flow"]
    groups = [("办理", acts["acts"]), ("办理结果", acts["outcomes"]), ("存查、无效原因", acts["reasons"])]
    rows: list[tuple[Cell, ...]] = [
        (name, line["label"], line["count"])
        for name, lines in groups
        for line in lines
        if line["count"] or name == "办理"
    ]
    note = "按本周办理记录统计，含此前登记的意见；同一件意见同类办理只计一次。"
    return _table("flow", "本周办理情况", ("类别", "事项", "件数"), rows, (16, 20, 8), note)


def stock(found: Snapshot) -> Table:
    """What is open."""
    open_ = found["stock"]
    rows: list[tuple[Cell, ...]] = [
        *((line["label"], line["count"]) for line in open_["by_status"]),
        ("合计", open_["total"]),
        (f"超过{open_['take_up_days']}日未分办", open_["take_up_late"]),
        (f"超过{open_['finish_days']}日未答复或办结", open_["finish_late"]),
    ]
    note = "截至统计时全部在办意见，不限本周登记；期限按收到之日起的自然日计算。"
    return _table("stock", "在办情况", ("状态", "件数"), rows, (26, 8), note)


def units(found: Snapshot) -> Table:
    """Who has how much in hand."""
    rows: list[tuple[Cell, ...]] = [(line["unit"], line["count"], line["late"]) for line in found["stock"]["units"]]
    return _table("units", "承办单位在办", ("承办单位", "在办", "超期"), rows, (30, 8, 8))


def oldest(found: Snapshot) -> Table:
    """Which opinions wait longest."""
    rows: list[tuple[Cell, ...]] = [
        (line["number"], label(Channel(line["channel"])), line["received_on"], line["days"])
        for line in found["stock"]["oldest"]
    ]
    return _table(
        "oldest", "等待最久的意见", ("登记编号", "反映渠道", "收到日期", "已等待天数"), rows, (14, 12, 14, 12)
    )


def quality(found: Snapshot) -> Table:
    """How far the figures can be relied upon."""
    rows: list[tuple[Cell, ...]] = [(line["label"], line["count"]) for line in found["quality"]]
    return _table("quality", "数据质量", ("项目", "件数"), rows, (36, 8))


def corrections(found: Snapshot) -> Table:
    """What the digest before had said otherwise."""
    changes = found["corrections"]
    rows: list[tuple[Cell, ...]] = []
    note = ""
    if changes is not None:
        rows = [(line["number"], line["what"], line["was"], line["now"]) for line in changes["lines"]]
        if changes["hidden_since"]:
            rows.append(("—", "此后不再列入统计", f"{changes['hidden_since']}件", "按规定只计总数"))
        note = f"对照第{changes['edition']}期（{changes['week']}）；原期内容不作改动。"
    return _table("corrections", "上期更正", ("登记编号", "项目", "上期所载", "现为"), rows, (14, 14, 34, 34), note)


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
    return _table(
        "opinions",
        "意见清单",
        columns,
        rows,
        (14, 12, 12, 10, 12, 10, 10, 12, 30, 30, 30, 14, 24, 80),
        "姓名、电话、住址等已隐去。",
    )


def checks(found: Snapshot) -> Table:
    """The sums, added up again."""
    rows: list[tuple[Cell, ...]] = [(line["what"], line["left"], line["right"]) for line in found["checks"]]
    return _table("checks", "数据核对", ("核对关系", "左", "右"), rows, (50, 10, 10))


def spoken(cell: Cell) -> str:
    """A cell as papers show it: means with one decimal."""
    return f"{cell:.1f}" if isinstance(cell, float) else str(cell)


def remarks(line: OpinionLine) -> str:
    """Why an opinion stands out: withheld, urgent, late."""
    marks = [line["withheld"], "紧急" if line["urgent"] else "", "逾期来件" if line["late"] else ""]
    return "、".join(mark for mark in marks if mark)


def _opinion(line: OpinionLine, names: dict[str, str]) -> tuple[Cell, ...]:
    return (
        line["number"],
        line["received_on"],
        line["registered_on"],
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


def _summed(rows: Sequence[tuple[Cell, ...]], *columns: int) -> list[tuple[Cell, ...]]:
    """The rows and one with the sums of some columns."""
    width = len(rows[0])
    sums = [sum(int(row[n]) for row in rows) if n in columns else "" for n in range(width)]
    return [*rows, ("合计", *sums[1:])]


def _table(
    key: str,
    title: str,
    columns: tuple[str, ...],
    rows: Sequence[tuple[Cell, ...]],
    widths: tuple[int, ...],
    note: str = "",
) -> Table:
    numeric = frozenset(
        n
        for n in range(len(columns))
        if rows and all(row[n] in ("—", "") or not isinstance(row[n], str) for row in rows)
    )
    return Table(key, title, columns, list(rows), widths, note, numeric)
