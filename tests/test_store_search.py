"""Full-text search: what is found, in which order, by whom; kept up to date, and gone when it must be."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from builders import NOW, issue_id, opinion, person
from queue_pages import HOMES, LIFT, WASTE, suggest

from intake import followup, indexing, inspection, migrations, triage
from intake.db import Connection, transaction
from intake.model import AsideReason, Channel, Role, Seal, Staff, StoredFile
from intake.store import blobs, choices, documents, events, jobs, opinions, queue
from intake.store.filters import Filter

pytestmark = pytest.mark.both
ALL = Filter(status="")
LATER = NOW + timedelta(days=30)


@pytest.fixture
def bo(conn: Connection) -> Staff:
    return person(conn, Role.MANAGER)


def index(conn: Connection) -> None:
    """Do the worker's work."""
    while indexing.work(conn, LATER):
        pass


def hits(conn: Connection, typed: str, wanted: Filter = ALL) -> list[int]:
    """The opinions that a search finds."""
    found = [line.id for line in queue.page(conn, replace(wanted, text=typed), limit=200)]
    assert queue.count(conn, replace(wanted, text=typed)) == len(found)
    return found


def one(conn: Connection, **over: object) -> int:
    """An opinion that can be found."""
    opinion_id = opinion(conn, **over).opinion_id  # type: ignore[arg-type]
    index(conn)
    return opinion_id


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("电梯", True),
        ("電梯", True),
        ("加装电梯", True),
        ("加裝電", True),
        ("梯", True),
        ("ａｐｐ", True),
        ("AP", True),
        ('"ap"', False),
        ("12345", True),
        ("1234", True),
        ("2345", False),
        ("控江路 六楼", True),
        ("控江路 七楼", False),
        ("七楼 OR 六楼", True),
        ("六楼 -电梯", False),
        ("六楼 -噪音", True),
        ('"六楼，什么时候"', True),
        ('"什么时候六楼"', False),
        ("关于加梯", True),
        ("加梯我家", False),  # the end of the subject and the beginning of the text
    ],
)
def test_words_are_found_however_they_are_written(conn: Connection, typed: str, found: bool) -> None:
    body = "我家六楼，什么时候加装电\n梯？打了12345，下了App"
    one(conn, subject="关于加梯", body=body, place="控江路")
    assert bool(hits(conn, typed)) is found


def test_the_newest_come_first_and_open_lists_begin_with_the_oldest(conn: Connection) -> None:
    made = [one(conn, now=NOW + timedelta(minutes=n)) for n in range(5)]
    assert hits(conn, "电梯") == made[::-1]
    assert hits(conn, "电梯", Filter()) == made
    assert [line.id for line in queue.page(conn, replace(ALL, text="电梯"), after=made[3], limit=2)] == made[2:0:-1]
    assert [line.id for line in queue.page(conn, Filter(text="电梯"), after=made[1], limit=2)] == made[2:4]


def test_pages_go_on_behind_an_opinion_that_is_not_found_any_more(conn: Connection, bo: Staff) -> None:
    made = [one(conn, now=NOW + timedelta(minutes=n)) for n in range(3)]
    triage.seal(conn, made[1], 1, Seal.SEALED, bo, NOW)
    assert [line.id for line in queue.page(conn, Filter(text="电梯"), after=made[1])] == [made[2]]


def test_emergencies_are_pinned_on_top_of_open_lists(conn: Connection) -> None:
    first, urgent = one(conn), one(conn, body="电梯里关了人，我不想活了")
    assert hits(conn, "电梯", Filter()) == [urgent, first]
    assert hits(conn, "六楼", Filter()) == [first]


def test_everything_that_readers_read_is_found(conn: Connection, bo: Staff) -> None:
    blob = blobs.put(conn, b"x", NOW)
    files = (
        StoredFile(blob, "维修合同.pdf", "application/pdf", 1),
        StoredFile(blob, "整封邮件.eml", "message/rfc822", 1, "raw"),
    )
    opinion_id = one(conn, files=files)
    followup.add(conn, opinion_id, "补充一句：管道漏水", NOW)
    triage.answer(conn, opinion_id, 1, "已经联系房管所", bo, NOW, delay=timedelta(0))
    triage.note(conn, opinion_id, "来电人情绪激动", bo, NOW)
    index(conn)
    for typed in ("维修合同", "pdf", "漏水", "房管所", "情绪激动", "六楼 漏水 房管所 激动 合同"):
        assert hits(conn, typed) == [opinion_id], typed
    assert hits(conn, "整封邮件") == []


