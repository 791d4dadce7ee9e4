"""The desk in a real browser without a mouse: keys, times and drafts."""

import time
from collections.abc import Iterator

import pytest
from browsing import enter
from builders import NOW, PASSWORD, opinion, person
from playwright.sync_api import Browser, Page

from intake import accounts
from intake.db import Connection
from intake.model import Channel, Role, Status
from intake.store import opinions, queue

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LIFT = "我家六楼，什么时候加装电梯？"


@pytest.fixture
def desk(address: str, conn: Connection, browser: Browser) -> Iterator[Page]:
    """The telephone form, opened by a clerk; errors in the page's scripts fail the test."""
    person(conn, Role.CLERK, "cy")
    context = browser.new_context(base_url=address)
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    enter(page, "cy", "/staff/desk/phone")
    page.wait_for_selector("form.desk")
    page.wait_for_load_state()
    yield page
    context.close()
    assert broken == []


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.name"))


def save(page: Page) -> float:
    """Save by key; the seconds until the receipt stands there."""
    began = time.monotonic()
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("[data-saved]")
    return time.monotonic() - began


def test_a_call_needs_no_mouse_and_the_next_can_follow_at_once(desk: Page, conn: Connection) -> None:
    assert focused(desk) == "phone"
    desk.keyboard.type("13812345678")
    desk.keyboard.press("Tab")
    assert focused(desk) == "body"
    desk.keyboard.type(LIFT)
    desk.wait_for_selector("#offer-1")
    desk.keyboard.press("Alt+1")
    assert save(desk) < 2
    assert focused(desk) == "phone"
    assert desk.input_value("[name=body]") == ""
    [line] = queue.page(conn, queue.Filter(status=Status.CONFIRMED))
    assert (line.channel, line.issue_title) == (Channel.PHONE, "加装电梯")


def test_alt_0_takes_a_choice_back(desk: Page, conn: Connection) -> None:
    desk.keyboard.press("Tab")
    desk.keyboard.type(LIFT)
    desk.wait_for_selector("#offer-1")
    desk.keyboard.press("Alt+1")
    desk.keyboard.press("Alt+0")
    save(desk)
    assert [line.status for line in queue.page(conn, queue.Filter())] == [Status.WAITING]


def test_the_time_of_the_call_is_that_of_the_first_key(desk: Page, conn: Connection) -> None:
    assert desk.input_value("[name=call_at]") == ""
    desk.keyboard.type("1")
    assert desk.input_value("[name=call_at]") != ""
    desk.keyboard.press("Tab")
    desk.keyboard.press("Shift+Tab")
    desk.keyboard.type("3812345678")
    desk.keyboard.press("Tab")
    desk.keyboard.type(LIFT)
    save(desk)
    [line] = queue.page(conn, queue.Filter())
    said = opinions.by_id(conn, line.id)
    assert abs((said.registered_at - said.received_at).total_seconds()) < 120


def test_a_repeat_caller_shows_and_does_not_catch_the_tab_key(desk: Page, conn: Connection) -> None:
    receipt = opinion(conn, phone="13812345678")
    desk.keyboard.type("13812345678")
    desk.wait_for_selector("#caller a")
    assert receipt.number in desk.inner_text("#caller")
    desk.keyboard.press("Tab")
    assert focused(desk) == "body"


def test_a_silent_call_is_one_key(desk: Page, conn: Connection) -> None:
    desk.keyboard.press("F9")
    desk.wait_for_selector("[data-saved]")
    [line] = queue.page(conn, queue.Filter(status=Status.SET_ASIDE))
    assert line.excerpt == "无效来电"


def test_a_draft_outlives_the_page_and_goes_when_it_is_saved(desk: Page) -> None:
    desk.keyboard.press("Tab")
    desk.keyboard.type("写到一半的话")
    desk.goto("/staff/desk/phone")
    assert desk.input_value("[name=body]") == "写到一半的话"
    save(desk)
    desk.goto("/staff/desk/phone")
    assert desk.input_value("[name=body]") == ""
    assert desk.evaluate("Object.keys(sessionStorage).filter(name => name.startsWith('desk:')).length") == 0


def test_a_draft_goes_with_the_log_out(desk: Page) -> None:
    desk.keyboard.press("Tab")
    desk.keyboard.type("写到一半的话")
    desk.click("form.who button")
    desk.wait_for_selector("[name=login]")
    assert desk.evaluate("Object.keys(sessionStorage).filter(name => name.startsWith('desk:')).length") == 0


def test_an_error_is_focused_and_the_senders_fields_come_when_needed(desk: Page) -> None:
    assert not desk.is_visible("[name=from_unit]")
    desk.keyboard.press("Tab")
    desk.keyboard.type(LIFT)
    desk.select_option("[name=origin]", "transfer")
    assert desk.is_visible("[name=from_unit]")
    desk.keyboard.press("Control+Enter")
    desk.wait_for_selector(".has-error")
    assert focused(desk) == "from_unit"
    assert desk.input_value("[name=body]") == LIFT


def test_a_session_that_ended_while_typing_loses_nothing(desk: Page, conn: Connection) -> None:
    desk.keyboard.type("13812345678")
    desk.keyboard.press("Tab")
    accounts.set_disabled(conn, "cy", True, NOW)
    accounts.set_disabled(conn, "cy", False, NOW)
    desk.keyboard.type(LIFT)
    desk.wait_for_selector("#log-in[open]")
    desk.fill("#log-in [name=password]", PASSWORD)
    desk.keyboard.press("Enter")
    desk.wait_for_selector("#log-in", state="hidden")
    assert desk.input_value("[name=body]") == LIFT
    desk.focus("[name=body]")
    save(desk)
    [line] = queue.page(conn, queue.Filter())
    assert line.excerpt == LIFT
    assert opinions.by_id(conn, line.id).phone == "13812345678"


def test_a_form_sent_after_the_session_ended_is_sent_again_after_the_log_in(desk: Page, conn: Connection) -> None:
    desk.keyboard.press("Tab")
    desk.keyboard.type(LIFT)
    desk.wait_for_selector("#offer-1")
    accounts.set_disabled(conn, "cy", True, NOW)
    accounts.set_disabled(conn, "cy", False, NOW)
    desk.keyboard.press("Control+Enter")
    desk.wait_for_selector("main [name=password], #log-in[open] [name=password]")
    if desk.is_visible("#log-in"):
        desk.fill("#log-in [name=password]", PASSWORD)
        desk.keyboard.press("Enter")
    else:
        desk.fill("main [name=login]", "cy")
        desk.fill("main [name=password]", PASSWORD)
        desk.keyboard.press("Enter")
        desk.click("text=继续提交")
    desk.wait_for_selector("[data-saved]")
    assert [line.excerpt for line in queue.page(conn, queue.Filter())] == [LIFT]
