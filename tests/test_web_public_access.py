"""Who cannot see, hold still, read small type or read Chinese: every public page and state, in a real browser."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from browsing import violations, visit
from builders import NOW, issue_id, opinion, person
from playwright.sync_api import Browser, Page

from intake import triage
from intake.config import Config
from intake.db import Connection
from intake.model import Receipt, Role
from intake.store import circulars

pytestmark = [pytest.mark.browser, pytest.mark.slow]
STATIC = Path(__file__).resolve().parent.parent / "intake" / "static"
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
    Array.from(document.querySelectorAll('body *')).filter(e => e.getBoundingClientRect().right > innerWidth)
    .map(e => e.outerHTML.slice(0, 200))"""
TOO_NEW = (
    r"=>|`|\?\.|\?\?|\b(?:let|const|class|async|await|of)\b|\.\.\.[\w\[]|\*\*|\b(?:flatMap|fromEntries|replaceAll|at)\("
)
TOO_NEW_CSS = r"[^-]\bgap:|inset:|aspect-ratio|:is\(|:where\(|:has\(|\bclamp\(|\bmin\(|\bmax\(|@layer|@container"


@pytest.fixture
def config(config: Config) -> Config:
    """With everything that a page can show."""
    return replace(
        config,
        fill_seconds=0,
        smtp_host="mail.example.com",
        mail_from="office@example.com",
        imap_host="mail.example.com",
        places="定海路街道，大桥街道",
        icp_number="沪ICP备12345678号-1",
        police_number="沪公网安备31011002000001号",
    )


@pytest.fixture
def receipt(conn: Connection) -> Receipt:
    """Of an opinion that was handed over and answered."""
    receipt, bo = opinion(conn, phone="13800000000"), person(conn, Role.MANAGER)
    triage.answer(conn, receipt.opinion_id, 1, "您好，已列入明年计划。", bo, NOW, delay=timedelta(0))
    return receipt


def pages(conn: Connection, prefix: str) -> list[str]:
    shown = circulars.published(conn)[0]
    issue = f"circular/{shown.id}/issue/{issue_id(conn, '加装电梯')}"
    paths = (
        "",
        "opinion",
        "lookup",
        "state",
        "privacy",
        "accessibility",
        f"circular/{shown.id}",
        issue,
        "nothing-here",
    )
    return [f"{prefix}/{path}" for path in (*paths, f"circular/{shown.id}?q=电梯", f"circular/{shown.id}?q=没有的")]


def states(page: Page, prefix: str, size: str, receipt: Receipt) -> Iterator[str]:
    """Brings the page into one state after another; the name of each."""
    page.goto(f"{prefix}/opinion?size={size}")
    if size:
        page.locator("#opinion-form summary").click()
    page.fill("#body", "我家六楼，活不下去了，什么时候加装电梯")
    page.wait_for_selector("#suggested .alarm")
    page.wait_for_selector("#draft:not([hidden])")
    yield "danger while writing"
    page.set_input_files("#files", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"no photo"})
    page.fill("#email", "nobody")
    page.locator("form[id] button.button >> nth=0").click()
    page.wait_for_selector("#errors")
    yield "errors"
    page.fill("#email", "")
    page.check("#consent")
    page.evaluate("document.getElementById('key').value = ''")
    page.locator("form[id] button.button >> nth=0").click()
    page.wait_for_selector(".review")
    yield "review"
    page.locator("form button.button").first.click()
    page.wait_for_selector("#receipt")
    page.click("#picture")
    page.wait_for_selector("#picture-place img")
    yield "receipt"
    page.goto(f"{prefix}/lookup?size={size}")
    page.fill("#code", "1234")
    page.locator("#lookup-form button").click()
    page.wait_for_selector("#code-error")
    yield "wrong code"
    page.fill("#code", receipt.code)
    page.locator("#lookup-form button").click()
    page.wait_for_selector(".answer")
    yield "answered"
    page.locator("form[action*='/add'] button").click()
    page.wait_for_selector("#words-error")
    yield "nothing added"
    page.locator("form[action*='/rate'] button").click()
    page.wait_for_selector("#rating-error")
    yield "nothing rated"
    page.locator("details summary", has=page.locator("xpath=../form[contains(@action, 'mail')]")).click()
    page.locator("form[action*='/mail'] button").click()
    page.wait_for_selector("#email-error")
    yield "no address"
    page.locator("details summary").first.click()
    page.locator("form[action*='/withdraw'] button").click()
    page.wait_for_selector("form[action*='/restore']")
    yield "withdrawn"
    page.locator("details summary").last.click()
    page.locator("form[action*='/data'] button").click()
    page.wait_for_selector("#contact-error")
    yield "another contact"
    page.fill("#contact", "13800000000")
    page.locator("form[action*='/data'] button").click()
    page.wait_for_selector("button[name=file]")
    yield "own data"


