"""The queue in a real browser: by keys alone, two at once, without script, on a telephone."""

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from browsing import enter
from builders import NOW, PASSWORD, issue_id, opinion, person
from playwright.sync_api import Browser, Page
from queue_pages import HOMES, LIFT, WASTE, now_is, suggest

from intake import accounts, triage
from intake.db import Connection
from intake.model import AsideReason, Channel, Evidence, LinkState, Nature, Role, Staff, Stance, Status
from intake.store import links, messages, staff

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TEXT = "我家六楼，什么时候加装电梯？"


@pytest.fixture
def bo(conn: Connection) -> Staff:
    return person(conn, Role.MANAGER)


@pytest.fixture
def items(conn: Connection) -> list[int]:
    """Three opinions, oldest first, with two suggestions each."""
    made = [opinion(conn, now=NOW + timedelta(minutes=n), body=f"{TEXT}第{n}件").opinion_id for n in range(3)]
    for opinion_id in made:
        suggest(conn, opinion_id, LIFT, WASTE, evidence=(Evidence(9, 13, "加装电梯"),))
    return made


class Desk:
    """A member of staff at a browser; errors of scripts and of the content policy are kept."""

    def __init__(self, browser: Browser, address: str, **settings: Any) -> None:
        self.wrong: list[str] = []
        self.context = browser.new_context(base_url=address, **{"viewport": {"width": 1280, "height": 900}, **settings})
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("console", lambda said: self.wrong.append(said.text) if "Content Security" in said.text else None)
        enter(self.page, "bo", "/staff/queue")
        self.page.wait_for_selector("#queue")
        if settings.get("java_script_enabled", True):
            self.page.wait_for_selector("html.scripted")


@pytest.fixture
def desk(browser: Browser, address: str, bo: Staff, items: list[int]) -> Iterator[Page]:
    """The queue, opened by a manager at a wide screen."""
    desk = Desk(browser, address)
    yield desk.page
    desk.context.close()
    assert desk.wrong == []


def shown(page: Page) -> int:
    return int(page.get_attribute("#pane", "data-opinion") or 0)


def press(page: Page, keys: str, opinion_id: int) -> float:
    """Press keys; the seconds until this opinion stands there."""
    began = time.monotonic()
    page.keyboard.type(keys)
    page.wait_for_selector(f"#pane[data-opinion='{opinion_id}']")
    return time.monotonic() - began


def test_one_key_confirms_and_the_next_stands_there(desk: Page, conn: Connection, items: list[int]) -> None:
    first, second, third = items
    assert shown(desk) == first
    took = press(desk, "1", second)
    assert took < 1, "the aim is 0.3 s on an idle machine"
    assert press(desk, "2", third) < 1
    for opinion_id, title in ((first, LIFT), (second, WASTE)):
        link = links.of_opinion(conn, opinion_id)[0]
        assert (link.issue_id, link.state) == (issue_id(conn, title), LinkState.CONFIRMED)
    desk.keyboard.type("0")
    desk.wait_for_selector(".pane.empty")
    assert now_is(conn, third).status == Status.CONFIRMED
    assert "/staff/queue" in desk.url


def test_keys_typed_quickly_belong_to_the_opinion_they_were_typed_for(
    desk: Page, conn: Connection, items: list[int]
) -> None:
    first, second, _ = items
    press(desk, "wd11", second)
    found = now_is(conn, first)
    assert (found.nature, found.stance, found.status) == (Nature.CRITICISM, Stance.DOUBTS, Status.CONFIRMED)
    desk.wait_for_timeout(300)
    assert now_is(conn, second).status == Status.WAITING


def test_keys_do_nothing_while_somebody_types(desk: Page, conn: Connection, items: list[int]) -> None:
    desk.keyboard.press("n")
    desk.wait_for_selector("#note-text:focus")
    desk.keyboard.type("1 号楼 0 x?")
    assert shown(desk) == items[0]
    assert desk.input_value("#note-text") == "1 号楼 0 x?"
    desk.fill("#note-text", "")
    desk.keyboard.press("Escape")
    desk.keyboard.press("j")
    desk.wait_for_selector(f"#pane[data-opinion='{items[1]}']")
    assert now_is(conn, items[0]).version == 1


def test_words_for_another_act_are_not_lost_unasked(desk: Page, conn: Connection, items: list[int]) -> None:
    desk.keyboard.press("n")
    desk.wait_for_selector("#note-text:focus")
    desk.keyboard.type("写到一半")
    desk.keyboard.press("Escape")
    desk.keyboard.press("1")
    desk.wait_for_selector("#ask[open]")
    desk.click("#ask button[value=no]")
    assert desk.input_value("#note-text") == "写到一半"
    assert now_is(conn, items[0]).version == 1
    desk.keyboard.press("Escape")
    desk.keyboard.press("1")
    desk.click("#ask button[value=yes]")
    desk.wait_for_selector(f"#pane[data-opinion='{items[1]}']")
    assert now_is(conn, items[0]).status == Status.CONFIRMED


def test_enter_in_the_other_issue_never_confirms_the_first_suggestion(
    desk: Page, conn: Connection, items: list[int]
) -> None:
    desk.keyboard.press("o")
    desk.keyboard.press("Enter")
    desk.wait_for_selector("#problem")
    assert desk.evaluate("document.activeElement.id") == "other", "the field that is wrong"
    assert now_is(conn, items[0]).status == Status.WAITING
    desk.fill("#other", "旧改")
    desk.keyboard.press("Enter")
    desk.wait_for_selector(f"#pane[data-opinion='{items[1]}']")
    assert links.of_opinion(conn, items[0])[0].issue_id == issue_id(conn, HOMES)


