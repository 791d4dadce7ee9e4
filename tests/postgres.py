"""A private PostgreSQL cluster for tests: Debian's binaries, a socket in a folder, no network port."""

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import psycopg

USER = "postgres"


def binaries() -> Path:
    """Debian's newest PostgreSQL server binaries."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[4]))
    assert found, "PostgreSQL is missing: apt-get install postgresql"
    return found[-1].parent


class Cluster:
    """One cluster; `fresh` gives a prepared database of its own to every test."""

    def __init__(self, folder: Path) -> None:
        self._log = folder / "log"
        # a socket's path may have 107 characters at most, and another user must reach it
        self._folder = Path(tempfile.mkdtemp(prefix="pg"))
        self._data = self._folder / "data"
        self._as_user: list[str] = []
        if os.geteuid() == 0:
            shutil.chown(self._folder, USER, USER)
            self._as_user = ["runuser", "-u", USER, "--"]
        self._template: str | None = None

    def start(self) -> None:
        """Make the cluster and start it."""
        self._run("initdb", "-D", self._data, "-U", USER, "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
        options = f"-k {self._folder} -c listen_addresses= -c fsync=off -c full_page_writes=off -c max_connections=200"
        self._run("pg_ctl", "-D", self._data, "-l", self._folder / "log", "-w", "-o", options, "start")

    def stop(self) -> None:
        """Stop it and remove everything."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def fresh(self, prepare: Callable[[str], None]) -> str:
        """The address of a new database, copied from one that `prepare` filled once."""
        if self._template is None:
            self._create("template_intake")
            prepare(self.url("template_intake"))
            self._template = "template_intake"
        name = f"t{secrets.token_hex(6)}"
        self._create(name, f"TEMPLATE {self._template} STRATEGY FILE_COPY")
        return self.url(name)

    def empty(self) -> str:
        """The address of a new database without anything in it."""
        name = f"e{secrets.token_hex(6)}"
        self._create(name)
        return self.url(name)

    def url(self, name: str) -> str:
        """The address of a database of this cluster."""
        return f"postgresql://{USER}@/{name}?host={self._folder}"

    def _create(self, name: str, how: str = "") -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as conn:
            conn.execute(f"CREATE DATABASE {name} {how}".encode())

    def _run(self, program: str, *arguments: str | Path) -> None:
        command = [*self._as_user, str(binaries() / program), *map(str, arguments)]
        subprocess.run(command, check=True, cwd=self._folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
