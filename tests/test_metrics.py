"""Operators count what happens; nobody else reads it."""

from flask import Flask


def test_without_a_token_there_is_no_such_page(app: Flask) -> None:
    assert app.config["METRICS_TOKEN"] == ""
    assert app.test_client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_a_wrong_token_finds_nothing(app: Flask) -> None:
    app.config["METRICS_TOKEN"] = "right"
    try:
        assert app.test_client().get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
        assert app.test_client().get("/metrics").status_code == 404
    finally:
        app.config["METRICS_TOKEN"] = ""


def test_requests_are_counted_by_endpoint_and_status(app: Flask) -> None:
    app.config["METRICS_TOKEN"] = "right"
    try:
        app.test_client().get("/health")
        answer = app.test_client().get("/metrics", headers={"Authorization": "Bearer right"})
    finally:
        app.config["METRICS_TOKEN"] = ""
    assert answer.status_code == 200
    assert 'conference_requests_total{endpoint="health",method="GET",status="200"}' in answer.text
