"""Who stays away from an opinion: named or proposed, and nowhere does the opinion exist for them any more."""

import io
from datetime import timedelta

import pytest
from builders import NOW, PASSWORD, opinion, person
from flask import Flask
from flask.testing import FlaskClient
from handed import given
from pages import log_in, page, token
from queue_pages import LIFT, act, now_is, suggest

from intake import followup, indexing, triage
from intake.db import Connection, transaction
from intake.errors import Conflict, Invalid, NotFound, Refused
from intake.export.run import export
from intake.model import Channel, Role, Seal, Staff
from intake.store import claims, contacts, digests, events, queue, recusals, registers, staff
from intake.store.exports import Wanted
from intake.store.filters import Filter

pytestmark = pytest.mark.both
SECRET = "凤凰山路"
SPAN = (NOW - timedelta(days=1), NOW + timedelta(days=1), 0)


def kept(conn: Connection, opinion_id: int, *people: Staff, by: Staff) -> None:
    for each in people:
        triage.recuse(conn, opinion_id, now_is(conn, opinion_id).version, each.id, "", by, NOW)


def client_of(app: Flask, login: str) -> FlaskClient:
    client = app.test_client()
    log_in(client, login, PASSWORD)
    return client


def test_naming_and_letting_back_stand_in_the_history(conn: Connection) -> None:
    bo, cy, taken = person(conn), person(conn, Role.MANAGER, "cy"), opinion(conn).opinion_id
    triage.recuse(conn, taken, 1, cy.id, "反映的是其本人", bo, NOW)
    assert [event.kind for event in events.history(conn, taken)][-1] == "recused"
    with pytest.raises(NotFound):
        triage.look(conn, taken, cy)
    with pytest.raises(NotFound):  # nobody ends what they stay away from
        triage.end_recusal(conn, taken, 2, cy.id, "没有关系", cy, NOW)
    with pytest.raises(Conflict):
        triage.recuse(conn, taken, 2, cy.id, "", bo, NOW)
    with pytest.raises(Invalid, match="理由"):
        triage.end_recusal(conn, taken, 2, cy.id, " ", bo, NOW)
    triage.end_recusal(conn, taken, 2, cy.id, "同名，不是其本人", bo, NOW)
    last = events.history(conn, taken)[-1]
    assert (last.kind, last.data, last.words) == ("recusal_ended", {"staff": [cy.id]}, "同名，不是其本人")
    assert triage.look(conn, taken, cy).id == taken


def test_a_clerk_may_stay_away_and_names_nobody_else(conn: Connection) -> None:
    clerk, bo, taken = person(conn, Role.CLERK, "cy"), person(conn), opinion(conn).opinion_id
    with pytest.raises(Refused):
        triage.recuse(conn, taken, 1, bo.id, "", clerk, NOW)
    with transaction(conn):
        assert claims.take(conn, taken, clerk.id, NOW, NOW - triage.HELD)
    triage.recuse(conn, taken, 1, clerk.id, "邻居", clerk, NOW)
    assert claims.of(conn, [taken], NOW - triage.HELD) == {}
    with pytest.raises(Refused):
        triage.end_recusal(conn, taken, 2, clerk.id, "想看", clerk, NOW)


def test_somebody_who_decides_always_remains(conn: Connection) -> None:
    bo, cy, taken = person(conn, Role.MANAGER), person(conn, Role.OFFICER, "cy"), opinion(conn).opinion_id
    kept(conn, taken, bo, by=cy)
    with pytest.raises(Invalid, match="没有其他人"):
        triage.recuse(conn, taken, 2, cy.id, "", cy, NOW)
    sealed = opinion(conn).opinion_id
    triage.seal(conn, sealed, 1, Seal.SEALED, bo, NOW)
    with pytest.raises(Invalid, match="没有其他人"):  # the officer sees no sealed ones
        triage.recuse(conn, sealed, 2, bo.id, "", bo, NOW)
    assert now_is(conn, sealed).version == 2


