"""`intake circular parse` prints one JSON object, whatever the locale, and says plainly what it cannot read."""

import json
import os
import subprocess
import sys
from pathlib import Path

COMMAND = [sys.executable, "-c", "from intake.cli import cli; cli()", "circular", "parse"]
FOLDER = Path(__file__).parent / "data" / "circulars"


def run(file: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([*COMMAND, str(file)], capture_output=True, check=False, env={**os.environ, "LC_ALL": "C"})


def test_one_json_object_comes_out() -> None:
    done = run(FOLDER / "court.txt")
    assert done.returncode == 0
    assert done.stderr == b""
    assert json.loads(done.stdout.decode("utf-8"))["issuer"] == "中共安宁县人民法院党组"


def test_an_unreadable_file_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"nothing")
    done = run(tmp_path / "a.docx")
    assert done.returncode == 1
    assert done.stdout == b""
    assert done.stderr.decode("utf-8").startswith("Error: 这不是完整的")
