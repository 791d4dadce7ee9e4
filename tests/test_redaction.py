"""Redaction: stretches hidden from who may not read them, given back as they were, deleted with every copy."""

import io
import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from builders import NOW, opinion, person
from digest_week import OVER, WEEK, counted, version
from handed import given as handed_over
from letters import letter

from intake import enrich, indexing, inspection, instructions, likeness, redaction, triage
from intake.channels.mail import filing
from intake.channels.mail.filing import Arrival
from intake.channels.mail.message import parse
from intake.config import Config
from intake.db import Connection, transaction
from intake.desk import correcting
from intake.digest.issue import current, issue, rendered
from intake.errors import Conflict, Invalid, NotFound, Refused
from intake.export import orders
from intake.export.run import export
from intake.instructions import Given
from intake.learning.suggester import Suggester
from intake.model import Channel, Disposal, Role, Seal, Staff, StoredFile
from intake.store import (
    blobs,
    copies,
    corrections,
    editions,
    events,
    export_orders,
    handovers,
    links,
    messages,
    opinions,
    publications,
    queue,
    redactions,
)
from intake.store.exports import Wanted
from intake.store.filters import Filter
from intake.text.stretches import BLOT
from intake.units import access

pytestmark = pytest.mark.both
WORD = "zqxwvkjh"  # nothing else holds it, so that a database can be searched for it
BLOTS = BLOT * len(WORD)
LATER = OVER + timedelta(days=2)


@pytest.fixture
def bo(conn: Connection) -> Staff:
    return person(conn, Role.MANAGER)


@pytest.fixture
def cy(conn: Connection) -> Staff:
    return person(conn, Role.OFFICER, "cy")


def work(conn: Connection) -> None:
    """Do the worker's work."""
    suggester = Suggester()
    while enrich.work(conn, suggester, LATER) + likeness.work(conn, LATER) + indexing.work(conn, LATER):
        pass
    assert indexing.scrub(conn, LATER)


def mailed(conn: Connection, words: str = f"我叫 {WORD}，建议加装电梯") -> int:
    """An opinion that came as a mail with a file, its whole mail kept."""
    raw = letter(subject=f"{WORD} 的意见", body=words)
    entry = filing.file(conn, [Arrival("a@example.cn/INBOX", 7, 1, NOW, raw, parse(raw))], lambda: NOW)[0]
    assert entry.opinion_id is not None
    return entry.opinion_id


def planted(conn: Connection, config: Config, bo: Staff) -> int:
    """An opinion with the word in every place where words of opinions stand."""
    about, photo = mailed(conn), blobs.put(conn, b"jpg", NOW)
    with transaction(conn):
        messages.add(conn, about, "in", "received", f"我再说一遍，{WORD}", NOW)
        messages.add(conn, about, "out", "draft", f"{WORD}，您好（草稿）", NOW, bo.id)
        corrections.add(conn, about, "body", f"从前写的 {WORD}", bo.id, NOW)
        opinions.add_attachments(conn, about, (StoredFile(photo, f"{WORD}.jpg", "image/jpeg", 3),))
        details = json.dumps({"call_at": "x", "enclosures": WORD, "notes": ["x", f"y {WORD}"]})
        conn.execute(
            "UPDATE opinion SET place = :place, details = :details WHERE id = :id",
            {"id": about, "place": f"{WORD} 家门口", "details": details},
        )
    work(conn)
    triage.note(conn, about, f"{WORD} 来过电话", bo, NOW)
    triage.answer(conn, about, version(conn, about), f"{WORD}，电梯明年开工", bo, NOW, delay=timedelta(seconds=20))
    triage.publish(conn, about, version(conn, about), f"{WORD} 问电梯", f"答 {WORD}：明年", bo, NOW)
    given = Given("张书记", date(2026, 11, 18), f"请找 {WORD} 核实", opinion_id=about)
    instructions.enter(conn, given, bo, NOW)
    triage.transfer(conn, [about], Disposal.FORWARDED, "区信访办", f"{WORD} 的信", bo, NOW)
    triage.reopen(conn, about, version(conn, about), f"{WORD} 又来了", bo, NOW)
    issue(conn, config, WEEK, bo, OVER)
    exported(conn, config, bo)
    work(conn)
    return about


def exported(conn: Connection, config: Config, bo: Staff) -> None:
    orders.order(conn, "csv", Wanted(), bo, LATER)
    assert orders.work(conn, config, LATER)


