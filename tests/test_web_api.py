"""The JSON interface: who may call, what it takes, what it says, and that its document is true."""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from builders import NOW, issue_id, opinion, person
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from programs import OPINION, call, key, misfit
from public_pages import PNG, every_opinion, photo

from intake import api_keys, clock, triage
from intake.api_keys import Right
from intake.cli import cli
from intake.config import Config
from intake.db import Connection, transaction
from intake.model import Channel, Outcome, Role, Seal
from intake.store import api_keys as stored
from intake.store import events, opinions


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, open_interfaces="api")


def problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    found: dict[str, Any] = response.get_json()
    assert (found["status"], found["type"]) == (status, "about:blank")
    return found


@pytest.mark.both
def test_an_opinion_comes_in_once_however_often_it_is_sent(client: FlaskClient, conn: Connection) -> None:
    secret, lift = key(conn), issue_id(conn, "加装电梯")
    given = {**OPINION, "issue": str(lift), "place": "定海路", "email": "a@example.com", "wants_answer": True}
    first, again = call(client, secret, "/opinions", given), call(client, secret, "/opinions", given)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.get_json() == {**first.get_json(), "repeated": True}
    [taken] = every_opinion(conn)
    assert (taken.channel, taken.chosen_issue_id, taken.place, taken.held) == (Channel.WEB, lift, "定海路", None)
    assert taken.details == {"program": "随申办"}
    assert call(client, secret, "/opinions", {**given, "body": "又一件"}).status_code == 201, "other words are not lost"
    other = key(conn)
    assert call(client, other, "/opinions", given).status_code == 201, "the attempts of another program are its own"


def test_files_come_in_either_way(client: FlaskClient, conn: Connection) -> None:
    secret = key(conn)
    encoded = {"filename": "楼道.png", "content": base64.b64encode(PNG).decode()}
    assert call(client, secret, "/opinions", {**OPINION, "files": [encoded]}).status_code == 201
    headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": "2"}
    data = {"body": "见照片", "consent": "true", "files": [photo()]}
    assert client.post("/api/v1/opinions", data=data, headers=headers).status_code == 201
    names = [[file.filename for file in opinions.attachments(conn, each.id)] for each in every_opinion(conn)]
    assert names == [["楼道.png"], ["楼道.png"]]
    page = {"filename": "a.html", "content": base64.b64encode(b"<script>").decode()}
    refused = problem(call(client, secret, "/opinions", {**OPINION, "files": [page]}, "3"), 422)
    assert refused["errors"][0]["field"] == "files"


def test_what_is_wrong_is_said_for_each_field_in_the_language_asked_for(client: FlaskClient, conn: Connection) -> None:
    secret = key(conn)
    given = {"body": "x\0", "consent": "yes", "nonsense": 1}
    found = problem(call(client, secret, "/opinions", given), 422)
    assert {each["field"] for each in found["errors"]} == {"body", "consent", "nonsense"}
    english = problem(call(client, secret, "/opinions", given, **{"Accept-Language": "en-GB,en;q=0.9,zh;q=0.1"}), 422)
    assert english["detail"] == "Some fields do not fit"
    assert not any("\u4e00" <= char <= "\u9fff" for char in json.dumps(english, ensure_ascii=False))
    wrong = {"body": " ", "consent": False, "issue": "1", "email": "nobody"}
    found = problem(call(client, secret, "/opinions", wrong), 422)
    assert {each["field"] for each in found["errors"]} == {"body", "consent", "issue", "email"}
    assert every_opinion(conn) == []


def test_a_key_opens_only_what_it_is_for(client: FlaskClient, conn: Connection) -> None:
    assert problem(client.post("/api/v1/opinions", json=OPINION), 401)["detail"].startswith("请在 Authorization")
    assert call(client, "wrong", "/lookups", {"receipt": "1"}).headers["WWW-Authenticate"] == "Bearer"
    secret = key(conn, Right.SUGGEST)
    problem(call(client, secret, "/opinions", OPINION), 403)
    assert call(client, secret, "/suggestions", {"text": "加装电梯"}).status_code == 200
    [known] = stored.every(conn)
    api_keys.revoke(conn, known.id, clock.now())
    problem(call(client, secret, "/suggestions", {"text": "加装电梯"}), 401)
    assert [event.kind for event in events.history(conn, known.id)] == ["api_key_made", "api_key_revoked"]


