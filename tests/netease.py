"""A small IMAP server with NetEase's rule: no folder is opened before the program has said who it is (RFC 2971).

It has no IDLE, and does wrong what a network or a server may do wrong, at the command it is told.
"""

import base64
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

MESSAGE = b"From: ann@126.com\r\nSubject: =?gbk?B?0uK8+w==?=\r\n\r\n\xbd\xa8\xd2\xe9\r\n"


@dataclass(slots=True)
class NetEase:
    """How the server behaves, and what it was asked."""

    offers_id: bool = True
    silent: bool = False
    cut_on: str = ""
    cut_inside: str = ""
    garbage_on: str = ""
    dribble_on: str = ""
    token: str = ""
    message: bytes = MESSAGE
    port: int = 0
    commands: list[str] = field(default_factory=list)


class _Handler(socketserver.StreamRequestHandler):
    identified = False

    @property
    def rules(self) -> NetEase:
        return self.server.rules  # type: ignore[attr-defined,no-any-return]

    def say(self, *lines: bytes) -> None:
        for line in lines:
            self.wfile.write(line + b"\r\n")

    def handle(self) -> None:
        if self.rules.silent:
            self.rfile.readline()
            return
        self.say(b"* OK Coremail IMAP4 ready")
        for line in self.rfile:
            tag, _, command = line.strip().partition(b" ")
            words = command.upper().split()
            name = (words[1] if words[0] == b"UID" else words[0]).decode()
            self.rules.commands.append(name)
            if name == self.rules.cut_on:
                return
            if name == self.rules.cut_inside:
                self.wfile.write(b"* 1 FETCH (UID 7 BODY[] {5000}\r\nFrom: ann@12")
                return
            if name == self.rules.garbage_on:
                self.say(b"\xff\xfe(((\x00 {99", b"* FETCH (((", b"\x16\x03\x01")
                return
            if name == self.rules.dribble_on:
                self.dribble()
                return
            self.answer(tag, name, command)
            if name == "LOGOUT":
                return

    def dribble(self) -> None:
        """A server that is alive and never comes to an end."""
        with suppress(OSError):
            while True:
                self.wfile.write(b"* OK still here\r\n")
                time.sleep(0.05)

    def authenticate(self, tag: bytes) -> None:
        """XOAUTH2 with the one right token."""
        self.say(b"+ ")
        given = base64.b64decode(self.rfile.readline().strip())
        if given == f"user=yijian@126.com\1auth=Bearer {self.rules.token}\1\1".encode():
            self.say(tag + b" OK done")
            return
        self.say(b"+ eyJzdGF0dXMiOiI0MDEifQ==")
        self.rfile.readline()
        self.say(tag + b" NO AUTHENTICATE failed")

    def answer(self, tag: bytes, name: str, command: bytes) -> None:
        done = tag + b" OK done"
        if name == "CAPABILITY":
            # before the login it never offers ID, after it only some servers do
            offers = self.rules.offers_id and {"LOGIN", "AUTHENTICATE"} & set(self.rules.commands)
            self.say(b"* CAPABILITY IMAP4rev1 UIDPLUS" + (b" ID" if offers else b""), done)
        elif name == "AUTHENTICATE":
            self.authenticate(tag)
        elif name == "ID":
            self.identified = True
            self.say(b"* ID NIL", done)
        elif name in ("SELECT", "EXAMINE"):
            if not self.identified:
                self.say(tag + b" NO " + name.encode() + b" Unsafe Login. Please contact kefu@188.com for help")
                return
            self.say(b"* 1 EXISTS", b"* OK [UIDVALIDITY 1] UIDs valid", b"* FLAGS ()", done)
        elif name == "SEARCH":
            self.say(b"* SEARCH 7", done)
        elif name == "FETCH":
            self.fetch(command)
            self.say(done)
        else:
            self.say(done)

    def fetch(self, command: bytes) -> None:
        message = self.rules.message
        if b"BODY.PEEK[]" in command:
            self.say(b"* 1 FETCH (UID 7 BODY[] {%d}" % len(message), message + b")")
        else:
            self.say(b'* 1 FETCH (UID 7 RFC822.SIZE %d INTERNALDATE "05-Mar-2024 10:20:30 +0800")' % len(message))


@contextmanager
def netease(**behaviour: Any) -> Iterator[NetEase]:
    """Start a server, and stop it."""
    socketserver.ThreadingTCPServer.allow_reuse_address = True
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Handler) as server:
        server.daemon_threads = True
        rules = NetEase(**behaviour, port=server.server_address[1])
        server.rules = rules  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield rules
        finally:
            server.shutdown()
            thread.join()
