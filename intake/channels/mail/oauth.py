"""Access tokens for mail servers that take no passwords: OAuth 2, refresh token grant (RFC 6749 §6)."""

import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field

from intake.channels.mail.transport import LoginRefused, MailboxUnavailable, is_loopback
from intake.errors import ConfigError

_SECONDS = 20
_LONGEST = 100_000


@dataclass(frozen=True, slots=True)
class Grant:
    """What the provider gave us once, for good."""

    url: str
    client: str
    secret: str = field(repr=False)
    refresh_token: str = field(repr=False)

    def __post_init__(self) -> None:
        parts = urllib.parse.urlsplit(self.url)
        if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
            raise ConfigError(f"oauth_url = {self.url!r} must begin with https://")


def access_token(grant: Grant) -> str:
    """A fresh access token; one request.  Raises LoginRefused, MailboxUnavailable."""
    fields = {"grant_type": "refresh_token", "refresh_token": grant.refresh_token, "client_id": grant.client}
    if grant.secret:
        fields["client_secret"] = grant.secret
    request = urllib.request.Request(grant.url, urllib.parse.urlencode(fields).encode())  # noqa: S310 - see Grant
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
            given = json.loads(answer.read(_LONGEST))
            return str(given["access_token"])
    except urllib.error.HTTPError as error:
        with error:
            raise LoginRefused(f"授权服务器拒绝刷新令牌（{error.code}）。") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise MailboxUnavailable(f"授权服务器无法使用：{type(error).__name__}") from None
