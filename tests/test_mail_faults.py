"""Faults on the wire, both ways: cut, silent, endless, garbled. Nothing hangs, nothing is lost or doubled."""

import http.server
import json
import subprocess
import threading
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from builders import NOW, opinion
from dovecot import free_port
from netease import NetEase, netease
from smtp_server import smtp_server

from intake.channels.mail import outbox as sending
from intake.channels.mail import poller, smtp
from intake.channels.mail.mailbox import Mailbox, MailboxSettings
from intake.channels.mail.transport import MailboxUnavailable, MailError, SendUnavailable, Tls
from intake.config import Config
from intake.db import Connection
from intake.errors import ConfigError
from intake.store import heartbeats, mails


@pytest.fixture
def config(config: Config) -> Config:
    return replace(
        config,
        imap_host="127.0.0.1",
        imap_user="yijian@126.com",
        imap_password="authcode",
        imap_tls="plain",
        smtp_host="127.0.0.1",
        smtp_tls="plain",
    )


FAULTS = [
    *({"cut_on": command} for command in ("CAPABILITY", "LOGIN", "ID", "EXAMINE", "SEARCH", "FETCH")),
    *({"garbage_on": command} for command in ("CAPABILITY", "LOGIN", "EXAMINE", "SEARCH", "FETCH")),
    {"cut_inside": "FETCH"},
]


@pytest.mark.both
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: "-".join(*fault.items()))
def test_after_any_fault_the_next_look_takes_everything_once(
    conn: Connection, config: Config, fault: dict[str, str]
) -> None:
    with netease(**fault) as server:
        with pytest.raises(MailError):
            poller.poll(conn, replace(config, imap_port=server.port), NOW)
        assert heartbeats.every(conn)["poll"][1]
        server.cut_on = server.garbage_on = server.cut_inside = ""
        assert poller.poll(conn, replace(config, imap_port=server.port), NOW + timedelta(minutes=1)) == 1
        assert poller.poll(conn, replace(config, imap_port=server.port), NOW + timedelta(minutes=2)) == 0
    assert mails.counts(conn) == {"taken": 1}
    assert heartbeats.every(conn)["poll"][1] is None


def test_a_farewell_that_fails_spoils_nothing(conn: Connection, config: Config) -> None:
    with netease(cut_on="LOGOUT") as server:
        assert poller.poll(conn, replace(config, imap_port=server.port), NOW) == 1


@pytest.mark.parametrize("command", ["LOGIN", "SEARCH", "FETCH"])
def test_a_server_that_never_comes_to_an_end_is_cut_off(command: str) -> None:
    with netease(dribble_on=command) as server:
        settings = replace(direct(server), read_seconds=5, step_seconds=0.4)
        started = time.monotonic()
        with pytest.raises(MailboxUnavailable, match="长时间"), Mailbox(settings) as box:
            list(box.fetch(box.listed(box.uids())))
    assert time.monotonic() - started < 3


def test_without_idle_the_poller_rests_between_looks(conn: Connection, config: Config) -> None:
    with netease() as server:
        config = replace(config, imap_port=server.port)
        assert poller.attend(conn, config, NOW)  # one message came
        assert not poller.attend(conn, config, NOW)


def test_encryption_that_is_refused_is_never_done_without() -> None:
    with netease() as server:
        with pytest.raises(MailboxUnavailable), Mailbox(replace(direct(server), tls=Tls.STARTTLS)):
            pass
        with pytest.raises(MailboxUnavailable, match="加密连接失败"), Mailbox(replace(direct(server), tls=Tls.SSL)):
            pass
    assert "LOGIN" not in server.commands


def direct(server: NetEase) -> MailboxSettings:
    return MailboxSettings("127.0.0.1", server.port, "yijian@126.com", "authcode", tls=Tls.PLAIN)


@contextmanager
def token_server(status: int = 200) -> Iterator[tuple[str, list[dict[str, list[str]]]]]:
    """Gives out the token "fresh"; its address, and the requests it got."""
    asked: list[dict[str, list[str]]] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(urllib.parse.parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps({"access_token": "fresh", "expires_in": 3600}).encode())

        def log_message(self, *arguments: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}/token", asked
        server.shutdown()
        thread.join()


def with_oauth(config: Config, url: str) -> Config:
    return replace(
        config, mail_auth="xoauth2", oauth_url=url, oauth_client="us", oauth_secret="s", imap_password="refresh"
    )


def test_a_mailbox_without_passwords_is_opened_with_a_fresh_token(conn: Connection, config: Config) -> None:
    with token_server() as (url, asked), netease(token="fresh") as server:
        assert poller.poll(conn, with_oauth(replace(config, imap_port=server.port), url), NOW) == 1
    assert asked[0]["grant_type"] == ["refresh_token"]
    assert (asked[0]["refresh_token"], asked[0]["client_id"], asked[0]["client_secret"]) == (["refresh"], ["us"], ["s"])