def test_contacts_are_not_found_as_words_but_a_name_is_by_who_may_see_names(conn: Connection) -> None:
    opinion_id = one(conn, name="欧阳 建国", phone="13812345678", email="ann@example.org")
    for typed in ("13812345678", "ann", "example", "欧阳建国", "建国"):
        assert hits(conn, typed) == [], typed
    names = replace(ALL, names=True)
    for typed in ("欧阳建国", "歐陽", "建国", "建国 电梯"):
        assert hits(conn, typed, names) == [opinion_id], typed
    for typed in ("建", "欧阳建", "阳建国", "欧阳 -电梯"):
        assert hits(conn, typed, names) == [], typed
    kept = conn.execute("SELECT words, marks FROM search_document").fetchone()
    assert kept is not None
    assert "建国" not in kept["words"] + kept["marks"]


def test_what_a_machine_wrote_into_a_history_is_not_found(conn: Connection) -> None:
    opinion_id = one(conn)
    with transaction(conn):
        events.append(conn, opinion_id, "mail_failed", NOW, words="550 ann@example.org unknown")
    index(conn)
    assert hits(conn, "unknown") == []


def test_lists_are_narrowed_inside_the_index(conn: Connection, bo: Staff) -> None:
    web = one(conn)
    phone = one(conn, channel=Channel.PHONE, held="太快", now=NOW + timedelta(days=2))
    suggest(conn, web, LIFT, WASTE)
    unit = triage.unit(conn, "区房管局", bo, NOW)
    triage.hand_over(conn, web, 1, unit, "", bo, NOW)
    index(conn)
    for wanted, found in (
        (replace(ALL, channel="phone"), [phone]),
        (replace(ALL, status="handed_over"), [web]),
        (replace(ALL, status="waiting"), [phone]),
        (replace(ALL, unit_id=unit), [web]),
        (replace(ALL, band="sure"), [web]),
        (replace(ALL, band="pending"), [phone]),
        (replace(ALL, held=True), [phone]),
        (replace(ALL, secret=True, sealed=True), []),
        (replace(ALL, issue_id=issue_id(conn, WASTE)), [web]),
        (replace(ALL, issue_id=issue_id(conn, HOMES)), []),
        (replace(ALL, since=date(2026, 11, 19)), [phone]),
        (replace(ALL, until=date(2026, 11, 19)), [web]),
        (replace(ALL, since=date(2026, 11, 18), until=date(2026, 11, 20)), [phone, web]),
        (replace(ALL, since=date(2026, 11, 21)), []),
        (replace(ALL, channel="phone", status="handed_over"), []),
    ):
        assert hits(conn, "电梯", wanted) == found, wanted
        assert hits(conn, "", wanted) == found, wanted  # the same without words


def test_days_are_those_of_the_office(conn: Connection) -> None:
    early = one(conn, now=NOW.replace(hour=15, minute=59))  # 23:59 in Shanghai
    late = one(conn, now=NOW.replace(hour=16, minute=0))
    assert hits(conn, "电梯", replace(ALL, until=date(2026, 11, 18))) == [early]
    assert hits(conn, "电梯", replace(ALL, since=date(2026, 11, 19))) == [late]


def test_a_state_that_the_index_does_not_know_yet_is_never_shown_wrong(conn: Connection, bo: Staff) -> None:
    opinion_id = one(conn)
    triage.set_aside(conn, opinion_id, 1, AsideReason.TEST, "", bo, NOW)
    assert hits(conn, "电梯", Filter()) == []
    index(conn)
    assert hits(conn, "电梯", Filter(status="set_aside")) == [opinion_id]


def test_a_changed_text_is_found_by_its_new_words_only(conn: Connection, bo: Staff) -> None:
    opinion_id = one(conn)
    with transaction(conn):
        opinions.change(conn, opinion_id, 1, body="噪音")
    triage.note(conn, opinion_id, "更正", bo, NOW)
    index(conn)
    assert (hits(conn, "电梯"), hits(conn, "噪音")) == ([], [opinion_id])


@pytest.mark.parametrize("act", ["seal", "isolate", "propose"])
def test_what_only_few_may_know_of_is_not_found_from_that_moment(conn: Connection, bo: Staff, act: str) -> None:
    opinion_id, other = one(conn), one(conn)
    if act == "seal":
        triage.seal(conn, opinion_id, 1, Seal.SEALED, bo, NOW)
    elif act == "isolate":
        triage.isolate(conn, opinion_id, 1, bo, NOW)
    else:
        followup.add(conn, opinion_id, "举报某主任受贿，请为我保密", NOW)
    for _ in range(2):
        assert hits(conn, "电梯", replace(ALL, sealed=True)) == [other]
        assert documents.texts(conn, [opinion_id]) == {}
        assert _kept(conn) == [other]
        index(conn)


def test_a_report_is_never_indexed_until_it_is_opened(conn: Connection, bo: Staff) -> None:
    report = one(conn, body="举报电梯招标受贿，请为我保密")
    assert (hits(conn, "电梯", replace(ALL, sealed=True)), _kept(conn)) == ([], [])
    triage.seal(conn, report, 1, Seal.NONE, bo, NOW)
    index(conn)
    assert hits(conn, "电梯") == [report]


