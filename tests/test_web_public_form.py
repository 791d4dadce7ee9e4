"""The public form: nothing typed is lost, nothing counts twice, nothing hostile gets through."""

import gzip
import re
from datetime import timedelta
from html import unescape

import pytest
from builders import NOW, circular, issue_id
from flask import Flask
from flask.testing import FlaskClient
from pages import page
from public_pages import BROWSER, KEY, all_fields, code, every_opinion, fields, photo, send

from intake import clock
from intake.channels.form import LONGEST
from intake.db import Connection, transaction
from intake.model import LinkOrigin, Seal, Status
from intake.receive import ENRICH
from intake.store import circulars, jobs, links, opinions, outbox

TYPED = {
    "body": "<script>alert(1)</script>\n第二行 & “引号”",
    "place": "定海路'弄\"",
    "name": "张<b>",
    "phone": "138 0000 0000",
    "email": "zhang@example.com",
    "wants_answer": "y",
}


@pytest.mark.both
def test_an_opinion_is_registered_as_typed(client: FlaskClient, conn: Connection) -> None:
    lift = issue_id(conn, "加装电梯")
    response = send(client, **TYPED, issue=str(lift))
    assert response.status_code == 200
    (opinion,) = every_opinion(conn)
    assert (opinion.body, opinion.place, opinion.name) == (TYPED["body"], TYPED["place"], TYPED["name"])
    assert (opinion.phone, opinion.email, opinion.wants_answer) == (TYPED["phone"], TYPED["email"], True)
    assert (opinion.held, opinion.late, opinion.status) == (None, False, Status.WAITING)
    assert opinion.number in response.text
    assert opinions.by_receipt(conn, code(response.text)).id == opinion.id
    assert [(link.issue_id, link.origin) for link in links.of_opinion(conn, opinion.id)] == [(lift, LinkOrigin.CITIZEN)]
    assert jobs.waiting(conn, ENRICH) == 1
    assert len(outbox.lease(conn, clock.now())) == 1


def test_the_receipt_stays_with_the_visitor(client: FlaskClient, conn: Connection) -> None:
    response = send(client)
    assert response.headers["Cache-Control"] == "no-store"
    assert "Location" not in response.headers
    assert "Set-Cookie" not in response.headers
    assert not re.search(rf'(?:href|action|src)="[^"]*{code(response.text)}', response.text)
    assert 'src="data:image/png;base64,' in response.text


@pytest.mark.both
def test_a_double_click_counts_once_and_shows_the_first_receipt(client: FlaskClient, conn: Connection) -> None:
    first, second = send(client, **TYPED), send(client, **TYPED)
    assert code(first.text) == code(second.text)
    assert "没有重复登记" in second.text
    assert len(every_opinion(conn)) == 1


def test_other_words_from_the_same_page_are_not_lost(client: FlaskClient, conn: Connection) -> None:
    send(client, body="先说电梯")
    send(client, body="按了返回键，再说垃圾")
    assert [o.body for o in every_opinion(conn)] == ["先说电梯", "按了返回键，再说垃圾"]


def test_two_citizens_with_the_same_letter_count_twice(client: FlaskClient, conn: Connection) -> None:
    send(client, key="one" * 8)
    send(client, key="two" * 8)
    assert len(every_opinion(conn)) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"body": ""},
        {"body": "长" * (LONGEST + 1)},
        {"email": "nobody"},
        {"phone": "x"},
        {"consent": ""},
        {"name": "名" * 60},
    ],
)
def test_nothing_typed_is_lost_on_an_error(client: FlaskClient, conn: Connection, wrong: dict[str, str]) -> None:
    lift = issue_id(conn, "加装电梯")
    typed = {**TYPED, "issue": str(lift), **wrong}
    response = send(client, **typed)
    assert response.status_code == 422
    assert "error-summary" in response.text
    (name,) = wrong
    assert f'href="#{name}"' in response.text
    assert f'id="{name}-error"' in response.text
    for field in ("place", "name", "phone", "email"):
        assert fields(response.text, field) == [typed[field]]
    assert f'<option value="{lift}" selected>' in response.text
    assert '<input checked id="wants_answer"' in response.text
    written = re.search(r"<textarea[^>]*>\r?\n(.*?)</textarea>", response.text, re.S)
    assert written is not None
    assert unescape(written[1]) == typed["body"]
    assert fields(response.text, "key") == [KEY]
    assert every_opinion(conn) == []


