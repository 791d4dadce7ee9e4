"""A real SMTP server on a free loopback port, for tests; it takes mail, refuses it, stalls or goes away as told."""

import asyncio
import email
import email.policy
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from dovecot import free_port

from intake.config import Config


@dataclass(slots=True)
class Post:
    """What the server took, and how it behaves: answers by recipient, or to the text; `cut` ends the connection."""

    port: int
    taken: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    recipients: dict[str, str] = field(default_factory=dict)
    data: str = "250 taken"
    cut: bool = False
    stall: float = 0

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.recipients.get(address, "250 ok")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(self.stall)
        assert isinstance(envelope.content, bytes)
        if self.data.startswith("250"):
            self.raw.append(envelope.content)
            self.senders.append(str(envelope.mail_from))
            parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
            assert isinstance(parsed, EmailMessage)
            self.taken.append(parsed)
        if self.cut:
            assert server.transport is not None
            server.transport.abort()
        return self.data

    def log_in(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        self.logins.append(f"{mechanism} {data.login.decode()} {data.password.decode()}")
        return AuthResult(success=data.password == b"authcode", handled=False)


@contextmanager
def smtp_server(certificate: tuple[str, str] | None = None, *, auth: bool = False) -> Iterator[Post]:
    """Start a server, and stop it; with `certificate` (file, key) it offers STARTTLS, with `auth` a log-in."""
    post = Post(free_port())
    context = None
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(*certificate)
    controller = Controller(
        post,
        hostname="127.0.0.1",
        port=post.port,
        tls_context=context,
        authenticator=post.log_in if auth else None,
        auth_require_tls=False,
    )
    controller.start()
    try:
        yield post
    finally:
        controller.stop()


def through(config: Config, port: int, **settings: Any) -> Config:
    """The configuration of an office that sends its mail through the server at a port of this machine."""
    sender = "yijian@example.cn"
    return replace(config, smtp_host="127.0.0.1", smtp_port=port, smtp_tls="plain", mail_from=sender, **settings)
