"""Posters: places approved by a person, printed with where reports belong, and counted when somebody comes through."""

import io
import re
import subprocess
from html import unescape
from pathlib import Path

import pytest
from builders import NOW, issue_id, person
from click.testing import CliRunner
from docx import Document
from flask.testing import FlaskClient
from pages import page, post
from public_pages import all_fields, every_opinion, send

from intake import posters
from intake.cli import cli
from intake.config import Config
from intake.db import Connection
from intake.errors import Invalid, NotFound, Refused
from intake.model import Role
from intake.papers import pdf
from intake.papers import poster as paper
from intake.store import posters as store


def words(data: bytes) -> str:
    return "\n".join(paragraph.text for paragraph in Document(io.BytesIO(data)).paragraphs)


@pytest.mark.both
def test_only_approved_places_are_printed(conn: Connection, config: Config) -> None:
    bo, lift = person(conn, Role.MANAGER), issue_id(conn, "加装电梯")
    first, second = posters.propose(conn, ["定海路街道窗口", " 大桥街道窗口 ", "", "定海路街道窗口"], lift, bo, NOW)
    assert posters.propose(conn, ["定海路街道窗口"], lift, bo, NOW) == []
    with pytest.raises(NotFound):
        posters.printable(conn)
    assert posters.approve(conn, [first, first], bo, NOW) == 1
    printed = posters.printable(conn, [first, second])
    assert [poster.place for poster in printed] == ["定海路街道窗口"]
    said = words(posters.document(conn, config, printed, "https://example.org", "A5"))
    for line in (
        "意见建议征集",
        "“加装电梯”整改得怎么样，请您来说",
        "不是举报码",
        "12388",
        "监督码",
        "张贴地点：定海路街道窗口",
    ):
        assert line in said
    assert "大桥" not in said
    posters.retire(conn, [first], bo, NOW)
    with pytest.raises(NotFound):
        posters.printable(conn)


def test_not_everybody_says_where_our_codes_hang(conn: Connection) -> None:
    cy = person(conn, Role.CLERK, "cy")
    with pytest.raises(Refused):
        posters.propose(conn, ["窗口"], None, cy, NOW)
    with pytest.raises(Refused):
        posters.approve(conn, [1], cy, NOW)


@pytest.mark.parametrize("places", [[], [" "], ["长" * 61]])
def test_a_place_must_fit_onto_a_poster(conn: Connection, places: list[str]) -> None:
    with pytest.raises(Invalid):
        posters.propose(conn, places, None, None, NOW)


@pytest.mark.both
def test_what_comes_through_a_poster_is_counted(client: FlaskClient, conn: Connection) -> None:
    posters.propose(conn, ["窗口"], None, None, NOW)
    (poster,) = store.every(conn)
    html = client.get(f"/opinion?poster={poster.code}").text
    assert 'id="opinion-form" method="post" enctype' in html, "the browser posts to the address it is at"
    send(client, path=f"/opinion?poster={poster.code}", body="扫码来的")
    send(client, path=f"/opinion?poster={poster.code}", body="扫码来的")
    send(client, path="/opinion?poster=WRONG", body="随便写的码")
    assert len(every_opinion(conn)) == 2
    assert store.every(conn)[0].opinions == 1


@pytest.mark.parametrize("way", ["key", "review"])
def test_who_looks_once_more_still_came_through_the_poster(client: FlaskClient, conn: Connection, way: str) -> None:
    posters.propose(conn, ["窗口"], None, None, NOW)
    (poster,) = store.every(conn)
    typed = {"key": ""} if way == "key" else {"review": "1"}
    html = send(client, path=f"/en/opinion?poster={poster.code}&size=large", **typed).text
    action = re.search(r'<form method="post" action="([^"]+)"', html)
    assert action
    send(client, path=unescape(action[1]), **all_fields(html))
    assert store.every(conn)[0].opinions == 1
    strange = send(client, path="/opinion?poster=%22%3Ea<b", **typed).text
    assert "poster=" not in strange