def test_a_look_at_the_head_spoils_no_page(client: FlaskClient, conn: Connection) -> None:
    client.head("/opinion")
    assert "/opinion?size=large" in client.get("/opinion").text


def test_the_headings_of_two_circulars_are_told_apart(client: FlaskClient, conn: Connection) -> None:
    assert 'label="人民城市理念"' in client.get("/opinion").text
    title = circulars.published(conn)[0].title
    circular(conn)
    assert client.get("/opinion").text.count(f'label="人民城市理念（{title}）"') == 2


def test_a_reply_is_promised_only_where_the_office_does(client: FlaskClient, conn: Connection) -> None:
    assert "本次征集不逐件答复" in send(client).text
    circulars.promise_reply(conn, circulars.published(conn)[0].id, True)
    assert "办理后会给您答复" in send(client, key="another-page-altogether").text


def test_without_script_a_review_page_asks_to_confirm(client: FlaskClient, conn: Connection) -> None:
    lift = issue_id(conn, "加装电梯")
    review = send(client, **TYPED, key="", issue=str(lift), files=[photo()])
    assert review.status_code == 200
    assert "确认提交" in review.text
    assert "&lt;script&gt;alert(1)" in review.text
    assert "加装电梯" in review.text
    assert "楼道.png" in review.text
    assert every_opinion(conn) == []
    confirmed = client.post("/opinion", data=all_fields(review.text), headers=BROWSER)
    again = client.post("/opinion", data=all_fields(review.text), headers=BROWSER)
    assert code(confirmed.text) == code(again.text)
    (opinion,) = every_opinion(conn)
    assert (opinion.body, opinion.email, opinion.chosen_issue_id) == (TYPED["body"], TYPED["email"], lift)
    assert [a.filename for a in opinions.attachments(conn, opinion.id)] == ["楼道.png"]


def test_who_wants_to_look_first_gets_the_review(client: FlaskClient, conn: Connection) -> None:
    review = send(client, **TYPED, review="1")
    assert "确认提交" in review.text
    assert every_opinion(conn) == []
    client.post("/opinion", data=all_fields(review.text), headers=BROWSER)
    (opinion,) = every_opinion(conn)
    assert (opinion.body, opinion.held) == (TYPED["body"], None)


def test_what_was_written_on_an_english_page_is_marked(client: FlaskClient, conn: Connection) -> None:
    send(client, path="/en/opinion", body="The lift is broken")
    assert every_opinion(conn)[0].details == {"language": "English"}


def test_from_the_review_one_can_go_back_and_change(client: FlaskClient, conn: Connection) -> None:
    review = send(client, **TYPED, key="", files=[photo()])
    back = client.post("/opinion", data={**all_fields(review.text), "edit": "1"}, headers=BROWSER)
    assert back.status_code == 200
    assert "error-summary" not in back.text
    assert "楼道.png" in back.text
    send(client, body="改过了", key=fields(back.text, "key")[0], kept=fields(back.text, "kept"))
    (opinion,) = every_opinion(conn)
    assert opinion.body == "改过了"


@pytest.mark.parametrize("path", ["/", "/opinion", "/lookup", "/privacy", "/accessibility"])
def test_pages_are_the_same_for_everybody_and_may_be_cached(client: FlaskClient, conn: Connection, path: str) -> None:
    first = client.get(path)
    assert "Set-Cookie" not in first.headers
    assert "Cookie" not in first.headers.get("Vary", "")
    assert "csrf" not in first.text
    assert first.cache_control.public
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_form_page_is_light(client: FlaskClient, conn: Connection) -> None:
    html = client.get("/opinion").text
    parts = []
    for path in re.findall(r'(?:href|src)="(/assets/[^"]+)"', html):
        with client.get(path) as response:
            parts.append(response.data)
    assert len(parts) == 3
    assert sum(len(gzip.compress(part)) for part in (html.encode(), *parts)) < 40_000


