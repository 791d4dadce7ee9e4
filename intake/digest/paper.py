"""A snapshot as an office paper (专报): masthead, sentences, tables, charts, texts, annexes. Pure, no layout."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from intake.clock import from_text
from intake.digest import issue_tables, opinion_tables, tables
from intake.digest.chart import Chart, charts
from intake.digest.periods import parse, spoken_day
from intake.digest.quotes import CHOSEN, ENTRIES, Quote, not_chosen, quotes, whole
from intake.digest.table import Table
from intake.digest.types import Count, Snapshot
from intake.digest.wording import few, numbered, ranked, this

NAME = "意见建议专报"
KEEP = "内部资料　注意保存"
TOP = 15  # entries in the paper's own table; all are in the annex
EVERY = "整改事项逐项统计"
LISTED = 300  # opinions that an annex lists on a line each


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is 一、, level 2 is （一）; `fresh` begins a page, `wide` a page on its long side."""

    level: int
    text: str
    fresh: bool = False
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph."""

    text: str


Block = Heading | Text | Quote | Table | Chart


@dataclass(frozen=True, slots=True)
class Paper:
    """The whole paper; `day` and `signer` are empty in a draft. `foot` stands between rules at the end."""

    name: str
    keep: str
    number: str
    office: str
    day: str
    signer: str
    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    foot: tuple[str, ...]


def compose(found: Snapshot) -> Paper:
    """The paper of a snapshot."""
    period = parse(found["period"])
    issued = made_on(found) if found["number"] else ""
    return Paper(
        name=NAME,
        keep=KEEP,
        number=numbered(found["number"], found["revision"]),
        office=found["office"],
        day=issued or "未编发",
        signer=f"签发人：{found['issued_by']}" if found["issued_by"] else "",
        title=f"{period.name}意见建议情况",
        subtitle=f"（{found['circular'] or period.span}）",
        blocks=tuple(_numbered(_blocks(found))),
        foot=tuple(_foot(found, issued)),
    )


def made_on(found: Snapshot) -> str:
    """The office's day of counting, `2026年11月23日`."""
    return spoken_day(from_text(found["made_at"]).astimezone(ZoneInfo(found["zone"])).date())


def _blocks(found: Snapshot) -> Iterator[Block]:
    parts = [
        ("总体情况", list(_overall(found))),
        ("反映的整改事项", list(_issues(found))),
        ("销号后又有反映（反弹线索）", _filled(_first(issue_tables.comebacks(found)))),
        ("整改成效存疑", _filled(_first(issue_tables.doubted(found)))),
        ("新出现的词语", _filled(tables.new_words(found))),
        ("办理情况", list(_work(found))),
        ("领导批示未办结", list(_instructions(found))),
        ("以往各期更正", list(_changes(found))),
        ("数据说明", list(_method(found))),
    ]
    for number, (title, blocks) in enumerate(((t, b) for t, b in parts if b), start=1):
        yield Heading(1, f"{chinese(number)}、{title}")
        yield from blocks
    for number, (heading, blocks) in enumerate(_annexes(found), start=1):
        yield replace(heading, text=f"附件{number}　{heading.text}")
        yield from blocks


