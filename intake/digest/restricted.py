"""The annex that only managers read: whom opinions complain of. A paper of its own, never one of a digest's forms."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from intake import accounts
from intake.accounts import Permission
from intake.config import Config
from intake.db import Connection, reading
from intake.digest.accused import Accused, accused, rule
from intake.digest.issue import find
from intake.digest.paper import Block, Heading, Paper, Text
from intake.digest.periods import KINDS, Period, Scope, spoken_day
from intake.digest.table import Row, Table, table
from intake.digest.wording import earlier, mean, numbered
from intake.model import Staff
from intake.store import circulars, offices

NAME = "意见建议专报附件"
KEEP = "内部资料　仅供负责人阅"
MANY = 20  # register numbers that a line lists


def render(conn: Connection, config: Config, scope: Scope, by: Staff, now: datetime) -> bytes:
    """The annex of a period as a Word document, counted at this moment.  Raises Refused."""
    from intake.digest import docx_form  # with its libraries 12 MB that pages have no use for

    accounts.demand(by, Permission.SEE_SEALED)
    return docx_form.printed(compose(conn, config, scope, now), now)


def compose(conn: Connection, config: Config, scope: Scope, now: datetime) -> Paper:
    """The annex of a period."""
    period = scope.period
    with reading(conn):
        found, edition = accused(conn, scope), find(conn, scope)
        circular = circulars.by_id(conn, scope.circular_id).title if scope.circular_id else ""
        office = config.office or offices.name(conn)
    day = spoken_day(now.astimezone(conn.zone).date())
    return Paper(
        name=NAME,
        keep=KEEP,
        number=numbered(edition.number if edition else None, edition.revision if edition else 0),
        office=office,
        day=day,
        signer="",
        title=f"{period.name}被反映单位情况",
        subtitle=f"（{circular or period.span}）",
        blocks=tuple(_blocks(found, period, f"{now.astimezone(conn.zone):%H:%M}")),
        foot=("不随专报印发，阅后由负责人保管", f"{office}编\t{day}"),
    )


def _blocks(found: Sequence[Accused], period: Period, at: str) -> Iterator[Block]:
    words = KINDS[period.kind]
    yield Heading(1, "一、意见集中的单位")
    many = [each for each in found if each.concentrated]
    for each in many:
        yield Text(f"{each.spoken(period.kind)}。")
    if not many:
        yield Text(f"{words.this}没有意见集中的单位。")
    yield Heading(1, "二、被反映单位")
    if found:
        yield _table(found, period)
    else:
        yield Text(f"{words.this}没有写明被反映单位的意见。")
    yield Heading(1, "三、数据说明")
    yield Text(
        f"统计{period.span}登记、写明被反映单位的有效意见建议，含密件和疑似检举控告，不含隔离件；为{at}统计时的情况，"
        "同一件意见可反映几个单位。被反映单位按来件所写，未经核实，不等于认定存在问题。"
    )
    yield Text(f"{rule(period.kind)}；查重为系统查找，未经人工确认。")


def _table(found: Sequence[Accused], period: Period) -> Table:
    words, compared = KINDS[period.kind], found[0].compared
    rows: list[Row] = [
        (
            each.name,
            each.count,
            each.distinct,
            each.before if compared else "—",
            mean(each.earlier, compared),
            _numbers(each),
        )
        for each in found
    ]
    average = f"{earlier(period.kind, compared)}平均"
    columns = ("被反映单位", words.this, "查重后", words.former, average, "登记编号")
    note = "密件、疑似检举控告不列登记编号。"
    return table("accused", "表1　被反映单位", columns, rows, (26, 8, 9, 9, 11, 32), note)


def _numbers(each: Accused) -> str:
    shown = list(each.numbers[:MANY])
    if len(each.numbers) > MANY:
        shown.append(f"等{len(each.numbers)}件")
    if each.secret:
        shown.append(f"{'另有' if shown else ''}密件、疑似检举控告{each.secret}件")
    return "、".join(shown)
