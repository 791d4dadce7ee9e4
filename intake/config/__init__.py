"""One frozen Config from the environment and an optional TOML file; this table is also the documentation.

A setting `smtp_host` is `INTAKE_SMTP_HOST` in the environment and `smtp_host` in the file that `INTAKE_CONFIG`
names; the environment wins. Secrets may instead be read from a file: `INTAKE_SMTP_PASSWORD_FILE`.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from intake.config import checks
from intake.errors import ConfigError

PREFIX = "INTAKE_"


def _setting(default: Any, doc: str, *, secret: bool = False, choices: tuple[str, ...] = ()) -> Any:
    return field(default=default, metadata={"doc": doc, "secret": secret, "choices": choices})


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Every setting with its default; built once, passed in."""

    database: str = _setting("var/intake.db", "path of the SQLite file, or a `postgresql://` address")
    secret_key: str = _setting("", "the secret all keys derive from; empty: a file beside the database", secret=True)
    office: str = _setting("", "name of the office on pages and papers; empty: the circular's issuer")
    zone: str = _setting("Asia/Shanghai", "time zone of the office, for weeks and for times on screen")
    public_url: str = _setting("", "address citizens reach, for QR codes and mails; empty: that of the request")
    host: str = _setting("127.0.0.1", "address the web server listens on")
    port: int = _setting(0, "port the web server listens on; 0: the first free one from 8600")
    processes: int = _setting(2, "web server processes; they share the memory of the application")
    threads: int = _setting(4, "threads of each web server process")
    proxies: int = _setting(0, "how many reverse proxies in front are trusted for the visitor's address")
    footer: str = _setting("", "a line at the foot of public pages")
    icp_number: str = _setting(
        "", "ICP filing number, such as `沪ICP备12345678号-1`, shown at the foot of public pages"
    )
    police_number: str = _setting("", "police filing number, such as `沪公网安备31011002000001号`, shown there too")
    security_contact: str = _setting(
        "",
        "whom to tell of a weakness (`/.well-known/security.txt`): e-mail, `tel:` or `https:`; empty: no such file",
    )
    places: str = _setting(
        "", "streets and neighbourhoods offered while a citizen writes the place, separated by commas; empty: none"
    )
    hotline: str = _setting("12345", "telephone number shown beside 110 and 120 in an emergency")
    duty_email: str = _setting(
        "", "address of the duty officer, told of emergencies at once, and when the mailbox is not read"
    )
    proof_work: int = _setting(
        100_000,
        "most hashes a visitor's device computes, without which its opinion is held for a look; 0: none",
    )
    fill_seconds: int = _setting(3, "seconds in which no person fills in the form; what is quicker is held for a look")
    upload_files: int = _setting(5, "files a citizen may add to one opinion")
    upload_mb: int = _setting(10, "largest size of one such file, megabytes")
    open_interfaces: str = _setting(
        "",
        "open interfaces that are switched on, separated by commas: `api`, `statistics`, `published`, `open311`, "
        "`embed`; empty: none",
    )
    embed_sites: str = _setting(
        "", "sites that may show the form inside their pages, such as `https://www.example.com`, separated by commas"
    )
    clamd: str = _setting(
        "", "virus scanner for files from the web form: path of a clamd socket, or `host:port`; empty: none"
    )
    scan_mb: int = _setting(50, "largest size of one scan taken in at the desk, megabytes")
    scan_files: int = _setting(10, "scans that one letter may have")
    scan_folder: str = _setting(
        "", "folder that the office's scanner writes to, offered at the desk; what was taken goes to `done/` in it"
    )
    ocr: str = _setting(
        "auto",
        "text in scans is proposed to who types, where Tesseract and its Chinese are there",
        choices=("auto", "no"),
    )
    imap_host: str = _setting("", "mailbox server; empty: no mailbox is read")
    imap_port: int = _setting(993, "port of the mailbox server")
    imap_user: str = _setting("", "mailbox account")
    imap_password: str = _setting(
        "", "mailbox password or authorisation code; with `xoauth2` the refresh token", secret=True
    )
    imap_folder: str = _setting("INBOX", "folders that are read, separated by commas; read the one for spam, too")
    imap_others: str = _setting(
        "", "further mailboxes, one a line: `imaps://user:password@host/folder`, percent-encoded", secret=True
    )
    imap_tls: str = _setting("ssl", "how the connection is protected", choices=("ssl", "starttls", "plain"))
    poll_seconds: int = _setting(60, "pause between two looks into the mailbox, seconds")
    poll_alarm: int = _setting(15, "minutes without a successful look into the mailbox before the alarm; 0: never")
    smtp_host: str = _setting("", "server that mail is sent through; empty: nothing is sent, mail waits")
    smtp_port: int = _setting(465, "port of that server")
    smtp_user: str = _setting("", "account there; empty: no login")
    smtp_password: str = _setting(
        "", "password or authorisation code there; with `xoauth2` the refresh token", secret=True
    )
    smtp_tls: str = _setting("ssl", "how the connection is protected", choices=("ssl", "starttls", "plain"))
    mail_from: str = _setting("", "sender address of our mails; empty: imap_user")
    mail_mb: int = _setting(60, "largest mail that is read whole, megabytes; at most 60")
    mail_plus: str = _setting("no", "whether mail to `name+anything@…` reaches the mailbox", choices=("no", "yes"))
    mail_auth: str = _setting("password", "how to log in at both servers", choices=("password", "xoauth2"))
    mail_plain_host: str = _setting("", "the one other machine mail may be exchanged with unencrypted")
    mail_ca: str = _setting("", "file with certificate authorities to trust besides the system's, for mail")
    oauth_url: str = _setting("", "where `xoauth2` gets its access tokens from")
    oauth_client: str = _setting("", "client id there")
    oauth_secret: str = _setting("", "client secret there", secret=True)
    digest_mail: str = _setting(
        "", "addresses that an issued digest is mailed to besides those on the staff page, separated by commas"
    )
    send_delay: int = _setting(20, "seconds a mail waits before the first attempt, so that an act can be undone")
    session_hours: int = _setting(12, "hours without a request after which staff log in again")
    take_up_days: int = _setting(15, "days from receipt within which an opinion should be linked, for digests")
    finish_days: int = _setting(60, "days from receipt within which it should be answered or closed, for digests")
    handover_days: int = _setting(10, "days a unit has for what is handed over to it, where staff say nothing else")
    handover_kind: str = _setting("working", "which days these are", choices=("working", "natural"))
    contact_days: int = _setting(1, "working days within which a unit first speaks with the citizen; 0: not asked for")
    remind_days: int = _setting(2, "working days before a due date on which its unit is reminded")
    red_days: int = _setting(5, "working days overdue from which on the second of the two overdue levels counts")
    yellow_card: str = _setting("黄牌督办", "name of the first overdue level")
    red_card: str = _setting("红牌督办", "name of the second overdue level")
    overdue_mail: str = _setting(
        "", "addresses told when the second level is reached, separated by commas; empty: none"
    )
    strike_off: str = _setting(
        "two", "how many persons it takes to strike an entry off the ledger", choices=("two", "one")
    )
    sign_own: str = _setting(
        "manager",
        "roles whose answers leave, and who delete hidden words, without another person: `officer`, `manager`, "
        "separated by commas; empty: none",
    )
    second_factor_roles: str = _setting(
        "",
        "roles that log in with a second factor (a code by RFC 6238): `clerk`, `officer`, `manager`, `administrator`, "
        "`unit`, separated by commas; others may; empty: none must",
    )
    look_back_days: int = _setting(180, "days after which an entry that was struck off is looked back on, and again")
    digest_hour: int = _setting(
        8,
        "hour of the office's day, Monday or the first working day after it, at which last week's digest stands ready",
    )
    digest_issue: str = _setting(
        "draft",
        "what stands ready then: a draft that a person issues, or the digest issued and mailed",
        choices=("draft", "issue"),
    )
    digest_signing: str = _setting(
        "one",
        "how many persons it takes to issue a digest; with two nothing is issued by itself",
        choices=("one", "two"),
    )
    digest_annex: str = _setting(
        "all",
        "whose words a digest holds unless its issuer says otherwise: every opinion's, or the chosen ones'",
        choices=("all", "chosen"),
    )
    digest_pdf: str = _setting(
        "auto", "issued digests are kept as PDF, too, where LibreOffice is installed", choices=("auto", "no")
    )
    digest_first_number: int = _setting(1, "running number of the first digest issued here; later ones follow it")
    digest_to: str = _setting("", "whom digests go to, printed at their end; empty: not printed")
    llm_url: str = _setting(
        "",
        "language model that may reorder suggestions: address of an OpenAI-compatible server up to `/v1`; `https://`, "
        "or `http://` to an address of this machine or of a private network; empty: none is asked",
    )
    llm_model: str = _setting("", "name of the model there")
    llm_key: str = _setting("", "key for that server; empty: none is sent", secret=True)
    llm_timeout: int = _setting(20, "seconds after which its answer is not waited for any longer")
    llm_daily: int = _setting(1000, "questions it is asked in a day at most")
    password_cost: int = _setting(2, "argon2 passes over 64 MiB for one password check; 0: for tests only")

    @property
    def office_zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    @property
    def is_postgres(self) -> bool:
        return self.database.startswith(("postgresql://", "postgres://"))

    @property
    def place_names(self) -> list[str]:
        return _split(self.places, ",，、")

    @property
    def interfaces(self) -> frozenset[str]:
        return frozenset(_split(self.open_interfaces))

    @property
    def embedding(self) -> list[str]:
        return _split(self.embed_sites)

    @property
    def signing_alone(self) -> frozenset[str]:
        return frozenset(_split(self.sign_own))

    @property
    def factor_roles(self) -> frozenset[str]:
        return frozenset(_split(self.second_factor_roles))

    @property
    def sender(self) -> str:
        return self.mail_from or self.imap_user