@pytest.mark.both
def test_a_remembered_page_shows_a_new_title_at_once(client: FlaskClient, conn: Connection) -> None:
    lift = issue_id(conn, "加装电梯")
    assert ">加装电梯</option>" in client.get("/opinion").text
    circulars.set_own_title(conn, lift, "老房加梯")
    assert ">老房加梯</option>" in client.get("/opinion").text
    circulars.promise_reply(conn, circulars.published(conn)[0].id, True)
    assert "不逐件答复" not in client.get("/opinion").text


def test_a_strange_address_leaves_no_trace_on_the_page_of_others(client: FlaskClient, conn: Connection) -> None:
    client.get("/opinion?q=evil&x=evil")
    assert "evil" not in client.get("/opinion").text


def test_an_issue_in_the_address_is_chosen_already(client: FlaskClient, conn: Connection) -> None:
    lift = issue_id(conn, "加装电梯")
    assert f'<option value="{lift}" selected>' in client.get(f"/opinion?issue={lift}").text
    assert " selected>" not in client.get("/opinion?issue=123").text


def test_an_unknown_issue_costs_no_opinion(client: FlaskClient, conn: Connection) -> None:
    heading = next(i for i in circulars.issues(conn, circulars.published(conn)[0].id) if not i.leaf)
    for n, issue in enumerate(("123456789", "9" * 19, str(heading.id))):
        send(client, issue=issue, key=f"attempt-number-{n:08}")
    assert [o.chosen_issue_id for o in every_opinion(conn)] == [None, None, None]


def test_a_filled_trap_is_held_and_gets_its_receipt(client: FlaskClient, conn: Connection) -> None:
    assert code(send(client, website="http://buy.example", email="a@example.com").text)
    (opinion,) = every_opinion(conn)
    assert opinion.held is not None
    assert outbox.lease(conn, clock.now()) == []


def test_who_does_not_say_where_from_is_held(client: FlaskClient, conn: Connection) -> None:
    assert send(client, headers={}).status_code == 200
    (opinion,) = every_opinion(conn)
    assert opinion.held is not None


def test_another_site_cannot_send_in_somebodys_name(client: FlaskClient, conn: Connection) -> None:
    assert send(client, headers={"Origin": "https://evil.example"}).status_code == 403
    assert every_opinion(conn) == []


@pytest.mark.both
def test_very_many_from_one_network_are_held_not_refused(client: FlaskClient, conn: Connection) -> None:
    for n in range(21):
        assert send(client, key=f"key-number-{n:012}").status_code == 200
    held = [o.held is not None for o in every_opinion(conn)]
    assert held == [False] * 20 + [True]


def test_a_reload_is_not_counted_against_the_network(client: FlaskClient, conn: Connection) -> None:
    for _ in range(25):
        send(client)
    send(client, key="another-page-altogether")
    assert [o.held for o in every_opinion(conn)] == [None, None]


