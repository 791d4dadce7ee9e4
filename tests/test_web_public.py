"""Home, circular, issue and notices as anybody sees them."""

import base64
import re
import struct
import zlib
from dataclasses import replace

import pytest
import segno
from builders import ISSUES, NOW, circular, issue_id
from flask import Flask
from flask.testing import FlaskClient
from pages import page

from intake.db import Connection, transaction
from intake.model import Circular, Issue
from intake.store import circulars
from intake.web import qr, reading


def only(conn: Connection) -> Circular:
    return circulars.published(conn)[0]


def words(html: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", html.split("<main")[1].split("</main>")[0]))


@pytest.mark.both
def test_home_tells_the_circular_and_all_channels(client: FlaskClient, conn: Connection) -> None:
    html = page(client, "/")
    assert only(conn).title in html
    for figure in ("79", "75", "254", "250"):
        assert f" {figure} " in html
    assert 'href="tel:021-25032112"' in html
    subject = "%E5%85%B3%E4%BA%8E%E5%B7%A1%E8%A7%86%E6%95%B4%E6%94%B9%E8%90%BD%E5%AE%9E%E6%83%85%E5%86%B5"
    assert f'href="mailto:ypqwdcs@126.com?subject={subject}' in html
    assert "上海市杨浦区榆林路707号1号楼区委办公室" in html
    assert "200082" in html
    assert "信封上请注明“关于巡视整改落实情况的意见建议”" in html
    assert 'href="/opinion"' in html


def test_a_circular_that_says_little_makes_a_page_all_the_same(client: FlaskClient, conn: Connection) -> None:
    conn.execute("UPDATE circular_version SET facts = '{}'")
    for path in ("/", "/lookup", "/privacy", f"/circular/{only(conn).id}"):
        html = page(client, path)
        assert "tel:021" not in html
        assert "mailto:" not in html


def test_facts_without_values_show_nothing(client: FlaskClient, conn: Connection) -> None:
    facts = (
        '{"contacts": {"phones": [], "emails": ["a@example.com"], "envelope_note": null}, "totals": {"problems": null}}'
    )
    conn.execute("UPDATE circular_version SET facts = :facts", {"facts": facts})
    html = page(client, "/")
    assert "整改问题" not in html
    assert "subject=%E6%84%8F%E8%A7%81%E5%BB%BA%E8%AE%AE" in html
    assert "信封" not in html


def test_the_circular_is_there_word_for_word(client: FlaskClient, conn: Connection) -> None:
    shown = only(conn)
    html = page(client, f"/circular/{shown.id}")
    for _, body in ISSUES:
        assert body in html
    lift = issue_id(conn, "加装电梯")
    assert f'id="e{lift}"' in html
    assert f'href="/circular/{shown.id}/issue/{lift}"' in html
    assert f'href="/opinion?issue={lift}"' in html


def test_every_issue_has_an_address_of_its_own(client: FlaskClient, conn: Connection) -> None:
    shown = only(conn)
    for title, body in ISSUES:
        html = page(client, f"/circular/{shown.id}/issue/{issue_id(conn, title)}")
        assert title in html
        assert body in html
        assert f'href="/opinion?issue={issue_id(conn, title)}"' in html
    assert "上一项：加装电梯" in html
    assert "下一项" not in html


def test_hidden_entries_and_foreign_ones_have_no_page(client: FlaskClient, conn: Connection) -> None:
    lift = issue_id(conn, "加装电梯")
    other = circular(conn)
    page(client, f"/circular/{other}/issue/{lift}", 404)
    conn.execute("UPDATE issue SET hidden = 1 WHERE id = :id", {"id": lift})
    shown = circulars.issue(conn, lift).circular_id
    page(client, f"/circular/{shown}/issue/{lift}", 404)
    assert f"/issue/{lift}" not in page(client, f"/circular/{shown}")
    assert f'value="{lift}"' not in page(client, "/opinion")


@pytest.mark.parametrize("state", ["draft", "offline"])
def test_what_is_not_published_is_not_there(client: FlaskClient, conn: Connection, state: str) -> None:
    shown, lift = only(conn), issue_id(conn, "加装电梯")
    with transaction(conn):
        circulars.set_state(conn, shown.id, state)
    page(client, f"/circular/{shown.id}", 404)
    page(client, f"/circular/{shown.id}/issue/{lift}", 404)
    assert shown.title not in page(client, "/")
    assert "加装电梯" not in page(client, "/opinion")


def test_a_closed_circular_can_still_be_read(client: FlaskClient, conn: Connection) -> None:
    with transaction(conn):
        circulars.set_state(conn, only(conn).id, "closed")
    assert "已经截止" in page(client, f"/circular/{only(conn).id}")


def test_no_state_of_an_issue_is_shown(client: FlaskClient, conn: Connection) -> None:
    html = page(client, f"/circular/{only(conn).id}/issue/{issue_id(conn, '加装电梯')}")
    assert "已完成" not in html.replace("2023年已完成收尾", "")


def test_search_finds_by_all_words_in_either_script(client: FlaskClient, conn: Connection) -> None:
    shown = only(conn)
    found = page(client, f"/circular/{shown.id}?q=電梯 規模化").split("查找结果")[1].split("</section>")[0]
    assert re.findall(r"<a[^>]*>([^<]+)</a>", found) == ["加装电梯"]
    assert "没有找到“<b>”".replace("<", "&lt;").replace(">", "&gt;") in page(client, f"/circular/{shown.id}?q=<b>")


def test_two_circulars_are_both_shown(client: FlaskClient, conn: Connection) -> None:
    other = circular(conn)
    html = page(client, "/")
    assert f"/circular/{only(conn).id}" in html
    assert f"/circular/{other}" in html
    assert html.count("tel:021-25032112") == 1


def test_notices_say_who_and_how(client: FlaskClient, conn: Connection) -> None:
    html = page(client, "/privacy")
    for said in ("个人信息保护法", "测试办公室", "021-25032112", "删除", "撤回同意", "保存多久"):
        assert said in html
    assert "长者版" in page(client, "/accessibility")


@pytest.mark.parametrize(
    ("over", "said", "silent"),
    [
        ({}, "您写的内容不公开", "大语言模型"),
        ({"open_interfaces": "published"}, "只公布由工作人员另行写成", "您写的内容不公开"),
        ({"llm_url": "https://llm.example/v1"}, "大语言模型", "只公布由工作人员另行写成"),
    ],
)
def test_the_notice_tells_what_this_office_does(
    app: Flask, client: FlaskClient, conn: Connection, over: dict[str, str], said: str, silent: str
) -> None:
    found = app.extensions["intake"]
    app.extensions["intake"] = replace(found, config=replace(found.config, **over))
    html = page(client, "/privacy")
    assert said in html
    assert silent not in html


def test_every_page_says_it_is_no_place_for_secrets(client: FlaskClient, conn: Connection) -> None:
    for path in ("/", "/opinion", "/lookup"):
        assert "非涉密系统，严禁处理国家秘密、工作秘密" in page(client, path)


def test_a_wrong_address_leads_home(client: FlaskClient, conn: Connection) -> None:
    assert 'href="/"' in page(client, "/nothing-here", 404)
    page(client, "/circular/99999999999999999999999", 404)


def test_an_office_without_any_circular_has_a_home(app: Flask, conn: Connection) -> None:
    with transaction(conn):
        circulars.set_state(conn, only(conn).id, "draft")
    html = page(app.test_client(), "/")
    assert "目前没有正在征集意见的通报" in html
    assert 'href="/opinion"' in html


def test_large_type_puts_the_telephone_first(client: FlaskClient, conn: Connection) -> None:
    html = page(client, "/?size=large")
    assert html.index("tel:021-25032112") < html.index(only(conn).title)


TEXT = """当前位置: 首页 > 整改
关于整改进展情况的通报
一、总体情况
县委高度重视。
二、整改情况
(一)关于学习不深入问题的整改
1.关于“培训”问题的整改
1.针对学习不深入，举办培训3期。
第二段。
2.针对文风不实，精简文件。
四、联系方式
电话：12345。"""


def entry(n: int, title: str, start: str, end: str, leaf: bool = True, level: int = 2) -> Issue:
    at, to = TEXT.index(start), TEXT.index(end) + len(end)
    return Issue(n, 1, str(n), None, level, leaf, "issue", title, (title,), TEXT[at:to], at, to, False)


def read() -> list[reading.Block]:
    shown = Circular(1, "关于整改进展情况的通报", "县委", "open", 1, {}, TEXT, NOW, False)
    heading = replace(entry(1, "学习不深入", "(一)", "整改\n1", leaf=False, level=1), start=0, end=0)
    leaves = [
        entry(2, "培训", "1.针对", "第二段。"),
        entry(3, "文风", "2.针对", "精简文件。"),
        entry(4, "全部", "1.针对", "精简文件。"),
    ]
    return reading.blocks(shown, [heading, *leaves])


def test_a_circular_reads_from_top_to_bottom_without_loss() -> None:
    lines = [line for block in read() for line in block.text]
    assert lines == TEXT.split("\n")[2:]


def test_headings_and_entries_are_told_apart() -> None:
    assert [(block.level, block.entry.title if block.entry else None) for block in read()] == [
        (2, None),
        (0, None),
        (2, None),
        (3, None),
        (4, None),
        (0, "培训"),
        (0, "文风"),
        (2, None),
        (0, None),
    ]


def test_anchors_are_unique() -> None:
    anchors = [block.anchor for block in read() if block.anchor]
    assert len(anchors) == len(set(anchors)) == 7


@pytest.mark.parametrize("address", ["https://example.org/lookup#", "http://127.0.0.1:8600/lookup?size=large#", "#"])
@pytest.mark.parametrize("digits", ["0000000000000000", "1234567890123456", "9999999999999999", "8080808080808081"])
def test_a_drawn_code_has_the_modules_of_the_library(address: str, digits: str) -> None:
    picture = base64.b64decode(qr.data_uri(address, digits).removeprefix("data:image/png;base64,"))
    (width,) = struct.unpack_from(">I", picture, 16)
    at = picture.index(b"IDAT")
    (length,) = struct.unpack_from(">I", picture, at - 4)
    lines = zlib.decompress(picture[at + 4 : at + 4 + length])
    step = 1 + -(-width // 8)
    pixels = [f"{int.from_bytes(lines[y * step + 1 : (y + 1) * step]):0{8 * (step - 1)}b}" for y in range(width)]
    modules = [[int(row[x] == "0") for x in range(3, width, 6)] for row in pixels[3::6]]
    wanted = segno.make(address + digits, error="m", mode="byte", micro=False, mask=0, boost_error=False).matrix
    assert [row[4:-4] for row in modules[4:-4]] == [list(row) for row in wanted]
    assert not any(any(row[:4] + row[-4:]) for row in modules)
    assert not any(any(row) for row in modules[:4] + modules[-4:])
