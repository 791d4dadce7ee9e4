"""Handing over on pages: the form, the office's lists, the pages of a unit's people and what they never show."""

import re

import pytest
from builders import NOW, PASSWORD, opinion, person
from flask import Flask
from flask.testing import FlaskClient
from handed import BODY
from pages import check, log_in, page, post, token
from queue_pages import act
from werkzeug.test import TestResponse

from intake import triage
from intake.db import Connection
from intake.duty import HandoverState, LimitKind
from intake.model import Channel, Role, Seal, Staff
from intake.store import handovers, opinions, staff
from intake.web import auth

pytestmark = pytest.mark.both
HOME = "/staff/unit"


@pytest.fixture
def taken(conn: Connection) -> int:
    return opinion(conn, channel=Channel.PHONE, body=BODY, name="王大明", phone="13812341234").opinion_id


@pytest.fixture
def housing(conn: Connection) -> Staff:
    return person(conn, Role.UNIT, "fang")


@pytest.fixture
def unit_client(app: Flask, housing: Staff) -> FlaskClient:
    """Somebody of the housing bureau who has logged in."""
    client = app.test_client()
    log_in(client, "fang", PASSWORD)
    return client


def clerk_client(app: Flask, conn: Connection) -> FlaskClient:
    person(conn, Role.CLERK, "cy")
    client = app.test_client()
    log_in(client, "cy", PASSWORD)
    return client


def given(client: FlaskClient, conn: Connection, opinion_id: int, **fields: str) -> int:
    response = act(client, opinion_id, "hand_over", unit="区房管局", **fields)
    assert response.status_code == 303, response.text[:500]
    found = handovers.live(conn, opinion_id)
    assert found is not None
    return found.id


def send(client: FlaskClient, path: str, act: str, **fields: str) -> TestResponse:
    """One of the forms of a handing over's page."""
    html = client.get(path).text
    version = re.search(r'name="version" value="(\d+)"', html)
    assert version is not None
    return client.post(f"{path}/{act}", data={"csrf_token": token(html), "version": version[1], **fields})


def test_the_form_takes_limit_helpers_and_what_is_shared(
    staff_client: FlaskClient, conn: Connection, housing: Staff, taken: int
) -> None:
    given(
        staff_client,
        conn,
        taken,
        helpers="定海路街道、区城管局",
        days="15",
        kind="natural",
        contacts="on",
        note="请核实",
    )
    handover = handovers.live(conn, taken)
    assert handover is not None
    names = {unit.id: unit.name for unit in staff.units(conn)}
    assert names[handover.lead_id] == "区房管局"
    assert {names[helper] for helper in handover.helper_ids} == {"定海路街道", "区城管局"}
    assert (handover.limit.days, handover.limit.kind) == (15, LimitKind.NATURAL)
    assert (handover.shares_contacts, handover.shares_files) == (True, False)
    html = page(staff_client, f"/staff/queue/{taken}")
    assert "协办：" in html
    assert "转告联系方式" in html


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"days": "十天"}, "办理时限请填写天数"),
        ({"days": "0"}, "办理时限请填写 1 至 365 天"),
        ({"contact_days": "x"}, "先行联系时限请填写天数"),
        ({"helpers": "区房管局"}, "协办单位不能重复"),
    ],
)
def test_what_is_wrong_is_said_and_all_that_was_typed_stays(
    staff_client: FlaskClient, conn: Connection, taken: int, fields: dict[str, str], words: str
) -> None:
    response = act(staff_client, taken, "hand_over", unit="区房管局", note="请核实", **fields)
    assert response.status_code == 422
    check(response.text)
    assert words in response.text
    assert "请核实</textarea>" in response.text
    for value in fields.values():
        assert f'value="{value}"' in response.text
    assert handovers.live(conn, taken) is None


