"""The figures of a digest: what is counted where, what is only counted, what is compared with."""

from datetime import timedelta

import pytest
from builders import circular, issue_id, person
from digest_week import HOMES, LIFT, OVER, WASTE, WEEK, counted, day, decide, small_week, taken, version
from queue_pages import suggest

from intake import triage
from intake.config import Config
from intake.db import Connection, Database, reading, transaction
from intake.digest import snapshot
from intake.digest.periods import Scope, parse
from intake.digest.quotes import quotes
from intake.digest.types import Count, IssueLine, Snapshot
from intake.errors import Invalid, NotFound
from intake.model import Channel, Outcome, Role, Seal, Stance
from intake.store import circulars, digests, events, voices

pytestmark = pytest.mark.both


def entry(found: Snapshot, title: str) -> IssueLine:
    return next(line for line in found["issues"] if line["title"] == title)


def of(lines: list[Count], key: str) -> int:
    return next(line["count"] for line in lines if line["key"] == key)


def test_sealed_suspected_and_isolated_opinions_are_only_counted(conn: Connection, config: Config) -> None:
    small_week(conn)
    found = counted(conn, config)
    assert found["totals"] == {
        "registered": 10,
        "shown": 7,
        "sealed": 1,
        "proposed": 1,
        "isolated": 1,
        "valid": 6,
        "void": 1,
        "texts": 6,
        "distinct": 6,
        "registered_before": 2,
        "registered_earlier": 2,
    }
    assert not any(word in str(found) for word in ("某人", "某某", "不该在这里"))


def test_only_what_people_confirmed_counts_for_an_entry(conn: Connection, config: Config) -> None:
    small_week(conn)
    suggest(conn, taken(conn, day(6, 20), body="再写一件"), WASTE, HOMES)
    found = counted(conn, config)
    lift, waste, homes = (entry(found, title) for title in (LIFT, WASTE, HOMES))
    assert (lift["main"], lift["further"], lift["about"], lift["suggested"]) == (2, 0, 2, 0)
    assert (waste["main"], waste["further"], waste["about"], waste["suggested"]) == (1, 1, 2, 1)
    assert (homes["about"], homes["suggested"]) == (0, 0)
    assert found["linking"] == {"about": 3, "none": 1, "undecided": 3, "suggested": 1, "unsuggested": 2}


def test_every_entry_is_listed_with_each_channel_status_and_stance(conn: Connection, config: Config) -> None:
    small_week(conn)
    lines = counted(conn, config)["issues"]
    assert [line["title"] for line in lines] == [HOMES, LIFT, WASTE]
    assert lines[1]["channel"] == {"web": 1, "email": 0, "phone": 1, "letter": 0}
    assert lines[1]["stance"]["doubts"] == lines[1]["stance"]["accepts"] == 1
    assert lines[2]["status"]["closed"] == lines[2]["status"]["handed_over"] == 1
    assert set(lines[0]["channel"].values()) == {0}


def test_private_words_are_not_in_the_texts(conn: Connection, config: Config) -> None:
    small_week(conn)
    text = counted(conn, config)["opinions"][0]["text"]
    assert text == "我叫〔来件人〕，电话〔来件人〕，六楼没有电梯，垃圾也没人收。"


def test_opinions_that_were_joined_are_several_voices_and_one_text(conn: Connection, config: Config) -> None:
    bo = small_week(conn)
    two, praise = (int(line["id"]) for line in counted(conn, config)["opinions"][:2])
    triage.join(conn, praise, version(conn, praise), two, bo, OVER)
    found = counted(conn, config)
    assert (found["totals"]["valid"], found["totals"]["texts"]) == (6, 5)
    assert (entry(found, LIFT)["about"], entry(found, LIFT)["texts"]) == (2, 1)
    assert (entry(found, WASTE)["about"], entry(found, WASTE)["texts"]) == (2, 2)
    assert found["sentences"][0].endswith("；有效的6件中，内容相同的并件后为5件。")
    start, end = WEEK.period.bounds(conn.zone)
    assert voices.counted(conn, start, end, 0).texts == found["totals"]["texts"]
    assert dict(quotes(found))["加装电梯"][0].head.endswith("另有1件内容相同")


def test_void_and_held_opinions_stand_there_without_their_words(conn: Connection, config: Config) -> None:
    small_week(conn)
    withheld = {line["withheld"]: line["text"] for line in counted(conn, config)["opinions"] if line["withheld"]}
    assert withheld == {"无效件": "", "待人工核看": ""}