@pytest.mark.parametrize(
    ("prefix", "scheme", "size"),
    [("", "light", ""), ("", "dark", "large"), ("/en", "light", "large"), ("/en", "dark", "")],
)
def test_axe_finds_nothing_on_any_page_or_state(
    browser: Browser, address: str, conn: Connection, receipt: Receipt, prefix: str, scheme: str, size: str
) -> None:
    context, page, wrong = visit(browser, address, color_scheme=scheme)
    found = {}
    for path in pages(conn, prefix):
        page.goto(f"{path}{'&' if '?' in path else '?'}size={size}")
        found[path] = violations(page)
    for state in states(page, prefix, size, receipt):
        found[state] = violations(page)
    context.close()
    assert {place: lines for place, lines in found.items() if lines} == {}
    assert wrong == []


def test_axe_does_find_what_is_wrong(browser: Browser, address: str) -> None:
    context, page, _ = visit(browser, address)
    page.goto("/lookup")
    page.evaluate("document.querySelector('label[for=code]').remove()")
    assert any(line.startswith("label:") for line in violations(page))
    context.close()


def test_a_screen_reader_hears_the_whole_form(browser: Browser, address: str) -> None:
    context, page, _ = visit(browser, address)
    page.goto("/opinion")
    heard = page.locator("main").aria_snapshot()
    context.close()
    for said in (
        'heading "提意见" [level=1]',
        'textbox "您的意见建议"',
        'combobox "与通报中哪一项有关 （选填）"',
        'combobox "涉及的地点 （选填）"',
        'button "照片或 PDF 文件 （选填）"',
        'group "联系方式 （选填，可以都不留）"',
        'textbox "姓名"',
        'textbox "电话"',
        'textbox "电子邮箱"',
        'checkbox "希望得到答复"',
        'checkbox "我已阅读并同意个人信息保护告知"',
        'button "提交"',
    ):
        assert said in heard, said
    assert "请勿填写此栏" not in heard
    assert "website" not in heard


def test_a_screen_reader_hears_what_is_wrong_and_where(browser: Browser, address: str) -> None:
    context, page, _ = visit(browser, address, locale="en")
    page.goto("/en/opinion")
    page.get_by_role("button", name="Send", exact=True).click()
    page.wait_for_selector("#errors")
    heard = page.locator("main").aria_snapshot()
    assert "- alert:" in heard
    assert 'link "Please write your comment"' in heard
    assert page.get_by_role("textbox", name="Your comment").get_attribute("aria-invalid") == "true"
    described = page.get_attribute("#body", "aria-describedby") or ""
    assert "Please write your comment" in " ".join(page.inner_text(f"#{name}") for name in described.split())
    page.get_by_role("link", name="Please write your comment").click()
    assert page.evaluate("document.activeElement.id") == "body"
    context.close()


