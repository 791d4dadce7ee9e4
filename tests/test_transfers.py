"""Giving opinions to another body: one letter with a list, numbers without gaps, the receipt that comes back."""

import io
import re
from datetime import date, timedelta
from pathlib import Path

import docx
import pytest
from builders import NOW, PASSWORD, opinion, person
from flask import Flask
from flask.testing import FlaskClient
from handed import BODY, given
from pages import check, log_in, page, post, token
from paper import printed

from intake import clock, triage
from intake.db import Connection
from intake.duty import HandoverState
from intake.errors import Invalid, NotFound, Refused
from intake.model import Channel, Disposal, Role, Seal, Staff, Status
from intake.papers.letter import Item, Letter, render
from intake.store import events, handovers, opinions, transfers

HOME = "/staff/transfers"
REPORT = "举报某主任收受贿赂，请为我保密"
both = pytest.mark.both


@pytest.fixture
def bo(conn: Connection) -> Staff:
    return person(conn, Role.MANAGER)


def two(conn: Connection) -> list[int]:
    return [opinion(conn, body=body).opinion_id for body in ("信访事项", "别的区的事")]


@both
def test_the_work_ends_here_and_each_history_says_where_it_went(conn: Connection, bo: Staff) -> None:
    first, second = two(conn)
    sent = transfers.by_id(
        conn, triage.transfer(conn, [first, second, first], Disposal.TRANSFERRED, " 区信访办 ", "请受理", bo, NOW)
    )
    assert (sent.sign, sent.addressee, sent.opinion_ids) == ("〔2026〕1号", "区信访办", (first, second))
    now = opinions.by_id(conn, first)
    assert (now.status, now.disposal) == (Status.CLOSED, Disposal.TRANSFERRED)
    last = events.history(conn, second)[-1]
    assert (last.kind, last.data["transfer"], last.words) == ("transferred", sent.id, "区信访办")


@both
def test_numbers_go_on_within_a_year_and_begin_anew(conn: Connection, bo: Staff) -> None:
    ids = [opinion(conn, body=f"第{n}件").opinion_id for n in range(3)]
    moments = (NOW, NOW, NOW + timedelta(days=60))
    made = [
        transfers.by_id(conn, triage.transfer(conn, [one], Disposal.FORWARDED, "区信访办", "", bo, now)).sign
        for one, now in zip(ids, moments, strict=True)
    ]
    assert made == ["〔2026〕1号", "〔2026〕2号", "〔2027〕1号"]


@both
def test_what_a_unit_had_in_hand_is_no_longer_its(conn: Connection, bo: Staff) -> None:
    unit = person(conn, Role.UNIT, "fang")
    taken = opinion(conn).opinion_id
    handover = given(conn, taken, bo, unit)
    triage.transfer(conn, [taken], Disposal.FORWARDED, "区信访办", "", bo, NOW)
    assert handovers.by_id(conn, handover).state == HandoverState.RECALLED


@both
def test_what_makes_no_sense_is_refused_as_a_whole(conn: Connection, bo: Staff) -> None:
    first, second = two(conn)
    triage.transfer(conn, [second], Disposal.FORWARDED, "区信访办", "", bo, NOW)
    clerk = person(conn, Role.CLERK, "cy")
    for ids, disposal, addressee in (
        ([first, second], Disposal.FORWARDED, "区信访办"),
        ([], Disposal.FORWARDED, "区信访办"),
        ([first], Disposal.FILED, "区信访办"),
        ([first], Disposal.FORWARDED, " "),
    ):
        with pytest.raises(Invalid):
            triage.transfer(conn, ids, disposal, addressee, "", bo, NOW)
    with pytest.raises(Refused):
        triage.transfer(conn, [first], Disposal.FORWARDED, "区信访办", "", clerk, NOW)
    assert opinions.by_id(conn, first).status == Status.WAITING
    assert len(transfers.latest(conn)) == 1


@both
def test_the_receipt_comes_back_into_the_record(conn: Connection, bo: Staff) -> None:
    [first, _] = two(conn)
    sent = triage.transfer(conn, [first], Disposal.TRANSFERRED, "区信访办", "", bo, NOW)
    later = NOW + timedelta(days=3)
    for day in (date(2026, 11, 17), date(2026, 11, 22)):
        with pytest.raises(Invalid):
            triage.acknowledge_transfer(conn, sent, day, "", bo, later)
    triage.acknowledge_transfer(conn, sent, date(2026, 11, 20), " 信访 123 ", bo, later)
    found = transfers.by_id(conn, sent)
    assert (found.received_on, found.their_number) == (date(2026, 11, 20), "信访 123")
    assert events.history(conn, first)[-1].words == "信访 123"
    with pytest.raises(NotFound):
        triage.acknowledge_transfer(conn, 7, date(2026, 11, 20), "", bo, later)


@both
def test_a_report_is_listed_only_for_who_may_see_it(conn: Connection, bo: Staff) -> None:
    report = opinion(conn, body=REPORT).opinion_id
    officer = person(conn, Role.OFFICER, "cy")
    with pytest.raises(NotFound):
        triage.transfer(conn, [report], Disposal.TRANSFERRED, "区纪委监委", "", officer, NOW)
    sent = transfers.by_id(conn, triage.transfer(conn, [report], Disposal.TRANSFERRED, "区纪委监委", "", bo, NOW))
    seen, others = triage.contents(conn, sent, bo)
    assert ([one.id for one in seen], others) == ([report], 0)
    assert triage.contents(conn, sent, officer) == ([], 1)


