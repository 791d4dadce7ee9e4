"""The units' monthly table, the workbook it goes out as, and the directory beside it."""

import io
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from builders import NOW, opinion, person
from flask.testing import FlaskClient
from hypothesis import given as over
from hypothesis import strategies as st
from pages import page, post

from intake import triage
from intake.db import Connection
from intake.duty import HandoverState, Limit, LimitKind
from intake.errors import Invalid
from intake.model import Channel, Outcome, Role, Seal, Staff
from intake.store import events, opinions, staff
from intake.store.handover_months import Given
from intake.triage import Terms
from intake.units import acts
from intake.units.monthly import Month, monthly, parse, tally

DAY = timedelta(days=1)
NOVEMBER = Month(2026, 11)
ZONE = ZoneInfo("Asia/Shanghai")


def handed(conn: Connection, opinion_id: int, unit: str, by: Staff, now: datetime, days: int = 5) -> int:
    version = opinions.by_id(conn, opinion_id).version
    unit_id = triage.unit(conn, unit, by, now)
    return triage.hand_over(conn, opinion_id, version, unit_id, "", by, now, Terms(Limit(days, LimitKind.NATURAL)))


def figures(conn: Connection, month: Month = NOVEMBER, now: datetime = NOW + 30 * DAY) -> dict[str, tuple[object, ...]]:
    return {str(row[0]): row[1:] for row in monthly(conn, month, now).rows}


@pytest.mark.both
def test_each_unit_is_measured_by_what_it_was_given(conn: Connection) -> None:
    bo = person(conn, Role.MANAGER)
    ids = [opinion(conn, body=f"第{n}件").opinion_id for n in range(5)]
    in_time, late, never, back, other = [
        handed(conn, one, "定海路街道" if n == 4 else "区房管局", bo, NOW + n * timedelta(minutes=1))
        for n, one in enumerate(ids)
    ]
    acts.reply(conn, in_time, 1, Outcome.SOLVED, "好", bo, NOW + DAY)
    acts.reply(conn, late, 1, Outcome.SOLVED, "好", bo, NOW + 9 * DAY)
    acts.give_back(conn, back, 1, "不属本单位", bo, NOW + DAY)
    assert figures(conn) == {
        "区房管局": (4, 0, 0, 4, 2, 2, 0, 1),
        "定海路街道": (1, 0, 0, 1, 0, 1, 0, 0),
        "合计": (5, 0, 0, 5, 2, 3, 0, 1),
    }
    assert figures(conn, now=NOW + DAY)["区房管局"] == (4, 0, 0, 4, 2, 1, 1, 1)
    assert never
    assert other


@pytest.mark.both
def test_what_comes_again_is_told_from_what_is_repeated(conn: Connection) -> None:
    bo = person(conn, Role.MANAGER)
    first = opinion(conn, channel=Channel.PHONE, phone="13812341234").opinion_id
    acts.reply(conn, handed(conn, first, "区房管局", bo, NOW), 1, Outcome.SOLVED, "好", bo, NOW)
    handed(conn, first, "区房管局", bo, NOW + DAY)  # the office was not content
    second = opinion(conn, NOW + DAY, channel=Channel.PHONE, phone="138-1234-1234").opinion_id
    handed(conn, second, "区房管局", bo, NOW + 2 * DAY)
    stranger = opinion(conn, NOW + DAY, channel=Channel.PHONE, phone="13900000000").opinion_id
    handed(conn, stranger, "区房管局", bo, NOW + 2 * DAY)
    joined = opinion(conn, NOW + DAY, body="同一封信").opinion_id
    version = opinions.by_id(conn, joined).version
    triage.join(conn, joined, version, stranger, bo, NOW + DAY)
    handed(conn, joined, "区房管局", bo, NOW + 3 * DAY)
    received, repeated, again, *_ = figures(conn)["区房管局"]
    assert (received, repeated, again) == (5, 2, 1)


