"""Hiding words in a real browser: by keys alone, by selecting them, without script; on narrow screens, too."""

import pytest
from browsing import enter, violations, visit
from builders import NOW, opinion, person
from playwright.sync_api import Browser, Page

from intake import followup
from intake.db import Connection
from intake.model import Role
from intake.store import messages, opinions
from intake.text.stretches import BLOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]
BODY = "楼下的王小明不同意装电梯，他的电话是13812345678。"


@pytest.fixture
def taken(conn: Connection) -> int:
    person(conn, Role.MANAGER)
    about = opinion(conn, body=BODY).opinion_id
    followup.add(conn, about, "王小明又来了", NOW)
    return about


def opened(browser: Browser, address: str, path: str, **settings: object) -> Page:
    _, page, wrong = visit(browser, address, **{"viewport": {"width": 1280, "height": 900}, **settings})
    enter(page, "bo", path)
    page.wait_for_selector("#queue")
    assert wrong == []
    return page


def test_a_proposal_is_hidden_by_keys_alone(browser: Browser, address: str, conn: Connection, taken: int) -> None:
    page = opened(browser, address, f"/staff/queue/{taken}")
    page.keyboard.press("z")
    page.keyboard.press("Space")
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.type("他人电话")
    page.keyboard.press("Enter")
    page.wait_for_selector(".letter .redacted")
    assert opinions.by_id(conn, taken).body == f"楼下的王小明不同意装电梯，他的电话是{BLOT * 11}。"
    assert "王小明" in page.inner_text(".letter")


def test_selected_words_are_what_is_hidden(browser: Browser, address: str, conn: Connection, taken: int) -> None:
    page = opened(browser, address, f"/staff/queue/{taken}")
    page.evaluate(
        """() => { const text = document.querySelector(".letter .body").firstChild, range = document.createRange();
        const at = text.data.indexOf("王小明"); range.setStart(text, at); range.setEnd(text, at + 3);
        getSelection().removeAllRanges(); getSelection().addRange(range); }"""
    )
    page.keyboard.press("z")
    assert page.input_value("#redact-words") == "王小明"
    page.keyboard.type("他人姓名")
    page.keyboard.press("Enter")
    page.wait_for_selector(".letter .redacted")
    assert opinions.by_id(conn, taken).body.startswith(f"楼下的{BLOT * 3}不同意")
    assert messages.of_opinion(conn, taken)[0].body == f"{BLOT * 3}又来了"
    page.click("button:text-is('永久删除')")
    page.click("#ask button[value=yes]")
    page.wait_for_selector("text=已永久删除")
    assert "王小明" not in page.inner_text("#queue")


def test_without_script_all_of_it_works(browser: Browser, address: str, conn: Connection, taken: int) -> None:
    page = opened(browser, address, f"/staff/queue/{taken}", java_script_enabled=False)
    page.click("summary:has-text('遮盖文字')")
    page.check("text=13812345678 >> nth=-1")
    page.fill("#redact-words", "王小明")
    page.fill("#redact-reason", "涉及他人")
    page.click("button:text-is('遮盖')")
    page.wait_for_selector("#act-redacted")
    assert opinions.by_id(conn, taken).body == f"楼下的{BLOT * 3}不同意装电梯，他的电话是{BLOT * 11}。"
    page.click("button:text-is('恢复')")
    page.wait_for_selector("text=遮盖的文字已恢复")
    assert opinions.by_id(conn, taken).body == BODY


@pytest.mark.parametrize("width", [360, 1280])
def test_what_is_hidden_and_proposed_fits_and_is_said(
    browser: Browser, address: str, conn: Connection, taken: int, width: int
) -> None:
    page = opened(browser, address, f"/staff/queue/{taken}", viewport={"width": width, "height": 900})
    page.click("summary:has-text('遮盖文字')")
    page.fill("#redact-words", "王小明")
    page.fill("#redact-reason", "涉及他人")
    page.click("button:text-is('遮盖')")
    page.wait_for_selector("#act-redacted")
    page.click("summary:has-text('遮盖文字')")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
