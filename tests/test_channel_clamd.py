"""The virus scanner as its daemon speaks, over real sockets; no answer means a person looks."""

import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from public_pages import every_opinion, photo, send

from intake.channels import clamd
from intake.config import Config
from intake.db import Connection
from intake.store import blobs, opinions

EICAR = b"%PDF-1.7 X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def _talk(server: socket.socket) -> None:
    while True:
        try:
            visitor, _ = server.accept()
        except OSError:
            return
        with visitor, visitor.makefile("rb") as said:
            assert said.read(10) == b"zINSTREAM\0"
            data = b""
            while size := struct.unpack(">I", said.read(4))[0]:
                data += said.read(size)
            if b"BROKEN" in data:
                visitor.sendall(b"INSTREAM size limit exceeded. ERROR\0")
            else:
                visitor.sendall(b"stream: Eicar-Signature FOUND\0" if b"EICAR" in data else b"stream: OK\0")


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[str]:
    """A socket behind which the daemon's side of the protocol is spoken."""
    path = str(tmp_path / "clamd")
    server = socket.socket(socket.AF_UNIX)
    server.bind(path)
    server.listen()
    thread = threading.Thread(target=_talk, args=(server,))
    thread.start()
    yield path
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    thread.join()


@pytest.fixture
def config(config: Config, daemon: str) -> Config:
    return replace(config, clamd=daemon)


def test_clean_infected_and_unanswered_are_told_apart(daemon: str) -> None:
    assert clamd.infected(daemon, bytes(200_000)) is None
    assert clamd.infected(daemon, EICAR) == "Eicar-Signature"
    for address, data in ((daemon, b"BROKEN"), (f"{daemon}x", b""), ("127.0.0.1:1", b""), ("nonsense", b"")):
        with pytest.raises(clamd.Unanswered):
            clamd.infected(address, data)


def test_an_infected_file_is_refused_and_costs_no_words(client: FlaskClient, conn: Connection) -> None:
    response = send(client, body="写了很久", files=[photo("毒.pdf", EICAR), photo("好.png")])
    assert response.status_code == 422
    assert "“毒.pdf”没有通过病毒检查" in response.text
    assert "写了很久" in response.text
    assert "好.png" in response.text
    assert every_opinion(conn) == []


def test_a_clean_file_passes(client: FlaskClient, conn: Connection) -> None:
    send(client, files=[photo()])
    (opinion,) = every_opinion(conn)
    assert opinion.held is None


def test_without_an_answer_the_opinion_is_held_with_its_file(client: FlaskClient, conn: Connection) -> None:
    send(client, files=[photo("说明.pdf", b"%PDF-1.7 BROKEN")])
    (opinion,) = every_opinion(conn)
    assert "没有经过病毒检查" in str(opinion.held)
    (file,) = opinions.attachments(conn, opinion.id)
    assert blobs.get(conn, file.blob) == b"%PDF-1.7 BROKEN"


def test_a_pdf_that_runs_something_is_held(client: FlaskClient, conn: Connection) -> None:
    send(client, files=[photo("说明.pdf", b"%PDF-1.7 <</S/JavaScript/JS(app.alert)>>")])
    assert "谨慎打开" in str(every_opinion(conn)[0].held)
