"""One question over the network, to servers that misbehave in every way."""

import json
import socket
import ssl
import subprocess
import threading
import time
from pathlib import Path

import pytest
from model_server import Behaviour, chooses, drips, http, raw, serving, silent, writes

from intake.rerank.endpoint import LONGEST, Endpoint, ask
from intake.rerank.errors import Nonsense, Unavailable

ASKED = [{"role": "user", "content": "哪一项？"}]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


def test_what_the_model_writes_comes_back() -> None:
    with serving(writes("好的")) as server:
        assert ask(server.endpoint(), ASKED) == "好的"
    assert server.heads[0].startswith("POST /v1/chat/completions HTTP/1.1\r\n")
    assert "Authorization: Bearer sk-secret" in server.heads[0]
    question = server.questions[0]
    assert (question["model"], question["messages"], question["temperature"]) == ("qwen", ASKED, 0)
    assert question["stream"] is False


def test_without_a_key_none_is_sent() -> None:
    with serving(writes("好的")) as server:
        ask(Endpoint(server.url, "qwen", "", 5), ASKED)
    assert "uthorization" not in server.heads[0]


@pytest.mark.parametrize("end", ["", "/", "/chat/completions", "/chat/completions/"])
def test_an_address_that_goes_too_far_leads_to_the_same_place(end: str) -> None:
    with serving(writes("好的")) as server:
        ask(Endpoint(server.url + end, "qwen", "", 5), ASKED)
    assert server.heads[0].startswith("POST /v1/chat/completions HTTP/1.1\r\n")


def test_an_answer_in_pieces_is_one() -> None:
    body = json.dumps({"choices": [{"message": {"content": "好的"}}]}).encode()
    pieces = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (body[:7], body[7:])) + b"0\r\n\r\n"
    with serving(raw(CHUNKED + pieces)) as server:
        assert ask(server.endpoint(), ASKED) == "好的"