@pytest.mark.both
def test_sealed_items_and_proposals_are_not_counted(conn: Connection) -> None:
    bo = person(conn, Role.MANAGER)
    sealed, proposed = (opinion(conn, body=body).opinion_id for body in ("一", "二"))
    handed(conn, sealed, "区房管局", bo, NOW)
    triage.seal(conn, sealed, opinions.by_id(conn, sealed).version, Seal.SEALED, bo, NOW)
    triage.propose(conn, proposed, 1, staff.units(conn)[0].id, "", bo, NOW, Terms())
    assert figures(conn) == {}


def test_a_month_counts_office_days_and_its_own_due_dates() -> None:
    def one(**over: object) -> Given:
        fields: dict[str, object] = {
            "unit_id": 1,
            "state": HandoverState.OPEN,
            "handed_at": datetime(2026, 10, 31, 16, 30, tzinfo=UTC),  # past midnight in Shanghai
            "due_on": date(2026, 12, 1),
            "settled_at": None,
            "again": False,
            "repeated": False,
        }
        return Given(**{**fields, **over})  # type: ignore[arg-type]

    found = tally([one()], NOVEMBER, date(2026, 11, 20), ZONE)[1]
    assert (found.received, found.due) == (1, 0)
    earlier = datetime(2026, 9, 1, tzinfo=UTC)
    recalled = {"handed_at": earlier, "state": HandoverState.RECALLED, "due_on": date(2026, 11, 10)}
    before, after = (datetime(2026, 11, day, tzinfo=UTC) for day in (9, 12))
    found = tally(
        [one(**recalled, settled_at=before), one(**recalled, settled_at=after)], NOVEMBER, date(2026, 11, 20), ZONE
    )[1]
    assert (found.received, found.due, found.late) == (0, 1, 1)


@over(st.integers(2000, 2999), st.integers(1, 12))
def test_months_follow_each_other(year: int, month: int) -> None:
    its = Month(year, month)
    assert its.following.former == its
    assert its.last + DAY == its.following.first
    assert parse(its.key) == its


@pytest.mark.parametrize("key", ["2026", "2026-13", "x", "9999-12", "2026-1"])
def test_what_is_no_month_is_refused(key: str) -> None:
    with pytest.raises(Invalid):
        parse(key)


@pytest.mark.both
def test_the_page_and_the_workbook_say_the_same(staff_client: FlaskClient, conn: Connection) -> None:
    bo = staff.by_login(conn, "bo")
    handed(conn, opinion(conn).opinion_id, "区房管局", bo, NOW)
    html = page(staff_client, "/staff/units?month=2026-11")
    assert "2026年11月承办单位办理情况" in html
    assert "区房管局" in html
    response = staff_client.get("/staff/units/2026-11.xlsx")
    [sheet] = openpyxl.load_workbook(io.BytesIO(response.data)).worksheets
    rows = list(sheet.values)
    assert rows[2][0] == "承办单位"
    assert rows[3][:3] == ("区房管局", 1, 0)
    assert events.history(conn, bo.id)[-1].kind == "units_downloaded"
    assert staff_client.get("/staff/units/2026-13.xlsx").status_code == 422


@pytest.mark.both
def test_a_unit_gets_an_address_and_a_wrong_one_is_said_to_be_wrong(
    staff_client: FlaskClient, conn: Connection
) -> None:
    bo = staff.by_login(conn, "bo")
    unit_id, _ = (triage.unit(conn, name, bo, NOW) for name in ("区房管局", "定海路街道"))
    here = f"/staff/units/{unit_id}"
    for fields, words in (
        ({"name": "区房管局", "email": "不是邮箱"}, "邮箱地址不正确"),
        ({"name": "定海路街道", "email": ""}, "已经有“定海路街道”这个单位"),
        ({"name": " ", "email": ""}, "单位名称请填写"),
    ):
        response = post(staff_client, here, source="/staff/units", **fields)
        assert (response.status_code, words in response.text) == (422, True)
        assert f'value="{fields["email"]}"' in response.text
    post(staff_client, here, source="/staff/units", name="区房屋管理局", email="Fang@Example.org ")
    unit = next(unit for unit in staff.units(conn) if unit.id == unit_id)
    assert (unit.name, unit.email) == ("区房屋管理局", "Fang@example.org")