def holding(conn: Connection, config: Config, word: str = WORD) -> list[str]:
    """Where a database holds the word: SQLite's files byte by byte, every column of PostgreSQL."""
    if conn.dialect == "sqlite":
        files = sorted(Path(config.database).parent.glob("intake.db*"))
        return [file.name for file in files if word.encode() in file.read_bytes()]
    columns = conn.execute(
        """SELECT table_name AS name, column_name AS col, data_type AS kind FROM information_schema.columns
        WHERE table_schema = 'public' AND data_type IN ('text', 'bytea', 'tsvector', 'jsonb', 'json')"""
    ).fetchall()
    found = []
    for row in columns:
        held = f"encode({row['col']}, 'escape')" if row["kind"] == "bytea" else f"CAST({row['col']} AS text)"
        hit = conn.execute(
            f"SELECT COUNT(*) AS n FROM {row['name']} WHERE {held} LIKE :word", {"word": f"%{word}%"}
        ).fetchone()
        if hit is not None and hit["n"]:
            found.append(f"{row['name']}.{row['col']}")
    return found


def hide(conn: Connection, about: int, by: Staff, *chosen: str) -> int:
    """Hide words; the redaction's id."""
    before = {each.id for each in redactions.of_opinion(conn, about)}
    redaction.redact(conn, about, version(conn, about), chosen or (WORD,), f"{WORD} 是他人姓名", by, LATER)
    [made] = {each.id for each in redactions.of_opinion(conn, about)} - before
    return made


def found(conn: Connection, typed: str) -> list[int]:
    return [line.id for line in queue.page(conn, Filter(status="", text=typed), limit=50)]


def test_what_is_hidden_stands_blotted_in_every_text_and_is_given_back(
    conn: Connection, config: Config, bo: Staff
) -> None:
    about = planted(conn, config, bo)
    before = copies.of_opinion(conn, about)
    assert len([copy for copy in before if WORD in copy.text]) >= 14
    made = hide(conn, about, bo)
    hidden = copies.of_opinion(conn, about)
    assert not [copy for copy in hidden if WORD in copy.text]
    assert BLOTS in opinions.by_id(conn, about).body
    assert {copy.key for copy in before} <= {copy.key for copy in hidden}
    assert list(inspection.findings(conn)) == []
    redaction.restore(conn, about, version(conn, about), made, bo, NOW)
    after = copies.of_opinion(conn, about)
    assert [copy for copy in before if copy not in after] == []
    assert redactions.originals(conn, about) == {}
    assert redactions.of_opinion(conn, about) == []
    assert list(inspection.findings(conn)) == []


def test_nobody_finds_or_is_sent_what_is_hidden(conn: Connection, config: Config, bo: Staff) -> None:
    about = planted(conn, config, bo)
    assert found(conn, WORD) == [about]
    made = hide(conn, about, bo)
    assert found(conn, WORD) == []
    work(conn)
    assert found(conn, WORD) == []
    assert found(conn, "加装电梯") == [about]
    assert BLOTS in queue.page(conn, Filter(status=""), limit=5)[0].excerpt
    [line] = counted(conn, config, now=LATER)["opinions"]
    assert WORD not in f"{line['subject']}{line['text']}"
    assert BLOTS in line["text"]
    out = io.BytesIO()
    export(conn, "jsonl", Wanted(), out, None, LATER, private=False)
    assert WORD.encode() not in out.getvalue()
    published = publications.of_opinion(conn, about)
    assert published is not None
    assert not [text for text in published if WORD in text]
    [shown] = publications.visible(conn, limit=9)
    assert shown.changed_at == LATER
    [order, *_] = export_orders.of_staff(conn, bo.id)
    with pytest.raises(Conflict, match="请重新导出"):
        orders.handed_out(conn, order.id, bo, LATER, whole=True)
    redaction.restore(conn, about, version(conn, about), made, bo, NOW)
    work(conn)
    assert found(conn, WORD) == [about]


def test_a_unit_reads_blots_also_where_contacts_are_shared(conn: Connection, bo: Staff) -> None:
    unit = person(conn, Role.UNIT, "unit")
    about = opinion(conn, body=f"{WORD} 和我都住六楼").opinion_id
    handover = handed_over(conn, about, bo, unit, contacts=True, files=True)
    hide(conn, about, bo)
    copy = access.copy(conn, handovers.by_id(conn, handover))
    assert copy.body == f"{BLOTS} 和我都住六楼"


