"""The configuration as the mailbox and the sending of mail want it.  Opens no connection."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from urllib.parse import unquote, urlsplit

from intake.channels.mail.mailbox import MailboxSettings
from intake.channels.mail.oauth import Grant, access_token
from intake.channels.mail.smtp import SmtpSettings
from intake.channels.mail.transport import Tls
from intake.config import Config
from intake.errors import ConfigError

_SCHEMES = {"imaps": (Tls.SSL, 993), "imap": (Tls.STARTTLS, 143)}


def mailboxes(config: Config) -> list[MailboxSettings]:
    """Every folder that is read, in the order they are given.  Raises ConfigError."""
    main = MailboxSettings(
        config.imap_host,
        config.imap_port,
        config.imap_user,
        config.imap_password,
        largest_bytes=config.mail_mb << 20,
        access_token=_token(config, config.imap_password),
        tls=Tls(config.imap_tls),
        plain_host=config.mail_plain_host or None,
        ca_file=config.mail_ca or None,
    )
    found = _folders(main, config.imap_folder) if config.imap_host else []
    for address in config.imap_others.split():
        found += _other(config, address)
    return found


def smtp(config: Config) -> SmtpSettings:
    """The server that takes our mail."""
    return SmtpSettings(
        config.smtp_host,
        config.smtp_port,
        config.smtp_user or None,
        config.smtp_password or None,
        access_token=_token(config, config.smtp_password),
        tls=Tls(config.smtp_tls),
        plain_host=config.mail_plain_host or None,
        ca_file=config.mail_ca or None,
    )


def own_addresses(config: Config) -> frozenset[str]:
    """The addresses this office writes from and reads at, in lower case."""
    known = [config.sender, *(box.user for box in mailboxes(config))]
    return frozenset(address.lower() for address in known if "@" in address)


def _token(config: Config, refresh_token: str) -> Callable[[], str] | None:
    if config.mail_auth != "xoauth2":
        return None
    return partial(access_token, Grant(config.oauth_url, config.oauth_client, config.oauth_secret, refresh_token))


def _folders(box: MailboxSettings, names: str) -> list[MailboxSettings]:
    return [replace(box, folder=name.strip()) for name in names.split(",") if name.strip()]


def _other(config: Config, address: str) -> list[MailboxSettings]:
    """`imaps://user:password@host:port/folder,folder`, special characters percent-encoded (RFC 5092)."""
    parts = urlsplit(address)
    if parts.scheme not in _SCHEMES or not parts.hostname or not parts.username:
        raise ConfigError("imap_others: write imaps://user:password@host/folder, one mailbox a line")
    tls, port = _SCHEMES[parts.scheme]
    box = MailboxSettings(
        parts.hostname,
        parts.port or port,
        unquote(parts.username),
        unquote(parts.password or ""),
        largest_bytes=config.mail_mb << 20,
        tls=tls,
        ca_file=config.mail_ca or None,
    )
    return _folders(box, unquote(parts.path.strip("/")) or "INBOX")
