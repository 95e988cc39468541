"""Bad requests about trades and notifications get a 4xx with a problem, as everywhere, and change nothing."""
import json

import pytest

from clients.bad_values import BODIES, QUERIES, WRONG, is_refusal
from clients.http import call, raw, status_of
from clients.trades import Deal

BODIES_OF = {
    ("POST", "/trades/{}/messages"): {"text": "hello", "imageIds": []},
    ("PUT", "/trades/{}/read"): {"upTo": 0},
    ("PUT", "/trades/{}/state"): {"state": "open"},
    ("PUT", "/notifications/read"): {"upTo": 0},
    ("PATCH", "/notifications/settings"): {"outbid": True, "won": True},
}
GETS = ["/notifications", "/notifications/settings", "/trades", "/trades/{}", "/trades/{}/messages"]


@pytest.fixture(scope="module")
def deal(service):
    return Deal(service)


@pytest.mark.parametrize("method, path", BODIES_OF, ids=str)
def test_no_wrong_value_of_a_field_breaks_anything(deal, method, path):
    for field in BODIES_OF[method, path]:
        for what, value in WRONG.items():
            body = json.dumps(BODIES_OF[method, path] | {field: "HERE"}).replace('"HERE"', value).encode()
            answer = deal.seller.call(method, path.format(deal.id), body)
            assert answer.status < 500, (what, answer)
            if answer.status not in (200, 201, 204):
                is_refusal(answer)
    assert deal.seen_by(deal.winner)["state"] == "open"


@pytest.mark.parametrize("method, path", BODIES_OF, ids=str)
def test_no_body_breaks_anything(deal, method, path):
    for body in BODIES:
        answer = deal.seller.call(method, path.format(deal.id), body)
        assert answer.status < 500, (body[:80], answer)
        if method != "PATCH":  # which is content with no field that it knows
            is_refusal(answer)


@pytest.mark.parametrize("path", GETS)
def test_no_query_breaks_anything(service, deal, path):
    for query in QUERIES:
        try:
            answer = deal.seller.call("GET", f"{path.format(deal.id)}?{query}")
        except UnicodeEncodeError:
            continue
        assert answer.status == 200 or 400 <= answer.status < 500, (query, answer)


@pytest.mark.parametrize("path", ["/trades/%", "/trades/%00", "/trades/1%00", "/trades/%ff", "/trades//", "/trades/1/", "/trades/+1", "/trades/0x1", "/trades/1e0",
                                  "/trades/%D9%A3", "/trades/1;x/messages", "/trades/../me", "/notifications/", "/notifications/5", "/notifications//read"])
def test_no_path_breaks_anything(service, deal, path):
    said = raw(service, f"GET /api/v1{path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {deal.seller.token}\r\nConnection: close\r\n\r\n".encode())
    assert status_of(said) in range(400, 500) or path == "/trades/../me", said[:200]


def test_other_methods_are_told_the_right_ones(service, deal):
    for path, methods in (("/trades", "GET, HEAD"), (deal.path(), "GET, HEAD"), (deal.path("read"), "PUT"), (deal.path("state"), "PUT"),
                          ("/notifications", "GET, HEAD"), ("/notifications/read", "PUT")):
        answer = call(service, "DELETE", f"/api/v1{path}", token=deal.seller.token)
        assert answer.status == 405 and answer.headers.get_all("Allow") == [methods]
