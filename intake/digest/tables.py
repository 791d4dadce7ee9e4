"""A snapshot as tables: what every form shows, so that all say the same. Pure."""

from collections.abc import Sequence
from datetime import date

from intake.digest.issue_tables import comebacks, coverage, doubted, issues, sections
from intake.digest.opinion_tables import opinions
from intake.digest.table import Cell, Row, Table, summed, table
from intake.digest.types import Count, Snapshot
from intake.digest.wording import average, before, counted, former, mean, ranked, this
from intake.labels import label
from intake.model import Channel, Disposal


def every(found: Snapshot) -> list[Table]:
    """All tables of a snapshot in the order in which a workbook has them; those with nothing to say are left out."""
    made = [
        overview(found),
        trend(found),
        channels(found),
        days(found),
        kinds(found),
        places(found),
        coverage(found, ranked(found["issues"]), "反映的整改事项"),
        issues(found),
        sections(found),
        comebacks(found),
        doubted(found),
        new_words(found),
        flow(found),
        routes(found),
        stock(found),
        units(found),
        oldest(found),
        instructions(found),
        quality(found),
        corrections(found),
        opinions(found),
        checks(found),
    ]
    return [each for each in made if each.rows]


def overview(found: Snapshot) -> Table:
    """Totals and how far the opinions have been linked."""
    totals, linking, compared = found["totals"], found["linking"], found["compared"]
    rows: list[Row] = [
        ("登记总数", totals["registered"]),
        (f"　{former(found)}登记", totals["registered_before"] if compared else "—"),
        (f"　{average(found)}", mean(totals["registered_earlier"], compared)),
        ("按规定只计总数：密件", totals["sealed"]),
        ("按规定只计总数：疑似检举控告（待核）", totals["proposed"]),
        ("按规定只计总数：隔离件", totals["isolated"]),
        ("列入统计", totals["shown"]),
        ("　无效件", totals["void"]),
        ("　有效", totals["valid"]),
        ("　　内容相同的并件后", totals["texts"]),
        ("　　系统查重后（未经人工确认）", counted(totals["distinct"])),
        ("　　已关联整改事项", linking["about"]),
        ("　　已处理、未关联整改事项", linking["none"]),
        ("　　尚未分办", linking["undecided"]),
    ]
    return table("overview", "总体情况", ("项目", "件数"), rows, (38, 10))


def trend(found: Snapshot) -> Table:
    """This period and those before it; none where nothing was there before."""
    rows: list[Row] = [(line["label"], line["count"]) for line in found["trend"]] if found["compared"] else []
    return table("trend", "登记件数变化", ("时段", "登记件数"), rows, (30, 10), "含按规定只计总数的意见。")


def channels(found: Snapshot) -> Table:
    """By channel, beside the periods before."""
    compared = found["compared"]
    rows: list[Row] = [
        (line["label"], line["count"], line["before"] if compared else "—", mean(line["earlier"], compared))
        for line in found["by_channel"]
    ]
    columns = ("反映渠道", this(found), former(found), average(found))
    return table("channels", "反映渠道", columns, summed(rows, *((1, 2) if compared else (1,))), (16, 10, 10, 14))


def days(found: Snapshot) -> Table:
    """By day of registration."""
    rows: list[Row] = [(date.fromisoformat(d["key"]), d["label"], d["count"]) for d in found["by_day"]]
    return table("days", "登记日期", ("日期", "星期", "件数"), rows, (14, 8, 8))


def kinds(found: Snapshot) -> Table:
    """By source, status, nature and stance, one under the other."""
    groups = [
        ("来源", found["by_origin"]),
        ("办理状态", found["by_status"]),
        ("诉求性质", found["by_nature"]),
        ("整改态度", found["by_stance"]),
    ]
    return table("kinds", "分类统计", ("分类", "类别", "件数"), _grouped(groups), (12, 20, 8))


def places(found: Snapshot) -> Table:
    """By the places that the office has named."""
    rows: list[Row] = [(line["label"], _printed(line["shown"])) for line in found["by_place"]]
    note = "按来件所填地点归入；少于5件的不列具体数，“–”为防止推算而不列。"
    return table("places", "反映地点", ("地点", "件数"), rows, (30, 10), note)


def new_words(found: Snapshot) -> Table:
    """Words that nobody wrote before."""
    rows: list[Row] = [(line["label"], line["count"]) for line in found["new_words"]]
    note = f"{this(found)}至少3件写到、{before(found)}来件（至多对照两万件）没有的词语；按字面统计，未经人工判断。"
    return table("words", "新出现的词语", ("词语", "件数"), rows, (20, 8), note)


