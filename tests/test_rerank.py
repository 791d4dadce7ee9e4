"""A language model's word on suggestions: kept when it is fit, and nothing lost when it is not."""

import json
import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from builders import NOW, issue_id, opinion, person
from model_server import Behaviour, chooses, drips, http, serving, writes
from queue_pages import HOMES, LIFT, WASTE, now_is, suggest

from intake import enrich, followup, triage
from intake.config import Config
from intake.db import Connection, Database, transaction
from intake.enrich import RERANK
from intake.learning.suggester import Suggester
from intake.model import AsideReason, Evidence, Link, LinkOrigin, LinkState, Role, Seal
from intake.rerank import work as rerank
from intake.rerank.endpoint import Endpoint
from intake.rerank.errors import Unavailable
from intake.store import choices, jobs, links, queue
from intake.store.choices import Chosen
from intake.text.redact import BLOT

pytestmark = pytest.mark.both
BODY = "我家住六楼，膝盖不行了，下一趟楼要歇三回，垃圾也拎不动。"
QUOTE = "下一趟楼要歇三回"
FOUND = Evidence(BODY.index("垃圾"), BODY.index("垃圾") + 2, "垃圾分类")


def unsure(conn: Connection, *, band: str = "look", titles: Sequence[str] = (WASTE, LIFT, HOMES), **over: Any) -> int:
    """An opinion with suggestions that are not sure, about which the model is to be asked."""
    opinion_id = opinion(conn, **{"body": BODY, **over}).opinion_id
    suggest(conn, opinion_id, *titles, band=band, evidence=(FOUND,))
    with transaction(conn):
        jobs.add(conn, opinion_id, RERANK, NOW)
    return opinion_id


def asked(conn: Connection, behave: Behaviour, *, daily: int = 100) -> list[dict[str, Any]]:
    """Let the model have its say; what it was asked."""
    with serving(behave) as server:
        while rerank.work(conn, server.endpoint(), daily, NOW):
            pass
    return server.questions


def order(conn: Connection, opinion_id: int) -> list[str]:
    titles = {issue_id(conn, title): title for title in (WASTE, LIFT, HOMES)}
    return [titles[link.issue_id] for link in links.of_opinion(conn, opinion_id)]


def state(conn: Connection, opinion_id: int) -> tuple[list[Link], Chosen | None, str | None]:
    """Everything that an answer could change."""
    line = queue.line(conn, opinion_id)
    assert line is not None
    return links.of_opinion(conn, opinion_id), choices.of_opinion(conn, opinion_id), line.band


def test_the_chosen_one_comes_first_with_the_words_that_were_quoted(conn: Connection) -> None:
    opinion_id = unsure(conn)
    version = now_is(conn, opinion_id).version
    asked(conn, chooses(2, QUOTE))
    assert order(conn, opinion_id) == [LIFT, WASTE, HOMES]
    first = links.of_opinion(conn, opinion_id)[0]
    assert (first.state, first.origin, first.linked_by) == (LinkState.SUGGESTED, LinkOrigin.MACHINE, None)
    assert first.probability == 0.45
    [evidence] = first.evidence
    assert (BODY[evidence.start : evidence.end], evidence.matched) == (QUOTE, "语言模型")
    assert choices.of_opinion(conn, opinion_id) == Chosen(issue_id(conn, LIFT), "qwen", NOW)
    assert now_is(conn, opinion_id).version == version
    assert jobs.waiting(conn, RERANK) == 0


def test_what_the_linker_had_found_for_it_stays_beside_the_quotation(conn: Connection) -> None:
    opinion_id = unsure(conn)
    asked(conn, chooses(1, QUOTE))
    evidence = links.of_opinion(conn, opinion_id)[0].evidence
    assert [BODY[e.start : e.end] for e in evidence] == [QUOTE, "垃圾"]


def test_a_quotation_takes_the_place_of_what_it_covers(conn: Connection) -> None:
    opinion_id = unsure(conn)
    asked(conn, chooses(1, "垃圾也拎不动"))
    assert [e.matched for e in links.of_opinion(conn, opinion_id)[0].evidence] == ["语言模型"]


def test_none_of_them_is_kept_and_changes_no_suggestion(conn: Connection) -> None:
    opinion_id = unsure(conn)
    before, _, band = state(conn, opinion_id)
    asked(conn, chooses(0))
    assert state(conn, opinion_id) == (before, Chosen(None, "qwen", NOW), band)