def test_a_clerk_proposes_and_a_manager_finds_it_filled_in(
    app: Flask, staff_client: FlaskClient, conn: Connection, housing: Staff, taken: int
) -> None:
    clerk = clerk_client(app, conn)
    response = act(clerk, taken, "propose", unit="没有的单位")
    assert response.status_code == 422
    assert "没有“没有的单位”这个承办单位" in response.text
    assert act(clerk, taken, "propose", unit="区房管局", days="7", note="拟请核实").status_code == 303
    assert "2026" in page(staff_client, "/staff/handovers?view=proposed")
    html = page(staff_client, f"/staff/queue/{taken}")
    assert "批办、交办" in html
    assert 'value="区房管局"' in html
    assert 'value="7"' in html


def test_the_offices_list_narrows_by_what_is_the_matter(
    staff_client: FlaskClient, conn: Connection, housing: Staff, taken: int
) -> None:
    given(staff_client, conn, taken)
    number = opinions.by_id(conn, taken).number
    for view, there in (("open", True), ("unsigned", True), ("overdue", False), ("replied", False)):
        assert (number in page(staff_client, f"/staff/handovers?view={view}")) is there
    assert number not in page(staff_client, "/staff/handovers?unit=1")


def test_a_unit_works_from_signing_to_replying(
    staff_client: FlaskClient, unit_client: FlaskClient, conn: Connection, taken: int
) -> None:
    here = f"{HOME}/{given(staff_client, conn, taken)}"
    assert "待签收" in page(unit_client, HOME)
    assert send(unit_client, here, "sign").status_code == 303
    assert send(unit_client, here, "contact", reached="yes", note="张科长致电").status_code == 303
    assert send(unit_client, here, "ask_time", days="5", note="须会商").status_code == 303
    office = here.replace("unit", "handovers")
    assert "申请延期 5 天" in page(staff_client, office)
    assert send(staff_client, office, "decide_time", granted="yes", note="同意").status_code == 303
    response = send(unit_client, here, "reply", text="已列入计划")
    assert response.status_code == 422
    assert "请选择办理结果" in response.text
    assert "已列入计划</textarea>" in response.text
    assert send(unit_client, here, "reply", outcome="solving", text="已列入计划").status_code == 303
    html = page(staff_client, f"/staff/queue/{taken}")
    assert "已列入计划" in html
    assert "已回复：正在解决" in re.sub(r"\s+", "", html)
    assert 'id="act-reply"' not in page(unit_client, here)


def test_a_unit_never_sees_who_wrote_unless_that_was_shared(
    staff_client: FlaskClient, unit_client: FlaskClient, conn: Connection, taken: int
) -> None:
    here = f"{HOME}/{given(staff_client, conn, taken)}"
    for path in (HOME, here):
        html = page(unit_client, path)
        assert "电梯一直没装" in html
        for private in ("王大明", "13812341234", "502室"):
            assert private not in html
    assert "显示联系方式" not in html
    assert post(unit_client, f"{here}/reveal", source=here).status_code == 404


def test_shared_contacts_are_shown_once_asked_for(
    staff_client: FlaskClient, unit_client: FlaskClient, conn: Connection, taken: int
) -> None:
    here = f"{HOME}/{given(staff_client, conn, taken, contacts='on')}"
    assert "<dd>13812341234" not in page(unit_client, here)
    response = post(unit_client, f"{here}/reveal", source=here)
    check(response.text)
    assert "<dd>13812341234" in response.text
    assert "查看联系方式" in page(staff_client, f"/staff/queue/{taken}")


def test_another_units_item_is_not_there(
    app: Flask, staff_client: FlaskClient, unit_client: FlaskClient, conn: Connection, taken: int
) -> None:
    given(staff_client, conn, taken)
    other = opinion(conn).opinion_id
    act(staff_client, other, "hand_over", unit="定海路街道")
    theirs = handovers.live(conn, other)
    assert theirs is not None
    here = f"{HOME}/{theirs.id}"
    assert unit_client.get(here).status_code == 404
    assert opinions.by_id(conn, other).number not in page(unit_client, HOME)
    csrf = token(page(unit_client, HOME))
    for name in ("sign", "contact", "ask_time", "give_back", "reply", "advise", "reveal"):
        response = unit_client.post(f"{here}/{name}", data={"csrf_token": csrf, "version": "1", "note": "x"})
        assert response.status_code == 404
    assert handovers.by_id(conn, theirs.id).version == 1


