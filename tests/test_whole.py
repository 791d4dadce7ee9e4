"""One opinion through each of the four channels into the digest: the real service, browser, mailbox and mail server."""

import json
import re
import time
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from conftest import SECRET
from dovecot import Dovecot, dovecot, free_port
from playwright.sync_api import Browser, Page
from service import Service, serving

from intake.config import Config

pytestmark = [pytest.mark.browser, pytest.mark.servers, pytest.mark.slow, pytest.mark.both]
LIFT = "我家六楼，膝盖不行了，下一趟楼要歇三回，什么时候加装电梯？"
WASTE = "定海路街道的垃圾分类，晚上八点一过垃圾就堆在门口，没有人管。"
HOTLINE = "打12345热线反映漏水，重复打了五次，工单写已解决，根本没有人来过。"
LANE = "市光三村的消防通道白天黑夜停满了车，消防车进不来。"


class Postman:
    """An SMTP server's far side: keeps what it was given."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], bytes]] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.mails.append((list(envelope.rcpt_tos), bytes(envelope.content)))
        return "250 OK"


@pytest.fixture
def postman() -> Iterator[tuple[Postman, int]]:
    handler, port = Postman(), free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    yield handler, port
    controller.stop()


@pytest.fixture
def mailbox() -> Iterator[Dovecot]:
    with dovecot() as server:
        server.deliver()
        yield server


@pytest.fixture
def service(config: Config, mailbox: Dovecot, postman: tuple[Postman, int]) -> Iterator[Service]:
    """The whole service over this database, reading the mailbox every second."""
    settings = {
        "secret_key": SECRET,
        "imap_host": "127.0.0.1",
        "imap_port": str(mailbox.port),
        "imap_user": mailbox.user,
        "imap_password": mailbox.password,
        "imap_tls": "plain",
        "poll_seconds": "1",
        "smtp_host": "127.0.0.1",
        "smtp_port": str(postman[1]),
        "smtp_tls": "plain",
        "mail_from": "office@example.cn",
        "send_delay": "0",
    }
    with serving(config.database, **settings) as running:
        yield running


@pytest.fixture
def page(browser: Browser, service: Service) -> Iterator[Page]:
    context = browser.new_context(base_url=service.url)
    yield context.new_page()
    context.close()


def test_four_channels_into_the_digest(
    service: Service, page: Page, mailbox: Dovecot, postman: tuple[Postman, int]
) -> None:
    code = by_web(page)
    by_mail(mailbox)
    log_in(page, service)
    by_telephone(page)
    by_letter(page)
    until(lambda: len(postman[0].mails) == 1)
    recipients, raw = postman[0].mails[0]
    assert recipients == ["ann@example.org"]
    assert b"auto-replied" in raw

    confirm_all(page)
    found = digest(page)
    counts = {line["key"]: line["count"] for line in found["by_channel"]}
    assert counts == {"web": 1, "email": 1, "phone": 1, "letter": 1}
    about = {line["title"]: line["about"] for line in found["issues"] if line["about"]}
    assert about == {"加装电梯": 1, "定海路街道垃圾分类工作": 1, "12345热线": 1, "市光三村消防通道": 1}
    assert {line["text"] for line in found["opinions"]} == {LIFT, WASTE, HOTLINE, LANE}

    page.goto("/lookup")
    page.fill("#code", code)
    page.keyboard.press("Enter")
    page.wait_for_selector(".steps")
    assert "工作人员已阅看，开始办理" in page.inner_text(".steps")
    assert page.goto("/staff/digest") is not None
    with page.expect_download() as download:
        page.click("text=Word 文档")
    with open(download.value.path(), "rb") as document:
        assert document.read(2) == b"PK"


def by_web(page: Page) -> str:
    """A citizen's way: home, form, receipt; the code of the receipt."""
    page.goto("/")
    page.get_by_role("link", name="我要提意见").click()
    page.fill("#body", LIFT)
    page.check("#consent")
    page.get_by_role("button", name="提交", exact=True).click()
    page.wait_for_selector("#receipt")
    return str(page.get_attribute("#code", "data-code"))


def by_mail(mailbox: Dovecot) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "Ann <ann@example.org>", mailbox.user, "关于垃圾分类"
    mail["Message-ID"], mail["Date"] = "<1@example.org>", "Wed, 18 Nov 2026 10:00:00 +0800"
    mail.set_content(WASTE)
    mailbox.deliver(mail.as_bytes())


def log_in(page: Page, service: Service) -> None:
    password = re.search(r"账号 manager（负责人），密码 (\S+)", service.said)
    assert password is not None
    page.goto("/staff/login")
    page.fill("[name=login]", "manager")
    page.fill("[name=password]", password[1])
    page.keyboard.press("Enter")
    page.wait_for_selector("form.who")


def by_telephone(page: Page) -> None:
    page.goto("/staff/desk/phone")
    page.keyboard.type("13800138000")
    page.keyboard.press("Tab")
    page.keyboard.insert_text(HOTLINE)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("[data-saved]")


def by_letter(page: Page) -> None:
    page.goto("/staff/desk/letter")
    page.fill("[name=body]", LANE)
    page.fill("[name=signatories]", "7")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("[data-saved]")


def confirm_all(page: Page) -> None:
    """Wait until all four stand in the queue with suggestions, then press 1 for each."""
    until(lambda: page.goto("/staff/queue") is not None and page.locator(".lines li").count() == 4)
    until(lambda: page.goto("/staff/queue") is not None and "正在匹配" not in page.inner_text("main"))
    for left in (3, 2, 1, 0):
        shown = page.get_attribute("#pane", "data-opinion")
        page.keyboard.press("1")
        page.wait_for_function("was => document.getElementById('pane')?.dataset.opinion !== was", arg=shown)
        assert page.locator(".lines li").count() == left or left == 0


def digest(page: Page) -> dict[str, Any]:
    """This week's digest as JSON."""
    page.goto("/staff/digest")
    address = page.get_attribute("text=JSON", "href")
    assert address is not None
    found: dict[str, Any] = json.loads(page.request.get(address).body())
    return found


def until(true: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.2)
