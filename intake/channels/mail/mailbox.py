"""An IMAP mailbox, read only: lists and fetches, never marks, moves or deletes.

Messages are known by UID under the folder's UIDVALIDITY; sequence numbers are never used.  Knows no database: what has
been taken is the caller's ledger, not a flag in the mailbox.
"""

import imaplib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError, LoginError

from intake.channels.mail.message import MAX_BYTES
from intake.channels.mail.transport import LoginRefused, MailboxUnavailable, Tls, require_tls, tls_context

_CLIENT_ID = {"name": "intake", "vendor": "intake", "version": "1"}
BATCH_MESSAGES = 50
BATCH_BYTES = 4 * 1024 * 1024
_LIST_STEP = 500
_STEP_SECONDS = 180.0  # for one command; time-outs of single reads do not end with a server that dribbles
_SLOWEST = 20_000  # bytes a second


@dataclass(frozen=True, slots=True)
class MailboxSettings:
    """Where the mailbox is.  `plain_host` names the one other machine that may be spoken to without encryption.

    Of messages larger than `largest_bytes` only the beginning is to be read.
    `access_token`, where it is given, is asked for a fresh OAuth 2 token at each log-in, instead of the password.
    """

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"
    largest_bytes: int = MAX_BYTES
    access_token: Callable[[], str] | None = field(default=None, repr=False)
    tls: Tls = Tls.SSL
    connect_seconds: float = 20.0
    read_seconds: float = 60.0
    step_seconds: float = _STEP_SECONDS
    plain_host: str | None = None
    ca_file: str | None = None

    @property
    def name(self) -> str:
        """What the ledger knows this folder by."""
        return f"{self.user}@{self.host}/{self.folder}"


@dataclass(frozen=True, slots=True)
class Listed:
    """A message in the folder: its UID, size in bytes, and when the server got it (UTC)."""

    uid: int
    size: int
    received_at: datetime


