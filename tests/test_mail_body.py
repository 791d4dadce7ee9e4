"""Text, alternatives and attachments: every leaf ends up somewhere."""

import pytest
from letters import letter

from intake.channels.mail.message import Mail, parse
from intake.channels.mail.message_html import html_to_text
from intake.channels.mail.message_names import safe_name
from intake.channels.mail.message_plain import unentity
from intake.channels.mail.message_transfer import decode_base64, decode_transfer, decode_uu


def multipart(kind: str, *parts: str) -> Mail:
    body = "".join(f"--b\r\n{part}\r\n" for part in parts) + "--b--"
    return parse(letter(f"Content-Type: multipart/{kind}; boundary=b", body=body))


PLAIN = "Content-Type: text/plain; charset=utf-8\r\n\r\n"
HTML = "Content-Type: text/html; charset=utf-8\r\n\r\n"
PDF = 'Content-Type: application/pdf; name="a.pdf"\r\n\r\n%PDF'


def test_of_alternatives_the_plain_text_is_taken() -> None:
    assert multipart("alternative", f"{PLAIN}建议加装电梯", f"{HTML}<p>建议加装电梯</p>").body == "建议加装电梯"


def test_html_is_taken_where_the_plain_text_only_points_to_it() -> None:
    body = multipart("alternative", f"{PLAIN}您的客户端不支持 HTML", f"{HTML}<p>真正的意见</p>").body
    assert body == "真正的意见"


def test_html_alone_becomes_text() -> None:
    assert multipart("mixed", f"{HTML}<p>第一段</p><p>第二&nbsp;段</p>").body == "第一段\n\n第二 段"


def test_a_second_text_part_is_not_dropped() -> None:
    assert multipart("mixed", f"{PLAIN}上半", PDF, f"{PLAIN}下半").body == "上半\n\n下半"


def test_an_attachment_inside_alternatives_is_not_dropped() -> None:
    mail = multipart("alternative", f"{PLAIN}见附件", PDF)
    assert [(a.filename, a.media_type) for a in mail.attachments] == [("a.pdf", "application/pdf")]


def test_a_text_file_is_an_attachment() -> None:
    file = 'Content-Type: text/plain; name="a.txt"\r\nContent-Disposition: attachment\r\n\r\nfile'
    mail = multipart("mixed", f"{PLAIN}见附件", file)
    assert (mail.body, mail.attachments[0].filename, mail.attachments[0].data) == ("见附件", "a.txt", b"file")


def test_a_mail_in_a_mail_is_an_attachment() -> None:
    inner = "Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ninner text"
    mail = multipart("mixed", f"{PLAIN}转发", inner)
    assert (mail.body, mail.attachments[0].media_type) == ("转发", "message/rfc822")


def test_a_mail_that_is_one_pdf_is_that_file() -> None:
    mail = parse(letter('Content-Type: application/pdf; name="信.pdf"', body="%PDF"))
    assert (mail.body, [a.filename for a in mail.attachments]) == ("", ["信.pdf"])


def test_a_boundary_that_never_comes_leaves_the_text() -> None:
    mail = parse(letter("Content-Type: multipart/mixed; boundary=never", body="只有正文"))
    assert (mail.body, mail.problems) == ("只有正文", ("no-parts",))


@pytest.mark.parametrize(
    "declared", ["multipart/*; boundary=b", "multipart; boundary=b", f'multipart/mixed; boundary="{"b" * 300}"']
)
def test_parts_are_found_whatever_their_whole_is_called(declared: str) -> None:
    boundary = "b" * (300 if "bb" in declared else 1)
    body = f"--{boundary}\r\n{PLAIN}正文\r\n--{boundary}--\r\n"
    mail = parse(letter(f"Content-Type: {declared}", body=body))
    assert (mail.body, mail.problems) == ("正文", ())


def test_parts_that_are_never_closed_end_with_the_message() -> None:
    mail = parse(letter("Content-Type: multipart/mixed; boundary=b", body=f"--b\r\n{PLAIN}没有结尾"))
    assert mail.body == "没有结尾"


