"""`intake link`: one line out for every line in, and the table of `--evaluate`."""

import json
from pathlib import Path

import pytest
from builders import issue_id
from click.testing import CliRunner, Result

from intake.cli import cli
from intake.config import Config
from intake.db import Connection, Database
from intake.resources import folder
from intake.store import circulars

CIRCULAR = str(folder("seeds") / "circular.txt")
LIFT = "我家六楼，膝盖不行了，下一趟楼要歇三回"


def link(*options: str, feed: str = "", **env: str) -> Result:
    return CliRunner().invoke(cli, ["link", *options], input=feed, env=env)


def lines(*rows: object) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def test_every_opinion_gets_a_line_in_order() -> None:
    result = link("--circular", CIRCULAR, feed=lines({"id": 7, "text": LIFT}, {"id": "b", "text": ""}))
    assert result.exit_code == 0, result.output
    first, second = map(json.loads, result.stdout.splitlines())
    assert first["id"] == 7
    assert first["suggestions"][0]["code"] == "1-1-5"
    assert 0 < first["suggestions"][0]["probability"] <= 1
    assert all(LIFT[start:end] for start, end in first["suggestions"][0]["evidence"])
    assert second == {"id": "b", "suggestions": [], "related": 0.01, "abstain": True}


def test_confirmed_links_are_learned_from(tmp_path: Path) -> None:
    confirmed = tmp_path / "confirmed.jsonl"
    confirmed.write_text(
        lines(*[{"text": f"木匣子摆错了，第{n}回", "labels": ["2-2-3"]} for n in range(10)]), encoding="utf-8"
    )
    feed = lines({"id": 1, "text": "木匣子摆错了"})
    before = json.loads(link("--circular", CIRCULAR, feed=feed).stdout)
    after = json.loads(link("--circular", CIRCULAR, "--confirmed", str(confirmed), feed=feed).stdout)
    assert after["suggestions"][0]["code"] == "2-2-3"
    assert not before["suggestions"] or before["suggestions"][0]["code"] != "2-2-3"


def test_evaluate_prints_figures_with_intervals(tmp_path: Path) -> None:
    labelled = tmp_path / "labelled.jsonl"
    labelled.write_text(lines({"text": LIFT, "labels": ["1-1-5"]}, {"text": "你好", "labels": []}), encoding="utf-8")
    result = link("--circular", CIRCULAR, "--evaluate", str(labelled))
    assert result.exit_code == 0, result.output
    assert "1.000  (1.000 – 1.000)  第一条正确，1 件" in result.stdout
    assert "有无关联 AUROC" in result.stdout


@pytest.mark.parametrize(
    ("feed", "says"),
    [
        ("{oops\n", "第 1 行不是 JSON"),
        ("[1]\n", "第 1 行不是 JSON 对象"),
        ('\n{"id": 1}\n', "第 2 行缺少 text"),
    ],
)
def test_a_broken_line_is_named(feed: str, says: str) -> None:
    result = link("--circular", CIRCULAR, feed=feed)
    assert result.exit_code == 1
    assert says in result.stderr


def test_labels_must_be_codes(tmp_path: Path) -> None:
    labelled = tmp_path / "labelled.jsonl"
    labelled.write_text(lines({"text": LIFT, "labels": "1-1-5"}), encoding="utf-8")
    result = link("--circular", CIRCULAR, "--evaluate", str(labelled))
    assert result.exit_code == 1
    assert "第 1 行的 labels 应为编号的列表" in result.stderr


def test_without_a_file_the_published_circular_is_used(conn: Connection, config: Config) -> None:
    assert issue_id(conn, "加装电梯")
    result = link(
        feed=lines({"id": 1, "text": LIFT}), INTAKE_DATABASE=config.database, INTAKE_SECRET_KEY=config.secret_key
    )
    assert result.exit_code == 0, result.output
    code = json.loads(result.stdout)["suggestions"][0]["code"]
    assert next(issue.title for issue in circulars.linkable(conn) if issue.code == code) == "加装电梯"


def test_an_empty_database_says_what_to_do(database: Database, config: Config) -> None:
    result = link(INTAKE_DATABASE=config.database, INTAKE_SECRET_KEY=config.secret_key)
    assert result.exit_code == 1
    assert "请用 --circular 指定文件" in result.stderr
