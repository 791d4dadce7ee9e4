"""What leaves: words, headers, attempts — through a real SMTP server."""

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from builders import NOW, opinion, person
from dovecot import free_port
from smtp_server import Post, smtp_server, through

from intake import receipts, triage
from intake.channels.mail.outbox import send_due
from intake.channels.mail.transport import SendUnavailable
from intake.config import Config
from intake.db import Connection, Database, transaction
from intake.digest.issue import issue
from intake.digest.periods import Scope, parse
from intake.model import AsideReason, Channel, Role
from intake.store import blobs, circulars, editions, events, opinions, outbox

pytestmark = pytest.mark.both
MINUTE = timedelta(minutes=1)


@pytest.fixture
def post() -> Iterator[Post]:
    with smtp_server() as server:
        yield server


@pytest.fixture
def config(config: Config, post: Post) -> Config:
    return through(config, post.port, office="杨浦区委办公室", public_url="https://example.cn")


def ann(conn: Connection, **over: object) -> receipts.Keys | int:
    return opinion(conn, **{"email": "ann@example.org", **over}).opinion_id


def state(conn: Connection) -> list[tuple[str, str | None]]:
    return [
        (row["state"], row["error"])
        for row in conn.execute("SELECT state, error FROM outbox ORDER BY recipient, id").fetchall()
    ]


def test_the_acknowledgement_names_number_and_code_and_nothing_the_sender_wrote(
    conn: Connection, config: Config, post: Post
) -> None:
    receipt = opinion(conn, email="ann@example.org", subject="请点击此处", body="买药请加微信", name="恶意")
    assert send_due(conn, config, NOW) == 1
    [mail] = post.taken
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert receipt.number in text
    assert receipts.group(receipt.code) in text
    assert "2026年11月18日 10:00（网页）" in text
    assert "https://example.cn/lookup" in text
    assert not re.search("点击|微信|恶意", str(mail["Subject"]) + text)
    assert mail.get_body(("html",)) is not None
    assert state(conn) == [("sent", None)]


def test_headers_say_who_writes_and_that_a_machine_does(conn: Connection, config: Config, post: Post) -> None:
    ann(conn)
    send_due(conn, config, NOW)
    [mail] = post.taken
    assert str(mail["From"]) == "杨浦区委办公室 <yijian@example.cn>"
    assert (mail["To"], mail["Auto-Submitted"]) == ("ann@example.org", "auto-replied")
    [token] = receipts.find_tokens(mail["Message-ID"])
    assert receipts.find_tokens(mail["Subject"]) == [token]
    assert mail["Message-ID"] == f"<r.{token.lower()}@example.cn>"
    assert mail["In-Reply-To"] is None


def test_an_answer_to_a_mail_joins_its_thread(conn: Connection, config: Config, post: Post) -> None:
    ann(
        conn,
        channel=Channel.EMAIL,
        details={"message_id": "<2@example.org>", "references": ["<1@example.org>"]},
    )
    send_due(conn, config, NOW)
    [mail] = post.taken
    assert mail["In-Reply-To"] == "<2@example.org>"
    assert mail["References"].split() == ["<1@example.org>", "<2@example.org>"]