def test_an_opinion_counts_in_the_week_in_which_it_was_registered(conn: Connection, config: Config) -> None:
    small_week(conn)
    late = taken(conn, day(7, 23), channel=Channel.LETTER, body="上个月收到的信", received_at=day(-20))
    line = next(line for line in counted(conn, config)["opinions"] if line["id"] == str(late))
    assert (line["received_on"], line["registered_on"]) == ("2026-10-26", "2026-11-22")


def test_sunday_midnight_parts_two_weeks(conn: Connection, config: Config) -> None:
    taken(conn, day(8, 0) - timedelta(milliseconds=1), body="星期天的最后一毫秒")
    taken(conn, day(8, 0), body="星期一的第一毫秒")
    texts = [
        [line["text"] for line in counted(conn, config, Scope(parse(w)))["opinions"]] for w in ("2026-W47", "2026-W48")
    ]
    assert texts == [["星期天的最后一毫秒"], ["星期一的第一毫秒"]]


def test_the_week_before_and_the_mean_of_those_there_were(conn: Connection, config: Config) -> None:
    small_week(conn)
    found = counted(conn, config)
    assert found["compared"] == 1
    assert (entry(found, LIFT)["before"], entry(found, LIFT)["earlier"]) == (1, 1)
    assert [(line["key"], line["count"]) for line in found["trend"]] == [("2026-W46", 2), ("2026-W47", 10)]
    assert "比上周增加8件" in found["sentences"][0]


def test_eight_weeks_are_compared_and_not_more(conn: Connection, config: Config) -> None:
    for back in range(10):
        taken(conn, day(1) - timedelta(weeks=back), body=f"第{back}周前")
    found = counted(conn, config)
    assert found["compared"] == 8
    assert found["totals"]["registered_earlier"] == 8
    assert len(found["trend"]) == 9


def test_the_first_week_has_nothing_to_compare_with(conn: Connection, config: Config) -> None:
    taken(conn, day(2))
    found = counted(conn, config)
    assert (found["compared"], found["trend"][0]["count"]) == (0, 1)
    assert "上周" not in found["sentences"][0]


