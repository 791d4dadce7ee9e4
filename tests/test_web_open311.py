"""Open311 GeoReport v2 as its reference has it: services, requests in and out, both formats, errors."""

from dataclasses import replace

import pytest
from builders import NOW, issue_id, opinion, person
from flask.testing import FlaskClient
from lxml import etree
from programs import key
from public_pages import every_opinion
from test_web_answers import published, version

from intake import triage
from intake.config import Config
from intake.db import Connection
from intake.model import Role, Seal
from intake.store import opinions
from intake.web import open311

pytestmark = pytest.mark.both
FIELDS = {  # what the reference lists for a request
    "service_request_id",
    "status",
    "status_notes",
    "service_name",
    "service_code",
    "description",
    "agency_responsible",
    "service_notice",
    "requested_datetime",
    "updated_datetime",
    "expected_datetime",
    "address",
    "address_id",
    "zipcode",
    "lat",
    "long",
    "media_url",
}
V2 = "/open311/v2"


@pytest.fixture
def config(config: Config) -> Config:
    return replace(config, open_interfaces="open311")


def test_services_are_the_entries_of_the_circular(client: FlaskClient, conn: Connection) -> None:
    listed = client.get(f"{V2}/services.json").get_json()
    assert [each["service_name"] for each in listed][:2] == ["旧改收尾基地剩余", "加装电梯"]
    assert listed[0]["metadata"] is False
    tree = etree.fromstring(client.get(f"{V2}/services.xml").data)
    assert tree.tag == "services"
    assert [each.findtext("service_code") for each in tree] == [each["service_code"] for each in listed]
    code = listed[0]["service_code"]
    assert client.get(f"{V2}/services/{code}.json").get_json() == {"service_code": code, "attributes": []}
    assert etree.fromstring(client.get(f"{V2}/services/{code}.xml").data).tag == "service_definition"
    assert client.get(f"{V2}/services/7.json").get_json()[0]["code"] == 404


def test_a_request_comes_in_with_a_key_and_is_not_public(client: FlaskClient, conn: Connection) -> None:
    lift = issue_id(conn, "加装电梯")
    given = {
        "api_key": key(conn),
        "service_code": str(lift),
        "description": "何时加装",
        "lat": "31.27",
        "long": "121.52",
        "first_name": "建国",
        "last_name": "张",
        "media_url": "https://example.com/a.jpg",
    }
    response = client.post(f"{V2}/requests.json", data=given)
    assert response.status_code == 201, response.text
    [made] = response.get_json()
    [taken] = every_opinion(conn)
    assert made["service_request_id"] == taken.number
    assert opinions.receipt_code(conn, taken.id) in made["service_notice"]
    assert made["account_id"] is None
    assert (taken.chosen_issue_id, taken.place, taken.name) == (lift, "31.27,121.52", "张建国")
    assert taken.body == "何时加装\nhttps://example.com/a.jpg"
    assert client.get(f"{V2}/requests/{taken.number}.json").status_code == 404
    assert client.get(f"{V2}/requests.json?start_date=2020-01-01T00:00:00Z").get_json() == []
    sent = client.post(f"{V2}/requests.xml", data=given)
    assert etree.fromstring(sent.data).findtext("request/service_request_id")


@pytest.mark.parametrize(
    ("over", "status"),
    [({"api_key": "x"}, 403), ({"service_code": ""}, 400), ({"service_code": "9"}, 404), ({"description": ""}, 400)],
)
def test_what_is_wrong_is_said_as_the_reference_says_it(
    client: FlaskClient, conn: Connection, over: dict[str, str], status: int
) -> None:
    good = {"api_key": key(conn), "service_code": str(issue_id(conn, "加装电梯")), "description": "何时加装"}
    response = client.post(f"{V2}/requests.json", data={**good, **over})
    assert response.status_code == status
    assert response.get_json()[0]["code"] == status
    tree = etree.fromstring(client.post(f"{V2}/requests.xml", data={**good, **over}).data)
    assert (tree.tag, tree.findtext("error/code")) == ("errors", str(status))
    bad = client.post(f"{V2}/requests.json", data={**good, "description": "a\0b"})
    assert bad.status_code == 400


def test_published_answers_are_requests_until_they_may_not_be(client: FlaskClient, conn: Connection) -> None:
    bo = person(conn, Role.MANAGER)
    taken = published(conn, bo)
    opinion(conn, body="没有公布的一件")
    number = opinions.by_id(conn, taken).number
    [one] = client.get(f"{V2}/requests/{number}.json").get_json()
    assert set(one) == FIELDS
    assert (one["status"], one["description"]) == ("closed", "什么时候加装电梯？")
    assert (one["lat"], one["expected_datetime"], one["service_notice"]) == (None, None, None), "as in the reference"
    assert one["requested_datetime"] == "2026-11-18T00:00:00+08:00"
    span = "start_date=2026-01-01T00:00:00Z"
    assert client.get(f"{V2}/requests.json?{span}").get_json() == [one]
    assert client.get(f"{V2}/requests.json?service_request_id={number},x").get_json() == [one]
    for narrowed in ("status=open", "service_code=1", "end_date=2026-02-01T00:00:00Z"):
        assert client.get(f"{V2}/requests.json?{span}&{narrowed}").get_json() == []
    assert client.get(f"{V2}/requests.json?start_date=yesterday").status_code == 400
    tree = etree.fromstring(client.get(f"{V2}/requests.xml?{span}").data)
    assert {each.tag for each in tree.find("request")} == FIELDS
    triage.seal(conn, taken, version(conn, taken), Seal.SEALED, bo, NOW)
    assert client.get(f"{V2}/requests.json?{span}").get_json() == []
    assert client.get(f"{V2}/requests/{number}.xml").status_code == 404


def test_narrowing_by_time_tells_the_day_alone(client: FlaskClient, conn: Connection) -> None:
    published(conn, person(conn, Role.MANAGER))
    found = {
        len(
            client.get(
                f"{V2}/requests.json?start_date=2026-01-01&end_date=2026-11-18T{hour:02}:30:00%2B08:00"
            ).get_json()
        )
        for hour in range(24)
    }
    assert found == {1}


def test_a_number_is_found_behind_the_newest(
    client: FlaskClient, conn: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open311, "MOST", 1)
    bo = person(conn, Role.MANAGER)
    first = opinions.by_id(conn, published(conn, bo)).number
    published(conn, bo)
    [one] = client.get(f"{V2}/requests.json?service_request_id={first}&start_date=2026-01-01").get_json()
    assert one["service_request_id"] == first


def test_a_day_at_the_beginning_of_time_narrows(client: FlaskClient) -> None:
    assert client.get(f"{V2}/requests.json?end_date=0001-01-01").get_json() == []


def test_what_is_off_is_not_there(client: FlaskClient, conn: Connection) -> None:
    found = client.application.extensions["intake"]
    client.application.extensions["intake"] = replace(found, config=replace(found.config, open_interfaces=""))
    assert client.get(f"{V2}/services.json").status_code == 404
    assert client.post(f"{V2}/requests.json", data={"api_key": key(conn)}).status_code == 404