def test_a_text_of_any_length_and_kind_is_indexed(conn: Connection) -> None:
    rare = "".join(chr(0x4E00 + (n * n * 7) % 20000) for n in range(99_990))
    long = one(conn, body=rare + "电梯" * 1000)
    odd = one(conn, body="😡 ' \" \\ % _ \u200b \U00020000\U00020001 " + "x" * 5000 + " it's")
    assert hits(conn, rare[50_000:50_020]) == [long]
    assert hits(conn, "\U00020000\U00020001") == hits(conn, "x" * 5000) == hits(conn, "it's") == [odd]
    assert hits(conn, "𠀀") == [odd]


def test_the_best_ones_are_those_with_most_of_the_words(conn: Connection) -> None:
    rich = one(conn, body="电梯，电梯，电梯")
    poor = one(conn, body="说到电梯，" + "还有许多别的话要说，" * 20)
    found = queue.best(conn, replace(ALL, text="电梯"), most=10, limit=5)
    assert [line.id for line in found] == [rich, poor]
    assert queue.best(conn, replace(ALL, text="噪音"), most=10, limit=5) == []


def test_the_worker_does_what_came_last_first_and_only_what_is_due(conn: Connection) -> None:
    made = [opinion(conn, now=NOW + timedelta(minutes=n)).opinion_id for n in range(indexing.BATCH + 5)]
    assert indexing.work(conn, NOW - timedelta(minutes=1)) == 0
    assert indexing.work(conn, LATER) == indexing.BATCH
    assert hits(conn, "电梯") == made[:4:-1]
    index(conn)
    assert len(_kept(conn)) == len(made)
    assert jobs.waiting(conn, jobs.INDEX) == 0


def test_a_change_while_an_opinion_is_taken_up_is_not_lost(conn: Connection, bo: Staff) -> None:
    opinion_id = opinion(conn).opinion_id
    with transaction(conn):
        assert jobs.lease_latest(conn, jobs.INDEX, LATER, 5) == [opinion_id]
    triage.note(conn, opinion_id, "随后的备注", bo, LATER)
    index(conn)
    assert hits(conn, "随后的备注") == [opinion_id]


def test_a_text_that_cannot_be_indexed_keeps_no_other_from_it(
    conn: Connection, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = opinion(conn, body="坏的电梯").opinion_id, opinion(conn).opinion_id
    put = documents.put

    def fails(conn: Connection, document: documents.Document, now: object) -> None:
        if document.opinion_id == bad:
            raise ValueError(document.words)
        put(conn, document, now)  # type: ignore[arg-type]

    monkeypatch.setattr(documents, "put", fails)
    index(conn)
    assert (hits(conn, "电梯"), jobs.waiting(conn, jobs.INDEX)) == ([good], 1)
    monkeypatch.undo()
    assert indexing.work(conn, LATER + timedelta(minutes=2)) == 1
    assert hits(conn, "电梯") == [good, bad]


def test_a_database_that_held_opinions_before_is_indexed_bit_by_bit(conn: Connection) -> None:
    made = [opinion(conn, now=NOW + timedelta(minutes=n)).opinion_id for n in range(3)]
    step = _migration(conn)
    with transaction(conn):
        conn.execute("DELETE FROM job")
        conn.execute(step[step.index("INSERT INTO job") :])
    index(conn)
    assert hits(conn, "电梯") == made[::-1]


def test_what_the_index_must_not_have_or_lacks_is_found_by_a_check(conn: Connection) -> None:
    found, lost = one(conn), one(conn)
    assert list(inspection.findings(conn)) == []
    with transaction(conn):
        conn.execute("UPDATE opinion SET seal = 'sealed' WHERE id = :id", {"id": found})
        conn.execute("DELETE FROM search_document WHERE opinion_id = :id", {"id": lost})
    assert list(inspection.findings(conn)) == [
        "检索：2026-000001 是密件或隔离件，却能查到",
        "检索：1 件意见查不到，也不在等待编入之列",
    ]


def test_a_model_s_choice_is_known_to_the_index(conn: Connection) -> None:
    opinion_id = one(conn)
    suggest(conn, opinion_id, LIFT, WASTE, band="none")
    index(conn)
    with transaction(conn):
        choices.put(conn, opinion_id, issue_id(conn, WASTE), (), "model", NOW)
    index(conn)
    assert hits(conn, "电梯", replace(ALL, band="look")) == [opinion_id]


def _migration(conn: Connection) -> str:
    return next(step.sql for step in migrations.known(conn.dialect) if step.name.endswith("_search"))


def _kept(conn: Connection) -> list[int]:
    return [row["opinion_id"] for row in conn.execute("SELECT opinion_id FROM search_document ORDER BY opinion_id")]
