"""What schemathesis makes of the interface's own document, valid and not, is answered as the document says."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from service import Service, serving

pytestmark = pytest.mark.servers
_DATABASE = "fuzz.db"
# what a file holds, and how an id or an address is written, is more than a schema can say
_TOO_WELL_MEANT = "positive_data_acceptance"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


@pytest.fixture(scope="module")
def service(folder: Path) -> Iterator[Service]:
    with serving(folder / _DATABASE, "--demo", open_interfaces="api") as service:
        yield service


def tool(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def key(folder: Path) -> str:
    """A key that may do everything, as often as it likes."""
    made = subprocess.run(
        [tool("intake"), "api-key", "add", "fuzz", "--per-hour", "1000000"],
        env={"INTAKE_DATABASE": str(folder / _DATABASE), "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return made.stdout.strip()


def test_every_answer_is_one_that_the_document_names(service: Service, folder: Path) -> None:
    arguments = [
        f"--url={service.url}/api/v1",
        f"--header=Authorization: Bearer {key(folder)}",
        f"--exclude-checks={_TOO_WELL_MEANT}",
        "--checks=all",
        "--max-examples=40",
        "--seed=1",
        "--no-color",
    ]
    run = subprocess.run(
        [tool("schemathesis"), "run", f"{service.url}/api/v1/openapi.json", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
    assert "4 selected / 4 total" in run.stdout
    assert "Authentication failed" not in run.stdout