@pytest.mark.parametrize(
    ("body", "whom"),
    [
        ("我要投诉包宝，态度很差", {"bo"}),
        ("上次打電話，接電話的包寶推諉", {"bo"}),
        ("包宝和岑宜互相推诿，没人管", {"bo", "cy"}),
        ("谢谢包宝耐心解释，电梯装好了", set()),
        ("投诉楼下噪音" + "。" * 60 + "包宝收", set()),
    ],
)
def test_a_name_beside_a_complaint_is_kept_from_its_bearer(conn: Connection, body: str, whom: set[str]) -> None:
    people = {login: person(conn, Role.OFFICER, login) for login in ("bo", "cy", "dan")}
    taken = opinion(conn, body=body).opinion_id
    found = recusals.of_opinion(conn, taken)
    assert {each.staff_id for each in found} == {people[login].id for login in whom}
    assert all(each.named_by is None for each in found)
    for login, each in people.items():
        if login in whom:
            with pytest.raises(NotFound):
                triage.look(conn, taken, each)
    if whom:
        triage.recuse(conn, taken, 1, people["bo"].id, "", people["dan"], NOW)
        assert {each.named_by for each in recusals.of_opinion(conn, taken)} >= {people["dan"].id}


def test_who_alone_could_decide_is_not_kept_away_by_the_machine(conn: Connection) -> None:
    bo, clerk = person(conn, Role.MANAGER), person(conn, Role.CLERK, "cy")
    taken = opinion(conn, body="投诉包宝、岑宜，推诿").opinion_id
    assert [each.staff_id for each in recusals.of_opinion(conn, taken)] == [clerk.id]
    assert triage.look(conn, taken, bo).id == taken


NARROWED = (
    "/staff/queue?status=",
    "/staff/queue?status=&channel=letter",
    f"/staff/queue?status=&text={SECRET}",
    f"/staff/search?text={SECRET}&status=",
    "/staff/handovers?view=proposed",
    "/staff/today?first=2026-11-18&last=2026-11-18",
)
BOOK = "/staff/register?channel=letter&first=2026-11-18&last=2026-11-18"


def letter(conn: Connection, words: str = SECRET) -> int:
    return opinion(
        conn,
        channel=Channel.LETTER,
        body=f"{words}三号楼的加装电梯没有人管",
        phone="13900001111",
        address=f"{words}3号",
    ).opinion_id


def lists(app: Flask) -> list[str]:
    """The address of every staff page that needs nothing to be asked for, and of some narrowed ones."""
    plain = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/staff/") and not rule.arguments and "GET" in (rule.methods or ())
    ]
    return [*plain, *NARROWED]


def shows(client: FlaskClient, path: str, words: str) -> bool:
    return words.encode() in client.get(path).data


def test_it_is_in_no_list_and_behind_no_address(app: Flask, conn: Connection) -> None:
    bo, cy = person(conn, Role.MANAGER), person(conn, Role.MANAGER, "cy")
    taken, other = letter(conn), letter(conn, "白玉兰路")
    suggest(conn, taken, LIFT)
    triage.submit_answer(conn, taken, 1, f"拟答复{SECRET}", bo, NOW)
    while indexing.work(conn, NOW + timedelta(minutes=1)):
        pass
    number, mine, theirs = now_is(conn, taken).number, client_of(app, "cy"), client_of(app, "bo")
    before = {path for path in lists(app) if shows(mine, path, number)}
    assert {"/staff/queue", "/staff/signing", *NARROWED[:4]} <= before
    kept(conn, taken, cy, by=bo)
    assert before == {path for path in lists(app) if shows(theirs, path, number)}
    # a digest is the same paper for everybody: it counts the opinion and has none of its words
    assert {path for path in lists(app) if shows(mine, path, number)} <= {"/staff/digest", "/staff/digest/find"}
    assert [path for path in lists(app) if "text=" not in path and shows(mine, path, SECRET)] == []
    behind = [
        rule for rule in app.url_map.iter_rules() if "opinion_id" in rule.arguments and "/staff/queue/" in rule.rule
    ]
    for rule in behind:
        values = dict.fromkeys(rule.arguments, 1) | {"opinion_id": taken}
        path = app.url_map.bind("").build(rule.endpoint, values, method=next(iter(rule.methods or ())))
        way = mine.get if "GET" in (rule.methods or ()) else mine.post
        fields = (
            {} if way == mine.get else {"data": {"csrf_token": token(mine.get("/staff/queue").text), "version": "2"}}
        )
        assert way(path, **fields).status_code == 404, path
    assert mine.get(f"/staff/queue/{other}/beside/{taken}").status_code == 404
    assert f"/staff/queue/{taken}" not in mine.get(f"/staff/queue/{other}").text
    assert f"/staff/queue/{taken}" in theirs.get(f"/staff/queue/{other}").text


