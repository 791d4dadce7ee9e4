"""A walk through the pages with the sample opinions: nothing runs over its edge, axe finds nothing; pictures of all.

`TOUR=docs/tour pytest -n0 tests/test_tour.py` takes the pictures of the README and of docs/tour/README.md: citizens'
pages as on a telephone, staff's as on a desk.
"""

import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import violations
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
    "several": "/staff/queue/several",
    "search": "/staff/search?text=电梯",
    "phrases": "/staff/phrases",
    "handovers": "/staff/handovers",
    "signing": "/staff/signing",
    "phone": "/staff/desk/phone",
    "letter": "/staff/desk/letter",
    "sheet": "/staff/desk/sheet",
    "mail-files": "/staff/desk/mail",
    "book": "/staff/register",
    "notices": "/staff/register/notices",
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
    "absences": "/staff/absences",
    "password": "/staff/password",
    "workdays": "/staff/workdays",
    "units": "/staff/units",
    "transfers": "/staff/transfers",
    "instructions": "/staff/instructions",
}
WIDTHS = (1280, 360)
TOUR = os.environ.get("TOUR")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    database = tmp_path_factory.mktemp("tour") / "intake.db"
    interfaces = {"open_interfaces": "published,statistics,embed", "embed_sites": "https://www.example.com"}
    with serving(database, "--demo", **interfaces) as service:
        yield service


@pytest.fixture(scope="module")
def titles() -> Iterator[dict[str, str]]:
    """The titles of the pages by their pictures; in the end the page that shows them all."""
    found: dict[str, str] = {}
    yield found
    if TOUR and found:
        parts = ["# All pages", "Made by `TOUR=docs/tour pytest -n0 tests/test_tour.py`, with the sample opinions."]
        parts += [f"## {title}\n\n![{title}]({picture})" for picture, title in found.items()]
        (Path(TOUR) / "README.md").write_text("\n\n".join(parts) + "\n", encoding="utf-8")


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
def test_every_page_fits_and_is_for_everybody(
    browser: Browser, service: Service, titles: dict[str, str], width: int, staff: bool
) -> None:
    shown = page(browser, service, width, staff=staff)
    for name, path in (STAFF if staff else PUBLIC).items():
        answer = shown.goto(path, wait_until="networkidle")
        assert answer is not None
        assert answer.status == 200, path
        assert shown.evaluate("document.documentElement.scrollWidth") <= width, path
        assert violations(shown) == [], path
        if TOUR and width == WIDTHS[not staff]:
            picture = f"{name}-{width}.jpg"
            shown.screenshot(path=Path(TOUR) / picture, type="jpeg", quality=70)
            titles[picture] = shown.title().partition(" - ")[0]
    shown.close()
