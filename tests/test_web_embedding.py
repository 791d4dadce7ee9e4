"""The form inside another site's page: who may frame it, its height, and an opinion sent from there."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from browsing import served, violations
from flask import Flask
from flask.testing import FlaskClient
from pages import page
from playwright.sync_api import Browser
from public_pages import every_opinion, send
from test_language import foreign

from intake.config import Config, load
from intake.db import Connection
from intake.errors import ConfigError

PORTAL = "http://portal.example"


_SNIPPETS: list[str] = []


@pytest.fixture(scope="module")
def portal() -> Iterator[str]:
    """Another site: its only page holds the last snippet."""
    site = Flask("portal")
    site.add_url_rule("/", "page", lambda: f'<!doctype html><html lang="zh"><body>{_SNIPPETS[-1]}</body></html>')
    with served(site) as address:
        yield address


@pytest.fixture
def config(config: Config, portal: str) -> Config:
    return replace(config, open_interfaces="embed", embed_sites=f"{portal}, {PORTAL}", fill_seconds=0)


def framed_by(client: FlaskClient, path: str) -> str:
    return client.get(path).headers["Content-Security-Policy"].rpartition("frame-ancestors ")[2]


def test_only_the_sites_named_may_frame_the_form_and_nothing_else(
    client: FlaskClient, conn: Connection, portal: str
) -> None:
    assert framed_by(client, "/embed") == framed_by(client, "/en/embed") == f"'self' {portal} {PORTAL}"
    assert framed_by(client, "/opinion") == framed_by(client, "/lookup") == "'self'"
    assert framed_by(client, "/staff/login") == "'self'"
    assert "主菜单" not in page(client, "/embed")
    assert foreign(page(client, "/en/embed")) == []


def test_every_answer_within_the_frame_may_be_framed(client: FlaskClient, conn: Connection) -> None:
    for typed in ({}, {"body": ""}, {"key": ""}):
        answer = send(client, path="/embed", **typed)
        assert answer.headers["Content-Security-Policy"].endswith(PORTAL)
    assert 'action="/embed"' in answer.text
    assert len(every_opinion(conn)) == 1


def test_what_is_off_is_not_there(client: FlaskClient, conn: Connection) -> None:
    found = client.application.extensions["intake"]
    client.application.extensions["intake"] = replace(found, config=replace(found.config, open_interfaces=""))
    for path in ("/embed", "/embed.js"):
        assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "over",
    [
        {"INTAKE_OPEN_INTERFACES": "embed"},
        {"INTAKE_OPEN_INTERFACES": "nonsense"},
        {"INTAKE_OPEN_INTERFACES": "embed", "INTAKE_EMBED_SITES": "https://a.example; script-src *"},
    ],
)
def test_settings_that_cannot_be_meant_are_refused(over: dict[str, str]) -> None:
    with pytest.raises(ConfigError):
        load(over)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 360])
def test_an_opinion_is_sent_from_within_a_portal(
    app: Flask, browser: Browser, conn: Connection, portal: str, width: int
) -> None:
    with served(app) as address:
        visitor = browser.new_page(viewport={"width": width, "height": 800})
        visitor.set_default_timeout(10_000)
        frame_tag = f'<iframe src="{address}/embed" title="提意见" width="100%" height="400"></iframe>'
        _SNIPPETS.append(f'{frame_tag}<script src="{address}/embed.js"></script>')
        visitor.goto(portal)
        frame = visitor.frame_locator("iframe")
        frame.get_by_label("您的意见建议").fill("从门户网站提的意见")
        visitor.wait_for_function("document.querySelector('iframe').offsetHeight > 800")
        inner = visitor.frames[1]
        assert inner.evaluate("document.documentElement.scrollHeight <= window.innerHeight + 1")
        assert inner.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        frame.get_by_label("我已阅读并同意").check()
        frame.get_by_role("button", name="提交", exact=True).click()
        frame.locator("[data-code]").first.wait_for()
        visitor.close()
    assert [opinion.body for opinion in every_opinion(conn)] == ["从门户网站提的意见"]


@pytest.mark.browser
@pytest.mark.slow
def test_the_form_in_a_frame_is_accessible(app: Flask, browser: Browser) -> None:
    with served(app) as address:
        visitor = browser.new_page()
        visitor.goto(f"{address}/embed")
        assert violations(visitor) == []
        visitor.close()
