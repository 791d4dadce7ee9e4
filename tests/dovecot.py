"""A private Dovecot on free loopback ports, for tests: real IMAP, plain and with TLS."""

import grp
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

USER, PASSWORD = "yijian@example.cn", "correct horse"

_CONFIG = """
protocols = imap
base_dir = {root}/run
state_dir = {root}/state
log_path = {root}/log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
listen = 127.0.0.1
ssl = yes
ssl_cert = <{root}/cert.pem
ssl_key = <{root}/key.pem
disable_plaintext_auth = no
auth_failure_delay = 0
mail_location = maildir:{root}/mail/%n
namespace inbox {{
  inbox = yes
  separator = /
}}
namespace other {{
  prefix = Public/
  separator = /
  location = maildir:{root}/mail/%n/public
  subscriptions = no
}}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {root}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={root}/home/%n
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Dovecot:
    """Where the server listens, and the mailbox it serves."""

    port: int
    tls_port: int
    ca_file: str
    maildir: Path
    owner: tuple[int, int]
    user: str = USER
    password: str = PASSWORD

    def deliver(self, *messages: bytes, folder: str = "", namespace: str = "") -> None:
        """Put messages into the mailbox, the first with the lowest UID; `folder` in modified UTF-7, "" is INBOX.

        `namespace` "public" is the one with the prefix Public/.
        """
        base = self.maildir / namespace
        place = base / f".{folder}" if folder else base
        for name in ("cur", "new", "tmp"):
            (place / name).mkdir(parents=True, exist_ok=True)
        start = time.time_ns()
        for number, message in enumerate(messages):
            path = place / "new" / f"{start // 10**9}.M{start % 10**9:09d}{number:06d}.test"
            path.write_bytes(message)
        self._hand_over()

    def empty(self) -> None:
        """Start again with no mailbox: no messages, another UIDVALIDITY."""
        shutil.rmtree(self.maildir, ignore_errors=True)

    def mark_seen(self) -> None:
        """As if somebody had read every message in a browser."""
        (self.maildir / "cur").mkdir(exist_ok=True)
        for path in list((self.maildir / "new").iterdir()):
            path.rename(self.maildir / "cur" / f"{path.name}:2,S")
        self._hand_over()

    def expunge(self, index: int) -> None:
        """Delete a message, as somebody in a browser would."""
        paths = [path for place in ("new", "cur") for path in (self.maildir / place).iterdir()]
        sorted(paths, key=lambda path: path.name)[index].unlink()

    def flags(self) -> list[str]:
        """The flags of each message, as the maildir's file names carry them."""
        names = [path.name for place in ("new", "cur") for path in (self.maildir / place).iterdir()]
        return [name.partition(":2,")[2] for name in sorted(names)]

    def _hand_over(self) -> None:
        if os.getuid() == 0:
            for path in [self.maildir, *self.maildir.rglob("*")]:
                os.chown(path, *self.owner)


def free_port() -> int:
    """A loopback port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def dovecot() -> Iterator[Dovecot]:
    """Start a server, and stop it."""
    # not below pytest's own folder: that is closed to others, and socket paths must be short
    root = Path(tempfile.mkdtemp(prefix="dovecot-"))
    account = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
    group = grp.getgrgid(account.pw_gid).gr_name
    port, tls_port = free_port(), free_port()
    names = {"root": root, "user": account.pw_name, "group": group, "port": port, "tls_port": tls_port}
    (root / "dovecot.conf").write_text(_CONFIG.format(**names))
    (root / "users").write_text(f"{USER}:{PASSWORD}\n")
    _certificate(root)
    for name in ("mail", "home", "run", "state"):
        (root / name).mkdir()
    owner = (account.pw_uid, account.pw_gid)
    if os.getuid() == 0:
        for path in [root, *root.rglob("*")]:
            os.chown(path, *owner)
    as_user = {"user": owner[0], "group": owner[1], "extra_groups": []} if os.getuid() == 0 else {}
    process = subprocess.Popen(["dovecot", "-F", "-c", str(root / "dovecot.conf")], **as_user)
    try:
        _wait(process, port, root / "log")
        mailbox = root / "mail" / USER.partition("@")[0]
        yield Dovecot(port, tls_port, str(root / "cert.pem"), mailbox, owner)
    finally:
        process.terminate()
        process.wait(10)
        shutil.rmtree(root, ignore_errors=True)


def _certificate(root: Path) -> None:
    """A certificate for localhost that is its own authority."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        + ["-keyout", str(root / "key.pem"), "-out", str(root / "cert.pem"), "-days", "2"]
        + ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"],
        check=True,
        capture_output=True,
    )


def _wait(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    for _ in range(200):
        if process.poll() is not None:
            raise RuntimeError("Dovecot did not start: " + (log.read_text() if log.exists() else "no log"))
        with socket.socket() as probe:
            probe.settimeout(0.2)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("Dovecot does not answer")