def test_more_than_a_digest_can_hold_is_refused(
    conn: Connection, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_week(conn)
    monkeypatch.setattr(snapshot, "MOST", 10)
    assert counted(conn, config)["totals"]["registered"] == 10
    taken(conn, day(7))
    with pytest.raises(Invalid, match="超过 10 件"):
        counted(conn, config)


def test_an_empty_week_says_so(conn: Connection, config: Config) -> None:
    found = counted(conn, config)
    assert found["totals"]["registered"] == 0
    assert found["sentences"][0] == "2026年第47周（11月16日至11月22日）没有收到意见建议。"
    assert [line["about"] for line in found["issues"]] == [0, 0, 0]


def test_work_counts_in_the_week_in_which_it_was_done(conn: Connection, config: Config) -> None:
    bo = small_week(conn)
    acts = counted(conn, config)["flow"]["acts"]
    assert {line["key"]: line["count"] for line in acts} == {
        "confirmed": 4,
        "handed_over": 1,
        "answered": 1,
        "closed": 1,
        "set_aside": 1,
        "reopened": 0,
    }
    assert of(counted(conn, config)["flow"]["outcomes"], Outcome.ADOPTED) == 1
    assert of(counted(conn, config, Scope(parse("2026-W46")))["flow"]["acts"], "closed") == 1
    assert bo.name == "包宝"


def test_an_answer_taken_back_is_no_answer(conn: Connection, config: Config) -> None:
    bo = person(conn, Role.MANAGER)
    asked = taken(conn, day(1), email="a@example.org", wants_answer=True)
    message = triage.answer(conn, asked, version(conn, asked), "马上装", bo, day(2), delay=timedelta(minutes=1))
    assert of(counted(conn, config)["flow"]["acts"], "answered") == 1
    triage.withdraw_answer(conn, asked, version(conn, asked), message, bo, day(2))
    assert of(counted(conn, config)["flow"]["acts"], "answered") == 0


def test_what_is_open_is_counted_whenever_it_was_registered(conn: Connection, config: Config) -> None:
    small_week(conn)
    long_ago = taken(conn, day(-70), body="等了很久")
    stock = counted(conn, config)["stock"]
    assert {line["key"]: line["count"] for line in stock["by_status"]} == {
        "waiting": 5,
        "confirmed": 1,
        "handed_over": 1,
        "answered": 1,
    }
    assert (stock["total"], stock["take_up_late"], stock["finish_late"]) == (8, 1, 1)
    assert stock["units"] == [{"unit": "区房管局", "count": 1, "late": 0, "due": 0, "overdue": 0}]
    assert (stock["oldest"][0]["id"], stock["oldest"][0]["days"]) == (str(long_ago), 78)


def test_the_time_limits_are_whole_days_of_the_office(conn: Connection, config: Config) -> None:
    today = OVER.replace(hour=16) - timedelta(days=1)  # midnight in Shanghai
    taken(conn, today - timedelta(days=15), body="十五日前零时")
    assert counted(conn, config)["stock"]["take_up_late"] == 0
    taken(conn, today - timedelta(days=15, milliseconds=1), body="再早一毫秒")
    assert counted(conn, config)["stock"]["take_up_late"] == 1


def test_an_entry_is_doubtful_when_it_is_doubted_reopened_or_spoken_about_after_it_was_solved(
    conn: Connection, config: Config
) -> None:
    bo = small_week(conn)
    assert [
        (line["title"], line["doubts"], line["reopened"], line["solved_before"])
        for line in counted(conn, config)["doubted"]
    ] == [
        (LIFT, 1, 0, 1),
        (WASTE, 1, 0, 0),
    ]
    homes = taken(conn, day(-3), body="旧改")
    decide(conn, homes, bo, day(-3), [HOMES])
    triage.close(conn, homes, version(conn, homes), Outcome.SOLVED, "", bo, day(-2))
    assert len(counted(conn, config)["doubted"]) == 2
    triage.reopen(conn, homes, version(conn, homes), "又漏了", bo, day(5))
    assert counted(conn, config)["doubted"][2]["reopened"] == 1


def test_late_opinions_are_marked(conn: Connection, config: Config) -> None:
    with transaction(conn):
        circulars.set_state(conn, circulars.every(conn)[0].id, "closed")
    taken(conn, day(3))
    found = counted(conn, config)
    assert found["opinions"][0]["late"]
    assert of(found["quality"], "late") == 1


def test_one_circular_of_two_has_a_digest_of_its_own(conn: Connection, config: Config) -> None:
    old = circulars.every(conn)[0].id
    new = circular(conn, now=day(-1))
    bo = person(conn, Role.MANAGER)
    ours = taken(conn, day(1), circular_id=old, body="关于旧通报")
    decide(conn, ours, bo, day(1), [LIFT])
    taken(conn, day(2), circular_id=new, body="关于新通报")
    every, one = counted(conn, config), counted(conn, config, Scope(WEEK.period, old))
    assert (every["totals"]["registered"], len(every["issues"])) == (2, 6)
    assert [line["text"] for line in one["opinions"]] == ["关于旧通报"]
    assert {line["circular_id"] for line in one["issues"]} >= {str(old)}
    assert one["circular"] == "关于十二届市委第二轮巡视集中整改进展情况的通报"


def test_a_circular_that_is_not_there_is_not_counted(conn: Connection, config: Config) -> None:
    with pytest.raises(NotFound):
        counted(conn, config, Scope(WEEK.period, 7))


def test_a_month_counts_its_days(conn: Connection, config: Config) -> None:
    small_week(conn)
    found = counted(conn, config, Scope(parse("2026-11")))
    assert (found["totals"]["registered"], len(found["by_day"])) == (13, 30)
    assert found["sentences"][0].startswith("2026年11月（11月1日至11月30日）共登记意见建议13件，其中")


def test_what_arrives_while_the_week_is_counted_is_not_half_counted(
    conn: Connection, config: Config, database: Database
) -> None:
    start, end = WEEK.period.bounds(conn.zone)
    taken(conn, day(1))
    with reading(conn):
        first = digests.taken(conn, start, end, 0)
        with database.connection() as other:
            taken(other, day(2))
        assert len(digests.taken(conn, start, end, 0)) == len(first) == 1
    assert len(digests.taken(conn, start, end, 0)) == 2


def test_a_seal_of_the_histories_is_printed(conn: Connection, config: Config) -> None:
    small_week(conn)
    with transaction(conn):
        events.seal_day(conn, "2026-11-20")
    assert counted(conn, config)["seal"].startswith("2026-11-20 ")


def test_nobody_sees_an_opinion_that_was_sealed_after_it_was_linked(conn: Connection, config: Config) -> None:
    bo = small_week(conn)
    first = int(counted(conn, config)["opinions"][0]["id"])
    triage.seal(conn, first, version(conn, first), Seal.SEALED, bo, OVER)
    found = counted(conn, config)
    assert entry(found, LIFT)["about"] == 1
    assert entry(found, LIFT)["stance"][Stance.DOUBTS] == 0
    assert found["totals"]["sealed"] == 2
    assert issue_id(conn, LIFT) == int(entry(found, LIFT)["id"])