def test_limits_end_with_the_hour(client: FlaskClient, conn: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(20):
        send(client, key=f"key-number-{n:012}")
    later = clock.now() + timedelta(hours=1, minutes=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    send(client, key="an-hour-later-at-least")
    assert every_opinion(conn)[-1].held is None


def test_danger_is_answered_with_telephone_numbers_and_still_taken(client: FlaskClient, conn: Connection) -> None:
    response = send(client, body="再不解决我就从楼上跳楼")
    for number in ("tel:110", "tel:120", "tel:12345"):
        assert number in response.text
    assert 'role="alert"' in response.text
    (opinion,) = every_opinion(conn)
    assert opinion.urgent


def test_danger_is_seen_on_the_error_page_too(client: FlaskClient, conn: Connection) -> None:
    assert 'class="alarm"' in send(client, body="我不想活了", consent="").text
    assert 'class="alarm"' not in send(client, body="路灯坏了", consent="").text


def test_a_report_is_told_where_reports_belong(client: FlaskClient, conn: Connection) -> None:
    assert "可能涉及检举控告" in send(client, body="我要举报某某受贿").text
    (opinion,) = every_opinion(conn)
    assert opinion.seal == Seal.PROPOSED


def test_after_the_closing_date_opinions_are_taken_and_marked(client: FlaskClient, conn: Connection) -> None:
    with transaction(conn):
        circulars.set_state(conn, circulars.published(conn)[0].id, "closed")
    assert "征集时间已经截止" in client.get("/opinion").text
    send(client)
    (opinion,) = every_opinion(conn)
    assert opinion.late


def test_an_opinion_on_the_older_open_circular_is_not_late(client: FlaskClient, conn: Connection) -> None:
    lift = issue_id(conn, "加装电梯")
    circular(conn, NOW + timedelta(days=1), state="closed")
    send(client, issue=str(lift))
    (opinion,) = every_opinion(conn)
    assert not opinion.late
    assert opinion.circular_id == circulars.issue(conn, lift).circular_id


def test_when_all_is_offline_the_form_is_gone_but_what_was_being_written_is_taken(
    client: FlaskClient, conn: Connection
) -> None:
    with transaction(conn):
        circulars.set_state(conn, circulars.published(conn)[0].id, "offline")
    assert "<textarea" not in client.get("/opinion").text
    assert "已经结束" in client.get("/").text
    assert code(send(client).text)
    assert "<textarea" in send(client, body="写了一半", consent="").text


def test_without_any_circular_opinions_are_taken(app: Flask, conn: Connection) -> None:
    with transaction(conn):
        circulars.set_state(conn, circulars.published(conn)[0].id, "draft")
    client = app.test_client()
    assert "<textarea" in client.get("/opinion").text
    assert code(send(client).text)


def test_suggestions_name_the_issue_and_keep_nothing(client: FlaskClient, conn: Connection) -> None:
    answer = client.post(
        "/opinion/suggest", data={"body": "六楼没有电梯，老人上下楼很困难，希望早点加装电梯"}, headers=BROWSER
    )
    assert "加装电梯" in answer.text
    assert str(issue_id(conn, "加装电梯")) in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert every_opinion(conn) == []
    assert client.post("/opinion/suggest", data={"body": "你好"}, headers=BROWSER).text.strip() == ""


def test_large_type_is_kept_by_every_link(client: FlaskClient, conn: Connection) -> None:
    html = client.get("/opinion?size=large&issue=5").text
    assert 'class="public large"' in html
    inner = re.findall(r'(?:href|action)="(/[^"]*)"', html)
    without = [path for path in inner if not path.startswith("/assets/") and "size=large" not in path]
    assert without == ["/opinion?issue=5"]


def test_large_type_shows_less_and_the_telephone_first(client: FlaskClient, conn: Connection) -> None:
    html = page(client, "/opinion?size=large")
    assert 0 < html.index("tel:021-25032112") < html.index('id="body"') < html.index('id="phone"')
    less, more = html.split("<details>")
    assert 'name="issue"' not in less
    assert all(f'name="{name}"' in more for name in ("issue", "place", "name", "email"))
    chosen = page(client, f"/opinion?size=large&issue={issue_id(conn, '加装电梯')}")
    assert 'id="about"' in chosen, "the item stands on top, the rest stays away"
    assert "<details>" in chosen
    filled = send(client, path="/opinion?size=large", place="定海路", consent="").text
    assert "<details open>" in filled, "what is filled in is shown"
    again = send(client, path="/opinion?size=large", email="wrong").text
    assert "<details open>" in again, "what is wrong is shown"
    assert "<details" not in page(client, "/opinion")


def test_pages_travel_packed_where_the_browser_can_unpack(client: FlaskClient, conn: Connection) -> None:
    plain, packed = client.get("/opinion"), client.get("/opinion", headers={"Accept-Encoding": "gzip, br"})
    assert gzip.decompress(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2
    assert packed.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in plain.headers["Vary"]
    again = client.get("/opinion", headers={"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    for path in set(re.findall(r'"(/assets/[^"]+)"', plain.text)):
        with client.get(path) as whole, client.get(path, headers={"Accept-Encoding": "gzip"}) as small:
            assert gzip.decompress(small.data) == whole.data
            assert "immutable" in small.headers["Cache-Control"]


def test_answers_with_a_receipt_are_not_packed(client: FlaskClient, conn: Connection) -> None:
    # what is secret and what somebody else may have put there must not be squeezed into one length
    assert "Content-Encoding" not in send(client, {**BROWSER, "Accept-Encoding": "gzip"}).headers


def test_without_place_names_nothing_is_offered(client: FlaskClient, conn: Connection) -> None:
    assert "list=" not in client.get("/opinion").text.split('id="place"')[1].split(">")[0]
    assert "<datalist" not in client.get("/opinion").text