def test_the_next_and_the_one_before_are_a_key_away_and_the_address_follows(desk: Page, items: list[int]) -> None:
    press(desk, "j", items[1])
    assert desk.url.endswith(f"/staff/queue/{items[1]}")
    assert desk.title().startswith("2026-000002")
    press(desk, "k", items[0])
    desk.go_back()
    desk.wait_for_selector(f"#pane[data-opinion='{items[1]}']")
    kept = desk.evaluate("JSON.stringify([{ ...sessionStorage }, { ...localStorage }])")
    assert "六楼" not in kept, "what citizens write must not stay in the browser"


def test_set_aside_by_keys(desk: Page, conn: Connection, items: list[int]) -> None:
    desk.keyboard.press("x")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    desk.wait_for_selector(f"#pane[data-opinion='{items[1]}']")
    assert now_is(conn, items[0]).aside_reason == AsideReason.SPAM


def test_the_key_map_opens_and_closes(desk: Page, conn: Connection, items: list[int]) -> None:
    desk.keyboard.press("?")
    desk.wait_for_selector("#keys[open]")
    desk.keyboard.press("1")
    desk.keyboard.press("Escape")
    desk.wait_for_selector("#keys", state="hidden")
    assert now_is(conn, items[0]).version == 1


def test_somebody_else_was_first_and_the_text_stays(desk: Page, conn: Connection, items: list[int]) -> None:
    desk.keyboard.press("m")
    desk.keyboard.type("写了很久的答复")
    triage.confirm(conn, items[0], 1, [issue_id(conn, WASTE)], person(conn, Role.OFFICER, "cy"), NOW)
    desk.click("#act-answer button.primary")
    desk.wait_for_selector("#news:focus")
    assert "岑宜" in desk.inner_text("#news")
    assert 0 <= desk.evaluate("document.getElementById('news').getBoundingClientRect().top") < 900
    assert desk.url.endswith("/staff/queue"), "a reload must not ask for the act's address"
    assert desk.input_value("#answer-text") == "写了很久的答复"
    assert messages.of_opinion(conn, items[0]) == []
    desk.click("#act-answer button.primary")
    desk.wait_for_selector(".conversation")
    assert now_is(conn, items[0]).status == Status.ANSWERED


def test_an_expired_session_loses_nothing(desk: Page, conn: Connection, items: list[int]) -> None:
    desk.keyboard.press("n")
    desk.keyboard.type("写了很久的备注")
    accounts.set_disabled(conn, "bo", True, NOW)
    accounts.set_disabled(conn, "bo", False, NOW)
    desk.click("#act-note button")
    desk.wait_for_selector("#log-in[open]")
    desk.fill("#log-in [name=password]", PASSWORD)
    desk.keyboard.press("Enter")
    desk.wait_for_selector("text=备注：写了很久的备注")


def test_isolation_asks_first(desk: Page, conn: Connection, items: list[int]) -> None:
    desk.click("#act-secret summary")
    desk.click("#act-secret button.danger")
    desk.wait_for_selector("#ask[open]")
    desk.click("#ask button[value=no]")
    assert not now_is(conn, items[0]).isolated
    desk.click("#act-secret button.danger")
    desk.click("#ask button[value=yes]")
    desk.wait_for_selector("text=此前的数据库备份")
    assert now_is(conn, items[0]).isolated


def test_marks_are_drawn_and_copied_text_is_the_citizens(desk: Page) -> None:
    assert desk.inner_text(".body mark") == "加装电梯"
    drawn = desk.evaluate("getComputedStyle(document.querySelector('.body mark'), '::after').content")
    assert drawn not in ("none", "normal"), "the style sheet puts the number in"


def test_without_script_everything_is_there(
    browser: Browser, address: str, bo: Staff, conn: Connection, items: list[int]
) -> None:
    desk = Desk(browser, address, java_script_enabled=False)
    page = desk.page
    page.click(f"text={LIFT} >> nth=-1")
    page.click("button[data-key='1']")
    assert now_is(conn, items[0]).status == Status.CONFIRMED
    assert shown(page) == items[1]
    page.click("#act-hand_over summary")
    page.fill("#unit", "区房管局")
    page.click("#act-hand_over button")
    assert now_is(conn, items[1]).unit_id == staff.units(conn)[0].id
    desk.context.close()


def test_on_a_telephone_list_and_item_follow_each_other(
    browser: Browser, address: str, bo: Staff, conn: Connection, items: list[int]
) -> None:
    opinion(conn, channel=Channel.EMAIL, subject="很长的主题" * 20, body="https://example.org/" + "a" * 300)
    desk = Desk(browser, address, viewport={"width": 360, "height": 740})
    page = desk.page
    assert page.is_visible(".lines")
    assert not page.is_visible("#pane")
    page.click(".lines a >> nth=0")
    page.wait_for_selector("#pane", state="visible")
    assert not page.is_visible(".lines")
    for path in (
        "/staff/queue",
        f"/staff/queue/{items[0]}",
        "/staff/queue/bulk",
        "/staff/status",
        "/staff/queue?status=",
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, path
    desk.context.close()
    assert desk.wrong == []
