"""Every page of the staff's menu, and those behind it: axe finds nothing, nothing runs over at 360 px and at 200 %."""

from datetime import timedelta

import pytest
from browsing import enter, served, violations, visit
from builders import NOW, opinion, person
from flask import Flask
from handed import given
from playwright.sync_api import Browser, Page

from intake import triage
from intake.db import Connection
from intake.model import AsideReason, Role
from intake.web.auth import MENU

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SIZES = ((1280, 900), (640, 450), (360, 740))  # the second is the first at 200 %
BEHIND = (
    "/staff/queue/several",
    "/staff/queue/bulk",
    "/staff/phrases",
    "/staff/second",
    "/staff/password",
    "/staff/transfers",
    "/staff/instructions",
    "/staff/units",
    "/staff/workdays",
    "/staff/search?text=电梯",
    "/staff/desk/sheet",
    "/staff/desk/mail",
    "/staff/register/notices",
    "/staff/exports",
    "/staff/linking",
)


@pytest.fixture
def some(conn: Connection) -> None:
    """A manager, an administrator, and opinions in several hands."""
    bo, cy, housing = person(conn, Role.MANAGER), person(conn, Role.OFFICER, "cy"), person(conn, Role.UNIT, "fang")
    person(conn, Role.ADMINISTRATOR, "ann")
    made = [opinion(conn, now=NOW + timedelta(minutes=n)).opinion_id for n in range(4)]
    triage.submit_answer(conn, made[0], 1, "电梯明年开工。", cy, NOW)
    back = triage.submit_answer(conn, made[1], 1, "电梯明年开工。", cy, NOW)
    triage.return_answer(conn, made[1], 2, back, "写明月份", bo, NOW)
    given(conn, made[2], bo, housing)
    triage.set_aside(conn, made[3], 1, AsideReason.TEST, "", bo, NOW)


@pytest.mark.parametrize("login", ["bo", "ann", "fang"])
def test_every_page_of_the_menu(browser: Browser, app: Flask, conn: Connection, some: None, login: str) -> None:
    with served(app) as address:
        context, page, wrong = visit(browser, address)
        enter(page, login)
        page.wait_for_selector(".top nav")
        paths = [link.get_attribute("href") or "" for link in page.query_selector_all(".top nav a")]
        assert 0 < len(paths) <= len(MENU)
        found = [line for path in [*paths, *(BEHIND if login == "bo" else ())] for line in looked_at(page, path)]
        context.close()
        assert found == []
        assert wrong == []


def looked_at(page: Page, path: str) -> list[str]:
    """What is wrong with a page, a line each."""
    response = page.goto(path)
    found = [] if response and response.status == 200 else [f"{path}: {response and response.status}"]
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        over = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        found += [f"{path}: {over} px over at {width}"] if over > 0 else []
    page.set_viewport_size({"width": SIZES[0][0], "height": SIZES[0][1]})
    return found + [f"{path}: {line}" for line in violations(page)]