def test_an_item_that_is_sealed_disappears_from_the_units_pages(
    staff_client: FlaskClient, unit_client: FlaskClient, conn: Connection, taken: int
) -> None:
    here = f"{HOME}/{given(staff_client, conn, taken)}"
    page(unit_client, here)
    version = opinions.by_id(conn, taken).version
    triage.seal(conn, taken, version, Seal.SEALED, staff.by_login(conn, "bo"), NOW)
    assert unit_client.get(here).status_code == 404
    assert "没有这样的交办件" in page(unit_client, HOME)


def test_a_unit_reaches_its_own_pages_and_nothing_else(app: Flask, unit_client: FlaskClient) -> None:
    reached = set()
    for rule in app.url_map.iter_rules():
        marked = getattr(app.view_functions[rule.endpoint], auth._NEEDS)
        if marked == "anyone" or "GET" not in (rule.methods or ()):
            continue
        with app.test_request_context():
            values = {name: "2026-W47" if name in ("week", "period") else "1" for name in rule.arguments}
            path = app.url_for(rule.endpoint, **values)
        if unit_client.get(path).status_code != 403:
            reached.add(rule.endpoint)
    assert reached == {"auth.start", "auth.password", "second.page", "unit.index", "unit.show", "unit.download"}


def test_a_unit_gives_back_and_the_item_leaves_its_list(
    staff_client: FlaskClient, unit_client: FlaskClient, conn: Connection, taken: int
) -> None:
    here = f"{HOME}/{given(staff_client, conn, taken)}"
    response = send(unit_client, here, "give_back", note="不属本单位职责")
    assert (response.status_code, response.headers["Location"]) == (303, HOME)
    assert "没有这样的交办件" in page(unit_client, HOME)
    assert "不属本单位职责" in page(staff_client, f"/staff/queue/{taken}")


def test_a_clerk_enters_for_a_unit_on_paper(
    app: Flask, staff_client: FlaskClient, conn: Connection, housing: Staff, taken: int
) -> None:
    here = f"/staff/handovers/{given(staff_client, conn, taken)}"
    clerk = clerk_client(app, conn)
    assert "代承办单位登记" in page(clerk, here)
    assert send(clerk, here, "sign", unit=str(housing.unit_id)).status_code == 303
    assert send(clerk, here, "reply", outcome="explained", text="书面回复").status_code == 303
    found = handovers.by_id(conn, int(here.rpartition("/")[2]))
    assert found.state == HandoverState.REPLIED


def test_the_second_of_two_at_once_keeps_what_they_typed(
    staff_client: FlaskClient, unit_client: FlaskClient, conn: Connection, taken: int
) -> None:
    here = f"{HOME}/{given(staff_client, conn, taken)}"
    html = unit_client.get(here).text
    send(unit_client, here, "ask_time", days="5", note="须会商")
    fields = {"csrf_token": token(html), "version": "1", "outcome": "solved", "text": "写了很久的回复"}
    response = unit_client.post(f"{here}/reply", data=fields)
    assert response.status_code == 409
    check(response.text)
    assert "刚有变化" in response.text
    assert "写了很久的回复</textarea>" in response.text


def test_an_account_of_a_unit_is_made_with_its_unit(app: Flask, conn: Connection) -> None:
    person(conn, Role.ADMINISTRATOR, "ann")
    client = app.test_client()
    log_in(client, "ann", PASSWORD)
    for fields, words in (
        ({"role": "unit"}, "请填写承办单位"),
        ({"role": "clerk", "unit": "区房管局"}, "只有承办单位账号才填写承办单位"),
    ):
        response = post(client, "/staff/accounts", login="fang", name="方方", **fields)
        assert (response.status_code, words in response.text) == (422, True)
    assert post(client, "/staff/accounts", login="fang", name="方方", role="unit", unit="区房管局").status_code == 200
    [unit] = staff.units(conn)
    assert staff.by_login(conn, "fang").unit_id == unit.id
    assert "区房管局" in page(client, "/staff/accounts")