def test_nesting_without_end_is_cut_and_said() -> None:
    body = "".join(f"--{n}\r\nContent-Type: multipart/mixed; boundary={n + 1}\r\n\r\n" for n in range(3000))
    mail = parse(letter("Content-Type: multipart/mixed; boundary=0", body=body))
    assert "too-deep" in mail.problems


def test_parts_without_number_are_cut_and_said() -> None:
    assert "too-many-parts" in multipart("mixed", *[f"{PLAIN}x"] * 6000).problems


TRANSFERS = [
    ("base64", b"5oSP6KeB", "意见".encode()),
    ("BASE64", b"5oSP\r\n 6KeB", "意见".encode()),
    ("base64", b"5oSP!6KeB5oSP6KeB", "意见意见".encode()),
    ("base64", b"5oSP6A==p4E=", "意见".encode()),
    ("base64", b"5oSP6KeBc", "意见".encode()),
    ("quoted-printable", b"=E6=84=8F=\r\n=E8=A7=81", "意见".encode()),
    ("quoted-printable", b"a=ZZb", b"a=ZZb"),
    ("8bit", b"\xff", b"\xff"),
    ("nonsense", b"abc", b"abc"),
]


@pytest.mark.parametrize(("encoding", "data", "content"), TRANSFERS)
def test_transfer_encodings_are_undone(encoding: str, data: bytes, content: bytes) -> None:
    assert decode_transfer(data, encoding) == content


def test_what_is_labelled_base64_and_is_text_stays_text() -> None:
    assert decode_base64("这不是编码，只是正文。".encode()) == "这不是编码，只是正文。".encode()


def test_uuencoded_files_are_read() -> None:
    assert decode_uu(b"begin 644 a.txt\n#86)C\n`\nend\n") == b"abc"
    assert decode_uu(b"no file here") == b"no file here"


PAGES = [
    ("<p>一</p><p>二</p>", "一\n\n二"),
    ("一<br>二<br/>三", "一\n二\n三"),
    ("<div>一</div><div>二</div>", "一\n二"),
    ("<table><tr><td>甲</td><td>乙</td></tr></table>", "甲\t乙"),
    ("<style>p{}</style><script>x()</script>看得见<!-- 看不见 -->", "看得见"),
    ("<title>题</title>文", "文"),
    ("&lt;b&gt; &amp; &#20320;", "<b> & 你"),
    ("<pre>a  b\n c</pre>", "a  b\nc"),
    ("1 < 2 且 3 > 2", "1 < 2 且 3 > 2"),
    ('<a title="a > b">链接</a>', "链接"),
    ("<p>没有关上", "没有关上"),
]


@pytest.mark.parametrize(("source", "text"), PAGES)
def test_html_becomes_its_visible_words(source: str, text: str) -> None:
    assert html_to_text(source) == text


@pytest.mark.parametrize(
    "source", ["<div>" * 200_000, "<" * 300_000, "<!--" * 100_000, '<a b="' * 100_000, "&" * 300_000]
)
def test_hostile_html_takes_no_time(source: str) -> None:
    html_to_text(source)


def test_the_entities_qq_leaves_in_plain_text_are_undone() -> None:
    assert unentity("价格&nbsp;&lt;&nbsp;5") == "价格 < 5"
    assert unentity("我写的 &lt; 是我自己写的") == "我写的 &lt; 是我自己写的"


def test_flowed_lines_are_joined() -> None:
    flowed = "Content-Type: text/plain; charset=utf-8; format=flowed"
    assert parse(letter(flowed, body="one \r\ntwo\r\nthree")).body == "one two\nthree"


NAMES = [
    ("a.pdf", "a.pdf"),
    ("../../etc/passwd", "passwd"),
    ("C:\\docs\\信.doc", "信.doc"),
    ("photo\u202egpj.exe", "photogpj.exe"),
    ("a\x00b\n.txt", "ab.txt"),
    ("...", None),
    ("", None),
]


@pytest.mark.parametrize(("given", "name"), NAMES)
def test_names_of_files_are_made_safe(given: str, name: str | None) -> None:
    assert safe_name(given) == name


def test_a_long_name_keeps_its_extension() -> None:
    name = safe_name("很" * 300 + ".docx")
    assert name is not None
    assert name.endswith("很.docx")
    assert len(name.encode()) <= 255
