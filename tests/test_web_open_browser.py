"""Figures, published answers and the act of publishing, in a real browser: accessible, fit for a telephone."""

from dataclasses import replace

import pytest
from browsing import served, violations, visit
from builders import PASSWORD, opinion, person
from flask import Flask
from playwright.sync_api import Browser
from test_web_answers import answered, published

from intake.config import Config
from intake.db import Connection
from intake.model import Role
from intake.store import publications

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, open_interfaces="statistics,published")


@pytest.mark.parametrize("width", [1280, 360])
def test_open_pages_are_for_everyone(app: Flask, browser: Browser, conn: Connection, width: int) -> None:
    published(conn, person(conn, Role.MANAGER), "什么时候加装电梯？\n" + "我家住六楼。" * 20)
    for n in range(25):
        opinion(conn, body=f"第 {n} 件")
    [shown] = publications.visible(conn, limit=1)
    with served(app) as address:
        context, page, wrong = visit(browser, address, viewport={"width": width, "height": 740})
        for path in ("/statistics", "/en/statistics?size=large", "/answers", "/en/answers", f"/answers/{shown.id}"):
            page.goto(path)
            assert violations(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
        context.close()
    assert wrong == []


def test_publishing_is_one_key_away(app: Flask, browser: Browser, conn: Connection) -> None:
    taken = answered(conn, person(conn, Role.MANAGER))
    with served(app) as address:
        context, page, wrong = visit(browser, address, viewport={"width": 1280, "height": 900})
        page.goto(f"/staff/login?next=/staff/queue/{taken}")
        page.get_by_label("账号").fill("bo")
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.locator("html.scripted #act-publish summary").wait_for()
        page.keyboard.press("v")
        page.get_by_label("公布的问题").fill("什么时候加装电梯？")
        assert violations(page) == []
        page.get_by_role("button", name="公布", exact=True).click()
        page.get_by_role("button", name="撤下已公布的答复").wait_for()
        context.close()
    assert wrong == []
    assert publications.of_opinion(conn, taken) == ("什么时候加装电梯？", "已列入明年计划")
