"""Listing an auction anew that nobody won."""
import datetime
import uuid

import pytest

from clients.accounts import Visitor
from clients.http import expect
from clients.market import SHARED_FIELDS, add_pictures, end_as_planned, like
from clients.rooms import log, read
from clients.values import in_future, time_of

ANEW = {"price": None, "leader": None, "bidCount": 0, "likeCount": 0, "liked": False}


@pytest.fixture
def unsold(service, member):
    """An ended auction of the member's without a bid, as it stands."""
    pictures = [picture["id"] for picture in add_pictures(service, member.id, 3)]
    auction = member.open_auction(title="아무도 안 산 것", estimate=9000, durationMinutes=45, softCloseSeconds=33, imageIds=pictures[::-1])
    like(Visitor(service).sign_up(), auction)
    end_as_planned(service, auction)
    return read(service, auction)


def relist(person, auction, body=None, **options):
    return person.call("POST", f"/auctions/{auction}/relist", body, **options)


def length(auction):
    return time_of(auction["endsAt"]) - time_of(auction["startsAt"])


def test_an_unsold_one_is_listed_anew_as_it_was(service, member, unsold):
    answer = relist(member, unsold["id"])
    assert answer.status == 201, answer
    anew = answer.json
    assert anew["id"] > unsold["id"] and anew["status"] == "live" and length(anew) == datetime.timedelta(minutes=45)
    assert abs(time_of(anew["startsAt"]) - time_of(anew["createdAt"])) < datetime.timedelta(seconds=1)
    for name in SHARED_FIELDS:
        assert anew[name] == unsold[name], name
    assert len(anew["images"]) == 3 and {name: anew[name] for name in ANEW} == ANEW
    assert [event["kind"] for event in log(service, anew["id"])] == ["started"]
    assert read(service, anew["id"]) == anew and read(service, unsold["id"]) == unsold


def test_what_is_told_is_changed(service, member, unsold):
    starts, [picture] = in_future(days=3), add_pictures(service, member.id, 1)
    changes = {"title": "이제 싸게", "description": "", "category": "sports", "estimate": None, "startPrice": 0, "softCloseSeconds": 0}
    anew = relist(member, unsold["id"], changes | {"startsAt": starts, "durationMinutes": 10080, "imageIds": [picture["id"]]}).json
    assert {name: anew[name] for name in changes} == changes
    assert (anew["startsAt"], anew["status"], anew["images"], length(anew)) == (starts, "upcoming", [picture], datetime.timedelta(days=7))
    assert read(service, unsold["id"]) == unsold
    assert relist(member, unsold["id"], {}).json["title"] == unsold["title"]


def test_a_withdrawn_one_too(member):
    auction = member.open_auction(startsAt=in_future(hours=1), durationMinutes=30)
    assert member.call("DELETE", f"/auctions/{auction}").status == 204
    anew = relist(member, auction).json
    assert anew["status"] == "live" and length(anew) == datetime.timedelta(minutes=30)


def test_the_first_length_counts_not_the_extended_one(service, member, bidders):
    auction = member.open_auction(durationMinutes=5)
    service.sql(f"UPDATE auction SET ends_at = first_ends_at + interval '90 seconds' WHERE id = {auction}")
    end_as_planned(service, auction)
    assert length(relist(member, auction).json) == datetime.timedelta(minutes=5)


def test_a_sold_one_is_not(service, member, bidders):
    auction = member.open_auction()
    assert bidders[0].bid(auction, 1000).status == 201
    expect(relist(member, auction), 409, "auction.notEnded")
    end_as_planned(service, auction)
    expect(relist(member, auction), 409, "auction.sold")


def test_nor_one_that_has_not_ended(member):
    for auction in (member.open_auction(), member.open_auction(startsAt=in_future(hours=1))):
        expect(relist(member, auction), 409, "auction.notEnded")


def test_nor_one_of_another(service, visitor, member, unsold):
    expect(relist(visitor, unsold["id"]), 401, "unauthenticated")
    expect(relist(Visitor(service).sign_up(), unsold["id"]), 403, "forbidden")
    for unknown in (2 ** 63 - 1, 2 ** 63, "x"):
        expect(relist(member, unknown), 404, "notFound")


def test_mistakes_are_named_and_nothing_is_listed(service, member, unsold):
    answer = relist(member, unsold["id"], {"title": "x", "startPrice": -1, "startsAt": "soon", "durationMinutes": 4, "category": 5, "imageIds": [0]})
    assert expect(answer, 422, "invalid").mistakes == {"title": "length", "startPrice": "range", "startsAt": "format", "durationMinutes": "range",
                                                        "category": "type", "imageIds": "range"}
    expect(relist(member, unsold["id"], b"{"), 400, "malformed")
    expect(relist(member, unsold["id"], b"title=x", headers={"Content-Type": "text/plain"}), 415, "unsupportedMediaType")
    assert expect(relist(member, unsold["id"], key="x"), 422, "invalid").fields
    assert service.sql(f"SELECT count(*) FROM auction WHERE seller_id = {member.id}") == [["1"]]


def test_one_key_lists_anew_once(service, member, unsold):
    key, other = uuid.uuid4(), member.open_auction(startsAt=in_future(hours=1))
    assert member.call("DELETE", f"/auctions/{other}").status == 204
    answers = [relist(member, unsold["id"], {"startPrice": 1}, key=key) for _ in range(3)]
    assert {answer.status for answer in answers} == {201} and len({answer.body for answer in answers}) == 1
    expect(relist(member, unsold["id"], {"startPrice": 2}, key=key), 422, "idempotency.mismatch")
    expect(relist(member, other, {"startPrice": 1}, key=key), 422, "idempotency.mismatch")
    body = {"title": "Another endpoint", "description": "", "category": "books", "startPrice": 1}
    assert member.call("POST", "/auctions", body, key=key).status == 201, "a key belongs to its endpoint"
    assert relist(member, unsold["id"]).json["id"] != relist(member, unsold["id"]).json["id"], "without a key nothing is remembered"
