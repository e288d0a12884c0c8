"""Machines learn whether the server is well."""

from pathlib import Path

from flask.testing import FlaskClient

from conference.config import Settings
from conference.factory import create_app


def test_a_well_server_says_ok(client: FlaskClient) -> None:
    answer = client.get("/health")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_server_without_its_database_is_not_well(tmp_path: Path) -> None:
    nowhere = "postgresql+psycopg://nobody@127.0.0.1:1/nothing"
    app = create_app(Settings(secret_key="x", data_dir=tmp_path, database_url=nowhere), JOBS_IMMEDIATE=True)
    assert app.test_client().get("/health", headers={"Accept": "application/json"}).status_code == 500


def test_search_engines_keep_out_of_what_is_somebodys(client: FlaskClient) -> None:
    assert "Disallow: /account" in client.get("/robots.txt").text
