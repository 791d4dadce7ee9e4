"""The digest as a Word document: the layout of GB/T 9704, real headings, tables and pictures, what is quoted."""

import io
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import docx
import pytest
from digest_week import golden, many
from docx.oxml.ns import qn
from docx.shared import Mm

from intake.digest import chart
from intake.digest.emf import emf
from intake.digest.forms import FORMS
from intake.digest.types import Snapshot


@pytest.fixture(scope="module")
def week() -> Snapshot:
    return golden()


@pytest.fixture(scope="module")
def document(week: Snapshot) -> Any:
    return opened(week)


def opened(week: Snapshot) -> Any:
    return docx.Document(io.BytesIO(FORMS["docx"].render(week)))


def face(style: Any) -> str:
    return str(style.element.rPr.rFonts.get(qn("w:eastAsia")))


def headings(document: Any, level: int) -> list[str]:
    return [p.text for p in document.paragraphs if p.style.name == f"Heading {level}"]


def test_the_paper_has_the_margins_of_the_standard(document: Any) -> None:
    first, _, wide, last = ([round(length.mm) for length in lengths(section)] for section in document.sections)
    assert first == last == [210, 297, 37, 35, 28, 26]
    assert wide == [297, 210, 28, 26, 37, 35]


def lengths(section: Any) -> list[Any]:
    """Width and height of the page, then the margins: top, bottom, left, right."""
    sides = [section.top_margin, section.bottom_margin, section.left_margin, section.right_margin]
    return [section.page_width, section.page_height, *sides]


def test_typefaces_and_sizes_are_those_of_the_standard(document: Any) -> None:
    styles = document.styles
    named = {
        name: (face(styles[name]), styles[name].font.size.pt) for name in ("Normal", "Title", "Heading 1", "Heading 2")
    }
    assert named == {
        "Normal": ("仿宋_GB2312", 16),
        "Title": ("方正小标宋简体", 22),
        "Heading 1": ("黑体", 16),
        "Heading 2": ("楷体_GB2312", 16),
    }
    assert styles["Normal"].paragraph_format.line_spacing.pt == pytest.approx(28.95, abs=0.05)
    assert styles["公文正文"].element.pPr.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"


def test_a_face_that_is_missing_has_others_named_for_it(document: Any) -> None:
    part = next(p for p in document.part.package.iter_parts() if p.partname == "/word/fontTable.xml")
    others = dict(re.findall(r'w:name="([^"]+)"><w:altName w:val="([^"]+)"', part.blob.decode()))
    assert others.keys() == {"方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312", "宋体"}
    assert "FangSong" in others["仿宋_GB2312"]


def test_page_numbers_stand_outside_between_dashes(document: Any) -> None:
    section = document.sections[0]
    assert document.settings.odd_and_even_pages_header_footer
    for footer in (section.footer, section.even_page_footer):
        assert footer.paragraphs[0].text == "—  —"
        assert [e.text for e in footer._element.iter(qn("w:instrText"))] == ["PAGE"]


def test_the_masthead_says_what_an_office_expects(document: Any) -> None:
    assert [paragraph.text for paragraph in document.paragraphs[:6]] == [
        "内部资料　注意保存",
        "意见建议专报",
        "\t第47期\t签发人：包宝",
        "中共某区委办公室\t2026年11月23日",
        "2026年第47周意见建议情况",
        "（11月16日至11月22日）",
    ]


def test_a_draft_has_neither_number_nor_signer(week: Snapshot) -> None:
    draft = opened(Snapshot(**{**week, "number": None, "issued_by": None}))
    assert [paragraph.text for paragraph in draft.paragraphs[2:4]] == ["\t草稿\t", "中共某区委办公室\t未编发"]
    assert draft.paragraphs[-1].text == "中共某区委办公室编"


def test_the_paper_ends_with_whom_it_goes_to(document: Any) -> None:
    assert [paragraph.text for paragraph in document.paragraphs[-3:]] == [
        "所涉通报：关于十二届市委第二轮巡视集中整改进展情况的通报",
        "报送范围：区委、区政府领导",
        "中共某区委办公室编\t2026年11月23日印发",
    ]


def test_headings_are_headings_and_are_numbered(document: Any) -> None:
    assert headings(document, 1) == [
        "一、总体情况",
        "二、反映的整改事项",
        "三、整改成效存疑",
        "四、办理情况",
        "五、数据说明",
        "附件1　意见原文",
        "附件2　整改事项逐项统计",
        "附件3　意见清单",
    ]
    assert headings(document, 2) == ["（一）加装电梯", "（二）定海路街道垃圾分类工作", "（三）未关联或尚未分办"]


