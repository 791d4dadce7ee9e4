"""The mailbox against a real Dovecot, and against a server with NetEase's rules."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from dovecot import Dovecot, dovecot, free_port
from netease import NetEase, netease

from intake.channels.mail.mailbox import BATCH_MESSAGES, Mailbox, MailboxSettings
from intake.channels.mail.transport import LoginRefused, MailboxUnavailable, Tls
from intake.errors import ConfigError

pytestmark = pytest.mark.servers


@pytest.fixture(scope="module")
def running() -> Iterator[Dovecot]:
    with dovecot() as server:
        yield server


@pytest.fixture
def server(running: Dovecot) -> Iterator[Dovecot]:
    running.deliver()
    yield running
    running.empty()


@pytest.fixture
def settings(server: Dovecot) -> MailboxSettings:
    return MailboxSettings("127.0.0.1", server.port, server.user, server.password, tls=Tls.PLAIN)


def message(number: int) -> bytes:
    return f"From: ann@example.cn\r\nSubject: {number}\r\n\r\n第{number}条\r\n".encode()


def test_lists_sizes_and_times_before_any_body(server: Dovecot, settings: MailboxSettings) -> None:
    server.deliver(message(1), message(22))
    with Mailbox(settings) as box:
        listed = list(box.listed(box.uids()))
    assert [item.size for item in listed] == [len(message(1)), len(message(22))]
    assert listed[0].uid < listed[1].uid
    assert abs((datetime.now(UTC) - listed[0].received_at).total_seconds()) < 60
    assert listed[0].received_at.tzinfo is UTC


def test_fetches_bytes_in_the_order_asked_for(server: Dovecot, settings: MailboxSettings) -> None:
    count = BATCH_MESSAGES * 2 + 7
    server.deliver(*(message(n) for n in range(count)))
    with Mailbox(settings) as box:
        listed = list(box.listed(box.uids()))
        fetched = [raw for _, raw in box.fetch(reversed(listed))]
    assert fetched == [message(n) for n in reversed(range(count))]


def test_lists_only_what_is_new(server: Dovecot, settings: MailboxSettings) -> None:
    server.deliver(message(1), message(2))
    with Mailbox(settings) as box:
        last = box.uids()[-1]
        assert box.uids(last) == []
    server.deliver(message(3))
    with Mailbox(settings) as box:
        assert [raw for _, raw in box.fetch(box.listed(box.uids(last)))] == [message(3)]


def test_leaves_the_mailbox_as_it_was(server: Dovecot, settings: MailboxSettings) -> None:
    server.deliver(message(1), message(2))
    with Mailbox(settings) as box:
        assert len(list(box.fetch(box.listed(box.uids())))) == 2
    assert server.flags() == ["", ""]


def test_a_message_deleted_meanwhile_is_left_out(server: Dovecot, settings: MailboxSettings) -> None:
    server.deliver(message(1))
    with Mailbox(settings) as box:
        listed = list(box.listed(box.uids()))
        assert list(box.fetch([replace(listed[0], uid=listed[0].uid + 1000)])) == []


def test_uid_validity_changes_with_a_new_mailbox(server: Dovecot, settings: MailboxSettings) -> None:
    server.deliver(message(1))
    with Mailbox(settings) as box:
        before = box.uid_validity
    with Mailbox(settings) as box:
        assert (box.uid_validity, box.exists) == (before, 1)


def test_fetches_the_start_of_a_message_that_is_too_large(server: Dovecot, settings: MailboxSettings) -> None:
    server.deliver(message(1) + b"x" * 10_000)
    with Mailbox(settings) as box:
        uid = box.uids()[0]
        assert box.fetch_start(uid, 40) == message(1)[:40]
        assert box.fetch_start(uid + 1, 40) is None


def test_folder_with_a_chinese_name(server: Dovecot, settings: MailboxSettings) -> None:
    server.deliver(message(5), folder="&YQ+JwV76i64-")
    with Mailbox(settings) as box:
        assert "意见建议" in box.folders()
    with Mailbox(replace(settings, folder="意见建议")) as box:
        assert [raw for _, raw in box.fetch(box.listed(box.uids()))] == [message(5)]


def test_folder_of_another_namespace(server: Dovecot, settings: MailboxSettings) -> None:
    server.deliver(message(6), folder="2026", namespace="public")
    with Mailbox(settings) as box:
        assert "Public/2026" in box.folders()
    with Mailbox(replace(settings, folder="Public/2026")) as box:
        assert [raw for _, raw in box.fetch(box.listed(box.uids()))] == [message(6)]


def test_missing_folder_is_unavailable(settings: MailboxSettings) -> None:
    with pytest.raises(MailboxUnavailable, match="无法使用"), Mailbox(replace(settings, folder="没有")):
        pass


def test_wrong_password_is_refused_and_not_repeated(settings: MailboxSettings) -> None:
    wrong = replace(settings, password="s3cret-word")
    with pytest.raises(LoginRefused, match="拒绝登录") as caught, Mailbox(wrong):
        pass
    assert "s3cret-word" not in str(caught.value)
    assert "s3cret-word" not in repr(wrong)


@pytest.mark.parametrize("tls", [Tls.SSL, Tls.STARTTLS])
def test_encrypted_connections_work(server: Dovecot, settings: MailboxSettings, tls: Tls) -> None:
    server.deliver(message(1))
    port = server.tls_port if tls is Tls.SSL else server.port
    with Mailbox(replace(settings, tls=tls, port=port, ca_file=server.ca_file)) as box:
        assert len(box.uids()) == 1


@pytest.mark.parametrize("tls", [Tls.SSL, Tls.STARTTLS])
def test_unknown_certificate_is_refused(server: Dovecot, settings: MailboxSettings, tls: Tls) -> None:
    port = server.tls_port if tls is Tls.SSL else server.port
    with pytest.raises(MailboxUnavailable, match="加密连接失败"), Mailbox(replace(settings, tls=tls, port=port)):
        pass


def test_plain_is_only_for_this_machine_or_the_host_named() -> None:
    plain = MailboxSettings("imap.example.cn", 143, "a", "b", tls=Tls.PLAIN)
    with pytest.raises(ConfigError, match="未加密"):
        Mailbox(plain)
    Mailbox(replace(plain, plain_host="imap.example.cn"))


def test_nobody_listening_is_unavailable(settings: MailboxSettings) -> None:
    with pytest.raises(MailboxUnavailable, match="无法使用"), Mailbox(replace(settings, port=free_port())):
        pass


def test_silence_ends_after_the_time_out() -> None:
    with netease(silent=True) as quiet:
        settings = MailboxSettings(
            "127.0.0.1", quiet.port, "a", "b", tls=Tls.PLAIN, connect_seconds=0.3, read_seconds=0.3
        )
        with pytest.raises(MailboxUnavailable, match="超时"), Mailbox(settings):
            pass


@pytest.mark.parametrize("offers", [True, False])
def test_identifies_itself_to_netease(offers: bool) -> None:
    with netease(offers_id=offers) as server:
        with Mailbox(netease_settings(server)) as box:
            assert [raw for _, raw in box.fetch(box.listed(box.uids()))] == [server.message]
        assert server.commands.index("ID") < len(server.commands) - 1 - server.commands[::-1].index("EXAMINE")
        assert "SELECT" not in server.commands


def test_connection_cut_during_a_fetch_is_unavailable() -> None:
    with netease(cut_on="FETCH") as server, Mailbox(netease_settings(server)) as box:  # noqa: SIM117
        with pytest.raises(MailboxUnavailable):
            list(box.listed(box.uids()))


def netease_settings(server: NetEase) -> MailboxSettings:
    return MailboxSettings("127.0.0.1", server.port, "yijian@126.com", "authcode", tls=Tls.PLAIN)
