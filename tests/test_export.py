"""Exports: what leaves and what never does, every row in every form, the events."""

import csv
import hashlib
import io
import json
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from builders import person, submission
from digest_week import LIFT, OVER, WASTE, day, decide, small_week, taken, version

from intake import followup, triage
from intake.db import Connection, Database
from intake.errors import Invalid, Refused
from intake.export.columns import COLUMNS, Names
from intake.export.run import export
from intake.export.writers import FORMS, as_xlsx
from intake.model import Channel, Role, Status
from intake.receive import receive
from intake.store import circulars, events, exports
from intake.store.exports import Wanted
from intake.store.offices import OFFICE_ID
from intake.text.cells import LONGEST

pytestmark = pytest.mark.both
TITLES = [column.title for column in COLUMNS]


def exported(conn: Connection, form: str, wanted: Wanted = Wanted(), *, private: bool = True) -> bytes:
    out = io.BytesIO()
    export(conn, form, wanted, out, None, OVER, private=private)
    return out.getvalue()


def lines(conn: Connection, wanted: Wanted = Wanted(), *, private: bool = True) -> list[dict[str, Any]]:
    return [json.loads(line) for line in exported(conn, "jsonl", wanted, private=private).decode().splitlines()]


def in_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def in_xlsx(data: bytes) -> list[list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(io.BytesIO(data))
    return [list(sheet.iter_rows(values_only=True)) for sheet in book]


def test_every_form_has_every_opinion_once(conn: Connection) -> None:
    small_week(conn)
    numbers = [line["number"] for line in lines(conn)]
    assert len(numbers) == len(set(numbers)) == 10
    assert [row["登记编号"] for row in in_csv(exported(conn, "csv"))] == numbers
    (sheet,) = in_xlsx(exported(conn, "xlsx"))
    assert [row[0] for row in sheet[1:]] == numbers
    assert list(sheet[0]) == TITLES


def test_sealed_suspected_and_isolated_opinions_never_leave(conn: Connection) -> None:
    small_week(conn)
    for form in FORMS:
        data = exported(conn, form, private=False)
        text = data.decode() if form != "xlsx" else str(in_xlsx(data))
        assert not any(words in text for words in ("某人", "某某", "不该在这里"))
    assert exports.withheld(conn) == 3


def test_who_wrote_never_leaves(conn: Connection) -> None:
    contacts = {"name": "安妮", "phone": "13800138000", "email": "ann@example.org"}
    ann = submission(**contacts, body="安妮说：打13800138000找我", place="安妮家")
    receive(conn, ann, day(1))
    (line,) = lines(conn)
    assert (line["text"], line["place"]) == ("〔来件人〕说：打〔来件人〕找我", "〔来件人〕家")
    assert "example.org" not in str(line)
    (written,) = lines(conn, private=False)
    assert written["text"] == "安妮说：打13800138000找我"
    assert "example.org" not in str(written)
    assert not {"name", "phone", "email"} & written.keys()


def test_a_row_has_what_was_decided_said_and_answered(conn: Connection) -> None:
    bo = small_week(conn)
    praise = next(line for line in lines(conn) if line["text"] == "电梯装好了，谢谢")
    followup.add(conn, int(praise["id"]), "我是老李，电话13912345678", OVER)
    later = OVER + timedelta(minutes=1)
    triage.answer(conn, int(praise["id"]), version(conn, int(praise["id"])), "再次感谢", bo, later, delay=timedelta())
    found = next(line for line in lines(conn) if line["id"] == praise["id"])
    assert [each["title"] for each in found["confirmed"]] == [f"1-2 {LIFT}"]
    assert (found["channel"], found["nature"], found["stance"]) == ("phone", "praise", "accepts")
    assert [(each["direction"], each["text"]) for each in found["said"]] == [
        ("out", "感谢支持"),
        ("in", "我是老李，电话〔电话〕"),
        ("out", "再次感谢"),
    ]
    row = next(row for row in in_csv(exported(conn, "csv")) if row["登记编号"] == found["number"])
    assert (row["主要关联事项"], row["反映渠道"], row["整改态度"]) == (f"1-2 {LIFT}", "电话", "认可整改")
    assert row["答复"] == "感谢支持\n\n再次感谢"
    assert row["登记时间"] == "2026-11-17 10:00:00"


def test_drafts_of_answers_do_not_leave(conn: Connection) -> None:
    bo = person(conn, Role.MANAGER)
    asked = taken(conn, day(1), email="a@example.org", wants_answer=True)
    message = triage.answer(conn, asked, version(conn, asked), "马上装", bo, day(2), delay=timedelta(minutes=1))
    triage.withdraw_answer(conn, asked, version(conn, asked), message, bo, day(2))
    assert lines(conn)[0]["said"] == []


def test_several_links_are_told_apart(conn: Connection) -> None:
    bo = person(conn, Role.MANAGER)
    two = taken(conn, day(1))
    decide(conn, two, bo, day(2), [WASTE, LIFT])
    (row,) = in_csv(exported(conn, "csv"))
    assert (row["主要关联事项"], row["其他关联事项"]) == (f"1-3 {WASTE}", f"1-2 {LIFT}")


def test_the_quoted_mail_stands_apart_from_what_was_written(conn: Connection) -> None:
    taken(conn, day(1), channel=Channel.EMAIL, body="新写的\n\n> 旧的", cut=5)
    (line,) = lines(conn)
    assert (line["text"], line["quoted"]) == ("新写的\n\n", "> 旧的")


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (Wanted(), 10),
        (Wanted(since=day(1)), 8),
        (Wanted(until=day(1, 0)), 2),
        (Wanted(since=day(1, 0), until=day(8, 0)), 7),
        (Wanted(channel=Channel.EMAIL), 2),
        (Wanted(status=Status.CLOSED), 2),
        (Wanted(circular_id=1), 0),
    ],
)
def test_an_export_is_narrowed(conn: Connection, wanted: Wanted, count: int) -> None:
    small_week(conn)
    assert len(lines(conn, wanted)) == exports.count(conn, wanted) == count