def test_tables_repeat_their_titles_and_keep_rows_whole(document: Any) -> None:
    for number, table in enumerate(document.tables, start=1):
        rows = [row._tr.trPr for row in table.rows]
        assert [row.find(qn("w:tblHeader")) is not None for row in rows] == [True, *(False for _ in rows[1:])]
        assert all(row.find(qn("w:cantSplit")) is not None for row in rows)
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")).startswith(f"表{number}　")


def test_charts_are_metafiles_that_can_be_read_aloud(document: Any) -> None:
    (shape,) = document.inline_shapes
    assert shape._inline.docPr.get("descr") == "柱形图：图1　登记件数变化。第46周2件，第47周10件。"
    picture = document.part.related_parts[shape._inline.graphic.graphicData.pic.blipFill.blip.embed]
    assert (picture.content_type, picture.blob[40:44]) == ("image/x-emf", b" EMF")
    assert shape.width == Mm(156)


def test_a_metafile_holds_together(week: Snapshot) -> None:
    data = emf(chart.draw(chart.entries(week)))
    kinds, at = [], 0
    while at < len(data):
        kinds.append(int.from_bytes(data[at : at + 4], "little"))
        at += int.from_bytes(data[at + 4 : at + 8], "little")
    size, records = (int.from_bytes(data[start : start + 4], "little") for start in (48, 52))
    assert (size, records) == (len(data), len(kinds))
    assert (at, kinds[0], kinds[-1]) == (len(data), 1, 14)
    assert "加装电梯".encode("utf-16-le") in data


def test_characters_outside_the_first_plane_keep_a_metafile_whole() -> None:
    label = chart.Label(10, 10, 3.5, "middle", "222222", "𠮷a")
    data = emf(chart.Drawing(20, 20, (label,)))
    start = data.index("𠮷a".encode("utf-16-le"))
    steps = [int.from_bytes(data[n : n + 4], "little") for n in range(start + 8, start + 20, 4)]
    assert steps == [350, 0, 175]


def test_all_of_a_small_week_is_quoted(document: Any, week: Snapshot) -> None:
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    for line in week["opinions"]:
        assert all(words in text for words in line["text"].split("\n"))


def test_of_a_large_week_the_typical_are_quoted_and_all_numbers_listed(week: Snapshot) -> None:
    large = opened(many(week, 400))
    quoted = [p.text for p in large.paragraphs if re.match("第[0-9]+件：", p.text)]
    assert len(quoted) == 3
    numbers = large.tables[-1].rows[1].cells[3].text
    assert numbers.split("、") == [f"2026-{n:06d}" for n in range(1, 401)]
    assert large.tables[-1].rows[1]._tr.trPr.find(qn("w:cantSplit")) is None
    assert "附件1　意见摘录" in headings(large, 1)


def test_long_opinions_of_a_large_week_are_cut_and_say_so(week: Snapshot) -> None:
    large = opened(many(week, 40, text="电" * 500, subject=""))
    (quoted,) = [p.text for p in large.paragraphs if p.text.startswith("电")]
    assert quoted == "电" * 200 + "……（余略）"


def test_the_same_words_are_one_voice(week: Snapshot) -> None:
    small = opened(many(week, 5, text="盼装电梯"))
    assert [p.text for p in small.paragraphs].count("盼装电梯") == 1
    assert any(p.text.endswith("另有4件内容相同") for p in small.paragraphs)


def test_what_a_person_joined_is_one_voice_though_the_words_differ(week: Snapshot) -> None:
    small = opened(many(week, 3, joined="7"))
    assert len([p for p in small.paragraphs if p.text.startswith("第1件：")]) == 1
    assert not [p for p in small.paragraphs if p.text.startswith("第2件：")]
    assert any(p.text.endswith("另有2件内容相同") for p in small.paragraphs)


def test_doubts_are_quoted_before_what_is_typical(week: Snapshot) -> None:
    large = many(week, 40, stance="accepts")
    large["opinions"][30] = {**large["opinions"][30], "stance": "doubts", "text": "根本没有整改"}
    assert "根本没有整改" in [p.text for p in opened(large).paragraphs]


@pytest.mark.servers
@pytest.mark.slow
@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_libreoffice_opens_it(week: Snapshot, tmp_path: Path, form: str) -> None:
    assert shutil.which("soffice"), "LibreOffice is missing: apt-get install libreoffice-writer libreoffice-calc"
    (tmp_path / f"week.{form}").write_bytes(FORMS[form].render(week))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", f"week.{form}"],
        cwd=tmp_path,
        check=True,
        capture_output=True,
        timeout=180,
    )
    made = subprocess.run(["pdftotext", "-layout", "week.pdf", "-"], cwd=tmp_path, check=True, capture_output=True)
    text = made.stdout.decode()
    assert "加装电梯" in text
    assert re.search(r"— ?1 ?—" if form == "docx" else "第 ?1 ?页", text)