def test_deleted_words_leave_the_whole_database(conn: Connection, config: Config, bo: Staff) -> None:
    about = planted(conn, config, bo)
    old = list(editions.blobs(conn, editions.every(conn)[0].id).values())
    assert holding(conn, config)
    made = hide(conn, about, bo)
    work(conn)
    assert holding(conn, config)
    assert redaction.delete(conn, about, version(conn, about), made, bo, LATER, alone=True)
    work(conn)
    assert holding(conn, config) == []
    assert list(inspection.findings(conn)) == []
    last = [event for event in events.history(conn, about) if event.kind == "words_deleted"][-1]
    assert (last.data["mails"], last.data["exports"], last.data["digests"]) == (1, 1, [1])
    assert last.words is None
    assert [blobs.get(conn, sha) for sha in old] == [b""] * len(old)
    [edition] = editions.every(conn)
    assert edition.revision == 1
    assert BLOTS.encode() in rendered(conn, config, WEEK, ["html"], LATER)["html"]
    assert all(file.role != "raw" for file in opinions.attachments(conn, about))
    assert opinions.by_id(conn, about).body == f"我叫 {BLOTS}，建议加装电梯"
    with pytest.raises(Invalid, match="已经永久删除"):
        redaction.restore(conn, about, version(conn, about), made, bo, LATER)


def test_an_opinion_whose_sender_wants_it_is_deleted_with_files_and_contacts(
    conn: Connection, config: Config, bo: Staff
) -> None:
    raw = letter(sender="zqperson <zqperson@example.org>", subject="zqsubject", body="zqbody，我要加装电梯")
    entry = filing.file(conn, [Arrival("a@example.cn/INBOX", 7, 1, NOW, raw, parse(raw))], lambda: NOW)[0]
    assert entry.opinion_id is not None
    about, photo = entry.opinion_id, blobs.put(conn, b"zqphoto", NOW)
    with transaction(conn):
        opinions.add_attachments(conn, about, (StoredFile(photo, "zqname.jpg", "image/jpeg", 7),))
        messages.add(conn, about, "in", "received", "zqaddition", NOW, sender="zqperson@example.org")
    unit = person(conn, Role.UNIT, "unit")
    handover = handed_over(conn, about, bo, unit, contacts=True, files=True)
    triage.note(conn, about, "zqperson 来过，zqperson@example.org 打不通", bo, NOW)
    triage.answer(conn, about, version(conn, about), "zqperson，电梯明年开工", bo, NOW, delay=timedelta(0))
    issue(conn, config, WEEK, bo, OVER)
    work(conn)
    redaction.redact_whole(conn, about, version(conn, about), "zqperson 要求删除", bo, LATER)
    copy = access.copy(conn, handovers.by_id(conn, handover))
    assert (set(copy.body), copy.files, copy.contacts) == ({BLOT}, (), ())
    [answer] = [message.body for message in messages.of_opinion(conn, about) if message.direction == "out"]
    assert answer == f"{BLOT * 8}，电梯明年开工"
    [made] = redactions.of_opinion(conn, about)
    redaction.restore(conn, about, version(conn, about), made.id, bo, LATER)
    assert access.copy(conn, handovers.by_id(conn, handover)).body == "zqbody，我要加装电梯"
    redaction.redact_whole(conn, about, version(conn, about), "要求删除", bo, LATER)
    [made] = redactions.of_opinion(conn, about)
    assert redaction.delete(conn, about, version(conn, about), made.id, bo, LATER, alone=True)
    work(conn)
    words = ("zqperson", "zqsubject", "zqbody", "zqaddition", "zqname", "zqphoto")
    assert {word: holding(conn, config, word) for word in words} == dict.fromkeys(words, [])
    assert list(inspection.findings(conn)) == []
    left = opinions.by_id(conn, about)
    assert (left.name, left.email, left.phone, opinions.attachments(conn, about)) == ("", "", "", [])
    assert left.number == "2026-000001"
    [line] = current(conn, config, WEEK, LATER)["opinions"]
    assert (line["text"], line["withheld"]) == ("", "按规定不列原文")


@pytest.mark.parametrize(
    ("body", "words", "left", "revision"),
    [
        ("张三丰住六楼", "张三丰", "■■■住六楼", 1),
        ("张三丰（13812345678）住六楼", "张三丰（13812345678）", f"{BLOT * 9}住六楼", 1),
        ("张三丰电话13812345678", "13812345678", "张三丰电话〔电话〕", 0),
        ("李四的电话13812345678和张三丰", "话13812345678和张", f"李四的电{BLOT * 7}三丰", 1),
    ],
    ids=["name", "name and number", "number", "around a number"],
)
def test_issued_digests_lose_the_words_in_whatever_form_they_have_them(
    conn: Connection, config: Config, bo: Staff, body: str, words: str, left: str, revision: int
) -> None:
    about = opinion(conn, body=body).opinion_id
    issue(conn, config, WEEK, bo, OVER)
    made = hide(conn, about, bo, words)
    redaction.delete(conn, about, version(conn, about), made, bo, LATER, alone=True)
    [line] = current(conn, config, WEEK, LATER)["opinions"]
    assert line["text"] == left
    assert editions.every(conn)[0].revision == revision