@pytest.mark.parametrize("promised", [True, False])
def test_an_answer_is_promised_only_where_the_circular_does(
    conn: Connection, config: Config, post: Post, promised: bool
) -> None:
    with transaction(conn):
        [circular] = circulars.published(conn)
        circulars.promise_reply(conn, circular.id, promised)
    ann(conn)
    send_due(conn, config, NOW)
    text = post.taken[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert ("会给您答复" in text, "不逐件答复" in text) == (promised, not promised)


def test_further_acknowledgements_of_a_day_come_in_one_mail(conn: Connection, config: Config, post: Post) -> None:
    for minute in range(4):
        ann(conn, now=NOW + minute * MINUTE)
        send_due(conn, config, NOW + minute * MINUTE)
    assert len(post.taken) == 1
    send_due(conn, config, NOW + timedelta(days=1, minutes=10))
    assert len(post.taken) == 2
    text = post.taken[1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert re.findall(r"2026-\d{6}", text) == ["2026-000002", "2026-000003", "2026-000004"]
    assert post.taken[1]["Subject"].startswith("已收到您的意见建议（3 件）")
    assert state(conn) == [("sent", None)] * 4


def test_nobody_gets_more_than_one_acknowledgement_in_a_day(conn: Connection, config: Config, post: Post) -> None:
    for hour in range(0, 96, 5):
        now = NOW + timedelta(hours=hour)
        ann(conn, now=now)
        for later in range(5):
            send_due(conn, config, now + timedelta(hours=later))
    times = sorted({row["sent_at"] for row in conn.execute("SELECT sent_at FROM outbox").fetchall() if row["sent_at"]})
    assert len(times) == len(post.taken)
    assert all(b[:10] > a[:10] for a, b in zip(times, times[1:], strict=False))


def test_an_answer_carries_the_office_s_words_and_may_be_answered(conn: Connection, config: Config, post: Post) -> None:
    officer = person(conn)
    opinion_id = ann(conn, channel=Channel.EMAIL)
    send_due(conn, config, NOW)
    version = opinions.by_id(conn, opinion_id).version
    triage.answer(conn, opinion_id, version, "电梯已于本周开工。", officer, NOW, delay=timedelta(0))
    send_due(conn, config, NOW + MINUTE)
    mail = post.taken[1]
    assert "电梯已于本周开工。" in mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert mail["Auto-Submitted"] == "no"
    assert "mail_sent" in [event.kind for event in events.history(conn, opinion_id)]


def test_an_isolated_or_void_opinion_is_spoken_of_no_more(conn: Connection, config: Config, post: Post) -> None:
    manager = person(conn, Role.MANAGER)
    secret, spam = ann(conn), opinion(conn, email="bob@example.org").opinion_id
    triage.isolate(conn, secret, 1, manager, NOW)
    triage.set_aside(conn, spam, 1, AsideReason.SPAM, "", manager, NOW)
    send_due(conn, config, NOW)
    assert post.taken == []
    assert [words for words, _ in state(conn)] == ["withdrawn", "withdrawn"]


def test_an_emergency_is_told_to_the_duty_officer_without_the_words(
    conn: Connection, config: Config, post: Post
) -> None:
    opinion_id = opinion(conn, body="再不解决我就不想活了").opinion_id
    with transaction(conn):
        outbox.add(conn, "alarm", "duty@example.cn", NOW, opinion_id=opinion_id)
    send_due(conn, config, NOW)
    [mail] = post.taken
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "2026-000001" in text
    assert f"https://example.cn/staff/queue/{opinion_id}" in text
    assert "不想活" not in str(mail["Subject"]) + text


def test_a_refused_recipient_fails_for_good_and_staff_see_it(conn: Connection, config: Config, post: Post) -> None:
    post.recipients["ann@example.org"] = "550 no such user"
    opinion_id = ann(conn)
    opinion(conn, email="bob@example.org")
    send_due(conn, config, NOW)
    assert [mail["To"] for mail in post.taken] == ["bob@example.org"]
    assert state(conn)[0][0] == "failed"
    assert "no such user" in str(state(conn)[0][1])
    assert events.history(conn, opinion_id)[-1].kind == "mail_failed"
    assert outbox.failures(conn) == 1


@pytest.mark.parametrize("address", ["a..b.@example.org", "用户@example.org", "a b@example.org", "x@y, z@example.org"])
def test_an_address_that_no_server_takes_fails_at_once(
    conn: Connection, config: Config, post: Post, address: str
) -> None:
    ann(conn, email=address)
    send_due(conn, config, NOW)
    assert state(conn) == [("failed", "收件地址无法使用")]
    assert post.taken == []


def test_a_domain_in_chinese_characters_is_written_as_servers_know_it(
    conn: Connection, config: Config, post: Post
) -> None:
    ann(conn, email="zhang@例子.中国")
    send_due(conn, config, NOW)
    assert post.taken[0]["To"] == "zhang@xn--fsqu00a.xn--fiqs8s"


def test_a_temporary_refusal_is_tried_again_ever_more_rarely(conn: Connection, config: Config, post: Post) -> None:
    post.recipients["ann@example.org"] = "451 try later"
    ann(conn)
    tried = [minute for minute in range(120) if send_due(conn, config, NOW + minute * MINUTE)]
    assert tried == [0, 1, 6, 21, 81]
    post.recipients.clear()
    send_due(conn, config, NOW + timedelta(days=1))
    assert state(conn) == [("sent", None)]


def test_after_three_days_a_temporary_refusal_is_final(conn: Connection, config: Config, post: Post) -> None:
    post.data = "451 try later"
    ann(conn)
    for hour in range(0, 80, 5):
        send_due(conn, config, NOW + timedelta(hours=hour))
    assert state(conn)[0][0] == "failed"
    assert "三天内未能发出" in str(state(conn)[0][1])


def test_a_server_out_of_reach_costs_one_attempt_and_all_mail_waits(conn: Connection, config: Config) -> None:
    for name in ("ann", "bob", "cy"):
        opinion(conn, email=f"{name}@example.org")
    away = replace(config, smtp_port=free_port())
    with pytest.raises(SendUnavailable, match="无法使用"):
        send_due(conn, away, NOW)
    assert [words for words, _ in state(conn)] == ["waiting"] * 3
    assert send_due(conn, config, NOW + 2 * MINUTE) == 3


def test_an_answer_lost_after_the_text_gives_a_second_copy_with_the_same_id(
    conn: Connection, config: Config, post: Post
) -> None:
    post.cut = True
    ann(conn)
    send_due(conn, config, NOW)
    assert state(conn)[0][0] == "waiting"
    post.cut = False
    send_due(conn, config, NOW + 2 * MINUTE)
    assert len(post.taken) == 2
    assert post.taken[0]["Message-ID"] == post.taken[1]["Message-ID"]


def test_a_worker_killed_while_sending_leaves_the_mail_to_the_next(
    conn: Connection, config: Config, post: Post
) -> None:
    ann(conn)
    with transaction(conn):
        assert len(outbox.lease(conn, NOW)) == 1  # leased by one that is gone
    assert send_due(conn, config, NOW + 5 * MINUTE) == 0
    assert send_due(conn, config, NOW + 11 * MINUTE) == 1
    assert len(post.taken) == 1


def test_two_workers_send_each_mail_once(conn: Connection, database: Database, config: Config, post: Post) -> None:
    for number in range(12):
        opinion(conn, email=f"a{number}@example.org")

    def work() -> None:
        with database.connection() as own:
            send_due(own, config, NOW)

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(mail["To"] for mail in post.taken) == sorted(f"a{number}@example.org" for number in range(12))


def test_a_mail_taken_back_in_time_never_leaves(conn: Connection, config: Config, post: Post) -> None:
    officer = person(conn)
    opinion_id = ann(conn, channel=Channel.EMAIL, acknowledged=False)
    message_id = triage.answer(conn, opinion_id, 1, "答错了", officer, NOW, delay=timedelta(seconds=20))
    send_due(conn, config, NOW)
    triage.withdraw_answer(conn, opinion_id, 2, message_id, officer, NOW)
    send_due(conn, config, NOW + MINUTE)
    assert post.taken == []


def test_with_plus_addresses_answers_come_back_to_the_token(conn: Connection, config: Config, post: Post) -> None:
    ann(conn)
    send_due(conn, replace(config, mail_plus="yes"), NOW)
    [token] = receipts.find_tokens(post.taken[0]["Message-ID"])
    assert post.taken[0]["Reply-To"] == f"yijian+{token.lower()}@example.cn"


def test_a_mail_leaves_in_a_form_that_a_signature_survives(conn: Connection, config: Config, post: Post) -> None:
    """DKIM at the relay: one domain everywhere, nothing that a server on the way has to re-encode."""
    ann(conn)
    send_due(conn, config, NOW)
    [raw] = post.raw
    assert raw.isascii()
    assert max(len(line) for line in raw.splitlines()) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    mail = post.taken[0]
    assert {mail["From"].addresses[0].domain, mail["Message-ID"].strip("<>").partition("@")[2]} == {"example.cn"}
    assert post.senders == ["yijian@example.cn"]


def test_an_issued_digest_is_mailed_once_to_each_address(conn: Connection, config: Config, post: Post) -> None:
    config = replace(config, digest_mail="one@example.cn, two@example.cn")
    ann(conn, email="")
    edition = issue(conn, config, Scope(parse("2026-W47")), person(conn, Role.MANAGER), NOW + timedelta(days=7))
    for day in (7, 8):
        send_due(conn, config, NOW + timedelta(days=day))
    assert sorted(mail["To"] for mail in post.taken) == ["one@example.cn", "two@example.cn"]
    mail = post.taken[0]
    assert mail["Subject"] == f"意见建议专报第{edition.number}期（2026-W47）"
    frozen = {form: blobs.get(conn, str(editions.blob(conn, edition.id, form))) for form in ("docx", "xlsx")}
    files = {part.get_filename(): part.get_content() for part in mail.iter_attachments()}
    assert files == {f"意见建议专报第{edition.number}期.{form}": data for form, data in frozen.items()}


def test_a_digest_of_long_ago_is_not_mailed_when_the_setting_is_new(
    conn: Connection, config: Config, post: Post
) -> None:
    issue(conn, config, Scope(parse("2026-W47")), person(conn, Role.MANAGER), NOW + timedelta(days=7))
    send_due(conn, replace(config, digest_mail="one@example.cn"), NOW + timedelta(days=30))
    assert post.taken == []
