"""The forms of a digest against golden files of a small week, and against each other."""

import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import timedelta

import docx
import pytest
from digest_week import GOLDEN, counted, day, golden, small_week, taken, without_ids
from lxml import etree

from intake.config import Config
from intake.db import Connection
from intake.digest import tables
from intake.digest.forms import FORMS
from intake.digest.types import Snapshot


@pytest.fixture(scope="module")
def week() -> Snapshot:
    return golden()


def same_as_golden(name: str, data: bytes) -> None:
    """Compare with the golden file, part by part where it is a package: zlib compresses differently elsewhere."""
    path = GOLDEN / name
    if not path.exists():
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
        pytest.fail(f"{name} was missing and has been written: look at it, then run again")
    had, made = parts(path.read_bytes()), parts(data)
    wrong = [part or name for part in dict.fromkeys([*had, *made]) if had.get(part) != made.get(part)]
    assert not wrong, f"differs from the golden {name}: {wrong}; where that is wanted, delete {path} and run twice"
    assert list(had) == list(made), f"the parts of {name} come in another order"


def parts(data: bytes) -> dict[str, bytes]:
    """What is inside a package by name; any other file as it is, without a name."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return {"": data}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {part: package.read(part) for part in package.namelist()}


@pytest.mark.both
def test_the_small_week_is_counted_as_it_always_was(conn: Connection, config: Config) -> None:
    small_week(conn)
    found = counted(conn, replace(config, office="中共某区委办公室", digest_to="区委、区政府领导"))
    same_as_golden("week.json", without_ids(FORMS["json"].render(found).decode()).encode())


@pytest.mark.parametrize("quiet", [0, 1, 20])
def test_a_week_in_which_nothing_came_can_be_handed_out(conn: Connection, config: Config, quiet: int) -> None:
    if quiet:
        taken(conn, day(1) - timedelta(weeks=quiet))
    found = counted(conn, config)
    assert all(form.render(found) for form in FORMS.values())
    assert b"2026" in FORMS["html"].render(found)


@pytest.mark.parametrize("form", [form for form in FORMS if form != "json"])
def test_the_golden_week_gives_the_same_bytes_as_ever(week: Snapshot, form: str) -> None:
    same_as_golden(f"week.{form}", FORMS[form].render(week))


@pytest.mark.parametrize("form", FORMS)
def test_a_form_made_twice_has_the_same_bytes(week: Snapshot, form: str) -> None:
    first = FORMS[form].render(week)
    assert FORMS[form].render(json.loads(json.dumps(week))) == first


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_office_files_have_no_clock_but_that_of_the_digest(week: Snapshot, form: str) -> None:
    with zipfile.ZipFile(io.BytesIO(FORMS[form].render(week))) as package:
        assert {part.date_time for part in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = etree.fromstring(package.read("docProps/core.xml"))
    times = {each.text for each in core if etree.QName(each).localname in ("created", "modified")}
    assert times == {"2026-11-23T02:00:00Z"}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_has_every_entry_and_every_opinion_that_may_be_shown(week: Snapshot, form: str) -> None:
    text = text_of(form, FORMS[form].render(week))
    for line in week["issues"]:
        assert line["title"] in text
    for opinion in week["opinions"]:
        assert opinion["number"] in text
        assert opinion["text"].partition("\n")[0] in text


def text_of(form: str, data: bytes) -> str:
    if form not in ("docx", "xlsx"):
        return data.decode()
    if form == "docx":
        return "\n".join(docx.Document(io.BytesIO(data)).element.itertext())
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return "\n".join(etree.fromstring(package.read("xl/sharedStrings.xml")).itertext())


def test_the_page_needs_nothing_from_elsewhere(week: Snapshot) -> None:
    html = FORMS["html"].render(week).decode()
    assert not re.search(r"<script|<link|<img|\bsrc=|\bstyle=|https?://", html)


def test_the_pages_chart_can_be_seen_read_aloud_and_looked_up(week: Snapshot) -> None:
    tree = etree.fromstring(FORMS["html"].render(week), etree.HTMLParser())
    (figure,) = tree.iter("figure")
    (svg,) = figure.iter("svg")
    assert (svg.get("role"), svg.get("aria-label")) == ("img", "柱形图：图1　登记件数变化。第46周2件，第47周10件。")
    rows = [[cell.text for cell in row] for row in figure.iter("tr")]
    assert rows == [["项目", "件数"], ["第46周", "2"], ["第47周", "10"]]


def test_the_pages_tables_have_captions_and_column_heads(week: Snapshot) -> None:
    tree = etree.fromstring(FORMS["html"].render(week), etree.HTMLParser())
    numbered = [table for table in tree.iter("table") if table.find("caption") is not None]
    assert [table.findtext("caption").partition("　")[0] for table in numbered] == [f"表{n}" for n in range(1, 9)]
    for table in numbered:
        assert {cell.get("scope") for cell in table.find("thead").iter("th")} == {"col"}


def test_the_csv_has_every_table_of_the_workbook(week: Snapshot) -> None:
    lines = FORMS["csv"].render(week).decode("utf-8-sig").split("\r\n")
    assert lines[0] == "意见建议专报,第47期,2026年第47周（11月16日至11月22日）,,中共某区委办公室"
    titles = [lines[n + 1] for n, line in enumerate(lines[:-1]) if line == ""]
    assert titles == [table.title for table in tables.every(week)]