def test_new_words_of_issued_digests_that_are_deleted_leave_them(conn: Connection, config: Config, bo: Staff) -> None:
    said = ("楼长呼延灼收了钱", "听说呼延灼不在", "找呼延灼没用")
    made = [opinion(conn, body=words).opinion_id for words in said]
    edition = issue(conn, config, WEEK, bo, OVER)
    assert "呼延灼" in editions.snapshot(conn, edition.id)
    for about in made:
        hidden = hide(conn, about, bo, "呼延灼")
        redaction.delete(conn, about, version(conn, about), hidden, bo, LATER, alone=True)
    assert "呼延灼" not in editions.snapshot(conn, edition.id)
    assert editions.every(conn)[0].revision == 3


def test_a_digest_that_may_have_the_words_in_another_form_loses_the_text(
    conn: Connection, config: Config, bo: Staff
) -> None:
    about = opinion(conn, body="张三丰住六楼", channel=Channel.PHONE, entered_by=bo.id).opinion_id
    issue(conn, config, WEEK, bo, OVER)
    correcting.correct(conn, about, version(conn, about), {"body": "张三峰住六楼"}, "听错", bo, LATER)
    made = hide(conn, about, bo, "张三峰")
    redaction.delete(conn, about, version(conn, about), made, bo, LATER, alone=True)
    [line] = current(conn, config, WEEK, LATER)["opinions"]
    assert (line["text"], line["withheld"]) == ("", "按规定不列原文")


def test_a_digest_issued_while_they_were_hidden_stays(conn: Connection, config: Config, bo: Staff) -> None:
    about = opinion(conn, body="张三丰住六楼").opinion_id
    made = hide(conn, about, bo, "张三丰")
    issue(conn, config, WEEK, bo, OVER)
    redaction.delete(conn, about, version(conn, about), made, bo, LATER, alone=True)
    [line] = current(conn, config, WEEK, LATER)["opinions"]
    assert (line["text"], editions.every(conn)[0].revision) == ("■■■住六楼", 0)


def test_another_copy_of_the_mail_does_not_bring_the_words_back(conn: Connection, config: Config, bo: Staff) -> None:
    about = mailed(conn)
    made = hide(conn, about, bo)
    redaction.delete(conn, about, version(conn, about), made, bo, LATER, alone=True)
    raw = letter("X-Moved: yes", subject=f"{WORD} 的意见", body=f"我叫 {WORD}，建议加装电梯")
    entry = filing.file(conn, [Arrival("a@example.cn/Spam", 7, 1, NOW, raw, parse(raw))], lambda: NOW)[0]
    assert (entry.state, entry.opinion_id, entry.blob) == ("duplicate", about, None)
    with transaction(conn):
        blobs.sweep(conn, LATER)
    work(conn)
    assert holding(conn, config) == []


def test_deleting_one_stretch_leaves_the_others_hidden_and_able_to_come_back(
    conn: Connection, config: Config, bo: Staff
) -> None:
    about = opinion(conn, body="张三丰住六楼，张三是他侄子").opinion_id
    longer, shorter = hide(conn, about, bo, "张三丰住"), hide(conn, about, bo, "张三")
    assert opinions.by_id(conn, about).body == "■■■■六楼，■■是他侄子"
    assert redaction.delete(conn, about, version(conn, about), shorter, bo, LATER, alone=True)
    assert opinions.by_id(conn, about).body == "■■■■六楼，■■是他侄子"
    redaction.restore(conn, about, version(conn, about), longer, bo, LATER)
    assert opinions.by_id(conn, about).body == "■■丰住六楼，■■是他侄子"
    assert list(inspection.findings(conn)) == []


def test_where_the_role_demands_it_another_person_agrees(
    conn: Connection, config: Config, bo: Staff, cy: Staff
) -> None:
    about = opinion(conn, body=f"{WORD} 说的").opinion_id
    made = hide(conn, about, cy)
    assert not redaction.delete(conn, about, version(conn, about), made, cy, NOW, alone=False)
    with pytest.raises(Invalid, match="须由他人确认"):
        redaction.delete(conn, about, version(conn, about), made, cy, NOW, alone=False)
    assert [wish.redaction.id for wish in redactions.asked(conn, sealed=False, limit=9)] == [made]
    assert [redactions.todo(conn, who.id, sealed=False) for who in (cy, bo)] == [0, 1]
    redaction.leave(conn, about, version(conn, about), made, bo, NOW)
    assert redactions.asked(conn, sealed=False, limit=9) == []
    assert not redaction.delete(conn, about, version(conn, about), made, cy, NOW, alone=False)
    dy = person(conn, Role.OFFICER, "dy")
    assert redaction.delete(conn, about, version(conn, about), made, dy, NOW, alone=False)
    assert redactions.of_opinion(conn, about)[0].state == redactions.PERMANENT
    work(conn)
    assert holding(conn, config) == []


