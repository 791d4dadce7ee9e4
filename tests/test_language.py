"""Two languages: every public sentence has its English, every page exists in both, nothing is said in the wrong one."""

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest
from builders import NOW, issue_id, opinion, person
from flask import Flask
from flask.testing import FlaskClient
from messages import PLACEHOLDER, ROOT, TEMPLATES, bare, in_code, in_template, used
from pages import page
from public_pages import photo, send

from intake import triage
from intake.db import Connection
from intake.model import Outcome, Role
from intake.sentence import Sentence
from intake.store import circulars
from intake.text import po
from intake.web import filters, language

CHINESE = re.compile("[\u4e00-\u9fff]")
SPOKEN = ("aria-label", "alt", "placeholder", "title", "label")
OWN = {"意见建议", "中文"}  # the subject of a mail to the office, and the name of the other language


def test_every_sentence_has_its_english_and_no_other_is_kept() -> None:
    known = set(language.catalogue()) - {""}
    assert sorted(used() - known) == [], "without English"
    assert sorted(known - used()) == [], "no longer used"


def test_a_translation_has_the_values_of_its_message() -> None:
    for message, translation in language.catalogue().items():
        assert translation.strip(), message
        assert set(PLACEHOLDER.findall(message)) == set(PLACEHOLDER.findall(translation)), message
        tags = re.findall(r"<[^>]+>", message)
        assert re.findall(r"<[^>]+>", translation) == tags, message


def test_no_template_says_chinese_words_without_asking_for_english() -> None:
    for path in TEMPLATES:
        assert set(bare(path.read_text(encoding="utf-8"))) <= OWN, path.name


def test_a_sentence_without_english_is_found() -> None:
    assert list(in_template("{% trans n=1 %}还有 {{ n }} 件{% endtrans %}{{ _('甲') }}")) == ["还有 %(n)s 件", "甲"]
    assert list(in_code("raise Invalid(Sentence('乙 %(n)s', n=2))")) == ["乙 %(n)s"]
    assert bare("<p>丙</p>{% trans %}丁{% endtrans %}") == ["丙"]


@pytest.mark.parametrize("text", ['msgid "a"\nmsgstr "b"\nmsgid "a"\nmsgstr "c"', 'msgid "a\nmsgstr "b"', "hello"])
def test_a_broken_catalogue_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        po.read(text)


def test_a_catalogue_is_read_as_translators_write_it() -> None:
    text = '# a remark\n#, python-format\nmsgid ""\n"one \\"%(n)s\\"\\n"\n"two"\nmsgstr "eins"\n'
    assert po.read(text) == {'one "%(n)s"\ntwo': "eins"}


class _Foreign(HTMLParser):
    """Collects Chinese that an English page says without marking it as Chinese."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._languages: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        here = dict(attributes)
        spoken = here.get("lang") or (self._languages[-1][1] if self._languages else "")
        if tag not in ("meta", "link", "input", "img", "br"):
            self._languages.append((tag, str(spoken)))
        if spoken == "en":
            marked = [value for name in SPOKEN if (value := here.get(name)) and CHINESE.search(value)]
            self.found += [value for value in marked if "电梯 (lift)" not in value]

    def handle_endtag(self, tag: str) -> None:
        while self._languages and self._languages.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag, spoken = self._languages[-1] if self._languages else ("", "")
        if spoken == "en" and tag not in ("title", "textarea") and CHINESE.search(data):
            self.found.append(data.strip())


def foreign(html: str) -> list[str]:
    reader = _Foreign()
    reader.feed(html)
    assert '<html lang="en">' in html
    return reader.found


def test_chinese_on_an_english_page_is_found() -> None:
    assert foreign('<html lang="en"><p>您好<b lang="zh-CN">好</b><img alt="图"></p></html>') == ["您好", "图"]


def test_every_page_speaks_english(client: FlaskClient, conn: Connection) -> None:
    shown = circulars.published(conn)[0]
    issue = f"/en/circular/{shown.id}/issue/{issue_id(conn, '加装电梯')}"
    for path in ("/en/", "/en/opinion", "/en/lookup", "/en/state", "/en/privacy", "/en/accessibility", issue):
        assert foreign(page(client, path)) == [], path
    for path in (f"/en/circular/{shown.id}?q=电梯", f"/en/circular/{shown.id}?q=没有的"):
        assert foreign(page(client, path)) == [], path
    assert foreign(page(client, "/en/nothing", 404)) == []


def test_every_answer_speaks_english(client: FlaskClient, conn: Connection) -> None:
    wrong = {"body": "", "email": "nobody", "phone": "x", "consent": "", "place": "x" * 201}
    answers = [
        send(client, path="/en/opinion", **wrong, files=[photo("a.gif", b"GIF89a"), photo("b.png", b"")]),
        send(client, path="/en/opinion", body="x" * 20_001),
        send(client, path="/en/opinion", body="The lift is broken", key="", email="a@example.com", wants_answer="y"),
        send(client, path="/en/opinion", body="The lift is broken", email="a@example.com"),
        client.post("/en/lookup", data={"code": "12"}),
        client.post("/en/lookup", data={"code": ""}),
    ]
    for answer in answers:
        assert foreign(answer.text) == []


def test_a_status_speaks_english(client: FlaskClient, conn: Connection) -> None:
    receipt, bo = opinion(conn), person(conn, Role.MANAGER)
    triage.close(conn, receipt.opinion_id, 1, Outcome.EXPLAINED, "", bo, NOW)
    found = client.post("/en/lookup", data={"code": receipt.code})
    assert foreign(found.text) == []
    assert "Closed: explained" in found.text
    assert "18 November 2026, 10:00" in found.text
    refused = client.post("/en/lookup/add", data={"code": receipt.code, "words": " "})
    assert "Please write what you want to add" in refused.text


def test_links_stay_in_the_language_and_one_leads_to_the_other(client: FlaskClient, conn: Connection) -> None:
    html = page(client, "/en/opinion?size=large")
    inner = re.findall(r'(?:href|action|data-suggest)="(/[^"]*)"', html)
    assert [path for path in inner if not path.startswith(("/en/", "/assets/"))] == ["/opinion?size=large"]
    assert 'href="/en/opinion?size=large"' in page(client, "/opinion?size=large")


def test_staff_pages_have_one_language(client: FlaskClient, conn: Connection) -> None:
    assert client.get("/en/staff/login").status_code == 404
    assert '<html lang="zh-CN">' in client.get("/staff/login").text


def test_values_of_a_sentence_are_said_in_the_same_language(app: Flask) -> None:
    words = Sentence("%(step)s：%(outcome)s", step=Sentence("已办结"), outcome="已解决")
    assert words == "已办结：已解决"
    with app.test_request_context("/en/lookup"):
        assert language.say(words) == "Closed: solved"
        assert filters.day(datetime(2026, 3, 1, 20, tzinfo=UTC)) == "2 March 2026"
    with app.test_request_context("/lookup"):
        assert language.say(words) == words


def test_the_catalogue_comes_with_the_package() -> None:
    assert (ROOT / "intake" / "locale" / "en.po").read_text(encoding="utf-8").startswith("# English")
