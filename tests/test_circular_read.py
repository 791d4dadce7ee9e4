"""Files of every kind become text; broken and hostile ones a clear refusal, soon."""

import io
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from intake.circular.parse import parse
from intake.circular.read import read
from intake.errors import Unreadable

BODY = "关于巡察整改情况的通报\n一、反馈问题整改情况\n（一）关于会议制度不健全的问题。制定制度。\n"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def saved(document: Any) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def zipped(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(f"word/{name}.xml", data)
    return file.getvalue()


def numbered(document: Any, formats: list[tuple[str, str]]) -> None:
    """Give the document one list, number 77, whose levels are written as told."""
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for i, (form, text) in enumerate(formats)
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))


def listed(document: Any, level: int, words: str) -> None:
    properties = document.add_paragraph(words)._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>'))


def test_numbers_that_word_counts_itself_are_read() -> None:
    document = docx.Document()
    numbered(document, [("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")])
    document.add_paragraph("中共甲县水利局党组关于巡察整改情况的通报")
    listed(document, 0, "组织领导情况")
    document.add_paragraph("召开会议。")
    listed(document, 0, "反馈问题整改情况")
    listed(document, 1, "水库安全管理不到位")
    listed(document, 2, "巡查记录不完整。补齐记录。")
    listed(document, 2, "闸门检修不及时。检修闸门。")
    listed(document, 1, "河道采砂监管有漏洞")
    listed(document, 2, "执法力量不足。增加人员。")
    parsed = parse(read(saved(document), "a.docx"))
    assert [(issue.code, issue.title) for issue in parsed.issues] == [
        ("1", "水库安全管理不到位"),
        ("1-1", "巡查记录不完整"),
        ("1-2", "闸门检修不及时"),
        ("2", "河道采砂监管有漏洞"),
        ("2-1", "执法力量不足"),
    ]


def test_tables_insertions_and_text_boxes_are_read_and_deletions_are_not() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("甲")._p
    for tag, inner in (("ins", "<w:t>乙</w:t>"), ("del", "<w:delText>丙</w:delText>")):
        paragraph.append(parse_xml(f"<w:{tag} {nsdecls('w')}><w:r>{inner}</w:r></w:{tag}>"))
    paragraph.append(
        parse_xml(
            f"<w:r {nsdecls('w')}><w:pict><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></w:pict>"
            "</w:r>"
        )
    )
    table = document.add_table(2, 2)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "并"
    table.cell(0, 1).text, table.cell(1, 1).text = "一", "二"
    document.add_paragraph("后")
    assert read(saved(document), "a.docx").text.split("\n") == ["甲乙", "框", "并\t一", "并\t二", "后"]


def test_a_word_table_of_problems_becomes_entries() -> None:
    document = docx.Document()
    document.add_paragraph("中共乙市档案局党组关于巡察整改情况的公示")
    document.add_paragraph("一、反馈问题整改情况")
    rows = [
        ("类别", "序号", "具体问题", "整改情况"),
        ("党的建设方面", "1", "学习不深入", "开展学习9次。"),
        ("党的建设方面", "2", "支部活动少", "开展活动12次。"),
        ("业务工作方面", "3", "库房管理混乱", "清点档案3万卷。"),
    ]
    table = document.add_table(0, 4)
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    parsed = parse(read(saved(document), "a.docx"))
    assert [(issue.path, issue.text) for issue in parsed.issues if issue.leaf] == [
        (("党的建设", "学习不深入"), "开展学习9次。"),
        (("党的建设", "支部活动少"), "开展活动12次。"),
        (("业务工作", "库房管理混乱"), "清点档案3万卷。"),
    ]


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"])
def test_every_usual_encoding_is_recognised(charset: str) -> None:
    assert "关于会议制度不健全的问题" in read(BODY.encode(charset), "a.txt").text


def test_traditional_characters_in_big5_are_recognised() -> None:
    assert "整改情況的通報" in read("關於巡察整改情況的通報。組織問題的工作制度".encode("big5"), "a.txt").text