def _split(text: str, marks: str = ",") -> list[str]:
    return [piece for piece in re.split(rf"[{marks}\s]+", text) if piece]


def load(environ: Mapping[str, str] | None = None) -> Config:
    """The configuration.  Raises ConfigError naming the first setting that is unknown or malformed."""
    environ = os.environ if environ is None else environ
    known = {f.name: f for f in fields(Config)}
    given: dict[str, Any] = {}
    if path := environ.get(PREFIX + "CONFIG"):
        given.update(_from_file(Path(path), known))
    given.update(_from_environment(environ, known))
    config = Config(**given)
    checks.check(config)
    return config


def _from_file(path: Path, known: Mapping[str, Field[Any]]) -> dict[str, Any]:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"INTAKE_CONFIG={path}: {error}") from error
    for name, value in table.items():
        if name not in known:
            raise ConfigError(f"{path}: unknown setting {name!r}")
        if type(value) is not type(known[name].default):
            wanted = type(known[name].default).__name__
            raise ConfigError(f"{path}: {name} = {value!r} is not of type {wanted}")
    return table


def _from_environment(environ: Mapping[str, str], known: Mapping[str, Field[Any]]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for variable, text in environ.items():
        if not variable.startswith(PREFIX) or variable == PREFIX + "CONFIG":
            continue
        name = variable.removeprefix(PREFIX).lower()
        base = name.removesuffix("_file")
        if base != name and base in known and known[base].metadata["secret"]:
            given[base] = _secret_file(variable, text)
        elif name in known:
            given[name] = _value(variable, text, known[name])
        else:
            raise ConfigError(f"unknown setting {variable}")
    return given


def _secret_file(variable: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{variable}={path}: {error}") from error


def _value(variable: str, text: str, setting: Field[Any]) -> Any:
    if isinstance(setting.default, int):
        try:
            return int(text)
        except ValueError:
            raise ConfigError(f"{variable}={text!r} is not a whole number") from None
    return text


def table() -> str:
    """The settings as the Markdown table that the README holds."""
    lines = ["| setting | default | meaning |", "|---|---|---|"]
    for setting in fields(Config):
        meaning = setting.metadata["doc"]
        if choices := setting.metadata["choices"]:
            meaning += ": " + ", ".join(f"`{c}`" for c in choices)
        default = f"`{setting.default}`" if setting.default != "" else "empty"
        lines.append(f"| `{PREFIX}{setting.name.upper()}` | {default} | {meaning} |")
    return "\n".join(lines)