@pytest.mark.both
def test_only_a_hash_of_a_key_is_stored(conn: Connection) -> None:
    secret = key(conn)
    row = conn.execute("SELECT * FROM api_key").fetchone()
    assert row is not None
    assert not any(secret in str(row[name]) for name in row.keys())  # noqa: SIM118 - rows iterate over values
    found = stored.by_secret(conn, secret)
    assert found is not None
    assert found.rights == set(Right)


def test_a_program_that_asks_too_often_waits(
    client: FlaskClient, conn: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = key(conn, per_hour=2)
    at = datetime(2026, 11, 18, 9, 50, tzinfo=UTC)
    monkeypatch.setattr(clock, "now", lambda: at)
    for _ in range(2):
        assert call(client, secret, "/suggestions", {"text": "电梯"}).status_code == 200
    last = call(client, secret, "/suggestions", {"text": "电梯"})
    problem(last, 429)
    assert last.headers["Retry-After"] == "600"
    at += timedelta(seconds=600)
    assert call(client, secret, "/suggestions", {"text": "电梯"}).status_code == 200


def test_a_receipt_shows_how_an_opinion_stands(client: FlaskClient, conn: Connection) -> None:
    secret, receipt, bo = key(conn), opinion(conn, email="a@example.com"), person(conn, Role.MANAGER)
    triage.answer(conn, receipt.opinion_id, 1, "已列入计划", bo, NOW, delay=timedelta(0))
    triage.close(conn, receipt.opinion_id, 2, Outcome.EXPLAINED, "内部说明", bo, NOW)
    found = call(client, secret, "/lookups", {"receipt": receipt.code}, **{"Accept-Language": "en"}).get_json()
    assert found["explained"] == "Outcome: explained"
    assert [answer["text"] for answer in found["answers"]] == ["已列入计划"]
    assert "内部说明" not in json.dumps(found, ensure_ascii=False)
    assert "a@example.com" not in json.dumps(found)
    problem(call(client, secret, "/lookups", {"receipt": "1234 5678 9012 3456"}), 404)


def test_an_isolated_or_sealed_opinion_shows_no_more_than_at_the_receipt(client: FlaskClient, conn: Connection) -> None:
    secret, receipt, bo = key(conn), opinion(conn), person(conn, Role.MANAGER)
    triage.seal(conn, receipt.opinion_id, 1, Seal.SEALED, bo, NOW)
    found = call(client, secret, "/lookups", {"receipt": receipt.code}).get_json()
    assert (found["status"], len(found["history"])) == ("已收到，正在按规定办理", 1)
    triage.isolate(conn, receipt.opinion_id, 2, bo, NOW)
    assert call(client, secret, "/lookups", {"receipt": receipt.code}).get_json()["answers"] == []


def test_an_emergency_is_told_at_once(client: FlaskClient, conn: Connection) -> None:
    found = call(client, key(conn), "/opinions", {**OPINION, "body": "我不想活了，要跳楼"}).get_json()
    assert "120" in found["emergency"]


def test_what_is_off_is_not_there(client: FlaskClient, conn: Connection, app: Flask) -> None:
    found = app.extensions["intake"]
    app.extensions["intake"] = replace(found, config=replace(found.config, open_interfaces=""))
    problem(client.get("/api/v1/openapi.json"), 404)
    problem(call(client, key(conn), "/opinions", OPINION), 404)
    problem(client.get("/api/v1/nothing"), 404)
    app.extensions["intake"] = found


@pytest.mark.parametrize("body", [b"", b"{", b"[1]", b"[" * 100_000, b"\xff\xfe", b'{"text": "\\ud800"}', b"9" * 5000])
def test_broken_content_is_refused(client: FlaskClient, conn: Connection, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {key(conn)}", "Idempotency-Key": "1", "Content-Type": "application/json"}
    for path in ("/suggestions", "/opinions", "/lookups"):
        response = client.post(f"/api/v1{path}", data=body, headers=headers)
        assert response.status_code in (400, 422), (path, response.text)
    assert client.post("/api/v1/opinions", data=b"a=b", headers={**headers, "Content-Type": "x"}).status_code == 415


def test_the_document_names_every_address_and_no_other(client: FlaskClient, conn: Connection, app: Flask) -> None:
    document = client.get("/api/v1/openapi.json").get_json()
    described = {(path, method) for path, calls in document["paths"].items() for method in calls}
    there = {
        (rule.rule.removeprefix("/api/v1"), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert described | {("/openapi.json", "get")} == there


def test_answers_are_what_the_document_says(client: FlaskClient, conn: Connection) -> None:
    document, secret, receipt = client.get("/api/v1/openapi.json").get_json(), key(conn), opinion(conn)
    answers = {
        ("/circulars", "get"): client.get("/api/v1/circulars"),
        ("/suggestions", "post"): call(client, secret, "/suggestions", {"text": "六楼什么时候加装电梯"}),
        ("/lookups", "post"): call(client, secret, "/lookups", {"receipt": receipt.code}),
        ("/opinions", "post"): call(client, secret, "/opinions", OPINION),
    }
    assert answers["/suggestions", "post"].get_json()["suggestions"][0]["title"] == "加装电梯"
    assert len(answers["/circulars", "get"].get_json()["circulars"][0]["issues"]) == 3
    for at, response in answers.items():
        assert fits(document, at, response) == []
    assert fits(document, ("/opinions", "post"), call(client, secret, "/opinions", {"body": ""})) == []
    assert misfit(document, {"$ref": "#/components/schemas/Receipt"}, {"number": 1}), "a wrong answer is found"


def fits(document: dict[str, Any], at: tuple[str, str], response: Any) -> list[str]:
    """What an answer has that the document does not say."""
    described = document["paths"][at[0]][at[1]]["responses"]
    if str(response.status_code) not in described:
        return [f"{at}: {response.status_code} is not described"]
    [(kind, content)] = described[str(response.status_code)]["content"].items()
    assert response.content_type == kind
    return misfit(document, content["schema"], response.get_json())


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(), max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
_WORDS = st.text(st.characters(), max_size=300)
_GOOD = st.fixed_dictionaries(
    {"body": _WORDS, "consent": st.booleans()},
    optional=dict.fromkeys(("issue", "place", "name", "phone", "email"), _WORDS) | {"files": _ANY},
)
_QUESTIONS = {
    "/opinions": _GOOD | _ANY,
    "/suggestions": st.fixed_dictionaries({"text": _WORDS}) | _ANY,
    "/lookups": st.fixed_dictionaries({"receipt": _WORDS}) | _ANY,
}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), path=st.sampled_from(sorted(_QUESTIONS)))
def test_no_content_whatever_breaks_it(client: FlaskClient, conn: Connection, data: st.DataObject, path: str) -> None:
    document = client.get("/api/v1/openapi.json").get_json()
    with transaction(conn):
        conn.execute("DELETE FROM attempt")
    secret = key(conn)
    response = call(client, secret, path, data.draw(_QUESTIONS[path]))
    assert response.status_code < 500
    assert fits(document, (path, "post"), response) == []


def test_keys_are_made_listed_and_revoked_from_the_command_line(
    client: FlaskClient, conn: Connection, config: Config
) -> None:
    environ = {"INTAKE_DATABASE": config.database, "INTAKE_SECRET_KEY": config.secret_key}

    def run(*arguments: str) -> str:
        result = CliRunner().invoke(cli, ["api-key", *arguments], env=environ, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.stdout.strip()

    secret = run("add", "随申办", "--right", "suggest", "--per-hour", "5")
    assert call(client, secret, "/suggestions", {"text": "电梯"}).status_code == 200
    key_id, *rest = run("list").split("\t")
    assert rest == ["使用中", "5", "suggest", "随申办"]
    run("revoke", key_id)
    problem(call(client, secret, "/suggestions", {"text": "电梯"}), 401)