def test_menus_scripts_and_footers_of_a_page_are_left_out() -> None:
    page = f'<div class="nav">一、菜单</div><script>二</script><p>{BODY}</p><div id="footer">电话：010-12345678</div>'
    text = read(page.encode(), "a.html").text
    assert "健全" in text
    assert "菜单" not in text
    assert "12345678" not in text


def test_a_menu_that_never_ends_costs_no_text() -> None:
    assert "健全" in read(f'<div class="nav"><div><p>{BODY}</p>'.encode(), "a.html").text


def test_numbers_of_an_html_list_are_written_out() -> None:
    assert read("<ol><li>甲</li><li>2.乙</li><li>丙</li></ol>".encode(), "a.html").text.split("\n") == [
        "1.甲",
        "2.乙",
        "3.丙",
    ]


def test_a_cell_reaching_down_is_said_again_in_each_row() -> None:
    page = "<table><tr><td rowspan=2>甲</td><td>一</td></tr><tr><td>二</td></tr></table>"
    assert read(page.encode(), "a.html").text.split("\n") == ["甲\t一", "甲\t二"]


def test_the_bytes_decide_not_the_name() -> None:
    page = read(b"<html><body><p>" + BODY.encode() + b"</p>", "a.doc")
    assert page.media_type == "text/html"
    assert read(saved(docx.Document(io.BytesIO(saved_body()))), "a.txt").media_type.endswith(
        "wordprocessingml.document"
    )


def saved_body() -> bytes:
    document = docx.Document()
    document.add_paragraph(BODY)
    return saved(document)


BOMB = b'<!DOCTYPE a [<!ENTITY x "aaaaaaaaaa">]><w:document xmlns:w="' + WORD.encode() + b'">&x;</w:document>'
DEEP = b"<a>" * 100_000


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "a.txt"),
        (b" \n\t ", "a.txt"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "a.docx"),
        (bytes(range(256)) * 500, "a.txt"),
        (b"x" * 20_000_001, "a.txt"),
        (saved_body()[:3000], "a.docx"),
        (b"PK\x03\x04" + bytes(500), "a.docx"),
        (b"no word file", "a.docx"),
        (zipped(styles=b"<a/>"), "a.docx"),
        (zipped(document=BOMB), "a.docx"),
        (zipped(document=DEEP), "a.docx"),
        (zipped(document=b"<a>" + b" " * 60_000_000 + b"</a>"), "a.docx"),
        (b"PK\x03\x04ofd", "a.ofd"),
        (b"<html><script>x</script></html>", "a.html"),
        (("长" * 150 + "短\n").encode() * 5_000, "a.txt"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(data: bytes, name: str) -> None:
    with pytest.raises(Unreadable, match="[\u4e00-\u9fff].*。$"):
        read(data, name)


def test_deeply_nested_and_unfinished_html_is_read_in_reasonable_time() -> None:
    page = "<div>" * 50_000 + BODY + "<!--" * 50_000 + "<a " * 50_000
    assert "健全" in read(page.encode(), "a.html").text


def test_missing_helpers_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Unreadable, match="LibreOffice"):
        read(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.doc")
    with pytest.raises(Unreadable, match="pdftotext"):
        read(b"%PDF-1.4", "a.pdf")


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_a_broken_pdf_is_refused() -> None:
    with pytest.raises(Unreadable, match="pdf"):
        read(b"%PDF-1.4 nothing else", "a.pdf")


@pytest.mark.servers
@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("ending", ["doc", "odt", "rtf", "pdf"])
def test_other_office_formats_are_converted(ending: str, tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(saved_body())
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", ending]
    subprocess.run([*command, "--outdir", str(tmp_path), str(tmp_path / "a.docx")], check=True, capture_output=True)
    assert "会议制度不健全" in read((tmp_path / f"a.{ending}").read_bytes(), f"a.{ending}").text
