"""What the mailbox and the sending of mail share: when a connection must be encrypted, and their errors."""

import ipaddress
import ssl
from enum import StrEnum

from intake.errors import ConfigError, IntakeError


class Tls(StrEnum):
    """How a connection is encrypted: from the first byte, after STARTTLS, or not at all."""

    SSL = "ssl"
    STARTTLS = "starttls"
    PLAIN = "plain"


class MailError(IntakeError):
    """Mail cannot be fetched or sent now; the message says why, in Chinese and without passwords."""


class LoginRefused(MailError):
    """The server does not take the name and password."""


class MailboxUnavailable(MailError):
    """The server, or the folder, cannot be reached or does not answer."""


class SendDeferred(MailError):
    """Not sent this time; trying again later may help."""


class SendUnavailable(SendDeferred):
    """The server takes no mail at all now: it cannot be reached or does not let us in."""


class SendRefused(MailError):
    """Will never be sent like this: the server has refused the sender, the recipient or the text for good."""


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine, by its name or address; does not ask the DNS."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def require_tls(host: str, tls: Tls, plain_host: str | None) -> None:
    """Refuse to talk in the clear to anyone but this machine, or the one host named for it.  Raises ConfigError."""
    if tls is Tls.PLAIN and not is_loopback(host) and host != plain_host:
        raise ConfigError(f"邮件服务器 {host} 未加密：请改用 ssl 或 starttls，或在设置中明确写出允许明文连接的主机名。")


def tls_context(ca_file: str | None) -> ssl.SSLContext:
    """The machine's certificate authorities, and those in `ca_file`."""
    context = ssl.create_default_context()
    if ca_file:
        context.load_verify_locations(ca_file)
    return context