def test_a_book_says_only_its_number(app: Flask, conn: Connection) -> None:
    bo, cy, taken = person(conn, Role.MANAGER), person(conn, Role.MANAGER, "cy"), letter(conn)
    kept(conn, taken, cy, by=bo)
    assert SECRET not in client_of(app, "cy").get(BOOK).text
    conn.reader = cy.id
    assert [entry.secret for entry in registers.entries(conn, *SPAN[:2], [Channel.LETTER])] == [True]
    conn.reader = 0
    assert [entry.secret for entry in registers.entries(conn, *SPAN[:2], [Channel.LETTER])] == [False]


def test_counts_and_lists_are_those_of_the_others(conn: Connection) -> None:
    bo, cy = person(conn, Role.MANAGER), person(conn, Role.MANAGER, "cy")
    ids = [letter(conn) for _ in range(3)]
    kept(conn, ids[1], cy, by=bo)
    for reader, seen in ((0, ids), (bo.id, ids), (cy.id, [ids[0], ids[2]])):
        conn.reader = reader
        for wanted in (Filter(), Filter(status=""), Filter(status="", channel="letter")):
            assert [line.id for line in queue.newest(conn, wanted, limit=9)] == sorted(seen, reverse=True)
            assert queue.count(conn, wanted) == len(seen)
        assert {found.id for found in contacts.earlier(conn, phone="13900001111")} == set(seen)
        assert {found.id for found in contacts.lines(conn, ids)} == set(seen)
        groups = queue.tally(conn, sealed=True) + queue.kept_away(conn, sealed=True)
        assert sum(group.count for group in groups) == len(seen)
        out = io.BytesIO()
        assert export(conn, "jsonl", Wanted(), out, None, NOW).rows == len(seen)
    conn.reader = 0


def test_a_unit_that_has_it_loses_sight_of_it(app: Flask, conn: Connection) -> None:
    bo, housing, taken = person(conn), person(conn, Role.UNIT, "fang"), letter(conn)
    handed = given(conn, taken, bo, housing)
    client = client_of(app, "fang")
    assert client.get(f"/staff/unit/{handed}").status_code == 200
    kept(conn, taken, staff.by_login(conn, "fang"), by=bo)
    assert client.get(f"/staff/unit/{handed}").status_code == 404
    assert now_is(conn, taken).number not in client.get("/staff/unit").text


def test_digests_count_it_and_have_none_of_its_words(conn: Connection) -> None:
    bo, cy, taken = person(conn), person(conn, Role.OFFICER, "cy"), letter(conn)
    assert [found.kept_out for found in digests.taken(conn, *SPAN)] == [False]
    kept(conn, taken, cy, by=bo)
    assert [found.kept_out for found in digests.taken(conn, *SPAN)] == [True]


def test_the_page_names_proposes_and_lets_back(app: Flask, staff_client: FlaskClient, conn: Connection) -> None:
    cy, taken = person(conn, Role.OFFICER, "cy"), opinion(conn, body="投诉岑宜，电话里态度粗暴").opinion_id
    html = page(staff_client, f"/staff/queue/{taken}")
    assert "文中提到岑宜" in html
    act(staff_client, taken, "recuse", person=str(cy.id), reason="")
    assert "岑宜回避" in page(staff_client, f"/staff/queue/{taken}")
    assert "请填写不再回避的理由" in act(staff_client, taken, "end_recusal", person=str(cy.id), reason="").text
    act(staff_client, taken, "end_recusal", person=str(cy.id), reason="同名")
    assert "岑宜不再回避：同名" in page(staff_client, f"/staff/queue/{taken}")
    own = client_of(app, "cy")
    gone = act(own, taken, "recuse", person=str(cy.id), reason="邻居")
    assert gone.status_code == 303
    assert str(taken) not in gone.location
    assert own.get(gone.location).status_code == 200


def test_an_addition_that_complains_of_somebody_is_kept_from_them_too(conn: Connection) -> None:
    bo, cy, taken = person(conn), person(conn, Role.OFFICER, "cy"), opinion(conn).opinion_id
    followup.add(conn, taken, "再反映一下，岑宜一直推诿", NOW)
    assert [each.staff_id for each in recusals.of_opinion(conn, taken)] == [cy.id]
    assert triage.look(conn, taken, bo).id == taken