def letter(**over: object) -> Letter:
    item = Item("2026-000001", date(2026, 11, 17), "电话", "某小区供暖问题", "原件，附件 2 个")
    fields: dict[str, object] = {
        "office": "中共某区委办公室",
        "sign": "〔2026〕1号",
        "disposal": Disposal.TRANSFERRED,
        "addressee": "区信访办",
        "circular": "关于巡视集中整改进展情况的通报",
        "note": "请优先办理。",
        "items": [item] * 3,
        "day": date(2026, 11, 18),
        "made_at": NOW,
    }
    return Letter(**{**fields, **over})  # type: ignore[arg-type]


def test_the_letter_has_a_list_and_a_receipt() -> None:
    data = render(letter())
    document = docx.Document(io.BytesIO(data))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[:3] == ["关于移送群众意见的函", "〔2026〕1号", "区信访办："]
    assert any("收到群众来件3件" in text for text in texts)
    listed, receipt = document.tables
    row = [cell.text for cell in listed.rows[1].cells]
    assert row == ["1", "2026-000001", "2026-11-17", "电话", "某小区供暖问题", "原件，附件 2 个"]
    assert len(listed.rows) == 4
    assert receipt.rows[0].cells[1].text == "中共某区委办公室〔2026〕1号"
    assert render(letter()) == data


@pytest.mark.servers
@pytest.mark.slow
def test_a_short_letter_is_two_pages_the_list_with_its_receipt_the_second(tmp_path: Path) -> None:
    assert printed(render(letter()), tmp_path) == 2


@both
def test_the_pages_lead_from_the_form_to_the_letter_and_its_receipt(
    staff_client: FlaskClient, conn: Connection
) -> None:
    receipt = opinion(conn, clock.now(), channel=Channel.PHONE, body=BODY, name="王大明", phone="13812341234")
    assert receipt.number in page(staff_client, f"{HOME}?number={receipt.number}")
    response = post(staff_client, HOME, numbers=receipt.number, disposal="transferred", addressee="区信访办")
    here = response.headers["Location"]
    assert "还没有收到回执" in page(staff_client, here)
    paper = staff_client.get(f"{here}/letter.docx")
    words = "".join(cell.text for table in docx.Document(io.BytesIO(paper.data)).tables for cell in table._cells)
    assert "电梯一直没装" in words
    for private in ("王大明", "13812341234", "502室"):
        assert private not in words
    wrong = post(staff_client, f"{here}/acknowledge", source=here, received_on="", their_number="信访 123")
    assert wrong.status_code == 422
    check(wrong.text)
    assert 'value="信访 123"' in wrong.text
    today = clock.now().astimezone(conn.zone).date().isoformat()
    post(staff_client, f"{here}/acknowledge", source=here, received_on=today, their_number="信访 123")
    assert "受理编号 信访 123" in page(staff_client, here)
    assert "移送：区信访办" in re.sub(r"<[^>]+>|\s", "", page(staff_client, f"/staff/queue/{receipt.opinion_id}"))


@both
@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"numbers": ""}, "请填写登记编号"),
        ({"numbers": "2026-999999"}, "没有登记编号“2026-999999”"),
        ({"numbers": "不是编号"}, "没有登记编号“不是编号”"),
        ({"disposal": ""}, "请选择转送或移送"),
        ({"addressee": ""}, "请填写受文单位"),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_stays(
    staff_client: FlaskClient, conn: Connection, fields: dict[str, str], words: str
) -> None:
    number = opinion(conn).number
    whole = {"numbers": number, "disposal": "forwarded", "addressee": "区信访办", "note": "请受理", **fields}
    response = post(staff_client, HOME, **whole)
    assert response.status_code == 422
    check(response.text)
    assert words in response.text
    assert "请受理</textarea>" in response.text
    assert transfers.latest(conn) == []


@both
def test_who_may_not_see_a_report_gets_no_letter_with_it(app: Flask, conn: Connection, bo: Staff) -> None:
    report = opinion(conn, body=REPORT).opinion_id
    assert opinions.by_id(conn, report).seal == Seal.PROPOSED
    sent = triage.transfer(conn, [report], Disposal.TRANSFERRED, "区纪委监委", "", bo, NOW)
    person(conn, Role.OFFICER, "cy")
    officer, manager = app.test_client(), app.test_client()
    log_in(officer, "cy", PASSWORD)
    log_in(manager, "bo", PASSWORD)
    here = f"{HOME}/{sent}"
    html = page(officer, here)
    assert "另有 1 件您无权查看" in html
    assert opinions.by_id(conn, report).number not in html
    assert officer.get(f"{here}/letter.docx").status_code == 404
    paper = docx.Document(io.BytesIO(manager.get(f"{here}/letter.docx").data))
    words = "".join(cell.text for table in paper.tables for cell in table._cells)
    assert "原件密封随附" in words
    assert "贿赂" not in words
    assert token(html)
