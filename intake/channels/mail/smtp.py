"""Handing one message to the mail server.  No queue, no retries: those are the outbox's.

SMTP cannot be exactly once: where the server goes away after the text, the message may have been taken.  That counts as
not sent, and the stable Message-ID lets a reader see the second copy for what it is.
"""

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import getaddresses

from intake.channels.mail.transport import (
    MailError,
    SendDeferred,
    SendRefused,
    SendUnavailable,
    Tls,
    require_tls,
    tls_context,
)


@dataclass(frozen=True, slots=True)
class SmtpSettings:
    """The server that takes our mail.  `plain_host`: the one other machine that may be spoken to without encryption.

    `access_token`, where it is given, is asked for a fresh OAuth 2 token at each log-in, instead of the password.
    """

    host: str
    port: int
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    access_token: Callable[[], str] | None = field(default=None, repr=False)
    tls: Tls = Tls.STARTTLS
    seconds: float = 60.0
    envelope_from: str | None = None
    plain_host: str | None = None
    ca_file: str | None = None


def send(settings: SmtpSettings, message: EmailMessage) -> tuple[str, ...]:
    """Send to the message's recipients; those refused where others were accepted.

    Raises SendUnavailable (no mail now), SendDeferred (this one later) or SendRefused (never like this).
    """
    require_tls(settings.host, settings.tls, settings.plain_host)
    sender = settings.envelope_from or _addresses(message, "From")[0]
    recipients = _addresses(message, "To") + _addresses(message, "Cc")
    try:
        with _translated(settings):
            client = _connect(settings)
    except MailError as error:
        raise SendUnavailable(str(error)) from None  # ours or the server's to mend, not the message's fault
    try:
        with _translated(settings):
            return tuple(client.send_message(message, sender, recipients))
    finally:
        # the message is taken or refused by now; a failing farewell changes nothing
        with suppress(smtplib.SMTPException, OSError):
            client.quit()
        client.close()


def _addresses(message: EmailMessage, name: str) -> list[str]:
    return [address for _, address in getaddresses([str(v) for v in message.get_all(name, [])]) if address]


def _connect(settings: SmtpSettings) -> smtplib.SMTP:
    if settings.tls is Tls.SSL:
        client: smtplib.SMTP = smtplib.SMTP_SSL(
            settings.host, settings.port, timeout=settings.seconds, context=tls_context(settings.ca_file)
        )
    else:
        client = smtplib.SMTP(settings.host, settings.port, timeout=settings.seconds)
    try:
        if settings.tls is Tls.STARTTLS:
            client.starttls(context=tls_context(settings.ca_file))
        if settings.user and settings.access_token:
            _log_in_with_token(client, settings.user, settings.access_token())
        elif settings.user:
            client.login(settings.user, settings.password or "")
    except BaseException:
        client.close()
        raise
    return client


def _log_in_with_token(client: smtplib.SMTP, user: str, token: str) -> None:
    client.ehlo_or_helo_if_needed()
    client.auth("XOAUTH2", lambda challenge=None: f"user={user}\x01auth=Bearer {token}\x01\x01")


@contextmanager
def _translated(settings: SmtpSettings) -> Iterator[None]:
    host = f"{settings.host}:{settings.port}"
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        said = "；".join(_words(text, settings) for _, text in error.recipients.values())
        if all(code // 100 == 5 for code in codes):
            raise SendRefused(f"收件人被 {host} 拒绝：{said}") from None
        raise SendDeferred(f"收件人暂时被 {host} 拒绝：{said}") from None
    except smtplib.SMTPAuthenticationError as error:
        raise SendDeferred(f"发信服务器 {host} 拒绝登录：{_words(error.smtp_error, settings)}") from None
    except (smtplib.SMTPConnectError, smtplib.SMTPHeloError) as error:
        raise SendDeferred(f"发信服务器 {host} 未受理连接：{_words(error.smtp_error, settings)}") from None
    except smtplib.SMTPResponseException as error:
        said = f"{error.smtp_code} {_words(error.smtp_error, settings)}"
        if error.smtp_code // 100 == 5:
            raise SendRefused(f"邮件被 {host} 拒绝：{said}") from None
        raise SendDeferred(f"邮件暂时未被 {host} 接受：{said}") from None
    except ssl.SSLError as error:
        raise SendDeferred(f"与发信服务器 {host} 的加密连接失败：{_words(error, settings)}") from None
    except (smtplib.SMTPException, OSError) as error:
        raise SendDeferred(f"发信服务器 {host} 无法使用：{_words(error, settings)}") from None


def _words(said: object, settings: SmtpSettings) -> str:
    """What the server said, in one line and without the password."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    text = " ".join(text.split())[:200]
    return text.replace(settings.password, "***") if settings.password else text