def test_posters_share_one_page_of_the_cache(client: FlaskClient, conn: Connection) -> None:
    assert client.get("/opinion?poster=AAAAA").headers["ETag"] == client.get("/opinion").headers["ETag"]


def test_from_the_page_a_manager_proposes_approves_and_prints(staff_client: FlaskClient, conn: Connection) -> None:
    post(staff_client, "/staff/posters", places="定海路街道窗口\n大桥街道窗口", issue="")
    first, second = (poster.id for poster in store.every(conn))
    wrong = post(staff_client, "/staff/posters", places="长" * 70)
    assert wrong.status_code == 422
    assert "长" * 70 in wrong.text
    post(staff_client, "/staff/posters/decide", source="/staff/posters", poster=[first, second], act="approve")
    assert [poster.state for poster in store.every(conn)] == ["approved", "approved"]
    assert page(staff_client, "/staff/posters").count(">已核准<") == 2
    with staff_client.get("/staff/posters/print?size=A4") as response:
        said = words(response.data)
    assert said.count("张贴地点：") == 2
    assert "http://localhost/opinion" in said
    assert f"/staff/posters/print?poster={first}&amp;size=A5&amp;format=pdf" in page(staff_client, "/staff/posters")
    with staff_client.get(f"/staff/posters/print?poster={first}&size=A5") as response:
        assert words(response.data).count("张贴地点：") == 1


@pytest.mark.servers
def test_a_poster_as_pdf_is_one_page_of_the_size(conn: Connection, config: Config, tmp_path: Path) -> None:
    bo = person(conn, Role.MANAGER)
    posters.approve(conn, posters.propose(conn, ["定海路街道社区事务受理服务中心", "窗口"], None, bo, NOW), bo, NOW)
    for size, sides in (("A4", "595"), ("A5", "419")):
        made = posters.document(conn, config, posters.printable(conn), "https://example.org", size)
        (tmp_path / "p.pdf").write_bytes(pdf.of_docx(made))
        said = subprocess.run(["pdfinfo", tmp_path / "p.pdf"], capture_output=True, text=True, check=True).stdout
        assert "Pages:           2" in said
        assert f"Page size:       {sides}" in said


@pytest.mark.servers
@pytest.mark.parametrize("size", ["A4", "A5"])
def test_long_words_stay_on_their_page(tmp_path: Path, size: str) -> None:
    sheet = paper.Sheet(
        f"https://{'opinions.' * 4}example.org/opinion?issue={'9' * 19}&poster=AB234", "长" * 60, "项" * 45
    )
    made = paper.document(
        [sheet, sheet], "中共某某市某某区委员会巡视整改工作领导小组办公室", ["021-25032112"] * 2, size
    )
    (tmp_path / "p.pdf").write_bytes(pdf.of_docx(made))
    said = subprocess.run(["pdfinfo", tmp_path / "p.pdf"], capture_output=True, text=True, check=True).stdout
    assert "Pages:           2" in said


def test_the_command_proposes_lists_and_prints(conn: Connection, config: Config, tmp_path: Path) -> None:
    environment = {"INTAKE_DATABASE": config.database, "INTAKE_SECRET_KEY": config.secret_key}
    runner, out = CliRunner(env={**environment, "INTAKE_PUBLIC_URL": "https://example.org"}), tmp_path / "p.docx"
    places = tmp_path / "places.txt"
    places.write_text("一号窗口\n二号窗口\n", encoding="utf-8")
    assert runner.invoke(cli, ["poster", "add", "--from", str(places)]).exit_code == 0
    listed = runner.invoke(cli, ["poster", "list"]).stdout.splitlines()
    assert [line.split("\t")[1:] for line in listed] == [["proposed", "0", "一号窗口"], ["proposed", "0", "二号窗口"]]
    refused = runner.invoke(cli, ["poster", "print", "--out", str(out)])
    assert refused.exit_code == 1
    posters.approve(conn, [poster.id for poster in store.every(conn)], person(conn, Role.MANAGER), NOW)
    assert runner.invoke(cli, ["poster", "print", "--size", "A5", "--out", str(out)]).exit_code == 0
    assert words(out.read_bytes()).count("不是举报码") == 2
