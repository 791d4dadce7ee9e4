"""The slip that goes to a unit: what its unit may see, the office's words, a stub to reply on; on one page."""

import io
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import docx
import pytest
from builders import NOW, PASSWORD, opinion, person
from flask import Flask
from flask.testing import FlaskClient
from handed import BODY, given
from pages import log_in, page
from paper import printed

from intake.config import Config
from intake.db import Connection
from intake.duty import Limit, LimitKind
from intake.errors import NotFound
from intake.model import Channel, Role, Staff
from intake.papers.slip import Slip, render
from intake.store import events
from intake.triage import Terms, propose
from intake.units import slips

PLAIN = Slip(
    office="中共某区委办公室",
    number="2026-000001",
    unit="区房管局",
    helpers=("定海路街道",),
    handed_on=date(2026, 11, 18),
    due_on=date(2026, 12, 2),
    limit="（工作日）",
    contact_on=date(2026, 11, 19),
    received_on=date(2026, 11, 17),
    channel="电话",
    issues=("加装电梯",),
    place="某路",
    text="什么时候加装电梯？",
    files=("照片.jpg",),
    contacts=(),
    proposed="拟请房管局核实",
    note="请核实",
    card="",
    made_at=NOW,
)


def cells(data: bytes) -> dict[str, str]:
    """What stands beside each name of the slip's two forms."""
    found: dict[str, str] = {}
    for table in docx.Document(io.BytesIO(data)).tables:
        for row in table.rows:
            texts = [cell.text for cell in row.cells]
            found[texts[0]] = texts[1]
            if texts[2] != texts[1]:
                found[texts[2]] = texts[3]
    return found


@pytest.fixture
def bo(conn: Connection) -> Staff:
    return person(conn, Role.MANAGER)


@pytest.fixture
def housing(conn: Connection) -> Staff:
    return person(conn, Role.UNIT, "fang")


@pytest.fixture
def taken(conn: Connection) -> int:
    return opinion(conn, channel=Channel.PHONE, body=BODY, name="王大明", phone="13812341234").opinion_id


def test_the_slip_says_who_what_and_by_when_and_has_a_stub() -> None:
    found = cells(render(PLAIN))
    assert found["主办单位"] == "区房管局"
    assert found["办理时限"] == "2026年12月2日（工作日）"
    assert found["反映内容"] == "什么时候加装电梯？"
    assert found["拟办意见"] == "拟请房管局核实"
    assert found["先行联系"].startswith("□联系上")
    assert "□已解决" in found["办理结果"]
    assert found["办理情况"] == ""
    assert "来件人" not in found
    assert render(PLAIN) == render(PLAIN)


def test_an_overdue_one_is_a_reminder_under_its_card() -> None:
    first = docx.Document(io.BytesIO(render(replace(PLAIN, card="黄牌督办")))).paragraphs[0]
    assert first.text == "意见建议督办单（黄牌督办）"


@pytest.mark.parametrize("text", ["=1+1\x00\x0b控制字符", "🙂" * 50, "长" * 20_000, "第一行\n\n第三行"])
def test_any_text_makes_a_document_and_loses_nothing(text: str) -> None:
    found = cells(render(replace(PLAIN, text=text)))["反映内容"]
    assert found.replace("\ufffd", "") == text.replace("\x00", "").replace("\x0b", "")


@pytest.mark.servers
@pytest.mark.slow
def test_an_ordinary_slip_is_one_page_with_its_stub(tmp_path: Path) -> None:
    assert printed(render(PLAIN), tmp_path) == 1


@pytest.mark.both
def test_the_slip_holds_no_more_than_its_unit_may_see(
    conn: Connection, config: Config, bo: Staff, housing: Staff, taken: int
) -> None:
    assert housing.unit_id is not None
    propose(conn, taken, 1, housing.unit_id, "拟请核实", bo, NOW, Terms())
    plain = cells(render(slips.slip(conn, config, given(conn, taken, bo, housing), bo, NOW)))
    assert "电梯一直没装" in plain["反映内容"]
    assert (plain["拟办意见"], plain["批办、交办意见"]) == ("拟请核实", "请核实")
    for private in ("王大明", "13812341234", "502室"):
        assert private not in "".join(plain.values())
    shared = cells(render(slips.slip(conn, config, given(conn, taken, bo, housing, contacts=True), bo, NOW)))
    assert shared["来件人"] == "姓名 王大明；电话 13812341234"
    assert "拟办意见" not in shared
    last = events.history(conn, taken)[-1]
    assert (last.kind, last.data["contacts"]) == ("slip_made", True)


@pytest.mark.both
def test_a_slip_made_when_it_is_overdue_says_so(
    conn: Connection, config: Config, bo: Staff, housing: Staff, taken: int
) -> None:
    handover = given(conn, taken, bo, housing, limit=Limit(1, LimitKind.WORKING))
    assert slips.slip(conn, config, handover, bo, NOW).card == ""
    assert slips.slip(conn, config, handover, bo, NOW + timedelta(days=3)).card == "黄牌督办"
    assert slips.slip(conn, config, handover, bo, NOW + timedelta(days=30)).card == "红牌督办"


def test_another_units_person_gets_no_slip(
    conn: Connection, config: Config, bo: Staff, housing: Staff, taken: int
) -> None:
    other = person(conn, Role.UNIT, "jie", unit="定海路街道")
    with pytest.raises(NotFound):
        slips.slip(conn, config, given(conn, taken, bo, housing), other, NOW)


def test_a_clerk_downloads_it_from_the_page(
    app: Flask, conn: Connection, bo: Staff, housing: Staff, taken: int
) -> None:
    here = f"/staff/handovers/{given(conn, taken, bo, housing)}"
    person(conn, Role.CLERK, "cy")
    clerk: FlaskClient = app.test_client()
    log_in(clerk, "cy", PASSWORD)
    assert "单（DOCX）" in page(clerk, here)
    response = clerk.get(f"{here}/slip.docx")
    assert response.status_code == 200
    assert "attachment" in response.headers["Content-Disposition"]
    assert cells(response.data)["主办单位"] == "区房管局"
