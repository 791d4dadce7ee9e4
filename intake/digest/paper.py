"""A snapshot as an office paper (专报): masthead, headings, sentences, tables, texts, annexes. Pure, no layout."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from intake.digest import tables, weeks
from intake.digest.tables import Cell, Table, remarks
from intake.digest.types import IssueLine, OpinionLine, Snapshot
from intake.digest.wording import few, mean, ranked
from intake.labels import label
from intake.model import Channel, Stance, Status
from intake.text.segment import bigrams

NAME = "意见建议专报"
KEEP = "内部资料　注意保存"
CHOSEN = 3  # opinions quoted for an entry where not all are


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is 一、, level 2 is （一）; `fresh` begins a page."""

    level: int
    text: str
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody wrote, under a line that says which opinion it is."""

    head: str
    text: str


Block = Heading | Text | Quote | Table


@dataclass(frozen=True, slots=True)
class Paper:
    """The whole paper; `number` and `day` are empty in a draft."""

    name: str
    keep: str
    number: str
    office: str
    day: str
    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    foot: tuple[str, ...]


def compose(found: Snapshot) -> Paper:
    """The paper of a snapshot."""
    return Paper(
        name=NAME,
        keep=KEEP,
        number=f"第{found['number']}期" if found["number"] else "草稿",
        office=found["office"],
        day=spoken_day(found["made_at"][:10]) if found["number"] else "未编发",
        title=f"{weeks.short(found['week'])}意见建议情况",
        subtitle=f"（{weeks.span(found['week'])}）",
        blocks=tuple(_numbered(_blocks(found))),
        foot=tuple(_foot(found)),
    )


def spoken_day(day: str) -> str:
    """`2026年11月23日`."""
    on = date.fromisoformat(day)
    return f"{on.year}年{on.month}月{on.day}日"


def _blocks(found: Snapshot) -> Iterator[Block]:
    parts = [part for part in (_overall, _issues, _doubts, _work, _quotes, _changes, _method) if list(part(found))]
    for number, part in zip("一二三四五六七", parts, strict=False):
        heading, *rest = part(found)
        assert isinstance(heading, Heading)
        yield Heading(1, f"{number}、{heading.text}")
        yield from rest
    yield from _annexes(found)


def _numbered(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, tables numbered through the paper."""
    number = 0
    for block in blocks:
        if isinstance(block, Table):
            number += 1
            yield replace(block, title=f"表{number}　{block.title}")
        else:
            yield block


def _overall(found: Snapshot) -> Iterator[Block]:
    yield Heading(1, "总体情况")
    for sentence in found["sentences"]:
        yield Text(sentence)
    yield tables.channels(found)


def _issues(found: Snapshot) -> Iterator[Block]:
    spoken = ranked(found["issues"])
    yield Heading(1, "反映的整改事项")
    if not spoken:
        yield Text("本周没有已确认关联到整改事项的意见建议。各事项逐项统计见附件1。")
        return
    yield _coverage(found, spoken, "反映的整改事项")
    yield Text("以上只计人工确认的关联，同一件意见可涉及多项；没有意见的整改事项见附件1。")


def _doubts(found: Snapshot) -> Iterator[Block]:
    table = tables.comebacks(found)
    if table.rows:
        yield Heading(1, "整改成效存疑（反弹线索）")
        yield table


def _work(found: Snapshot) -> Iterator[Block]:
    yield Heading(1, "办理情况")
    for table in (tables.flow(found), tables.stock(found), tables.units(found), tables.oldest(found)):
        if table.rows:
            yield table


def _quotes(found: Snapshot) -> Iterator[Block]:
    by_issue: dict[str, list[OpinionLine]] = defaultdict(list)
    for line in found["opinions"]:
        if line["text"] or line["subject"]:
            by_issue[line["main"]].append(line)
    if not by_issue:
        return
    yield Heading(1, "意见摘录")
    rule = "" if few(found) else f"每项选录与其他来件用词最接近的{CHOSEN}件，其余见附件2。"
    yield Text(f"以下为来件原文，姓名、电话、住址等已隐去。{rule}")
    names = {line["id"]: line["title"] for line in ranked(found["issues"])}
    groups = [(issue_id, names[issue_id]) for issue_id in names if by_issue[issue_id]] + [("", "未关联或尚未分办")]
    number = 0
    for issue_id, title in groups:
        lines = by_issue[issue_id] if few(found) else typical(by_issue[issue_id])
        if lines:
            number += 1
            yield Heading(2, f"（{chinese(number)}）{title}")
            yield from (_quote(line) for line in lines)


def _changes(found: Snapshot) -> Iterator[Block]:
    table = tables.corrections(found)
    if table.rows:
        yield Heading(1, "上期更正")
        yield table


