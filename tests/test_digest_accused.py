"""Whom opinions complain of: counted with reports, named by a rule, read by managers and nobody else."""

import io
import random
from collections import Counter

import docx
import pytest
from builders import PASSWORD, person
from digest_week import OVER, WEEK, counted, day, small_week, taken, version
from flask import Flask
from pages import log_in, page

from intake import triage
from intake.config import Config
from intake.db import Connection
from intake.digest import restricted
from intake.digest.accused import accused
from intake.digest.forms import FORMS
from intake.digest.issue import issue
from intake.errors import Refused
from intake.likeness import compare
from intake.model import AsideReason, Role, Seal, Staff
from intake.store import events

pytestmark = pytest.mark.both
HOUSING, PARKS = "区房管局", "区绿化市容局"
TODAY, FILE = "/staff/today?range=last-week", f"/staff/digest/{WEEK.period.key}/accused.docx"
LONG = "六楼没有电梯，老人下楼一趟要歇三回，楼里十二户早就都签了字，到现在没有动静，想问还要等多久，请尽快安排。"


def against(conn: Connection, by: Staff, number: int, names: str, **over: str) -> int:
    """An opinion of that day that complains of somebody."""
    opinion_id = taken(conn, day(number), **over)
    triage.accuse(conn, opinion_id, version(conn, opinion_id), names, by, day(number, 12))
    return opinion_id


def three_reports(conn: Connection) -> Staff:
    """A week with four opinions against one unit, one of them a report, after weeks with hardly any."""
    bo = person(conn, Role.MANAGER)
    against(conn, bo, -13, f"{HOUSING}、{PARKS}", body="前两周的意见")
    against(conn, bo, -6, PARKS, body="上一周的意见")
    for n in range(3):
        against(conn, bo, n + 1, HOUSING, body=f"第{n}个人的意见，说的各不相同")
    sealed = against(conn, bo, 4, HOUSING, body="举报的内容")
    triage.seal(conn, sealed, version(conn, sealed), Seal.SEALED, bo, day(4, 13))
    against(conn, bo, 5, PARKS, body="本周的意见")
    void = against(conn, bo, 5, HOUSING, body="代开发票")
    triage.set_aside(conn, void, version(conn, void), AsideReason.SPAM, "", bo, day(5, 14))
    isolated = against(conn, bo, 5, HOUSING, body="不该在这里的内容")
    triage.isolate(conn, isolated, version(conn, isolated), bo, day(5, 15))
    return bo


def words(data: bytes) -> str:
    return "\n".join(docx.Document(io.BytesIO(data)).element.itertext())


def test_opinions_and_reports_are_counted_and_compared(conn: Connection) -> None:
    three_reports(conn)
    housing, parks = accused(conn, WEEK)
    assert (housing.name, housing.count, housing.distinct, housing.before, housing.earlier) == (HOUSING, 4, 4, 0, 1)
    assert (housing.compared, len(housing.numbers), housing.secret) == (2, 3, 1)
    assert (parks.name, parks.count, parks.before, parks.earlier) == (PARKS, 1, 1, 2)
    assert [each.name for each in (housing, parks) if each.concentrated] == [HOUSING]
    assert housing.spoken("week") == f"“{HOUSING}”本周4件，上周0件，前2周平均0.5件"


def test_one_text_sent_by_many_is_no_concentration(conn: Connection) -> None:
    bo = person(conn, Role.MANAGER)
    for n in range(5):
        compare(conn, against(conn, bo, 1, HOUSING, body=f"我住{n}号。{LONG}"))
    (found,) = accused(conn, WEEK)
    assert (found.count, found.distinct, found.concentrated) == (5, 1, False)


def test_as_many_as_ever_is_no_concentration(conn: Connection) -> None:
    bo = person(conn, Role.MANAGER)
    for number in (-6, -5, 1, 2, 3):
        against(conn, bo, number, HOUSING, body=f"第{number}天的意见，每天说的都不同")
    assert accused(conn, WEEK)[0].concentrated is False


