"""Handing over, the unit's own pages and the ledger in a real browser: by keyboard alone, legible, for everybody."""

from datetime import timedelta

import pytest
from browsing import enter, violations, visit
from builders import NOW, issue_id, opinion, person
from handed import BODY, given
from playwright.sync_api import Browser, Page
from queue_pages import LIFT, suggest

from intake import instructions, ledger, triage
from intake.db import Connection
from intake.duty import LedgerState
from intake.instructions import Given
from intake.model import Channel, Disposal, Role, Staff
from intake.store import circulars, handovers
from intake.units import acts

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def bo(conn: Connection) -> Staff:
    return person(conn, Role.MANAGER)


@pytest.fixture
def housing(conn: Connection) -> Staff:
    return person(conn, Role.UNIT, "fang")


@pytest.fixture
def taken(conn: Connection) -> int:
    taken = opinion(conn, channel=Channel.PHONE, body=BODY, name="王大明", phone="13812341234").opinion_id
    suggest(conn, taken, LIFT)
    return taken


def logged_in(browser: Browser, address: str, login: str, width: int = 1280) -> Page:
    _, page, wrong = visit(browser, address, viewport={"width": width, "height": 900})
    enter(page, login)
    page.wait_for_selector(".who")
    assert wrong == []
    return page


def sound(page: Page, path: str) -> None:
    """The page has no accessibility violation and is no wider than its window."""
    page.goto(path)
    assert violations(page) == [], path
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


def test_handing_over_by_keyboard_alone(
    browser: Browser, address: str, conn: Connection, bo: Staff, housing: Staff, taken: int
) -> None:
    page = logged_in(browser, address, "bo")
    page.goto(f"/staff/queue/{taken}")
    page.keyboard.press("h")
    page.keyboard.type("区房管局")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=已交区房管局办理")
    found = handovers.live(conn, taken)
    assert found is not None
    assert found.lead_id == housing.unit_id
    page.context.close()


def test_a_unit_signs_and_replies_by_keyboard_alone(
    browser: Browser, address: str, conn: Connection, bo: Staff, housing: Staff, taken: int
) -> None:
    handover = given(conn, taken, bo, housing)
    page = logged_in(browser, address, "fang")
    page.goto(f"/staff/unit/{handover}")
    page.locator(".sign button").press("Enter")
    page.wait_for_selector("text=已签收")
    page.locator("#act-reply summary").press("Enter")
    page.locator("#reply-solved").press("Space")
    page.locator("#reply-text").type("已办好")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=已回复，等待交办单位审核办结")
    page.context.close()


@pytest.mark.parametrize("width", [1280, 360])
def test_the_units_pages_are_sound_for_everybody(
    browser: Browser, address: str, conn: Connection, bo: Staff, housing: Staff, taken: int, width: int
) -> None:
    handover = given(conn, taken, bo, housing, contacts=True, contact_days=1)
    acts.sign(conn, handover, housing, NOW)
    page = logged_in(browser, address, "fang", width)
    for path in ("/staff/unit", f"/staff/unit/{handover}"):
        sound(page, path)
    page.locator("#act-reply summary").click()
    page.click("#act-reply button")
    page.wait_for_selector("#problem")
    assert violations(page) == []
    page.context.close()


@pytest.mark.parametrize("width", [1280, 360])
def test_the_offices_pages_are_sound_for_everybody(
    browser: Browser, address: str, conn: Connection, bo: Staff, housing: Staff, taken: int, width: int
) -> None:
    handover = given(conn, taken, bo, housing)
    acts.ask_time(conn, handover, 1, 5, "须会商", housing, NOW)
    lift, other = issue_id(conn, LIFT), opinion(conn).opinion_id
    ledger.begin(conn, circulars.every(conn)[0].id, bo, NOW)
    ledger.set_state(conn, lift, 1, LedgerState.OPEN, "核查中", bo, NOW, look_back=timedelta(days=180), two=True)
    sent = triage.transfer(conn, [other], Disposal.FORWARDED, "区信访办", "", bo, NOW)
    instructions.enter(conn, Given("张书记", NOW.date(), "请核实", NOW.date(), opinion_id=taken), bo, NOW)
    page = logged_in(browser, address, "bo", width)
    for path in (
        "/staff/handovers",
        f"/staff/handovers/{handover}",
        "/staff/units",
        "/staff/workdays?year=2026",
        "/staff/ledger?responsible=1",
        f"/staff/ledger/{lift}",
        "/staff/transfers",
        f"/staff/transfers/{sent}",
        "/staff/instructions",
    ):
        sound(page, path)
    page.context.close()