def _method(found: Snapshot) -> Iterator[Block]:
    totals = found["totals"]
    yield Heading(1, "数据说明")
    yield Text(
        f"本期统计{spoken_day(found['first_day'])}零时至{spoken_day(found['last_day'])}二十四时登记的意见建议，"
        f"办理状态和关联情况为统计时的情况。登记{totals['registered']}件，其中密件{totals['sealed']}件、"
        f"疑似检举控告待核{totals['proposed']}件、隔离件{totals['isolated']}件只计总数；"
        f"列入统计{totals['shown']}件，含无效件{totals['void']}件。"
    )
    yield tables.quality(found)
    yield Text(f"以上数字经{len(found['checks'])}项核对关系复算一致。")
    if found["seal"]:
        yield Text(f"操作日志封存校验值：{found['seal']}")


def _annexes(found: Snapshot) -> Iterator[Block]:
    lines = [line for line in found["issues"] if line["kind"] == "issue"]
    if lines:
        yield Heading(1, "附件1　整改事项逐项统计", fresh=True)
        yield _coverage(found, lines, "整改事项逐项统计")
    if found["opinions"]:
        yield Heading(1, "附件2　意见清单", fresh=True)
        yield _list(found)


def _coverage(found: Snapshot, lines: Sequence[IssueLine], title: str) -> Table:
    compared = found["compared_weeks"]
    columns = ("序号", "整改事项", "本周", "上周", "四周平均", "认可", "质疑", "待确认")
    rows: list[tuple[Cell, ...]] = [
        (
            line["code"],
            line["title"] + (f"（{line['note']}）" if line["note"] else "") + ("▲" if line["surge"] else ""),
            line["about"],
            line["before"] if compared else "—",
            mean(line["earlier"], compared),
            line["stance"][Stance.ACCEPTS] + line["stance"][Stance.PARTLY],
            line["stance"][Stance.DOUBTS],
            line["suggested"],
        )
        for line in lines
    ]
    note = "“认可”含部分认可；“待确认”为系统建议关联、尚待人工确认，不计入本周数。"
    if any(line["surge"] for line in lines):
        note += "▲为明显多于前几周。"
    return Table("coverage", title, columns, rows, (10, 32, 7, 7, 9, 7, 7, 9), note, frozenset(range(2, 8)))


def _list(found: Snapshot) -> Table:
    codes = {line["id"]: line["code"] for line in found["issues"]}
    rows: list[tuple[Cell, ...]] = [
        (
            line["number"],
            line["received_on"],
            label(Channel(line["channel"])),
            label(Status(line["status"])),
            "、".join(codes.get(issue_id, "") for issue_id in (line["main"], *line["further"]) if issue_id),
            remarks(line) or excerpt(line),
        )
        for line in found["opinions"]
    ]
    columns = ("登记编号", "收到日期", "渠道", "状态", "关联事项", "内容")
    return Table("list", "意见清单", columns, rows, (15, 14, 11, 10, 12, 38))


def excerpt(line: OpinionLine, size: int = 40) -> str:
    """The beginning of an opinion on one line."""
    words = " ".join((line["subject"] or line["text"]).split())
    return words if len(words) <= size else f"{words[:size]}……"


def typical(lines: Sequence[OpinionLine]) -> list[OpinionLine]:
    """The few whose words are shared most by the others, doubts first, equal texts once; in the register's order."""
    once = list({line["text"]: line for line in reversed(lines)}.values())[::-1]
    words = {line["number"]: set(bigrams(line["text"])) for line in once}
    known = Counter(pair for pairs in words.values() for pair in pairs)

    def rank(line: OpinionLine) -> tuple[bool, float]:
        pairs = words[line["number"]]
        return line["stance"] == Stance.DOUBTS, sum(known[pair] for pair in pairs) / (len(pairs) + 5)

    best = sorted(once, key=rank, reverse=True)[:CHOSEN]
    return [line for line in lines if line in best]


def chinese(number: int) -> str:
    """A number up to 99 as headings have it."""
    tens, ones = divmod(number, 10)
    digits = "〇一二三四五六七八九"
    if tens == 0:
        return digits[ones]
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")


def _quote(line: OpinionLine) -> Quote:
    marks = [line["number"], f"{spoken_day(line['received_on'])}{label(Channel(line['channel']))}"]
    if line["stance"]:
        marks.append(label(Stance(line["stance"])))
    if remarks(line):
        marks.append(remarks(line))
    subject = f"{line['subject']}\n" if line["subject"] else ""
    return Quote("　".join(marks), subject + line["text"])


def _foot(found: Snapshot) -> Iterator[str]:
    if found["issued_by"]:
        yield f"签发人：{found['issued_by']}"
    yield f"{found['office']}编"
    if found["circulars"]:
        yield "所涉通报：" + "；".join(found["circulars"])