def test_a_choice_makes_nothing_sure_but_worth_a_look(conn: Connection) -> None:
    opinion_id = unsure(conn, band="none")
    asked(conn, chooses(1, QUOTE))
    line, judgement = queue.line(conn, opinion_id), links.judgement(conn, opinion_id)
    assert line is not None
    assert judgement is not None
    assert (line.band, judgement.abstain) == ("look", False)
    assert not triage.fit_for_bulk(line)


def test_only_the_words_are_sent_and_nothing_that_leads_to_a_person(conn: Connection) -> None:
    body = "我叫王秀珍，住12号501室，手机13812345678，证号310110194501011234，" + BODY
    older = "\n> 王秀珍 写道：上次的话"
    contacts = {"name": "王秀珍", "phone": "021-65431234", "email": "ann@example.org", "place": "凤城六村"}
    unsure(conn, body=body + older, cut=len(body), subject="王秀珍的来信", **contacts)
    [question] = asked(conn, chooses(2, QUOTE))
    sent = json.dumps(question, ensure_ascii=False)
    for private in (
        "王秀珍",
        "501室",
        "13812345678",
        "310110194501011234",
        "65431234",
        "example.org",
        "凤城",
        "上次的话",
    ):
        assert private not in sent
    assert BLOT * 11 in sent
    assert BODY in json.loads(question["messages"][1]["content"])["意见"]


def test_evidence_refers_to_the_text_as_it_was_written(conn: Connection) -> None:
    body = "手机１３８１２３４５６７８，ＡＢＣ停車場旁邊，" + BODY
    opinion_id = unsure(conn, body=body)
    asked(conn, chooses(2, "停車場旁邊，我家住六楼"))
    evidence = links.of_opinion(conn, opinion_id)[0].evidence[0]
    assert body[evidence.start : evidence.end] == "停車場旁邊，我家住六楼"


@pytest.mark.parametrize(
    "behave",
    [
        writes(None),
        writes("我觉得是电梯"),
        writes(json.dumps({"choice": 4, "quote": QUOTE})),
        chooses(2, "我要装电梯"),
        chooses(2, ""),
        chooses("2", QUOTE),
        http(b"not json"),
        http(b" " * 100_000),
        http(b"{}", "400 Bad Request"),
    ],
)
def test_after_nonsense_all_is_as_it_was_and_it_is_not_asked_again(conn: Connection, behave: Behaviour) -> None:
    opinion_id = unsure(conn)
    before = state(conn, opinion_id)
    assert len(asked(conn, behave)) == 1
    assert state(conn, opinion_id) == before
    assert jobs.waiting(conn, RERANK) == 0


@pytest.mark.parametrize(
    "behave", [http(b"", "503 Service Unavailable"), http(b"", "302 Found"), drips(b"HTTP/1.1 200 OK\r\n\r\n", b" ")]
)
def test_a_server_that_is_down_is_left_alone_for_a_while(conn: Connection, behave: Behaviour) -> None:
    first, second = unsure(conn), unsure(conn)
    before = [state(conn, opinion_id) for opinion_id in (first, second)]
    with serving(behave) as server, pytest.raises(Unavailable):
        while rerank.work(conn, server.endpoint(timeout=0.5), 100, NOW):
            pass
    assert len(server.questions) == 1
    assert [state(conn, opinion_id) for opinion_id in (first, second)] == before
    assert jobs.waiting(conn, RERANK) == 2
    with serving(chooses(2, QUOTE)) as server:
        while rerank.work(conn, server.endpoint(), 100, NOW + timedelta(minutes=2)):
            pass
    assert order(conn, first)[0] == order(conn, second)[0] == LIFT


def test_a_slow_model_delays_no_linking(conn: Connection, database: Database, config: Config) -> None:
    opinion_id = unsure(conn)
    linked = []

    def while_thinking(connection: Any) -> None:
        with database.connection() as other:
            later = opinion(other, body=BODY).opinion_id
            enrich.work(other, Suggester(), NOW)
            linked.append(now_is(other, later).enriched_at)
        chooses(2, QUOTE)(connection)

    asked(conn, while_thinking)
    assert linked == [NOW]
    assert order(conn, opinion_id)[0] == LIFT


def test_when_the_days_budget_is_used_up_the_suggestions_stand(conn: Connection) -> None:
    asked_about = [unsure(conn) for _ in range(3)]
    assert len(asked(conn, chooses(2, QUOTE), daily=2)) == 2
    assert sorted(order(conn, opinion_id)[0] for opinion_id in asked_about) == sorted([LIFT, LIFT, WASTE])
    assert jobs.waiting(conn, RERANK) == 0
    with serving(chooses(2, QUOTE)) as server:
        tomorrow = NOW + timedelta(hours=15)  # past midnight in Shanghai
        unsure(conn)
        rerank.work(conn, server.endpoint(), 2, tomorrow)
    assert len(server.questions) == 1


