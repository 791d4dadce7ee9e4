"""A walk through the pages with the sample opinions: nothing runs over its edge, axe finds nothing; pictures of all.

`TOUR=docs/tour pytest tests/test_tour.py` takes the pictures that the README shows.
"""

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import chromium, violations
from playwright.sync_api import Browser, Page
from service import Service, serving

pytestmark = [pytest.mark.browser, pytest.mark.servers, pytest.mark.xdist_group("tour")]
PUBLIC = {
    "home": "/",
    "opinion": "/opinion",
    "lookup": "/lookup",
    "statistics": "/statistics",
    "answers": "/answers",
    "embed": "/embed",
}
STAFF = {
    "queue": "/staff/queue",
    "bulk": "/staff/queue/bulk",
    "handovers": "/staff/handovers",
    "signing": "/staff/signing",
    "phone": "/staff/desk/phone",
    "letter": "/staff/desk/letter",
    "book": "/staff/register",
    "circulars": "/staff/circulars/",
    "quality": "/staff/linking",
    "words": "/staff/linking/words?concept=加装电梯",
    "ledger": "/staff/ledger",
    "posters": "/staff/posters",
    "today": "/staff/today?range=month",
    "digest": "/staff/digest",
    "subscribers": "/staff/digest/subscribers",
    "exports": "/staff/exports",
    "status": "/staff/status",
    "mails": "/staff/mail",
    "second": "/staff/second",
    "workdays": "/staff/workdays",
    "units": "/staff/units",
    "transfers": "/staff/transfers",
    "instructions": "/staff/instructions",
}
WIDTHS = (1280, 360)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    database = tmp_path_factory.mktemp("tour") / "intake.db"
    interfaces = {"open_interfaces": "published,statistics,embed", "embed_sites": "https://www.example.com"}
    with serving(database, "--demo", **interfaces) as service:
        yield service


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


def page(browser: Browser, service: Service, width: int, *, staff: bool) -> Page:
    page = browser.new_page(base_url=service.url, viewport={"width": width, "height": 900}, reduced_motion="reduce")
    if staff:
        found = re.search(r"账号 (demo)，密码 (\S+)", service.said)
        assert found
        page.goto("/staff/login")
        page.fill("input[name=login]", found[1])
        page.fill("input[name=password]", found[2])
        page.click("main button")
        until = time.monotonic() + 60  # the worker links the samples
        while "正在匹配" in (page.goto("/staff/queue") and page.content() or ""):
            assert time.monotonic() < until
    return page


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("staff", [False, True], ids=["public", "staff"])
def test_every_page_fits_and_is_for_everybody(browser: Browser, service: Service, width: int, staff: bool) -> None:
    folder, shown = os.environ.get("TOUR"), page(browser, service, width, staff=staff)
    for name, path in (STAFF if staff else PUBLIC).items():
        answer = shown.goto(path, wait_until="networkidle")
        assert answer is not None
        assert answer.status == 200, path
        assert shown.evaluate("document.documentElement.scrollWidth") <= width, path
        assert violations(shown) == [], path
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            shown.screenshot(path=Path(folder) / f"{name}-{width}.jpg", type="jpeg", quality=70)
    shown.close()
