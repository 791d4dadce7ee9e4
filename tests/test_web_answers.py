"""Published answers: what a person edited, never the letter; gone as soon as what allowed it is gone."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from builders import NOW, opinion, person
from desk_pages import logged_in
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree
from pages import page, post
from queue_pages import act
from test_language import foreign

from intake import clock, followup, triage
from intake.config import Config
from intake.db import Connection, transaction
from intake.errors import Conflict, Invalid, Refused
from intake.model import Role, Seal, Staff
from intake.store import events, opinions, proposals, publications, staff

pytestmark = pytest.mark.both
DATA = Path(__file__).parent / "data"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
LETTER = "我是张建国，住榆林路1号2室，电话13812345678，什么时候加装电梯？"


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, open_interfaces="published")


def answered(conn: Connection, bo: Staff, body: str = LETTER, **over: str) -> int:
    taken = opinion(conn, body=body, name="张建国", **over).opinion_id
    triage.answer(conn, taken, 1, "已列入明年计划", bo, NOW, delay=timedelta(0))
    return taken


def published(conn: Connection, bo: Staff, question: str = "什么时候加装电梯？") -> int:
    taken = answered(conn, bo)
    triage.publish(conn, taken, version(conn, taken), question, "已列入明年计划\x0b", bo, NOW)
    return taken


def version(conn: Connection, opinion_id: int) -> int:
    return opinions.by_id(conn, opinion_id).version


def test_staff_publish_what_they_edited_and_take_it_back(
    staff_client: FlaskClient, client: FlaskClient, conn: Connection
) -> None:
    taken = answered(conn, staff.by_login(conn, "bo"))
    at = f"/staff/queue/{taken}"
    html = page(staff_client, at)
    offered = html[html.index('id="publish-question"') :]
    assert "13812345678" not in offered[:400]
    assert "什么时候加装电梯" in offered[:400]
    fields = {"version": str(version(conn, taken)), "seen": "0"}
    done = post(staff_client, f"{at}/publish", source=at, question="何时加装电梯？", answer="已列入计划", **fields)
    assert done.status_code == 303, done.text[:300]
    [shown] = publications.visible(conn, limit=9)
    for path in ("/answers", f"/answers/{shown.id}", "/answers.atom"):
        html = client.get(path).text
        assert "何时加装电梯？" in html
        assert not any(word in html for word in ("13812345678", "张建国", "榆林路1号"))
    assert foreign(page(client, "/en/answers")) == foreign(page(client, f"/en/answers/{shown.id}")) == []
    assert "公布答复" in page(staff_client, at)
    assert post(staff_client, f"{at}/unpublish", source=at, **fields).status_code == 409, "an older state"
    assert act(staff_client, taken, "unpublish").status_code == 303
    assert "何时加装电梯" not in page(client, "/answers")
    assert client.get(f"/answers/{shown.id}").status_code == 404


@pytest.mark.parametrize("what", ["sealed", "isolated", "withdrawn", "held", "proposed"])
def test_nothing_outlives_what_allowed_it(client: FlaskClient, conn: Connection, what: str) -> None:
    bo = person(conn, Role.MANAGER)
    taken = published(conn, bo)
    assert "什么时候加装电梯" in page(client, "/answers")
    if what == "sealed":
        triage.seal(conn, taken, version(conn, taken), Seal.SEALED, bo, NOW)
    elif what == "isolated":
        triage.isolate(conn, taken, version(conn, taken), bo, NOW)
    elif what == "withdrawn":
        followup.withdraw(conn, taken, NOW)
    elif what == "proposed":
        followup.add(conn, taken, "我要实名举报某局长收受贿赂，请为我保密", NOW)
    else:
        with transaction(conn):
            opinions.change(conn, taken, version(conn, taken), held="再看一遍")
    for path in ("/answers", "/answers.atom"):
        assert "什么时候加装电梯" not in client.get(path).text
    assert (publications.of_opinion(conn, taken) is None) == (what in ("sealed", "isolated", "proposed"))


def test_what_may_not_be_published_is_refused_with_the_reason(conn: Connection) -> None:
    bo, cy = person(conn, Role.MANAGER), person(conn, Role.CLERK, "cy")
    unanswered = opinion(conn).opinion_id
    with pytest.raises(Invalid, match="还没有答复"):
        triage.publish(conn, unanswered, 1, "问", "答", bo, NOW)
    taken = answered(conn, bo)
    with pytest.raises(Refused):
        triage.publish(conn, taken, version(conn, taken), "问", "答", cy, NOW)
    with pytest.raises(Conflict):
        triage.publish(conn, taken, 1, "问", "答", bo, NOW)
    with pytest.raises(Invalid, match="请填写"):
        triage.publish(conn, taken, version(conn, taken), " ", "答", bo, NOW)
    triage.seal(conn, taken, version(conn, taken), Seal.SEALED, bo, NOW)
    with pytest.raises(Invalid, match="不能公布"):
        triage.publish(conn, taken, version(conn, taken), "问", "答", bo, NOW)
    assert "published" not in [event.kind for event in events.history(conn, taken)]


def test_the_feed_is_what_a_reader_expects(client: FlaskClient, conn: Connection) -> None:
    bo = person(conn, Role.MANAGER)
    published(conn, bo, "一 <b>问</b> & 二")
    response = client.get("/answers.atom")
    assert response.content_type == "application/atom+xml; charset=utf-8"
    feed = etree.fromstring(response.data)
    for name in ("a:id", "a:title", "a:updated", "a:author/a:name", "a:link[@rel='self']"):
        assert len(feed.xpath(name, namespaces=ATOM)) == 1, name
    [entry] = feed.xpath("a:entry", namespaces=ATOM)
    for name in ("a:id", "a:title", "a:updated", "a:content"):
        assert len(entry.xpath(name, namespaces=ATOM)) == 1, name
    assert entry.findtext("a:title", namespaces=ATOM) == "一 <b>问</b> & 二"
    assert clock.from_text(entry.findtext("a:updated", namespaces=ATOM)) == NOW
    assert client.get("/answers.atom", headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize("path", ["/answers.atom", "/en/answers.atom"])
def test_the_feed_is_valid_by_rfc_4287(client: FlaskClient, conn: Connection, path: str) -> None:
    schema, bo = etree.RelaxNG(etree.parse(DATA / "atom.rng")), person(conn, Role.MANAGER)
    schema.assertValid(etree.fromstring(client.get(path).data))
    published(conn, bo, "一 <b>问</b> & 二")
    published(conn, bo)
    feed = etree.fromstring(client.get(path).data)
    schema.assertValid(feed)
    ids = feed.xpath("a:entry/a:id/text()", namespaces=ATOM)
    assert len(set(ids)) == 2
    for gone in ("a:id", "a:updated", "a:entry/a:title"):
        spoilt = etree.fromstring(etree.tostring(feed))
        [first, *_] = spoilt.xpath(gone, namespaces=ATOM)
        first.getparent().remove(first)
        assert not schema.validate(spoilt), gone


def test_older_answers_are_a_page_further(client: FlaskClient, conn: Connection) -> None:
    bo = person(conn, Role.MANAGER)
    for n in range(21):
        taken = answered(conn, bo, body=f"第 {n} 件")
        when = NOW + timedelta(seconds=n)
        triage.publish(conn, taken, version(conn, taken), f"问题之{n}。", "答复", bo, when)
    first = page(client, "/answers")
    assert "问题之20。" in first
    assert "问题之0。" not in first
    shown = publications.visible(conn, limit=20)
    assert "问题之0。" in page(client, f"/answers?before={shown[-1].id}")


def test_what_is_off_is_not_there(staff_client: FlaskClient, conn: Connection) -> None:
    app = staff_client.application
    app.extensions["intake"] = replace(
        app.extensions["intake"], config=replace(app.extensions["intake"].config, open_interfaces="")
    )
    for path in ("/answers", "/answers/1", "/answers.atom"):
        assert staff_client.get(path).status_code == 404
    taken = answered(conn, staff.by_login(conn, "bo"))
    assert "公布答复" not in page(staff_client, f"/staff/queue/{taken}")


@pytest.fixture
def officer(app: Flask, conn: Connection) -> FlaskClient:
    """An officer (Cy), whose words another person releases."""
    return logged_in(app, conn, Role.OFFICER)


def test_what_an_officer_edited_another_person_publishes(
    officer: FlaskClient, staff_client: FlaskClient, client: FlaskClient, conn: Connection
) -> None:
    taken = answered(conn, staff.by_login(conn, "bo"))
    act(officer, taken, "publish", question="何时加装？", answer="明年")
    assert publications.of_opinion(conn, taken) is None
    assert act(officer, taken, "release_publication").status_code == 403
    assert 'class="count"' not in page(officer, "/staff/signing")
    html = page(staff_client, "/staff/signing")
    assert "何时加装？" in html
    assert '签发 <b class="count">1</b>' in html
    assert act(staff_client, taken, "return_publication", reason=" ").status_code == 422
    act(staff_client, taken, "return_publication", reason="写明几月")
    html = page(officer, "/staff/signing")
    assert "退回我修改的" in html
    assert '签发 <b class="count">1</b>' in html
    assert "写明几月" in page(officer, f"/staff/queue/{taken}")
    act(officer, taken, "publish", question="何时加装？", answer="明年三月")
    act(staff_client, taken, "release_publication")
    assert publications.of_opinion(conn, taken) == ("何时加装？", "明年三月")
    assert "明年三月" in page(client, "/answers")
    assert "审核公布岑宜编辑的答复" in page(staff_client, f"/staff/queue/{taken}")
    assert 'class="count"' not in page(staff_client, "/staff/signing")


def test_what_is_published_stands_until_the_change_is_released(
    officer: FlaskClient, staff_client: FlaskClient, client: FlaskClient, conn: Connection
) -> None:
    taken = published(conn, staff.by_login(conn, "bo"))
    act(officer, taken, "publish", question="改过的问题", answer="改过的答复")
    html = page(client, "/answers")
    assert "什么时候加装电梯" in html
    assert "改过的" not in html
    act(staff_client, taken, "release_publication")
    assert "改过的答复" in page(client, "/answers")


def test_of_two_editors_the_second_sees_the_first_and_keeps_the_words(
    officer: FlaskClient, staff_client: FlaskClient, conn: Connection
) -> None:
    taken = answered(conn, staff.by_login(conn, "bo"))
    at = f"/staff/queue/{taken}"
    fields = {"version": str(version(conn, taken)), "seen": "2", "question": "乙的问题", "answer": "乙的答复"}
    act(officer, taken, "publish", question="甲的问题", answer="甲的答复")
    second = post(staff_client, f"{at}/publish", source=at, **fields)
    assert second.status_code == 409
    assert "编辑公布内容，送审" in second.text
    assert "岑宜" in second.text
    assert "乙的问题" in second.text
    assert "乙的答复" in second.text
    assert publications.of_opinion(conn, taken) is None


def test_sealing_takes_what_waits_away_too(conn: Connection) -> None:
    bo, cy = person(conn, Role.MANAGER), person(conn, Role.OFFICER, "cy")
    taken = answered(conn, bo)
    triage.propose_publication(conn, taken, version(conn, taken), "问", "答", cy, NOW)
    triage.seal(conn, taken, version(conn, taken), Seal.SEALED, bo, NOW)
    assert proposals.of_opinion(conn, taken) is None
    assert proposals.todo(conn, bo.id, NOW.date()) == 0
    with pytest.raises(Conflict):
        triage.release_publication(conn, taken, version(conn, taken), bo, NOW)
