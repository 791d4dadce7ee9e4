"""The people the site is for, each with their own device and need, from the home page to the receipt."""

from dataclasses import replace

import pytest
from browsing import visit
from playwright.sync_api import Browser
from public_pages import every_opinion

from intake.config import Config
from intake.db import Connection
from intake.model import Seal

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WECHAT = "Mozilla/5.0 (Linux; Android 9) AppleWebKit/537.36 Chrome/70.0 Mobile Safari/537.36 MicroMessenger/7.0"


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, fill_seconds=0)


def test_who_is_eighty_in_wechat_with_large_type(browser: Browser, address: str, conn: Connection) -> None:
    context, page, wrong = visit(browser, address, user_agent=WECHAT, has_touch=True, is_mobile=True)
    page.goto("/")
    page.get_by_role("link", name="长者版").tap()
    page.wait_for_selector("body.large main a.tel")
    assert page.locator("main a.tel").first.is_visible()
    page.get_by_role("link", name="我要提意见").tap()
    page.wait_for_selector("body.large #body")
    assert page.evaluate("parseFloat(getComputedStyle(document.getElementById('body')).fontSize)") >= 22
    page.fill("#body", "六楼没有电梯，老人上下楼很困难，希望早点加装电梯")
    page.check("#consent")
    page.get_by_role("button", name="提交", exact=True).tap()
    page.wait_for_selector("#receipt")
    assert not page.is_visible("#print")
    page.tap("#picture")
    page.wait_for_selector("#picture-place img[src^='data:image/png']")
    context.close()
    assert [opinion.held for opinion in every_opinion(conn)] == [None]
    assert wrong == []


def test_a_foreigner(browser: Browser, address: str, conn: Connection) -> None:
    context, page, wrong = visit(browser, address, locale="en-GB", viewport={"width": 1280, "height": 900})
    page.goto("/")
    page.get_by_role("link", name="English").click()
    page.get_by_role("link", name="Write a comment").click()
    page.fill("#body", "The lift in our building has been broken for two weeks.")
    page.get_by_label("I have read the privacy notice and agree").check()
    page.get_by_role("button", name="Send", exact=True).click()
    page.wait_for_selector("#receipt")
    code = page.get_attribute("#code", "data-code") or ""
    page.get_by_role("link", name="Follow up").first.click()
    page.fill("#code", code)
    page.get_by_role("button", name="Look up").click()
    assert page.get_by_text("Received, waiting for our staff").is_visible()
    context.close()
    assert len(every_opinion(conn)) == 1
    assert wrong == []


def test_who_is_careful_looks_first(browser: Browser, address: str, conn: Connection) -> None:
    context, page, wrong = visit(browser, address)
    page.goto("/opinion")
    page.fill("#body", "路灯坏了三个月")
    page.check("#consent")
    page.get_by_role("button", name="先看一遍再提交").click()
    page.wait_for_selector(".review")
    assert every_opinion(conn) == []
    page.get_by_role("button", name="确认提交").click()
    page.wait_for_selector("#receipt")
    context.close()
    assert [(opinion.body, opinion.held) for opinion in every_opinion(conn)] == [("路灯坏了三个月", None)]
    assert wrong == []


def test_who_is_angry_at_night_loses_no_word(browser: Browser, address: str, conn: Connection) -> None:
    context, page, wrong = visit(browser, address, color_scheme="dark")
    page.goto("/opinion")
    page.fill("#body", "凌晨三点工地还在施工！！！")
    page.wait_for_function("() => localStorage.getItem('draft')")
    page.close()
    page = context.new_page()
    page.goto("/opinion")
    assert page.input_value("#body") == "凌晨三点工地还在施工！！！"
    page.check("#consent")
    context.set_offline(True)
    page.get_by_role("button", name="提交", exact=True).click()
    page.wait_for_timeout(300)
    context.set_offline(False)
    page.goto("/opinion")
    assert page.input_value("#body") == "凌晨三点工地还在施工！！！"
    page.check("#consent")
    page.get_by_role("button", name="提交", exact=True).click()
    page.wait_for_selector("#receipt")
    context.close()
    assert [opinion.body for opinion in every_opinion(conn)] == ["凌晨三点工地还在施工！！！"]
    assert wrong == []


def test_who_is_afraid_of_being_named_leaves_nothing(browser: Browser, address: str, conn: Connection) -> None:
    context, page, wrong = visit(browser, address)
    page.goto("/opinion")
    page.fill("#body", "我要举报某某受贿")
    page.check("#consent")
    page.get_by_role("button", name="提交", exact=True).click()
    page.wait_for_selector("#receipt")
    assert page.get_by_text("限制知悉范围").is_visible()
    assert page.evaluate("localStorage.getItem('draft')") is None
    assert context.cookies() == []
    context.close()
    (opinion,) = every_opinion(conn)
    assert (opinion.name, opinion.phone, opinion.email, opinion.seal) == ("", "", "", Seal.PROPOSED)
    assert wrong == []