def flow(found: Snapshot) -> Table:
    """What was done."""
    done = found["flow"]
    groups = [
        ("办理", done["acts"]),
        ("办理结果", done["outcomes"]),
        ("存查、无效原因", done["reasons"]),
        ("来件人评价", done["ratings"]),
    ]
    note = f"按{this(found)}办理记录统计，含此前登记的意见；同一件意见同类办理只计一次。"
    return table(
        "flow", f"{this(found)}办理情况", ("类别", "事项", "件数"), _grouped(groups, "办理"), (16, 20, 8), note
    )


def routes(found: Snapshot) -> Table:
    """What was given to other bodies."""
    rows: list[Row] = [
        (label(Disposal(line["disposal"])), line["addressee"], line["letters"], line["count"], line["returned"])
        for line in found["flow"]["routes"]
    ]
    columns = ("去向", "受理机关", "函", "件数", "已收回执")
    note = f"{this(found)}发出的函所列的意见；按规定只计总数的不在其内。"
    return table("routes", "转送、移送情况", columns, rows, (10, 34, 8, 8, 12), note)


def instructions(found: Snapshot) -> Table:
    """What leaders wrote that is not done."""
    rows: list[Row] = [
        (
            line["on"],
            line["leader"],
            date.fromisoformat(line["given_on"]),
            line["due_on"] + ("（已超期）" if line["late"] else "") if line["due_on"] else "—",
            line["text"] or "（按规定不列内容）",
        )
        for line in found["instructions"]["open"]
    ]
    columns = ("批示对象", "批示领导", "批示日期", "办理时限", "批示内容")
    return table("instructions", "领导批示未办结", columns, rows, (16, 12, 14, 16, 40), "截至统计时尚未办结的批示。")


def stock(found: Snapshot) -> Table:
    """What is open."""
    open_ = found["stock"]
    rows: list[Row] = [
        *((line["label"], line["count"]) for line in open_["by_status"]),
        ("合计", open_["total"]),
        ("待分办中已有系统建议、未经人工看过", open_["suggested"]),
        (f"收到后超过{open_['take_up_days']}日未分办", open_["take_up_late"]),
        (f"收到后超过{open_['finish_days']}日未答复或办结", open_["finish_late"]),
    ]
    note = "截至统计时全部在办意见，不限登记日期；期限按收到之日起的自然日计算。"
    return table("stock", "在办情况", ("状态", "件数"), rows, (36, 8), note)


def units(found: Snapshot) -> Table:
    """Who has how much in hand."""
    rows: list[Row] = [
        (line["unit"], line["count"], *("—" if n is None else n for n in (line["due"], line["overdue"])), line["late"])
        for line in found["stock"]["units"]
    ]
    columns = ("承办单位", "在办", "即将到期", "已逾期", f"超过{found['stock']['finish_days']}日")
    note = "到期、逾期按交办时限计算，最后一栏按收到之日起的自然日计算。"
    return table("units", "承办单位在办", columns, rows, (30, 8, 12, 10, 12), note)


def oldest(found: Snapshot) -> Table:
    """Which opinions wait longest."""
    rows: list[Row] = [
        (line["number"], label(Channel(line["channel"])), date.fromisoformat(line["received_on"]), line["days"])
        for line in found["stock"]["oldest"]
    ]
    columns = ("登记编号", "反映渠道", "收到日期", "已等待天数")
    return table("oldest", "等待最久的意见", columns, rows, (14, 12, 14, 12))


def quality(found: Snapshot) -> Table:
    """How far the figures can be relied upon."""
    rows: list[Row] = [(line["label"], line["count"]) for line in found["quality"]]
    return table("quality", "数据质量", ("项目", "件数"), rows, (38, 8))


def corrections(found: Snapshot) -> Table:
    """What digests before had said otherwise."""
    changes = found["corrections"]
    rows: list[Row] = []
    note = ""
    if changes is not None:
        rows = [
            (f"第{line['edition']}期", line["number"], line["what"], line["was"], line["now"])
            for line in changes["lines"]
        ]
        note = f"对照第{changes['edition']}期编发以来的变动；原期内容不作改动。"
    columns = ("期号", "登记编号", "项目", "原载", "现为")
    return table("corrections", "以往各期更正", columns, rows, (10, 15, 12, 30, 30), note)


def checks(found: Snapshot) -> Table:
    """The sums, added up again."""
    rows: list[Row] = [(line["what"], line["left"], line["right"]) for line in found["checks"]]
    return table("checks", "数据核对", ("核对关系", "左", "右"), rows, (50, 10, 10))


def _printed(shown: str) -> Cell:
    """A protected number as a cell: a number where it may be read."""
    plain = shown.replace(",", "")
    return int(plain) if plain.isdigit() else shown


def _grouped(groups: Sequence[tuple[str, Sequence[Count]]], always: str = "") -> list[Row]:
    """Counts one under the other; zeros only in the group that is always shown whole."""
    return [
        (name, line["label"], line["count"])
        for name, lines in groups
        for line in lines
        if line["count"] or name == always
    ]