@pytest.mark.parametrize(
    "behave",
    [
        raw(b""),
        raw(b"\x00\xff\x00\xff\r\n\r\n"),
        raw(b"220 mail.example.org ESMTP\r\n"),
        raw(b"HTTP/1.1 abc def\r\n\r\n"),
        raw(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n{}"),
        raw(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000 + b"\r\n\r\n{}"),
        raw(CHUNKED + b"zz\r\n{}\r\n"),
        http(b"", "204 No Content"),
        http(b"", "302 Found", "Location: http://127.0.0.1:9/v1/chat/completions\r\n"),
        http(b"", "307 Temporary Redirect", "Location: /v2/chat/completions\r\n"),
        http(b"{}", "401 Unauthorized"),
        http(b"{}", "404 Not Found"),
        http(b"{}", "429 Too Many Requests"),
        http(b"{}", "500 Internal Server Error"),
        http(b"{}", "503 Service Unavailable"),
    ],
)
def test_a_server_that_is_none_is_unavailable(behave: Behaviour) -> None:
    with serving(behave) as server, pytest.raises(Unavailable):
        ask(server.endpoint(), ASKED)
    assert len(server.questions) == 1


@pytest.mark.parametrize(
    "behave",
    [
        http(b""),
        raw(b"HTTP/1.1 200 OK\r\nContent-Le"),
        http(b"<html><h1>It works!</h1></html>"),
        http(b"null"),
        http(b"[]"),
        http(b"{}"),
        http(b'{"choices": []}'),
        http(b'{"choices": {"0": 1}}'),
        http(b'{"choices": [{"text": "old style"}]}'),
        http(b'{"choices": [{"message": "x"}]}'),
        http(b'{"error": {"message": "out of memory"}}'),
        http(b"\xff\xfe\x00"),
        http("{".encode("utf-16")),
        http(b"[" * 60_000),
        http(b'{"a":' * 12_000),
        http(b'{"choices": [' + b"9" * 50_000 + b"]}"),
        http(b'{"choices": [{"message": {"content": "cut'),
        http(b"\x1f\x8b\x08\x00", headers="Content-Encoding: gzip\r\n"),
        http(b" " * (LONGEST + 1)),
        http(b'{"error": "context length exceeded"}', "400 Bad Request"),
        http(b"{}", "413 Payload Too Large"),
        writes(None),
        writes(["好的"]),
        writes({"text": "好的"}),
        writes(7),
        raw(HEAD + b'Content-Length: 500\r\n\r\n{"choices":'),
        raw(HEAD + b"Content-Length: 99999999999\r\n\r\n{}"),
        raw(CHUNKED + b"5\r\nabcde\r\n" * 20_000),
    ],
)
def test_an_answer_that_is_none_is_nonsense(behave: Behaviour) -> None:
    with serving(behave) as server, pytest.raises(Nonsense):
        ask(server.endpoint(), ASKED)


@pytest.mark.parametrize(
    "behave",
    [
        silent,
        drips(b"", b"H"),
        drips(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n", 0.1),
        drips(b"HTTP/1.1 200 OK\r\nX: ", b"y"),
        drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        drips(HEAD + b"Content-Length: 60000\r\n\r\n", b" "),
        drips(CHUNKED, b"1\r\n \r\n"),
        drips(HEAD + b"\r\n", b" "),
    ],
)
def test_whatever_a_slow_server_does_the_time_is_kept(behave: Behaviour) -> None:
    started = time.monotonic()
    with serving(behave) as server, pytest.raises(Unavailable):
        ask(server.endpoint(timeout=0.4), ASKED)
    assert time.monotonic() - started < 3


def test_an_endless_body_is_not_read_to_its_end() -> None:
    with serving(drips(CHUNKED, b"2000\r\n" + b" " * 0x2000 + b"\r\n", 0)) as server, pytest.raises(Nonsense):
        ask(server.endpoint(), ASKED)


def test_a_redirect_is_not_followed() -> None:
    with serving(chooses(1, "x")) as elsewhere:
        away = http(b"", "307 Temporary Redirect", f"Location: {elsewhere.url}/chat/completions\r\n")
        with serving(away) as server, pytest.raises(Unavailable, match="307"):
            ask(server.endpoint(), ASKED)
    assert elsewhere.questions == []


def test_no_proxy_sees_the_question(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(writes("从代理来")) as proxy, serving(writes("好的")) as server:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        assert ask(server.endpoint(), ASKED) == "好的"
    assert proxy.questions == []


def test_nobody_listening_is_unavailable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(Unavailable, match="ConnectionRefusedError"):
        ask(Endpoint(f"http://127.0.0.1:{port}/v1", "qwen", "", 5), ASKED)


def test_an_unknown_name_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        ask(Endpoint("https://nowhere.invalid/v1", "qwen", "", 5), ASKED)


def test_the_key_shows_nowhere() -> None:
    assert "sk-secret" not in repr(Endpoint("https://llm.example.org/v1", "qwen", "sk-secret", 5))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost, signed by itself; its public half lies beside it as `.crt`."""
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(path), "-out", f"{path}.crt"]
    subprocess.run([*command.split(), *names], check=True, capture_output=True)
    path.write_text(path.read_text() + Path(f"{path}.crt").read_text())
    return path


def ask_encrypted(certificate: Path) -> str:
    """Ask a server that shows this certificate; what it answers."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with listening, listening.accept()[0] as plain:
            try:
                with context.wrap_socket(plain, server_side=True) as connection:
                    connection.recv(65536)
                    writes("好的")(connection)
            except OSError:
                return  # the other side did not like the certificate

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        return ask(Endpoint(f"https://localhost:{listening.getsockname()[1]}/v1", "qwen", "", 5), ASKED)
    finally:
        thread.join()


def test_a_certificate_of_a_known_authority_is_taken(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", f"{certificate}.crt")
    assert ask_encrypted(certificate) == "好的"


def test_any_other_certificate_is_refused(certificate: Path) -> None:
    with pytest.raises(Unavailable, match="SSLCertVerificationError"):
        ask_encrypted(certificate)