def test_one_circular_can_be_had(conn: Connection) -> None:
    small_week(conn)
    assert len(lines(conn, Wanted(circular_id=circulars.every(conn)[0].id))) == 10


def test_pages_follow_each_other_without_loss(conn: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    small_week(conn)
    whole = lines(conn)
    monkeypatch.setattr(exports, "PAGE", 3)
    assert lines(conn) == whole


def test_an_export_is_as_of_one_moment(conn: Connection, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    small_week(conn)
    monkeypatch.setattr(exports, "PAGE", 3)

    def arrive(_: int) -> None:
        with database.connection() as other:
            taken(other, OVER)

    out = io.BytesIO()
    left = export(conn, "jsonl", Wanted(), out, None, OVER, progress=arrive)
    assert left.rows == len(out.getvalue().splitlines()) == 10
    assert len(lines(conn)) == 14


# types, formulas, sheets


def test_times_and_numbers_are_real_in_the_workbook(conn: Connection) -> None:
    taken(conn, day(1))
    ((_, row),) = in_xlsx(exported(conn, "xlsx"))
    named = dict(zip(TITLES, row, strict=True))
    assert named["登记时间"].isoformat() == "2026-11-16T10:00:00"
    assert named["附件数"] == 0


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "＝1", "　=1"])
def test_no_cell_becomes_a_formula(conn: Connection, text: str) -> None:
    taken(conn, day(1), body=text, subject=text, place=text)
    (row,) = in_csv(exported(conn, "csv"))
    assert [row[title] for title in ("标题", "内容", "地点")] == [f"'{text}"] * 3
    book = openpyxl.load_workbook(io.BytesIO(exported(conn, "xlsx")))
    assert {cell.data_type for cell in book.worksheets[0][2]} <= {"s", "n", "d"}
    assert book.worksheets[0][2][TITLES.index("内容")].value == text


def test_a_text_longer_than_a_cell_goes_on_below(conn: Connection) -> None:
    taken(conn, day(1), body="长" * (LONGEST + 5))
    ((_, first, rest),) = in_xlsx(exported(conn, "xlsx"))
    at = TITLES.index("内容")
    assert len(first[at]) == LONGEST
    assert (rest[0], rest[at]) == (f"{first[0]}（续）", "长" * 5)
    (row,) = in_csv(exported(conn, "csv"))
    assert row["内容"] == "长" * (LONGEST + 5)


@pytest.mark.parametrize(("limit", "sizes"), [(11, [10]), (10, [9, 1]), (4, [3, 3, 3, 1])])
def test_a_full_sheet_is_followed_by_another(conn: Connection, limit: int, sizes: list[int]) -> None:
    small_week(conn)
    rows = [opinion for page in exports.pages(conn, Wanted()) for opinion in page]
    out = io.BytesIO()
    as_xlsx(rows, names_of(conn), out, limit)
    sheets = in_xlsx(out.getvalue())
    assert [len(sheet) - 1 for sheet in sheets] == sizes
    assert all(list(sheet[0]) == TITLES for sheet in sheets)
    assert [row[0] for sheet in sheets for row in sheet[1:]] == [opinion.number for opinion in rows]


def names_of(conn: Connection) -> Names:
    return Names({}, {}, conn.zone, lambda text, own: text)


# events and rights


def test_every_export_is_two_events(conn: Connection) -> None:
    bo = small_week(conn)
    out = io.BytesIO()
    left = export(conn, "csv", Wanted(since=day(1), channel="web"), out, bo, OVER)
    begun, done = events.history(conn, bo.id)[-2:]
    assert (begun.kind, done.kind, done.staff_id) == ("export_begun", "exported", bo.id)
    assert begun.data == {"form": "csv", "private": True, "since": "2026-11-16T02:00:00.000Z", "channel": "web"}
    assert done.data == {**begun.data, "rows": left.rows, "sha256": hashlib.sha256(out.getvalue()).hexdigest()}


def test_an_export_that_breaks_off_leaves_its_beginning(conn: Connection) -> None:
    class Full:
        def write(self, data: bytes) -> int:
            raise OSError(28, "No space left on device")

        def flush(self) -> None: ...

    small_week(conn)
    with pytest.raises(OSError, match="No space"):
        export(conn, "csv", Wanted(), Full(), None, OVER)
    assert [event.kind for event in events.history(conn, OFFICE_ID)] == ["export_begun"]
    assert len(lines(conn)) == 10


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.ADMINISTRATOR])
def test_only_a_manager_exports(conn: Connection, role: Role) -> None:
    out = io.BytesIO()
    with pytest.raises(Refused):
        export(conn, "csv", Wanted(), out, person(conn, role), OVER)
    assert out.getvalue() == b""


def test_a_form_that_there_is_none_of_is_refused(conn: Connection) -> None:
    with pytest.raises(Invalid, match="没有这种格式"):
        exported(conn, "pdf")
