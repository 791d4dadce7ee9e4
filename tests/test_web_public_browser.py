"""The public site in a real browser: with and without script, by keyboard, on a small screen."""

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace

import pytest
from browsing import visit
from builders import issue_id
from playwright.sync_api import Browser, Page
from public_pages import every_opinion

from intake.config import Config
from intake.db import Connection
from intake.store import circulars, opinions

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LIFT = "我家住六楼，老公房加装电梯什么时候轮到我们？"
DANGER = "再不解决我就不想活了"


@pytest.fixture
def config(config: Config) -> Config:
    """A browser that a program drives is quicker than a person."""
    return replace(config, fill_seconds=0)


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A visitor on a telephone; script errors, foreign requests and cookies fail the test."""
    context, page, wrong = visit(browser, address)
    yield page
    cookies = context.cookies()
    context.close()
    assert wrong == []
    assert cookies == []


@pytest.fixture
def plain(browser: Browser, address: str) -> Iterator[Page]:
    """A visitor whose browser runs no script."""
    context, page, wrong = visit(browser, address, java_script_enabled=False)
    yield page
    context.close()
    assert wrong == []


def photo(width: int = 300) -> bytes:
    """A grey picture."""
    lines = zlib.compress(bytes(width + 1) * width)
    head = struct.pack(">IIBBBBB", width, width, 8, 0, 0, 0, 0)
    out = io.BytesIO(b"\x89PNG\r\n\x1a\n")
    out.seek(0, 2)
    for kind, data in ((b"IHDR", head), (b"IDAT", lines), (b"IEND", b"")):
        out.write(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)))
    return out.getvalue()


def test_from_the_first_word_to_the_status(page: Page, conn: Connection) -> None:
    page.goto("/opinion")
    page.fill("#body", LIFT)
    page.get_by_label("加装电梯", exact=True).check()
    page.set_input_files("#files", {"name": "楼道.png", "mimeType": "image/png", "buffer": photo()})
    page.fill("#email", "谁@")
    page.get_by_role("button", name="提交", exact=True).click()
    assert page.evaluate("document.activeElement.id") == "errors"
    assert page.get_by_text("楼道.png").is_visible()
    page.fill("#email", "")
    page.check("#consent")
    page.get_by_role("button", name="提交", exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text() == "您的意见已收到"
    (opinion,) = every_opinion(conn)
    assert (opinion.body, opinion.chosen_issue_id, opinion.held) == (LIFT, issue_id(conn, "加装电梯"), None)
    assert [a.filename for a in opinions.attachments(conn, opinion.id)] == ["楼道.png"]
    page.get_by_role("button", name="存成图片").click()
    page.wait_for_selector("#picture-place img[src^='data:image/png']")
    code = page.get_attribute("#code", "data-code")
    page.goto(f"/lookup#{code}")
    assert page.input_value("#code").replace(" ", "") == code
    assert page.url.endswith("/lookup")
    page.keyboard.press("Enter")
    page.get_by_text("已收到，等待办理").wait_for()
    page.goto("/opinion")
    assert page.input_value("#body") == ""


def test_a_double_click_and_a_reload_count_once(page: Page, conn: Connection) -> None:
    page.goto("/opinion")
    page.fill("#body", LIFT)
    page.check("#consent")
    page.get_by_role("button", name="提交", exact=True).dblclick()
    page.wait_for_selector("#receipt")
    first = page.get_attribute("#code", "data-code")
    page.reload()
    assert page.get_attribute("#code", "data-code") == first
    assert len(every_opinion(conn)) == 1


def test_back_and_another_opinion_loses_neither(page: Page, conn: Connection) -> None:
    page.goto("/opinion")
    for words in ("第一件事：电梯", "第二件事：垃圾"):
        page.fill("#body", words)
        page.check("#consent")
        page.get_by_role("button", name="提交", exact=True).click()
        page.wait_for_selector("#receipt")
        page.go_back()
        page.wait_for_selector("#body")
    assert [o.body for o in every_opinion(conn)] == ["第一件事：电梯", "第二件事：垃圾"]
    assert [o.held for o in every_opinion(conn)] == [None, None], "each with work of its own"


def test_without_script_everything_works(plain: Page, conn: Connection) -> None:
    plain.goto("/")
    plain.get_by_role("link", name="我要提意见").click()
    plain.fill("#body", LIFT)
    plain.set_input_files("#files", {"name": "楼道.png", "mimeType": "image/png", "buffer": photo()})
    plain.get_by_role("button", name="提交", exact=True).click()
    plain.check("#consent")
    plain.get_by_role("button", name="提交", exact=True).click()
    assert plain.get_by_role("heading", level=1).inner_text() == "请核对，然后确认提交"
    plain.get_by_role("button", name="返回修改").click()
    plain.fill("#place", "定海路")
    plain.get_by_role("button", name="提交", exact=True).click()
    (opinion,) = every_opinion(conn)
    assert (opinion.body, opinion.place) == (LIFT, "定海路")
    assert "关闭了脚本" in str(opinion.held)
    assert len(opinions.attachments(conn, opinion.id)) == 1
    code = plain.get_attribute("#code", "data-code")
    plain.goto(f"/lookup#{code}")
    plain.fill("#code", str(code))
    plain.get_by_role("button", name="查询").click()
    assert plain.get_by_text("已收到，等待办理").is_visible()


def test_a_draft_stays_in_the_browser_until_cleared(page: Page, conn: Connection) -> None:
    page.goto("/opinion")
    page.fill("#body", "写到一半")
    page.wait_for_function("() => localStorage.getItem('draft')")
    page.goto("/opinion?x=1")
    assert page.input_value("#body") == "写到一半"
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="清除").click()
    page.goto("/opinion?x=2")
    assert page.input_value("#body") == ""
    assert page.evaluate("localStorage.getItem('draft')") is None


def test_a_draft_left_on_a_shared_device_is_gone_after_three_days(page: Page) -> None:
    page.goto("/opinion")
    page.fill("#body", LIFT)
    page.wait_for_function("() => localStorage.getItem('draft')")
    page.add_init_script("const now = Date.now; Date.now = () => now() + 3 * 86400000 + 1")
    page.goto("/opinion")
    assert page.input_value("#body") == ""
    assert page.evaluate("localStorage.getItem('draft')") is None


def test_who_comes_for_one_item_sees_it_said_until_another_is_chosen(page: Page, conn: Connection) -> None:
    page.goto(f"/opinion?issue={issue_id(conn, '加装电梯')}")
    assert page.locator("#about strong").inner_text() == "加装电梯"
    page.select_option("#issue", "")
    assert page.locator("#about").is_hidden()


def test_danger_shows_numbers_while_typing(page: Page, conn: Connection) -> None:
    page.goto("/opinion")
    page.fill("#body", "真的活不下去了")
    page.wait_for_selector("#suggested .alarm")
    assert page.locator("#suggested a[href='tel:120']").is_visible()


def test_suggestions_can_be_switched_off(page: Page, conn: Connection) -> None:
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url) if r.method == "POST" else None)
    page.goto("/opinion")
    page.uncheck("#suggest")
    page.fill("#body", LIFT)
    page.wait_for_timeout(800)
    page.reload()
    assert not page.is_checked("#suggest")
    assert asked == []


def test_the_keyboard_alone_is_enough(page: Page, conn: Connection) -> None:
    page.goto("/opinion")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    for _ in range(60):
        page.keyboard.press("Tab")
        name, kind = page.evaluate("[document.activeElement.id, document.activeElement.tagName]")
        assert name != "website"
        if kind in ("INPUT", "TEXTAREA", "BUTTON", "A", "SELECT"):
            style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert style != "none", name
        if name == "body":
            page.keyboard.type("键盘也能说")
        if name == "consent":
            page.keyboard.press("Space")
        if kind == "BUTTON" and page.evaluate("document.activeElement.textContent") == "提交":
            page.keyboard.press("Enter")
            break
    page.wait_for_selector("#receipt")
    assert every_opinion(conn)[0].body == "键盘也能说"


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("size", ["", "large"])
def test_pages_fit_the_screen_and_targets_fit_the_finger(
    browser: Browser, address: str, conn: Connection, width: int, size: str
) -> None:
    shown = circulars.published(conn)[0]
    context, page, wrong = visit(browser, address, viewport={"width": width, "height": 740})
    issue = f"/circular/{shown.id}/issue/{issue_id(conn, '加装电梯')}"
    for path in ("/", "/opinion", "/lookup", "/privacy", "/accessibility", f"/circular/{shown.id}", issue):
        page.goto(f"{path}?size={size}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width)
        assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == (22 if size else 18)
        small = page.evaluate(
            """() => Array.from(document.querySelectorAll(
                '.button, button, select, textarea, .field > input:not([type=checkbox]), .check label'))
            .filter(e => e.offsetParent && e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"""
        )
        assert small == [], path
    context.close()
    assert wrong == []


PORTRAIT = """async () => {
    const canvas = document.createElement('canvas');
    canvas.width = 2000; canvas.height = 1500;
    const pen = canvas.getContext('2d'), dots = pen.createImageData(2000, 1500);
    for (let i = 0; i < dots.data.length; i++) { dots.data[i] = i % 4 === 3 ? 255 : (i * 7919) % 251; }
    pen.putImageData(dots, 0, 0);
    const blob = await new Promise(done => canvas.toBlob(done, 'image/jpeg', 0.95));
    const turned = [0xff, 0xe1, 0, 34, 0x45, 0x78, 0x69, 0x66, 0, 0, 0x4d, 0x4d, 0, 0x2a, 0, 0, 0, 8, 0, 1,
        1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
    const carrier = new DataTransfer();
    const parts = [blob.slice(0, 2), new Uint8Array(turned), blob.slice(2)];
    carrier.items.add(new File(parts, '竖.jpg', {type: 'image/jpeg'}));
    const input = document.getElementById('files');
    input.files = carrier.files;
    input.dispatchEvent(new Event('change'));
    return carrier.files[0].size;
}"""
SIDES = """async () => {
    const drawn = await createImageBitmap(document.getElementById('files').files[0]);
    return drawn.height > drawn.width;
}"""


def test_a_portrait_stays_upright_when_it_is_made_smaller(page: Page) -> None:
    page.goto("/opinion")
    size = page.evaluate(PORTRAIT)
    page.wait_for_function("size => document.getElementById('files').files[0].size < size", arg=size)
    assert page.evaluate(SIDES)


def test_where_a_browser_would_lay_a_portrait_down_it_travels_as_it_is(page: Page) -> None:
    page.add_init_script("CSS.supports = (name) => name !== 'image-orientation'")
    page.goto("/opinion")
    size = page.evaluate(PORTRAIT)
    page.wait_for_timeout(1500)
    assert page.evaluate("document.getElementById('files').files[0].size") == size
    assert page.evaluate(SIDES)


def test_danger_is_told_once_on_a_page_that_came_back(page: Page) -> None:
    page.goto("/opinion")
    page.fill("#body", DANGER)
    page.locator("#suggested .alarm").wait_for()
    page.get_by_role("button", name="提交", exact=True).click()
    page.locator("#errors").wait_for()
    page.wait_for_timeout(1000)
    assert page.locator(".alarm").count() == 1


def test_a_large_photo_is_made_smaller_before_it_travels(page: Page, conn: Connection) -> None:
    page.goto("/opinion")
    big = page.evaluate(
        """async () => {
            const canvas = document.createElement('canvas');
            canvas.width = 4000; canvas.height = 3000;
            const pen = canvas.getContext('2d'), dots = pen.createImageData(4000, 3000);
            for (let i = 0; i < dots.data.length; i += 4) {
                dots.data[i] = (i * 7919) % 251; dots.data[i + 1] = (i * 104729) % 253; dots.data[i + 3] = 255;
            }
            pen.putImageData(dots, 0, 0);
            const blob = await new Promise(done => canvas.toBlob(done, 'image/jpeg', 0.95));
            const carrier = new DataTransfer();
            carrier.items.add(new File([blob], '照片.jpg', {type: 'image/jpeg'}));
            const input = document.getElementById('files');
            input.files = carrier.files;
            input.dispatchEvent(new Event('change'));
            return blob.size;
        }"""
    )
    page.wait_for_function("size => document.getElementById('files').files[0].size < size", arg=big)
    page.fill("#body", LIFT)
    page.check("#consent")
    page.get_by_role("button", name="提交", exact=True).click()
    page.wait_for_selector("#receipt")
    (file,) = opinions.attachments(conn, every_opinion(conn)[0].id)
    assert (file.filename, file.media_type) == ("照片.jpg", "image/jpeg")
    assert file.size_bytes < big
