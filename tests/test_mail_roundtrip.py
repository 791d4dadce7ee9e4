"""What Python's own library writes is read back exactly: subjects, names, texts, files, in many character sets."""

import re
import unicodedata
from email.headerregistry import Address
from email.message import EmailMessage

from hypothesis import given, settings
from hypothesis import strategies as st

from intake.channels.mail.message import parse
from intake.channels.mail.message_names import safe_name

LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Cn", "Co", "Zl", "Zp"])
CHINESE = st.text(st.sampled_from("建议加装电梯意见，。《》（）“”0123456789 abcABC镕喆㐀𠮷"), min_size=1, max_size=200)
ANY = st.text(LETTERS, min_size=1, max_size=120)
CHARSETS = st.sampled_from(["utf-8", "gb18030"])


def line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


@settings(max_examples=150, deadline=None)
@given(subject=CHINESE | ANY, name=CHINESE, body=CHINESE | ANY, charset=CHARSETS)
def test_subject_sender_and_text_come_back(subject: str, name: str, body: str, charset: str) -> None:
    message = EmailMessage()
    message["Subject"] = line(subject)
    message["From"] = Address(line(name), "ann", "example.org")
    message.set_content(body, charset=charset)
    mail = parse(message.as_bytes())
    assert (mail.subject or "") == line(subject)
    assert mail.from_address == "ann@example.org"
    # folding a long name, the library writes a space between two encoded words, where RFC 2047 §6.2 drops it
    assert "".join((mail.from_name or "").split()) == "".join(name.split())
    assert mail.body.strip() == body.strip()


@settings(max_examples=100, deadline=None)
@given(names=st.lists(CHINESE | ANY, min_size=1, max_size=4), data=st.binary(max_size=3000))
def test_files_and_their_names_come_back(names: list[str], data: bytes) -> None:
    message = EmailMessage()
    message["From"] = "ann@example.org"
    message.set_content("见附件")
    for name in names:
        message.add_attachment(data, maintype="application", subtype="pdf", filename=line(name) or "a")
    found = parse(message.as_bytes()).attachments
    assert [file.data for file in found] == [data] * len(names)
    assert [file.filename for file in found] == [safe_name(unicodedata.normalize("NFC", line(n) or "a")) for n in names]


@settings(max_examples=60, deadline=None)
@given(plain=CHINESE, rich=CHINESE, charset=CHARSETS)
def test_of_alternatives_the_plain_text_comes_back(plain: str, rich: str, charset: str) -> None:
    message = EmailMessage()
    message["From"] = "ann@example.org"
    message.set_content(plain + "。" * 130, charset=charset)
    message.add_alternative(f"<p>{rich}</p>", subtype="html", charset=charset)
    assert parse(message.as_bytes()).body.strip() == (plain + "。" * 130).strip()