def test_who_lacks_the_right_the_version_or_a_reason_hides_nothing(conn: Connection, bo: Staff) -> None:
    about = opinion(conn, body=f"{WORD} 说的").opinion_id
    clerk = person(conn, Role.CLERK, "cy")
    with pytest.raises(Refused):
        hide(conn, about, clerk)
    with pytest.raises(Conflict):
        redaction.redact(conn, about, 99, [WORD], "原因", bo, NOW)
    refused = [
        ([WORD], " ", "原因"),
        ([], "姓名", "勾选"),
        (["说"], "姓名", "至少 2"),
        (["没有的话"], "姓名", "没有这些"),
    ]
    for chosen, reason, words in refused:
        with pytest.raises(Invalid, match=words):
            redaction.redact(conn, about, 1, chosen, reason, bo, NOW)
    assert WORD in opinions.by_id(conn, about).body
    assert redactions.of_opinion(conn, about) == []


def test_a_report_is_redacted_only_by_who_may_see_it(conn: Connection, bo: Staff, cy: Staff) -> None:
    about = opinion(conn, body=f"{WORD} 说的").opinion_id
    triage.seal(conn, about, 1, Seal.SEALED, bo, NOW)
    with pytest.raises(NotFound):
        hide(conn, about, cy)
    made = hide(conn, about, bo)
    redaction.delete(conn, about, version(conn, about), made, cy_is_refused(conn, about, made, cy, bo), NOW, alone=True)
    assert opinions.by_id(conn, about).body == f"{BLOTS} 说的"


def cy_is_refused(conn: Connection, about: int, made: int, cy: Staff, bo: Staff) -> Staff:
    with pytest.raises(NotFound):
        redaction.delete(conn, about, version(conn, about), made, cy, NOW, alone=False)
    return bo


def test_a_text_that_is_partly_hidden_is_not_corrected_meanwhile(conn: Connection, bo: Staff) -> None:
    about = opinion(conn, body=f"{WORD} 说的", channel=Channel.PHONE, entered_by=bo.id).opinion_id
    made = hide(conn, about, bo)
    with pytest.raises(Invalid, match="暂时遮盖"):
        correcting.correct(conn, about, version(conn, about), {"body": "别的话"}, "听错", bo, NOW)
    redaction.delete(conn, about, version(conn, about), made, bo, NOW, alone=True)
    assert correcting.correct(conn, about, version(conn, about), {"body": "别的话"}, "听错", bo, NOW) == ["body"]


def test_what_was_written_anew_since_is_left_as_it_stands(conn: Connection, bo: Staff) -> None:
    about = opinion(conn, body="电梯").opinion_id
    triage.answer(conn, about, version(conn, about), f"{WORD}，您好", bo, NOW, delay=timedelta(0))
    triage.publish(conn, about, version(conn, about), f"{WORD} 问", "答", bo, NOW)
    made = hide(conn, about, bo)
    triage.publish(conn, about, version(conn, about), "有人问", "答", bo, NOW)
    redaction.restore(conn, about, version(conn, about), made, bo, NOW)
    assert publications.of_opinion(conn, about) == ("有人问", "答")
    assert messages.of_opinion(conn, about)[0].body == f"{WORD}，您好"


def test_the_linker_reads_anew_what_is_left(conn: Connection, bo: Staff) -> None:
    about = opinion(conn, body=f"{WORD} 想加装电梯，六楼爬不动").opinion_id
    work(conn)
    hide(conn, about, bo, "加装电梯")
    assert all(link.evidence == () for link in links.of_opinion(conn, about))
    work(conn)
    body, tied = opinions.by_id(conn, about).body, links.of_opinion(conn, about)
    assert not [piece for link in tied for piece in link.evidence if BLOT in body[piece.start : piece.end]]


def test_a_number_is_found_however_it_is_spaced(conn: Connection, bo: Staff) -> None:
    about = opinion(conn, body="打 138-1234 5678，或１３８１２３４５６７８").opinion_id
    hide(conn, about, bo, "13812345678")
    assert opinions.by_id(conn, about).body == f"打 {BLOT * 13}，或{BLOT * 11}"
