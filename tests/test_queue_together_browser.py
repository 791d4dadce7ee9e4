"""Who else looks; taking in hand, signing, taking back by keys; several at once; mail in a frame: a real browser."""

from datetime import timedelta

import pytest
from browsing import enter, violations, visit
from builders import NOW, opinion, person
from playwright.sync_api import Browser, Page

from intake import triage
from intake.db import Connection
from intake.model import Channel, Role, Status, StoredFile
from intake.store import blobs, claims, messages, opinions

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def opened(browser: Browser, address: str, login: str, path: str) -> Page:
    _, page, wrong = visit(browser, address, viewport={"width": 1280, "height": 900})
    enter(page, login, path)
    page.wait_for_selector("html.scripted #queue")
    assert wrong == []
    return page


def test_a_page_that_stays_open_learns_of_who_came_later(browser: Browser, address: str, conn: Connection) -> None:
    person(conn, Role.MANAGER)
    person(conn, Role.CLERK, "cy")
    one = opinion(conn).opinion_id
    first = opened(browser, address, "bo", f"/staff/queue/{one}")
    assert first.inner_text("#presence") == ""
    second = opened(browser, address, "cy", f"/staff/queue/{one}")
    assert second.inner_text("#presence") == "包宝也正在看这件"
    first.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # as after twenty seconds
    first.wait_for_selector("#presence:text('岑宜也正在看这件')")
    assert violations(first) == []


def test_taking_in_hand_and_signing_are_a_key_each(browser: Browser, address: str, conn: Connection) -> None:
    bo, cy = person(conn, Role.MANAGER), person(conn, Role.OFFICER, "cy")
    one = opinion(conn).opinion_id
    triage.submit_answer(conn, one, 1, "电梯已经装好。", cy, NOW)
    page = opened(browser, address, "bo", f"/staff/queue/{one}")
    page.keyboard.press("i")
    page.wait_for_selector("text=包宝领办中")
    assert list(claims.of(conn, [one], NOW).values()) == [bo.id]
    page.keyboard.press("9")
    page.wait_for_selector("text=的答复已签发")
    assert opinions.by_id(conn, one).status == Status.ANSWERED
    assert messages.of_opinion(conn, one)[0].state == "released"
    assert claims.of(conn, [one], NOW) == {}


def test_the_last_act_is_taken_back_by_a_key(browser: Browser, address: str, conn: Connection) -> None:
    person(conn, Role.MANAGER)
    first, second = opinion(conn).opinion_id, opinion(conn, now=NOW + timedelta(minutes=1)).opinion_id
    page = opened(browser, address, "bo", "/staff/queue")
    page.keyboard.press("0")
    page.wait_for_selector(f"#pane[data-opinion='{second}']")
    page.wait_for_selector(".undo")
    assert violations(page) == []
    page.keyboard.press("u")
    page.wait_for_selector(f"#pane[data-opinion='{first}']")
    assert opinions.by_id(conn, first).status == Status.WAITING
    assert page.query_selector(".undo") is None


def test_several_are_set_aside_from_the_list(browser: Browser, address: str, conn: Connection) -> None:
    person(conn, Role.MANAGER)
    made = [opinion(conn, now=NOW + timedelta(minutes=n)).opinion_id for n in range(3)]
    page = opened(browser, address, "bo", "/staff/queue")
    page.click("text=批量交办、存查")
    page.click("text=全部打勾")
    page.check("#reason-spam")
    assert violations(page) == []
    page.click("text=存查打勾的")
    page.wait_for_selector("text=已存查 3 件")
    assert {opinions.by_id(conn, opinion_id).status for opinion_id in made} == {Status.SET_ASIDE}
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0


def test_a_mail_as_it_was_written_loads_nothing(browser: Browser, address: str, conn: Connection) -> None:
    person(conn, Role.MANAGER)
    raw = b"Content-Type: text/html\r\n\r\n<p>Dear <b>office</b></p><img src='http://evil.example/a.gif'>"
    file = StoredFile(blobs.put(conn, raw, NOW), None, "message/rfc822", len(raw), "raw")
    one = opinion(conn, channel=Channel.EMAIL, files=(file,)).opinion_id
    page = opened(browser, address, "bo", f"/staff/queue/{one}")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.click("text=按邮件的网页格式查看")
    assert page.frame_locator(".as-mail iframe").locator("b").inner_text() == "office"
    assert [url for url in asked if not url.startswith(address)] == []
    assert violations(page) == []


def test_a_phrase_is_put_where_the_cursor_is(browser: Browser, address: str, conn: Connection) -> None:
    person(conn, Role.MANAGER)
    one = opinion(conn)
    page = opened(browser, address, "bo", f"/staff/queue/{one.opinion_id}")
    page.keyboard.press("m")
    page.keyboard.type("前。")
    page.click(".phrases summary")
    page.click("[aria-label='插入“已转有关单位”']")
    page.keyboard.type("后。")
    assert page.input_value("#answer-text").startswith("前。您好！您反映的情况（登记编号 " + one.number)
    assert page.input_value("#answer-text").endswith("研究办理。后。")
    assert violations(page) == []