def test_a_budget_of_nothing_asks_nothing(conn: Connection) -> None:
    unsure(conn)
    assert asked(conn, chooses(2, QUOTE), daily=0) == []


@pytest.mark.parametrize(
    "over",
    [
        {"body": "举报某主任收受贿赂。" + BODY},
        {"body": "要求保密。" + BODY},
        {"held": "太快"},
        {"band": "sure"},
        {"titles": ()},
        {"body": "13812345678"},
        {"body": ""},
    ],
)
def test_what_must_not_or_need_not_be_asked_is_not_sent(conn: Connection, over: dict[str, Any]) -> None:
    unsure(conn, **over)
    sent = asked(conn, chooses(1, "XX"))
    assert all(BODY not in json.dumps(question, ensure_ascii=False) for question in sent)
    assert len(sent) == (over == {"body": "13812345678"})
    assert jobs.waiting(conn, RERANK) == 0


def test_sealed_isolated_and_finished_ones_are_never_sent(conn: Connection) -> None:
    bo = person(conn, Role.MANAGER)
    sealed, isolated, done, decided, withdrawn = (unsure(conn) for _ in range(5))
    followup.withdraw(conn, withdrawn, NOW)
    triage.seal(conn, sealed, 1, Seal.SEALED, bo, NOW)
    triage.isolate(conn, isolated, 1, bo, NOW)
    triage.set_aside(conn, done, 1, AsideReason.TEST, "", bo, NOW)
    triage.confirm(conn, decided, 1, [issue_id(conn, WASTE)], bo, NOW)
    assert asked(conn, chooses(2, QUOTE)) == []


@pytest.mark.parametrize("act", ["confirm", "seal", "relink"])
def test_what_people_did_while_the_model_was_thinking_wins(conn: Connection, database: Database, act: str) -> None:
    bo, opinion_id, after = person(conn, Role.MANAGER), unsure(conn), []

    def meanwhile(connection: Any) -> None:
        with database.connection() as other:
            if act == "confirm":
                triage.confirm(other, opinion_id, 1, [issue_id(other, WASTE)], bo, NOW)
            elif act == "seal":
                triage.seal(other, opinion_id, 1, Seal.SEALED, bo, NOW)
            else:
                suggest(other, opinion_id, HOMES, WASTE, now=NOW + timedelta(seconds=1))
            after.append(state(other, opinion_id))
        chooses(2, QUOTE)(connection)

    asked(conn, meanwhile)
    assert [state(conn, opinion_id)] == after


def test_a_person_decides_against_the_model_as_against_any_suggestion(conn: Connection) -> None:
    bo, opinion_id = person(conn, Role.MANAGER), unsure(conn)
    asked(conn, chooses(2, QUOTE))
    triage.confirm(conn, opinion_id, 1, [issue_id(conn, WASTE)], bo, NOW)
    assert order(conn, opinion_id)[0] == WASTE
    assert links.of_opinion(conn, opinion_id)[0].state == LinkState.CONFIRMED


def test_linking_asks_for_a_second_look_only_where_a_model_is_set_up(conn: Connection) -> None:
    first = opinion(conn, body=BODY).opinion_id
    enrich.work(conn, Suggester(), NOW)
    assert jobs.waiting(conn, RERANK) == 0
    opinion(conn, body=BODY)
    enrich.work(conn, Suggester(), NOW, further=[RERANK])
    assert jobs.waiting(conn, RERANK) == 1
    assert choices.of_opinion(conn, first) is None


def test_new_suggestions_make_an_old_choice_void(conn: Connection) -> None:
    opinion_id = unsure(conn)
    asked(conn, chooses(2, QUOTE))
    with transaction(conn):
        jobs.add(conn, opinion_id, "enrich", NOW)
    enrich.work(conn, Suggester(), NOW)
    assert choices.of_opinion(conn, opinion_id) is None


def test_no_log_holds_a_word_of_it(conn: Connection, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    unsure(conn)
    asked(conn, writes("六楼的王秀珍要装电梯"))
    unsure(conn)
    with pytest.raises(Unavailable) as raised:
        rerank.work(conn, Endpoint("http://127.0.0.1:1/v1", "qwen", "sk-secret", 1), 100, NOW)
    assert "no answer from the language model" in caplog.text
    for private in ("六楼", "电梯", "王秀珍", "sk-secret"):
        assert private not in caplog.text
        assert private not in str(raised.value)