def _numbered(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks, tables and charts numbered through the paper."""
    count = {Table: 0, Chart: 0}
    for block in blocks:
        if isinstance(block, Table | Chart):
            count[type(block)] += 1
            name = "表" if isinstance(block, Table) else "图"
            yield replace(block, title=f"{name}{count[type(block)]}　{block.title}")
        else:
            yield block


def _first(table: Table) -> Table:
    """As many of its rows as a paper has room for."""
    more = f"其余{len(table.rows) - TOP}项见同期 Excel 表格。" if len(table.rows) > TOP else ""
    return replace(table, rows=table.rows[:TOP], note=table.note + more)


def _filled(*made: Table) -> list[Block]:
    return [table for table in made if table.rows]


def _charts(found: Snapshot, key: str) -> list[Chart]:
    return [each for each in charts(found) if each.key == key]


def _overall(found: Snapshot) -> Iterator[Block]:
    yield from (Text(sentence) for sentence in found["sentences"])
    yield from _charts(found, "trend")
    yield tables.channels(found)
    yield from _filled(tables.places(found))
    yield from _charts(found, "days")


def _issues(found: Snapshot) -> Iterator[Block]:
    spoken = ranked(found["issues"])
    if not spoken:
        yield Text(f"{this(found)}没有已确认关联到整改事项的意见建议。各事项见附件“{EVERY}”。")
        return
    yield from _charts(found, "coverage")
    yield issue_tables.coverage(found, spoken[:TOP], "反映的整改事项")
    more = f"其余{len(spoken) - TOP}项和" if len(spoken) > TOP else ""
    yield Text(f"{more}没有意见的整改事项见附件“{EVERY}”。")


def _work(found: Snapshot) -> Iterator[Block]:
    done = found["flow"]
    outcomes = f"（{said}）" if (said := _said(done["outcomes"])) else ""
    acts = "、".join(
        f"{line['label']}{line['count']}件{outcomes if line['key'] == 'closed' else ''}" for line in done["acts"]
    )
    yield Text(f"{this(found)}{acts}。以上含此前登记的意见，同一件意见同类办理只计一次。")
    if ratings := _said(done["ratings"]):
        yield Text(f"来件人对答复的评价：{ratings}。")
    if done["restricted"]:
        yield Text(f"另有按规定只计总数的{done['restricted']}件转送、移送其他机关。")
    yield from _filled(tables.routes(found))
    yield from _filled(tables.stock(found), tables.units(found), tables.oldest(found))


def _instructions(found: Snapshot) -> Iterator[Block]:
    if restricted := found["instructions"]["restricted"]:
        yield Text(f"对按规定只计总数的意见，未办结的批示{restricted}件。")
    yield from _filled(tables.instructions(found))


def _changes(found: Snapshot) -> Iterator[Block]:
    changes, table = found["corrections"], tables.corrections(found)
    if changes is None:
        return
    words = []
    if changes["decided"]:
        words.append(f"此前各期尚未分办的意见，已分办{changes['decided']}件")
    if changes["hidden"]:
        words.append(f"此前各期所列意见，现按规定只计总数的{changes['hidden']}件")
    if words or table.rows:
        said = "；".join(words) or "以往各期所载有以下变动"
        yield Text(f"第{changes['edition']}期编发以来，{said}。原期内容不作改动。")
    yield from _filled(table)


def _method(found: Snapshot) -> Iterator[Block]:
    totals = found["totals"]
    first, last = (spoken_day(date.fromisoformat(found[name])) for name in ("first_day", "last_day"))
    kinds = {"密件": totals["sealed"], "疑似检举控告（待核）": totals["proposed"], "隔离件": totals["isolated"]}
    restricted = "、".join(f"{name}{count}件" for name, count in kinds.items() if count)
    yield Text(
        f"统计{first}零时至{last}二十四时登记的意见建议，办理状态和关联情况为{made_on(found)}统计时的情况。"
        f"登记{totals['registered']}件，{f'其中{restricted}只计总数；' if restricted else ''}"
        f"列入统计{totals['shown']}件，含无效件{totals['void']}件。"
    )
    if doubtful := _said(found["quality"], "；"):
        yield Text(f"数据质量：{doubtful}。")
    sealed = f"操作日志封存校验值：{found['seal']}。" if found["seal"] else ""
    yield Text(f"以上数字经{len(found['checks'])}项核对关系复算一致。{sealed}")


def _said(lines: Iterable[Count], comma: str = "、") -> str:
    return comma.join(f"{line['label']}{line['count']}件" for line in lines if line["count"])


def _annexes(found: Snapshot) -> Iterator[tuple[Heading, list[Block]]]:
    if groups := quotes(found):
        rule = (
            "" if whole(found) else f"反映较多的{ENTRIES}项每项选录用词与其他来件最接近的{CHOSEN}件，质疑整改的优先；"
        )
        same = "内容相同的" if few(found) else "内容相同和系统查出内容相近的"
        blocks: list[Block] = [Text(f"以下为来件原文，{rule}{same}并为一件，{opinion_tables.PRIVATE}")]
        for number, (title, lines) in enumerate(groups, start=1):
            blocks += [Heading(2, f"（{chinese(number)}）{title}"), *lines]
        yield Heading(1, "意见原文" if whole(found) else "意见摘录", fresh=True), blocks
    every = issue_tables.issues(found)
    if every.rows:
        yield Heading(1, EVERY, fresh=True, wide=True), [every]
    if found["opinions"]:
        many = len(found["opinions"]) > LISTED
        listed = (opinion_tables.numbers if many else opinion_tables.listed)(found, "意见清单")
        texts = "选录各件的全文" if not_chosen(found) else "各件全文"
        yield Heading(1, "意见清单", fresh=True), [listed, Text(f"{texts}见同期 Excel 表格“意见清单”。")]


def _foot(found: Snapshot, issued: str) -> Iterator[str]:
    if found["circulars"]:
        yield "所涉通报：" + "；".join(found["circulars"])
    if found["reach"]:
        yield f"报送范围：{found['reach']}"
    yield "\t".join(filter(None, (f"{found['office']}编", f"{issued}印发" if issued else "")))


def chinese(number: int) -> str:
    """A number as headings have it; from 100 in digits."""
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    digits = "〇一二三四五六七八九"
    if tens == 0:
        return digits[ones]
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")
