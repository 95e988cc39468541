"""Answers to requests that succeed or are refused for a reason, held against docs/openapi.yaml: what random requests seldom reach."""
import pytest
import requests
import schemathesis

from clients.accounts import Visitor
from clients.market import add_pictures, end_as_planned, like
from clients.service import REPOSITORY
from clients.values import in_future

NEW = {"title": "As described", "description": "Each answer", "category": "books", "startPrice": 1000, "estimate": 5}


@pytest.fixture(scope="module")
def description():
    return schemathesis.openapi.from_path(str(REPOSITORY / "docs" / "openapi.yaml"))


@pytest.fixture
def ask(service, description):
    """Asks, checks the status, and holds the answer against its description, which must name the status."""
    def ask(status, method, path, person=None, body=None, headers=None, code=None, **ids):
        operation = description[f"/api/v1{path}"][method]
        headers = ({"Authorization": f"Bearer {person.token}"} if person else {}) | (headers or {})
        target = path.format(**ids)
        for name, value in ids.items():
            target = target if f"{{{name}}}" in path else f"{target}{'&' if '?' in target else '?'}{name}={value}"
        answer = requests.request(method, f"{service.url.rstrip('/')}/api/v1{target}", json=body, headers=headers, timeout=20)
        assert answer.status_code == status, answer.text
        assert str(status) in operation.definition.raw["responses"], f"{status} of {method} {path} is not described"
        operation.validate_response(answer)
        if code:
            assert answer.json()["code"] == code and code in str(operation.definition.raw) + str(description.raw_schema["components"]["responses"])
        return answer

    return ask


def test_listing_and_changing(service, member, ask):
    pictures = [picture["id"] for picture in add_pictures(service, member.id, 2)]
    other, unknown = Visitor(service).sign_up(), 2 ** 62
    ask(201, "POST", "/auctions", member, NEW)
    later = ask(201, "POST", "/auctions", member, NEW | {"imageIds": pictures, "startsAt": in_future(hours=1)}).json()["id"]
    ask(422, "POST", "/auctions", member, {}, code="invalid")
    ask(401, "POST", "/auctions", None, NEW, code="unauthenticated")
    ask(200, "PATCH", "/auctions/{id}", member, {"estimate": None, "imageIds": pictures[:1]}, id=later)
    ask(422, "PATCH", "/auctions/{id}", member, {"title": "x"}, id=later, code="invalid")
    for method, path in (("PATCH", "/auctions/{id}"), ("DELETE", "/auctions/{id}"), ("POST", "/auctions/{id}/relist")):
        ask(401, method, path, None, {}, id=later, code="unauthenticated")
        ask(403, method, path, other, {}, id=later, code="forbidden")
        ask(404, method, path, other, {}, id=unknown, code="notFound")
    ask(409, "POST", "/auctions/{id}/relist", member, id=later, code="auction.notEnded")
    ask(204, "DELETE", "/auctions/{id}", member, id=later)
    ask(201, "POST", "/auctions/{id}/relist", member, {"title": "Anew"}, id=later)
    ask(409, "PATCH", "/auctions/{id}", member, {}, id=later, code="auction.started")


def test_what_is_over(service, member, ask):
    sold, unsold = member.open_auction(), member.open_auction()
    ask(409, "DELETE", "/auctions/{id}", member, id=sold, code="auction.started")
    Visitor(service).sign_up().bid(sold, 1000)
    end_as_planned(service, sold, unsold)
    ask(409, "POST", "/auctions/{id}/relist", member, id=sold, code="auction.sold")
    ask(201, "POST", "/auctions/{id}/relist", member, id=unsold)
    ask(200, "GET", "/auctions/{id}", member, id=sold)


def test_finding_and_following(service, member, ask):
    pictures = [picture["id"] for picture in add_pictures(service, member.id, 2)]
    auction, other = member.open_auction(imageIds=pictures), Visitor(service).sign_up()
    ask(204, "PUT", "/auctions/{id}/like", other, id=auction)
    ask(404, "PUT", "/auctions/{id}/like", other, id=2 ** 62, code="notFound")
    ask(401, "DELETE", "/auctions/{id}/like", None, id=auction, code="unauthenticated")
    for person in (None, other):
        for path, query in (("/auctions", {"limit": 100}), ("/auctions", {"q": "system", "sort": "price", "minPrice": 0}), ("/auctions/{id}", {"id": auction}), ("/auctions/recommended", {}),
                            ("/users/{id}/auctions", {"id": member.id}), ("/categories", {})):
            ask(200, "GET", path, person, **query)
            ask(304, "GET", path, person, headers={"If-None-Match": "*"}, **query)
        ask(422, "GET", "/auctions", person, q="x" * 101, code="invalid")
    ask(200, "GET", "/users/{id}/auctions", other, id=other.id, role="liked")
    ask(403, "GET", "/users/{id}/auctions", other, id=member.id, role="liked", code="forbidden")
    ask(401, "GET", "/users/{id}/auctions", None, id=member.id, role="liked", code="unauthenticated")
    ask(404, "GET", "/users/{id}/auctions", other, id=2 ** 62, code="notFound")
    like(other, auction, "DELETE")


def test_pictures_that_are_none(member, ask):
    ask(401, "POST", "/images", None, headers={"Content-Type": "image/png"}, code="unauthenticated")
    ask(415, "POST", "/images", member, {"no": "picture"}, code="unsupportedMediaType")
