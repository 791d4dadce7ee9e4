"""Repeats across channels: found by their words and by their contacts, never for what only few may know of."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from builders import NOW, opinion, person, submission
from conftest import SECRET
from postgres import Cluster

from intake import followup, likeness, migrations, triage
from intake.config import Config
from intake.db import Connection, Database, transaction
from intake.model import Channel, Judgement, Likeness, Role, Seal, Staff, Suggested
from intake.receive import COMPARE, receive
from intake.store import jobs, offices, opinions
from intake.store import likeness as store

pytestmark = pytest.mark.both
WORDS = "定海路菜场后门的垃圾房每天下午三点以后就满了，厨余和干垃圾混在一起，汤水流到人行道上，旁边就是小学校门。"
LETTER = f"尊敬的领导：\n  您好！\n  {WORDS}\n  此致\n敬礼\n      居民 王建华"
RETOLD = "来电人反映：定海路菜场后门的垃圾房下午三点以后就满了，厨余干垃圾混在一起，汤水流到人行道上，旁边是小学校门。"
ALSO = "定海路菜场的垃圾房太臭了，一到下午就满出来，苍蝇嗡嗡的，小学生放学都捂着鼻子走，希望多派清运车。"


@pytest.fixture
def bo(conn: Connection) -> Staff:
    return person(conn, Role.MANAGER)


@pytest.fixture
def empty(dialect: str, tmp_path: Path, request: pytest.FixtureRequest) -> Config:
    """A database without any table."""
    if dialect == "sqlite":
        return Config(database=str(tmp_path / "intake.db"), secret_key=SECRET)
    cluster: Cluster = request.getfixturevalue("postgres")
    return Config(database=cluster.empty(), secret_key=SECRET)


def taken(conn: Connection, body: str = WORDS, channel: Channel = Channel.WEB, **over: object) -> int:
    """An opinion that came a second after the one before, and was compared."""
    row = conn.execute("SELECT COUNT(*) AS n FROM opinion").fetchone()
    assert row is not None
    at = NOW + timedelta(seconds=row["n"])
    opinion_id = opinion(conn, at, body=body, channel=channel, **over).opinion_id
    likeness.work(conn, at)
    return opinion_id


def from_before(conn: Connection, opinion_id: int, body: str, seal: str = "none") -> int:
    """An opinion as the first version of the database held it."""
    conn.execute(
        """
        INSERT INTO opinion (id, office_id, channel, origin, status, subject, body, place, name, phone, email,
            wants_answer, received_at, registered_at, details, seal)
        SELECT :id, id, 'web', 'self', 'waiting', '', :body, '', '', '', '', 0, :now, :now, '{}', :seal FROM office""",
        {"id": opinion_id, "body": body, "now": NOW, "seal": seal},
    )
    opinions.enter(conn, opinion_id, NOW.year, opinion_id)
    return opinion_id


def found(conn: Connection, opinion_id: int) -> list[tuple[int, Likeness]]:
    return [(repeat.id, repeat.kind) for repeat in store.repeats(conn, opinion_id)]


def traces(conn: Connection) -> int:
    """Rows in which something of any text is kept."""
    tables = ("signature", "signature_key", "likeness")
    return sum(conn.execute(f"SELECT COUNT(*) AS n FROM {table}").fetchone()["n"] for table in tables)  # type: ignore[index]


def test_the_same_text_by_web_mail_and_letter_is_found_on_every_page(conn: Connection) -> None:
    web = taken(conn)
    letter = taken(conn, LETTER, Channel.LETTER)
    mail = f"{WORDS}\n\n在 2026-11-02，某人写道：\n> 别的话"
    email = taken(conn, mail, Channel.EMAIL, cut=len(WORDS))
    assert found(conn, email) == [(letter, Likeness.SAME), (web, Likeness.SAME)]
    assert found(conn, web) == [(email, Likeness.SAME), (letter, Likeness.SAME)]
    first = store.repeats(conn, email)[0]
    assert (first.number, first.channel, first.score) == ("2026-000002", Channel.LETTER, 1.0)
    assert (first.contact, first.voices) == (False, 1)


def test_a_call_about_the_same_text_is_nearly_the_same(conn: Connection) -> None:
    web = taken(conn)
    [repeat] = store.repeats(conn, taken(conn, RETOLD, Channel.PHONE))
    assert (repeat.id, repeat.kind) == (web, Likeness.NEARLY)
    assert repeat.score is not None
    assert 0.8 <= repeat.score < 1


def test_another_person_about_the_same_matter_is_no_repeat(conn: Connection) -> None:
    web, other = taken(conn), taken(conn, ALSO)
    assert found(conn, web) == found(conn, other) == []


def test_what_the_desk_links_at_once_is_compared_all_the_same(conn: Connection) -> None:
    web = taken(conn)
    suggested = Suggested((), Judgement(0.1, True, "none"))
    desk = receive(conn, submission(channel=Channel.PHONE, body=RETOLD), NOW, suggested).opinion_id
    assert likeness.work(conn, NOW) == 1
    assert found(conn, desk) == [(web, Likeness.NEARLY)]


@pytest.mark.parametrize("body", ["", "谢谢", "支持加装电梯！", "😀😀😀", "？？？？", " \n "])
def test_what_says_nothing_of_its_own_is_never_a_repeat(conn: Connection, body: str) -> None:
    first, second = taken(conn, body), taken(conn, body)
    assert found(conn, first) == found(conn, second) == []
    assert traces(conn) == 0


def test_a_million_characters_are_compared_in_their_beginning_and_told_apart_by_their_end(conn: Connection) -> None:
    long = (WORDS * 20_000)[:999_999]
    first, second, third = taken(conn, long + "甲"), taken(conn, long + "甲"), taken(conn, long + "乙")
    assert found(conn, first) == [(second, Likeness.SAME), (third, Likeness.NEARLY)]


def test_the_same_caller_is_found_whatever_the_words(conn: Connection) -> None:
    first = taken(conn, channel=Channel.PHONE, phone="138 1234 5678")
    second = taken(conn, "另外一件事，路灯三天没有亮了。", Channel.PHONE, phone="+86 13812345678")
    taken(conn, "别的人，另外一件事，路灯五天没有亮了。", Channel.PHONE, phone="13812345679")
    assert found(conn, second) == [(first, Likeness.CONTACT)]
    assert store.repeats(conn, second)[0].score is None


def test_words_and_contact_together_are_said_together(conn: Connection) -> None:
    first = taken(conn, email="ann@example.org")
    second = taken(conn, LETTER, Channel.LETTER, email="ANN@example.org")
    other = taken(conn, LETTER, Channel.LETTER)
    assert [(r.id, r.kind, r.contact) for r in store.repeats(conn, second)] == [
        (first, Likeness.SAME, True),
        (other, Likeness.SAME, False),
    ]


def test_nobody_without_contacts_is_the_same_caller(conn: Connection) -> None:
    first, second = taken(conn, ALSO), taken(conn, WORDS)
    assert found(conn, first) == found(conn, second) == []


@pytest.mark.parametrize("report", ["举报某主任收受贿赂，" + WORDS, "要求保密。" + WORDS])
def test_a_report_is_never_compared(conn: Connection, report: str) -> None:
    contact = {"phone": "13812345678"}
    sealed, plain, again = taken(conn, report, **contact), taken(conn, **contact), taken(conn, report, **contact)
    assert opinions.by_id(conn, sealed).seal == Seal.PROPOSED
    assert found(conn, sealed) == found(conn, plain) == found(conn, again) == []


def test_what_is_sealed_leaves_and_comes_back_when_it_is_opened(conn: Connection, bo: Staff) -> None:
    first, second = taken(conn), taken(conn, LETTER)
    triage.seal(conn, second, 1, Seal.SEALED, bo, NOW)
    assert found(conn, first) == found(conn, second) == []
    assert (
        conn.execute("SELECT opinion_id FROM signature").fetchall()
        == conn.execute("SELECT opinion_id FROM signature WHERE opinion_id = :id", {"id": first}).fetchall()
    )
    third = taken(conn)
    assert found(conn, third) == [(first, Likeness.SAME)]
    triage.seal(conn, second, 2, Seal.NONE, bo, NOW)
    likeness.work(conn, NOW)
    assert {other for other, _ in found(conn, second)} == {first, third}


def test_what_is_isolated_leaves(conn: Connection, bo: Staff) -> None:
    first, second = taken(conn, phone="13812345678"), taken(conn, LETTER, phone="13812345678")
    triage.isolate(conn, second, 1, bo, NOW)
    assert found(conn, first) == found(conn, second) == []


def test_an_addition_that_makes_it_a_report_takes_it_out(conn: Connection) -> None:
    first, second = taken(conn), taken(conn, LETTER)
    followup.add(conn, second, "另外我要举报有人收受贿赂", NOW)
    assert found(conn, first) == found(conn, second) == []


def test_a_report_sealed_before_its_comparison_leaves_no_trace(conn: Connection, bo: Staff) -> None:
    opinion_id = opinion(conn, body=WORDS).opinion_id
    triage.seal(conn, opinion_id, 1, Seal.SEALED, bo, NOW)
    assert likeness.work(conn, NOW) == 1
    assert traces(conn) == 0
    assert jobs.waiting(conn, COMPARE) == 0


def test_forgetting_leaves_no_trace(conn: Connection) -> None:
    for opinion_id in [taken(conn), taken(conn, LETTER), taken(conn, RETOLD)]:
        with transaction(conn):
            store.forget(conn, opinion_id)
    assert traces(conn) == 0


def test_comparing_again_is_comparing_once(conn: Connection) -> None:
    first, second = taken(conn), taken(conn, LETTER)
    before = traces(conn)
    for opinion_id in (first, second, first):
        likeness.compare(conn, opinion_id)
    assert traces(conn) == before
    assert found(conn, first) == [(second, Likeness.SAME)]


def test_a_comparison_that_fails_is_tried_again_and_costs_nothing(conn: Connection) -> None:
    first, second = taken(conn), opinion(conn, body=LETTER).opinion_id
    conn.execute("ALTER TABLE likeness RENAME TO elsewhere")
    assert likeness.work(conn, NOW) == 1
    assert jobs.waiting(conn, COMPARE) == 1
    conn.execute("ALTER TABLE elsewhere RENAME TO likeness")
    assert likeness.work(conn, NOW) == 0
    assert likeness.work(conn, NOW + timedelta(minutes=2)) == 1
    assert found(conn, second) == [(first, Likeness.SAME)]


def test_of_two_equal_ones_compared_at_the_same_moment_one_finds_the_other(database: Database) -> None:
    with database.connection() as conn:
        pair = [opinion(conn, body=body).opinion_id for body in (WORDS, LETTER)]
    start = threading.Barrier(2)

    def compare(opinion_id: int) -> None:
        with database.connection() as conn:
            start.wait()
            likeness.compare(conn, opinion_id)

    threads = [threading.Thread(target=compare, args=(opinion_id,)) for opinion_id in pair]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.connection() as conn:
        assert found(conn, pair[0]) == [(pair[1], Likeness.SAME)]


def test_opinions_from_before_are_compared_after_the_migration(empty: Config) -> None:
    database = Database(empty)
    with database.connection() as conn:
        steps = migrations.known(conn.dialect)
    migrations.migrate(database, steps[:1])
    with database.connection() as conn:
        with transaction(conn):
            offices.ensure(conn, "测试办公室")
        first, second = from_before(conn, 1, WORDS), from_before(conn, 2, LETTER)
        report = from_before(conn, 3, "举报某主任。" + WORDS, "proposed")
    migrations.migrate(database)
    with database.connection() as conn:
        assert likeness.work(conn, NOW) == 2
        assert found(conn, second) == [(first, Likeness.SAME)]
        assert found(conn, report) == []
    database.close()


def test_a_form_letter_of_many_costs_each_no_more(conn: Connection) -> None:
    form = "我叫{}，住在凤城六村{}号。小区没有电梯，老人不敢下楼，我支持加装电梯，愿意分摊费用，请尽快批准我们的申请。"
    sent = [taken(conn, form.format("王李张刘陈杨赵黄周吴"[n % 10] * 2, n + 1)) for n in range(60)]
    assert len(store.repeats(conn, sent[-1])) == 10
    row = conn.execute("SELECT MAX(n) AS n FROM (SELECT COUNT(*) AS n FROM likeness GROUP BY later_id) AS c").fetchone()
    assert row is not None
    assert row["n"] == store.MET