@pytest.mark.parametrize(("status", "right", "words"), [(200, "another", "拒绝登录"), (400, "fresh", "授权服务器拒绝")])
def test_a_token_that_is_refused_is_a_refused_log_in(
    conn: Connection, config: Config, status: int, right: str, words: str
) -> None:
    with token_server(status) as (url, _), netease(token=right) as server, pytest.raises(MailError, match=words):
        poller.poll(conn, with_oauth(replace(config, imap_port=server.port), url), NOW)


def test_tokens_are_never_asked_for_unencrypted(conn: Connection, config: Config) -> None:
    with pytest.raises(ConfigError, match="https"):
        poller.poll(conn, with_oauth(config, "http://example.cn/token"), NOW)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    folder = tmp_path_factory.mktemp("certificate")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        + ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem"), "-days", "2"]
        + ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
        check=True,
        capture_output=True,
    )
    return str(folder / "cert.pem"), str(folder / "key.pem")


def send(conn: Connection, config: Config, **over: object) -> int:
    opinion(conn, email="ann@example.org")
    return sending.send_due(conn, replace(config, **over), NOW)  # type: ignore[arg-type]


def waiting(conn: Connection) -> list[tuple[str, str]]:
    return [(row["state"], row["error"] or "") for row in conn.execute("SELECT state, error FROM outbox").fetchall()]


def test_mail_leaves_encrypted_and_logged_in(conn: Connection, config: Config, certificate: tuple[str, str]) -> None:
    with smtp_server(certificate, auth=True) as post:
        send(
            conn,
            config,
            smtp_host="localhost",
            smtp_port=post.port,
            smtp_tls="starttls",
            smtp_user="yijian@126.com",
            smtp_password="authcode",
            mail_ca=certificate[0],
        )
        assert len(post.taken) == 1
        assert post.logins[0].endswith("yijian@126.com authcode")


def test_a_wrong_code_makes_mail_wait_and_is_not_repeated(conn: Connection, config: Config) -> None:
    with smtp_server(auth=True) as post, pytest.raises(SendUnavailable) as caught:
        send(conn, config, smtp_port=post.port, smtp_user="yijian@126.com", smtp_password="s3cret-code")
    assert "s3cret-code" not in str(caught.value)
    assert waiting(conn)[0][0] == "waiting"


def test_an_unknown_certificate_is_refused(conn: Connection, config: Config, certificate: tuple[str, str]) -> None:
    with smtp_server(certificate) as post, pytest.raises(SendUnavailable, match="加密连接失败"):
        send(conn, config, smtp_host="localhost", smtp_port=post.port, smtp_tls="starttls")
    assert post.taken == []


def test_starttls_that_is_not_offered_is_never_done_without(conn: Connection, config: Config) -> None:
    with smtp_server() as post, pytest.raises(SendUnavailable):
        send(conn, config, smtp_port=post.port, smtp_tls="starttls")
    assert post.taken == []


ANSWERS = [
    ({"data": "554 spam"}, "failed"),
    ({"data": "451 later"}, "waiting"),
    ({"recipients": {"ann@example.org": "550 unknown"}}, "failed"),
    ({"recipients": {"ann@example.org": "452 full"}}, "waiting"),
    ({"cut": True}, "waiting"),
]


@pytest.mark.parametrize(("behaviour", "state"), ANSWERS)
def test_permanent_and_temporary_refusals_are_told_apart(
    conn: Connection, config: Config, behaviour: dict[str, object], state: str
) -> None:
    with smtp_server() as post:
        for name, value in behaviour.items():
            setattr(post, name, value)
        send(conn, config, smtp_port=post.port)
    assert waiting(conn)[0][0] == state


def test_a_server_that_hangs_after_the_text_is_given_up(conn: Connection, config: Config) -> None:
    def impatient(settings: smtp.SmtpSettings, message: smtp.EmailMessage) -> tuple[str, ...]:
        return smtp.send(replace(settings, seconds=0.3), message)

    with smtp_server() as post:
        post.stall = 2
        opinion(conn, email="ann@example.org")
        started = time.monotonic()
        sending.send_due(conn, replace(config, smtp_port=post.port), NOW, impatient)
        assert time.monotonic() - started < 1.5
    assert waiting(conn)[0][0] == "waiting"


def test_nobody_listening_makes_mail_wait(conn: Connection, config: Config) -> None:
    with pytest.raises(SendUnavailable, match="无法使用"):
        send(conn, config, smtp_port=free_port())
    assert waiting(conn)[0][0] == "waiting"
