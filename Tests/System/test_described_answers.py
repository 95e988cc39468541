"""Answers to requests that succeed or are refused for a reason, held against docs/openapi.yaml: what random requests seldom reach."""
from clients.accounts import Visitor
from clients.market import add_pictures, end_as_planned, like
from clients.notices import KINDS
from clients.trades import Deal
from clients.values import in_future

NEW = {"title": "As described", "description": "Each answer", "category": "books", "startPrice": 1000, "estimate": 5}


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


def test_what_people_are_told(service, member, ask):
    bidder = Visitor(service).sign_up()
    auction = member.open_auction()
    bidder.bid(auction, 1000), Visitor(service).sign_up().bid(auction, 1100)
    deal = Deal(service, member, bidder)
    deal.post(member, "hello")
    for person in (member, bidder):
        ask(200, "GET", "/notifications", person, limit=2)
        ask(204, "PUT", "/notifications/read", person, {"upTo": 5})
        ask(200, "GET", "/notifications/settings", person)
        ask(200, "PATCH", "/notifications/settings", person, dict.fromkeys(KINDS[3:], False))
    ask(422, "GET", "/notifications", member, cursor="x", code="invalid")
    ask(422, "PUT", "/notifications/read", member, {"upTo": -1}, code="invalid")
    ask(422, "PATCH", "/notifications/settings", member, {"won": 5}, code="invalid")
    for method, path in (("GET", "/notifications"), ("PUT", "/notifications/read"), ("GET", "/notifications/settings"), ("PATCH", "/notifications/settings")):
        ask(401, method, path, None, {} if method != "GET" else None, code="unauthenticated")


def test_trades(service, ask):
    deal, stranger = Deal(service), Visitor(service).sign_up()
    [picture] = add_pictures(service, deal.seller.id, 1)
    key = {"Idempotency-Key": "2d3b0a5e-3a0b-4b0e-9a53-0c3a7b6d1f10"}
    ask(201, "POST", "/trades/{id}/messages", deal.seller, {"text": "hello", "imageIds": [picture["id"]]}, headers=key, id=deal.id)
    ask(422, "POST", "/trades/{id}/messages", deal.seller, {"text": "otherwise"}, headers=key, id=deal.id, code="idempotency.mismatch")
    ask(422, "POST", "/trades/{id}/messages", deal.seller, {}, id=deal.id, code="invalid")
    ask(409, "PUT", "/trades/{id}/state", deal.seller, {"state": "done"}, id=deal.id, code="trade.notAgreed")
    for state in ("agreed", "done"):
        for person in deal.sides:
            ask(200, "PUT", "/trades/{id}/state", person, {"state": state}, id=deal.id)
            ask(200, "GET", "/trades/{id}", person, id=deal.id)
            ask(200, "GET", "/trades", person, limit=1)
            ask(200, "GET", "/trades/{id}/messages", person, id=deal.id, after=0)
            ask(204, "PUT", "/trades/{id}/read", person, {"upTo": 2}, id=deal.id)
        ask(409, "PUT", "/trades/{id}/state", deal.winner, {"state": "open"}, id=deal.id, code={"agreed": "trade.agreed", "done": "trade.closed"}[state])
    ask(422, "PUT", "/trades/{id}/state", deal.seller, {"state": "x"}, id=deal.id, code="invalid")
    ask(422, "PUT", "/trades/{id}/read", deal.seller, {}, id=deal.id, code="invalid")
    ask(422, "GET", "/trades", deal.seller, limit=0, code="invalid")
    for method, path, body in (("GET", "", None), ("GET", "/messages", None), ("POST", "/messages", {"text": "x"}), ("PUT", "/read", {"upTo": 1}), ("PUT", "/state", {"state": "agreed"})):
        ask(404, method, f"/trades/{{id}}{path}", stranger, body, id=deal.id, code="notFound")
        ask(401, method, f"/trades/{{id}}{path}", None, body, id=deal.id, code="unauthenticated")
    ask(401, "GET", "/trades", None, code="unauthenticated")


def test_where_somebody_bids(service, member, ask):
    member.bid(Visitor(service).sign_up().open_auction(), 1000)
    assert len(ask(200, "GET", "/users/{id}/auctions", member, id=member.id, role="bidding").json()["items"]) == 1
    ask(403, "GET", "/users/{id}/auctions", Visitor(service).sign_up(), id=member.id, role="bidding", code="forbidden")
