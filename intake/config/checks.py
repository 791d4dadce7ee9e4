"""What settings may be, beyond their type: refused at the start, each with its name.  Pure."""

import re
from dataclasses import fields
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from intake.errors import ConfigError
from intake.model import Role

if TYPE_CHECKING:
    from intake.config import Config

_AT_LEAST_ONE = (
    "processes",
    "threads",
    "upload_mb",
    "scan_mb",
    "scan_files",
    "poll_seconds",
    "session_hours",
    "handover_days",
    "red_days",
    "look_back_days",
    "digest_first_number",
)
_BETWEEN = (("mail_mb", 1, 60), ("digest_hour", 0, 23))
INTERFACES = frozenset({"api", "statistics", "published", "open311", "embed"})
_LONGEST_WAIT = 120  # seconds for a language model's answer; a job is leased for five minutes
_OWN_NETWORKS = tuple(
    map(ip_network, ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7"))
)


def check(config: "Config") -> None:
    """Raises ConfigError naming the first setting that cannot be meant."""
    for setting in fields(config):
        value = getattr(config, setting.name)
        choices = setting.metadata["choices"]
        if choices and value not in choices:
            raise ConfigError(f"{setting.name} = {value!r}: choose one of {', '.join(choices)}")
        if isinstance(value, int) and value < 0:
            raise ConfigError(f"{setting.name} = {value}: must not be negative")
    _check_numbers(config)
    try:
        ZoneInfo(config.zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigError(f"zone = {config.zone!r} is no known time zone") from error
    if config.smtp_host and "@" not in config.sender:
        raise ConfigError("mail_from: give the address that mails are sent from")
    if config.public_url and not config.public_url.startswith(("https://", "http://")):
        raise ConfigError(f"public_url = {config.public_url!r} must begin with https:// or http://")
    if unknown := config.signing_alone - {"officer", "manager"}:
        raise ConfigError(f"sign_own: {', '.join(sorted(unknown))} is neither officer nor manager")
    if unknown := config.factor_roles - set(Role):
        raise ConfigError(f"second_factor_roles: {', '.join(sorted(unknown))} is no role")
    _check_interfaces(config)
    if config.llm_url:
        _check_model(config)


def _check_numbers(config: "Config") -> None:
    for name in _AT_LEAST_ONE:
        if getattr(config, name) < 1:
            raise ConfigError(f"{name} must be at least 1")
    for name, least, most in _BETWEEN:
        if not least <= getattr(config, name) <= most:
            raise ConfigError(f"{name} = {getattr(config, name)}: must be between {least} and {most}")


def _check_interfaces(config: "Config") -> None:
    if unknown := sorted(config.interfaces - INTERFACES):
        raise ConfigError(f"open_interfaces: {unknown[0]!r} is none of {', '.join(sorted(INTERFACES))}")
    if "embed" in config.interfaces and not config.embedding:
        raise ConfigError("embed_sites is missing: name the sites that may show the form")
    for site in config.embedding:
        if not re.fullmatch(r"https?://(\*\.)?[A-Za-z0-9.-]+(:[0-9]+)?", site):
            raise ConfigError(f"embed_sites: {site!r} is not like https://www.example.com")


def _check_model(config: "Config") -> None:
    if not _goes_unread(config.llm_url):
        raise ConfigError(
            f"llm_url = {config.llm_url!r} must begin with https://, or with http:// and an address of this machine or "
            "of a private network"
        )
    if not config.llm_model:
        raise ConfigError("llm_model is missing: name the model that llm_url is to be asked for")
    if not 1 <= config.llm_timeout <= _LONGEST_WAIT:
        raise ConfigError(f"llm_timeout = {config.llm_timeout}: must be from 1 to {_LONGEST_WAIT} seconds")
    if not re.fullmatch(r"[!-~]*", config.llm_key):
        raise ConfigError("llm_key must consist of printable ASCII characters")


def _goes_unread(url: str) -> bool:
    """Whether nobody outside can read what is sent there: encrypted, or not leaving the house.

    A name may lead anywhere, so that `http://` asks for an address; `localhost` is this machine by definition.
    """
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.username or parts.query or parts.fragment or not re.fullmatch(r"[!-~]+", url):
        return False
    if parts.scheme == "https":
        return bool(host)
    if parts.scheme != "http":
        return False
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost"
    return any(address in network for network in _OWN_NETWORKS if network.version == address.version)
