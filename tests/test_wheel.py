"""The service from an installed wheel, in an empty folder: nothing is looked for in the checkout."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TRY = """
import intake
from intake import config, installation
from intake.app import create_app
from intake.db import Database
settings = config.load()
database = Database(settings)
installation.prepare(settings, database)
installation.demonstrate(database.connection().__enter__(), settings, intake.clock.now())
page = create_app(settings).test_client().get("/")
assert page.status_code == 200 and "我要提意见" in page.text
print(intake.__file__)
"""


@pytest.mark.slow
def test_an_installed_wheel_serves_from_an_empty_folder(tmp_path: Path) -> None:
    wheels, site, empty = (tmp_path / name for name in ("wheels", "site", "empty"))
    empty.mkdir()
    _python("-m", "hatchling", "build", "-t", "wheel", "-d", str(wheels), cwd=ROOT)
    [wheel] = wheels.glob("*.whl")
    _python("-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", str(site), str(wheel), cwd=empty)
    environment = {**os.environ, "PYTHONPATH": str(site), "INTAKE_PASSWORD_COST": "0"}
    where = _python("-c", TRY, cwd=empty, env=environment).strip()
    assert where == str(site / "intake" / "__init__.py")
    assert sorted(path.name for path in empty.iterdir()) == ["var"]


def _python(*arguments: str, cwd: Path, env: dict[str, str] | None = None) -> str:
    done = subprocess.run([sys.executable, *arguments], cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