@pytest.mark.parametrize("seed", range(3))
def test_figures_are_what_a_slow_count_gives(conn: Connection, seed: int) -> None:
    dice, bo = random.Random(seed), person(conn, Role.MANAGER)
    told = [(dice.randrange(-27, 8), dice.sample([HOUSING, PARKS, "某街道"], dice.randrange(1, 4))) for _ in range(25)]
    for number, names in sorted(told):
        against(conn, bo, number, "、".join(names), body="意见")
    weeks = [(names, (number - 1) // 7) for number, names in told]
    sums = [Counter(name for names, week in weeks if wanted(week) for name in names) for wanted in WANTED]
    for found in accused(conn, WEEK):
        assert (found.count, found.before, found.earlier) == tuple(each[found.name] for each in sums)
        assert found.compared == -min(week for _, week in weeks)
    assert {found.name for found in accused(conn, WEEK)} == set(sums[0])


WANTED = (lambda week: week == 0, lambda week: week == -1, lambda week: week < 0)


def test_the_annex_names_them_and_no_report_by_its_number(conn: Connection, config: Config) -> None:
    bo = three_reports(conn)
    text = words(restricted.render(conn, config, WEEK, bo, OVER))
    assert "仅供负责人阅" in text
    assert f"“{HOUSING}”本周4件" in text
    assert "2026-000003、2026-000004、2026-000005、另有密件、疑似检举控告1件" in text
    assert "2026-000006" not in text
    assert "举报的内容" not in text


def test_a_quiet_week_has_an_annex_that_says_so(conn: Connection, config: Config) -> None:
    bo = small_week(conn)
    text = words(restricted.render(conn, config, WEEK, bo, OVER))
    assert "本周没有意见集中的单位。" in text
    assert "本周没有写明被反映单位的意见。" in text


def test_no_issued_form_names_them(conn: Connection, config: Config) -> None:
    bo = three_reports(conn)
    found = counted(conn, config)
    issue(conn, config, WEEK, bo, OVER)
    for form in ("json", "html", "csv"):
        assert HOUSING not in FORMS[form].render(found).decode()
    assert HOUSING not in words(FORMS["docx"].render(found))


@pytest.mark.parametrize("role", [Role.CLERK, Role.OFFICER, Role.ADMINISTRATOR])
def test_nobody_but_managers_sees_them(app: Flask, conn: Connection, config: Config, role: Role) -> None:
    three_reports(conn)
    cy = person(conn, role, "cy")
    with pytest.raises(Refused):
        restricted.render(conn, config, WEEK, cy, OVER)
    client = app.test_client()
    log_in(client, "cy", PASSWORD)
    assert client.get(FILE).status_code == 403
    assert HOUSING not in client.get(TODAY).text
    assert FILE not in client.get(f"/staff/digest/{WEEK.period.key}").text


def test_a_manager_has_them_on_the_page_of_the_day_and_as_a_file(app: Flask, conn: Connection) -> None:
    bo = three_reports(conn)
    client = app.test_client()
    log_in(client, "bo", PASSWORD)
    html = page(client, f"/staff/today?range={WEEK.period.key}")
    assert f"意见集中的单位：</strong>“{HOUSING}”本周4件，上周0件，前2周平均0.5件。" in html
    assert FILE in html
    assert FILE in page(client, f"/staff/digest/{WEEK.period.key}")
    response = client.get(FILE)
    assert HOUSING in words(response.data)
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert events.history(conn, bo.id)[-1].data["format"] == "accused"


def test_a_manager_reads_nothing_of_what_they_stay_away_from(app: Flask, conn: Connection) -> None:
    bo, cy = three_reports(conn), person(conn, Role.MANAGER, "cy")
    opinion_id = against(conn, bo, 6, "街道办主任", body="与某人有关的意见")
    triage.recuse(conn, opinion_id, version(conn, opinion_id), cy.id, "", bo, OVER)
    for login, there in (("bo", True), ("cy", False)):
        client = app.test_client()
        log_in(client, login, PASSWORD)
        assert ("街道办主任" in words(client.get(FILE).data)) is there
        assert ("街道办主任" in page(client, f"/staff/today?range={WEEK.period.key}")) is there