class Mailbox:
    """A folder opened with EXAMINE, as a context manager.

    Raises LoginRefused and MailboxUnavailable, from any method.  After a failure open a new one.
    """

    uid_validity: int
    exists: int

    def __init__(self, settings: MailboxSettings) -> None:
        require_tls(settings.host, settings.tls, settings.plain_host)
        self._settings = settings
        self._client: IMAPClient | None = None

    def __enter__(self) -> Self:
        try:
            with self._translated():
                self._connect()
            with self._step():
                self._log_in()
                self._examine()
        except BaseException:
            self._hang_up()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is None and self._client is not None:
            with suppress(IMAPClientError, imaplib.IMAP4.error, OSError):
                self._client.logout()
        self._hang_up()

    def uids(self, above: int = 0) -> list[int]:
        """The UIDs above `above`, lowest first."""
        with self._step():
            # "n:*" always answers with the last message, even where its UID is below n
            return sorted(n for n in self._open.search(["UID", f"{above + 1}:*"]) if n > above)

    def listed(self, uids: Sequence[int]) -> Iterator[Listed]:
        """Sizes and times of messages in the order given, asked for as they are needed; deleted ones are left out."""
        for start in range(0, len(uids), _LIST_STEP):
            batch = uids[start : start + _LIST_STEP]
            with self._step():
                rows = self._open.fetch(batch, ["RFC822.SIZE", "INTERNALDATE"])
            for uid in batch:
                if b"RFC822.SIZE" in (row := rows.get(uid, {})):
                    yield Listed(uid, int(row[b"RFC822.SIZE"]), _utc(row[b"INTERNALDATE"]))

    def fetch(self, messages: Iterable[Listed]) -> Iterator[tuple[Listed, bytes]]:
        """The raw messages in the order given, in batches; those deleted meanwhile are left out."""
        for batch in _batches(messages):
            with self._step(sum(listed.size for listed in batch)):
                rows = self._open.fetch([listed.uid for listed in batch], ["BODY.PEEK[]"])
            for listed in batch:
                raw = rows.pop(listed.uid, {}).get(b"BODY[]")
                if raw is not None:
                    yield listed, bytes(raw)

    def fetch_start(self, uid: int, octets: int) -> bytes | None:
        """The first `octets` bytes of a message too large to fetch whole; None if it is gone."""
        with self._step(octets):
            row = self._open.fetch([uid], [f"BODY.PEEK[]<0.{octets}>"]).get(uid, {})
        return next((bytes(value) for key, value in row.items() if key.startswith(b"BODY[]")), None)

    def folders(self) -> tuple[str, ...]:
        """The names of all folders, as people write them."""
        with self._step():
            return tuple(name for _, _, name in self._open.list_folders())

    def wait(self, seconds: float) -> bool | None:
        """Whether something arrived within `seconds`; None, at once, where the server cannot tell (RFC 2177)."""
        with self._translated():
            if not self._open.has_capability("IDLE"):
                return None
            self._open.idle()
            end, told = time.monotonic() + seconds, False
            while not told and (left := end - time.monotonic()) > 0:
                answers = self._open.idle_check(timeout=left)
                if not answers:  # readable, and nothing to read: the server has gone
                    break
                told = any(b"EXISTS" in answer for answer in answers)
        with self._step():
            self._open.idle_done()
        return told

    @property
    def _open(self) -> IMAPClient:
        if self._client is None:
            raise MailboxUnavailable("邮箱尚未连接。")
        return self._client

    def _connect(self) -> None:
        settings = self._settings
        secure = settings.tls is not Tls.PLAIN
        context = tls_context(settings.ca_file) if secure else None
        self._client = IMAPClient(
            settings.host,
            settings.port,
            ssl=settings.tls is Tls.SSL,
            ssl_context=context if settings.tls is Tls.SSL else None,
            timeout=SocketTimeout(settings.connect_seconds, settings.read_seconds),
        )
        self._client.normalise_times = False  # otherwise times are naive and in this machine's zone
        if settings.tls is Tls.STARTTLS:
            self._client.starttls(context)

    def _log_in(self) -> None:
        if self._settings.access_token:
            self._open.oauth2_login(self._settings.user, self._settings.access_token())
        else:
            self._open.login(self._settings.user, self._settings.password)
        if self._open.has_capability("ID"):
            self._identify()

    def _identify(self) -> None:
        """Say who we are (RFC 2971): 126 and 163 refuse every folder to programs that do not."""
        pairs = " ".join(f'"{key}" "{value}"' for key, value in _CLIENT_ID.items())
        with suppress(imaplib.IMAP4.error):
            self._open._imap.xatom("ID", f"({pairs})")

    def _examine(self) -> None:
        try:
            answer = self._open.select_folder(self._settings.folder, readonly=True)
        except IMAPClientError as refusal:
            if "unsafe login" not in str(refusal).lower():
                raise
            self._identify()  # asked for without having been offered
            answer = self._open.select_folder(self._settings.folder, readonly=True)
        self.uid_validity = int(answer[b"UIDVALIDITY"])
        self.exists = int(answer[b"EXISTS"])

    def _hang_up(self) -> None:
        if self._client is not None:
            with suppress(IMAPClientError, imaplib.IMAP4.error, OSError):
                self._client.shutdown()
            self._client = None

    @contextmanager
    def _step(self, octets: int = 0) -> Iterator[None]:
        """One command, within its time; errors are translated."""
        late = threading.Event()
        timer = threading.Timer(self._settings.step_seconds + octets / _SLOWEST, self._cut, [late])
        timer.daemon = True
        timer.start()
        try:
            with self._translated():
                yield
        except MailboxUnavailable:
            if not late.is_set():
                raise
            raise MailboxUnavailable(f"邮箱服务器 {self._host} 长时间未完成应答。") from None
        finally:
            timer.cancel()

    def _cut(self, late: threading.Event) -> None:
        late.set()
        if self._client is not None:
            with suppress(OSError):
                self._client.socket().shutdown(socket.SHUT_RDWR)

    @property
    def _host(self) -> str:
        return f"{self._settings.host}:{self._settings.port}"

    @contextmanager
    def _translated(self) -> Iterator[None]:
        host = self._host
        try:
            yield
        except LoginError as error:
            if isinstance(error.__context__, imaplib.IMAP4.abort):  # the library tells no connection from no entry
                raise MailboxUnavailable(f"邮箱服务器 {host} 无法使用：{self._reason(error)}") from None
            raise LoginRefused(f"邮箱服务器 {host} 拒绝登录：{self._reason(error)}") from None
        except TimeoutError:
            raise MailboxUnavailable(f"邮箱服务器 {host} 超时未应答。") from None
        except ssl.SSLError as error:
            raise MailboxUnavailable(f"与邮箱服务器 {host} 的加密连接失败：{self._reason(error)}") from None
        except (IMAPClientError, imaplib.IMAP4.error, OSError, KeyError) as error:
            raise MailboxUnavailable(f"邮箱服务器 {host} 无法使用：{self._reason(error)}") from None

    def _reason(self, error: BaseException) -> str:
        """What the server said, in one line and without the password it may have echoed."""
        text = " ".join(str(error).split())[:200]
        return text.replace(self._settings.password, "***") if self._settings.password else text


def _utc(moment: Any) -> datetime:
    assert isinstance(moment, datetime)
    return moment.astimezone(UTC)


def _batches(messages: Iterable[Listed]) -> Iterator[Sequence[Listed]]:
    """Runs of at most 50 messages and 4 MiB, but at least one."""
    batch: list[Listed] = []
    weight = 0
    for listed in messages:
        if batch and (len(batch) >= BATCH_MESSAGES or weight + listed.size > BATCH_BYTES):
            yield batch
            batch, weight = [], 0
        batch.append(listed)
        weight += listed.size
    if batch:
        yield batch
