"""No file and no text makes the circular's reader or parser fail otherwise than by saying that it is unreadable."""

import contextlib
import hashlib

from hypothesis import given, settings
from hypothesis import strategies as st

from intake.circular.parse import parse, to_json
from intake.circular.read import read
from intake.circular.reflow import reflow
from intake.circular.types import Parsed, Source
from intake.errors import Unreadable

PIECES = [
    *[
        "一、",
        "二、",
        "十一、",
        "(一)",
        "（二）",
        "1.",
        "２．",
        "(1)",
        "①",
        "1.1 ",
        "问题1-1:",
        "第一个问题：",
        "反馈意见二：",
        "㈠",
        "⑴",
    ],
    *[
        "关于",
        "针对",
        "“",
        "”",
        "《",
        "》",
        "(",
        "）",
        "【整改情况】",
        "整改措施：",
        "问题表述：",
        "的问题",
        "方面",
        "不到位",
        "，",
        "。",
        "：",
    ],
    *[
        "整改进展情况",
        "下一步工作打算",
        "组织领导情况",
        "反馈的32个问题已完成整改28个",
        "联系电话：010-1234567",
        "信封注明“",
        "2024年2月30日至",
    ],
    *[
        "\n",
        "\n\n",
        "\t",
        "\f",
        "　",
        "\u00a0",
        "— 3 —",
        "加强管理",
        "𠀀",
        "e\u0301",
        "3月12日反馈",
        "第",
        "中共某局党组关于巡察整改情况的通报",
        "0",
        "99999999999",
    ],
]
texts = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=8)), max_size=60).map("".join)
NAMES = ["a.txt", "a.html", "a.docx", "a", "a.md", "通报.TXT"]


def understood(text: str) -> Parsed:
    return parse(Source(text, "a.txt", "text/plain", hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()))


@settings(max_examples=300, deadline=None)
@given(texts)
def test_offsets_always_point_to_the_entrys_own_text(text: str) -> None:
    parsed = understood(text)
    for entry in (*parsed.issues, *parsed.sections):
        assert text[entry.start : entry.end] == entry.text
        assert entry.title
        assert entry.path[-1] == entry.title
        assert entry.level == len(entry.path)
    codes = [entry.code for entry in parsed.issues]
    assert len(set(codes)) == len(codes)
    assert all(entry.parent is None or entry.parent in codes for entry in parsed.issues)
    leaves = [entry for entry in parsed.issues if entry.leaf]
    assert all(one.end <= other.start for one, other in zip(leaves, leaves[1:], strict=False))
    to_json(parsed)


@settings(max_examples=150, deadline=None)
@given(texts)
def test_reflow_loses_no_words(text: str) -> None:
    kept = set(reflow(text.replace("\f", "")).split())
    assert sum(map(len, kept)) <= len(text)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(st.binary(max_size=400), texts.map(str.encode), texts.map(lambda t: t.encode("gb18030"))),
    st.sampled_from(NAMES),
)
def test_any_bytes_are_read_or_called_unreadable(data: bytes, name: str) -> None:
    with contextlib.suppress(Unreadable):
        source = read(data, name)
        assert source.text.strip()
        parse(source)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<td rowspan=9>",
                "<tr>",
                "<table>",
                "<ol><li>",
                "<div class=nav>",
                "</div>",
                "<script>",
                "<br",
                "&#x110000;",
                "<!--",
                "一、关于甲不到位的问题",
                "<![CDATA[",
                "&nbsp;",
            ]
        ),
        max_size=40,
    ).map("".join)
)
def test_any_page_is_read_or_called_unreadable(page: str) -> None:
    with contextlib.suppress(Unreadable):
        parse(read(page.encode(), "a.html"))