def test_a_screen_reader_hears_receipt_and_status(browser: Browser, address: str, receipt: Receipt) -> None:
    context, page, _ = visit(browser, address)
    page.goto("/opinion")
    page.fill("#body", "路灯坏了三个月")
    page.check("#consent")
    page.get_by_role("button", name="提交", exact=True).click()
    page.wait_for_selector("#receipt")
    code = page.get_attribute("#code", "data-code") or ""
    heard = page.locator("main").aria_snapshot()
    digits = ", ".join(" ".join(code[n : n + 4]) for n in range(0, 16, 4))
    assert digits in heard, "digit by digit, not as a number"
    assert code[:4] not in heard
    for said in (
        'heading "您的意见已收到" [level=1]',
        'heading "回执" [level=2]',
        'img "二维码',
        'button "复制查询码"',
    ):
        assert said in heard, said
    page.goto("/lookup")
    page.fill("#code", receipt.code)
    page.keyboard.press("Enter")
    page.wait_for_selector(".answer")
    heard = page.locator("main").aria_snapshot()
    for said in (
        'heading "答复" [level=2]',
        'group "您对办理满意吗',
        'textbox "您要补充什么"',
        'button "照片或 PDF 文件 （选填）"',
    ):
        assert said in heard, said
    context.close()


def test_landmarks_lead_through_every_page(browser: Browser, address: str, conn: Connection) -> None:
    context, page, _ = visit(browser, address)
    for path in pages(conn, ""):
        page.goto(path)
        for role in ("banner", "navigation", "main", "contentinfo"):
            assert page.get_by_role(role).count() >= 1, (path, role)  # type: ignore[arg-type]
        levels = [int(tag[1]) for tag in page.eval_on_selector_all("h1,h2,h3,h4", "all => all.map(e => e.tagName)")]
        assert levels[0] == 1, path
        assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False)), (path, levels)
    context.close()


@pytest.mark.parametrize("size", ["", "large"])
def test_at_double_zoom_nothing_is_lost(browser: Browser, address: str, conn: Connection, size: str) -> None:
    context, page, _ = visit(browser, address, viewport={"width": 360, "height": 740})
    for path in (*pages(conn, ""), *pages(conn, "/en")):
        page.goto(f"{path}{'&' if '?' in path else '?'}size={size}")
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert page.evaluate(TOO_WIDE) == [], path
    context.close()


def test_a_receipt_is_printed_dark_on_light_also_at_night(browser: Browser, address: str) -> None:
    context, page, wrong = visit(browser, address, color_scheme="dark")
    page.goto("/lookup")
    ground = "getComputedStyle(document.documentElement).getPropertyValue('--paper').trim()"
    assert page.evaluate(ground) == "#1b2129"
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(ground) == "#fff"
    context.close()
    assert wrong == []


def test_reduced_motion_means_no_motion(browser: Browser, address: str, conn: Connection) -> None:
    context, page, _ = visit(browser, address, reduced_motion="reduce")
    page.goto(f"/circular/{circulars.published(conn)[0].id}")
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    moving = page.evaluate(
        """() => Array.from(document.querySelectorAll('*')).filter(e => {
            const style = getComputedStyle(e);
            return style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0;
        }).length"""
    )
    assert moving == 0
    context.close()


@pytest.mark.parametrize("name", ["public.js", "work.js"])
def test_scripts_run_in_browsers_of_2018(name: str) -> None:
    source = re.sub(r"/\*.*?\*/|'(?:[^'\\\n]|\\.)*'|/\^?[^/\n]+/[gi]?\.", "", (STATIC / name).read_text(), flags=re.S)
    assert re.findall(TOO_NEW, source) == []


@pytest.mark.parametrize("name", ["public.css", "tokens.css"])
def test_styles_work_in_browsers_of_2018(name: str) -> None:
    source = re.sub(r"/\*.*?\*/", "", (STATIC / name).read_text(), flags=re.S)
    assert re.findall(TOO_NEW_CSS, source) == []


@pytest.mark.parametrize("source", ["a?.b", "a ?? b", "x => 1", "const a = 1", "`a`", "[...a]", "f(...a)"])
def test_a_script_that_is_too_new_is_found(source: str) -> None:
    assert re.search(TOO_NEW, source)
