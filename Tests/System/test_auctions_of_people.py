"""What somebody sells, won and likes, and who may see it."""
import pytest

from clients.accounts import PASSWORD, Visitor
from clients.http import call, expect, walk
from clients.market import add_pictures, end_as_planned, like
from clients.service import wait_until
from clients.values import in_future


def path(person):
    return f"/api/v1/users/{person.id}/auctions"


def ids(service, person, **query):
    return [item["id"] for item in walk(service, path(person), 2, **query)]


def liked(fan, query="", limit=100):
    answer = fan.call("GET", f"/users/{fan.id}/auctions?role=liked&limit={limit}{query}")
    assert answer.status == 200, answer
    return [item["id"] for item in answer.json["items"]]


def test_what_somebody_sells_is_listed_newest_first(service, member):
    assert ids(service, member) == []
    made = [member.open_auction(**({"startsAt": in_future(hours=1)} if number % 2 else {})) for number in range(6)]
    end_as_planned(service, made[0])
    assert member.call("DELETE", f"/auctions/{made[1]}").status == 204
    shown = made[:1] + made[2:]
    assert ids(service, member) == ids(service, member, role="selling") == shown[::-1]
    for status, those in (("upcoming", [made[3], made[5]]), ("live", [made[2], made[4]]), ("ended", made[:1]), ("cancelled", [made[1]])):
        assert ids(service, member, status=status) == those[::-1]


def test_what_somebody_won_is_listed(service, member):
    winner, other = Visitor(service).sign_up(), Visitor(service).sign_up()
    made = [member.open_auction() for _ in range(4)]
    for auction in made[:3]:
        winner.bid(auction, 1000)
    other.bid(made[2], 1100)
    assert ids(service, winner, role="won") == [], "leading is not winning"
    end_as_planned(service, *made)
    assert ids(service, winner, role="won") == made[1::-1] and ids(service, other, role="won") == [made[2]]
    assert ids(service, winner, role="won", status="ended") == made[1::-1] and ids(service, winner, role="won", status="live") == []
    assert ids(service, winner) == ids(service, member, role="won") == []
    assert member.call("GET", f"/users/{member.id}").json["soldCount"] == 3


def test_what_is_liked_is_listed_last_liked_first(service, users, member):
    made = [member.open_auction() for _ in range(5)]
    fan = Visitor(service).sign_up()
    for place in (3, 0, 4, 1):
        like(fan, made[place])
    assert liked(fan) == [made[place] for place in (1, 4, 0, 3)]
    like(fan, made[0])
    assert liked(fan) == [made[place] for place in (1, 4, 0, 3)], "liked already"
    like(fan, made[3], "DELETE")
    like(fan, made[3])
    assert liked(fan) == [made[place] for place in (3, 1, 4, 0)]
    end_as_planned(service, made[4])
    assert liked(fan, "&status=ended") == [made[4]] and liked(fan, "&status=live") == [made[place] for place in (3, 1, 0)]
    assert all(item["liked"] for item in fan.call("GET", f"/users/{fan.id}/auctions?role=liked").json["items"])


def test_a_walk_through_liked_ones_is_stable(service, member):
    made = [member.open_auction() for _ in range(7)]
    fan = Visitor(service).sign_up()
    for auction in made[:6]:
        like(fan, auction)
    seen, cursor = [], ""
    while cursor is not None:
        page = fan.call("GET", f"/users/{fan.id}/auctions?role=liked&limit=2{cursor and f'&cursor={cursor}'}").json
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
        like(fan, made[6])
        like(fan, made[0], "DELETE" if made[0] not in seen else "PUT")
    assert seen in (made[5:0:-1], made[5::-1])


def test_likes_are_nobody_elses_business(service, visitor, member):
    expect(visitor.call("GET", f"/users/{member.id}/auctions?role=liked"), 401, "unauthenticated")
    expect(Visitor(service).sign_up().call("GET", f"/users/{member.id}/auctions?role=liked"), 403, "forbidden")
    assert liked(member) == []
    for role in ("selling", "won"):
        assert visitor.call("GET", f"/users/{member.id}/auctions?role={role}").status == 200


def test_where_somebody_bids_is_nobody_elses_business_and_only_while_it_goes_on(service, visitor, member):
    bidder, other = Visitor(service).sign_up(), Visitor(service).sign_up()
    made = [member.open_auction() for _ in range(4)]
    for auction in made[:3]:
        bidder.bid(auction, 1000)
    other.bid(made[1], 1100), bidder.bid(made[0], 1100)

    def bidding(query=""):
        return [item["id"] for item in bidder.call("GET", f"/users/{bidder.id}/auctions?role=bidding{query}").json["items"]]

    assert sorted(bidding()) == made[:3], "outbid or not, each once"
    assert len(bidding("&limit=2")) == 2
    end_as_planned(service, made[2])
    assert sorted(bidding()) == made[:2]
    expect(visitor.call("GET", f"/users/{bidder.id}/auctions?role=bidding"), 401, "unauthenticated")
    expect(other.call("GET", f"/users/{bidder.id}/auctions?role=bidding"), 403, "forbidden")


def test_items_have_the_viewers_own_likes(service, member):
    auction, fan = member.open_auction(), Visitor(service).sign_up()
    like(fan, auction)
    for person, flag in ((fan, True), (member, False), (Visitor(service), False)):
        [item] = person.call("GET", f"/users/{member.id}/auctions").json["items"]
        assert (item["id"], item["liked"], item["likeCount"]) == (auction, flag, 1)


def test_items_have_the_first_picture(service, member):
    pictures = add_pictures(service, member.id, 2)
    member.open_auction(imageIds=[picture["id"] for picture in pictures])
    [item] = walk(service, path(member), 20)
    assert item["images"] == pictures[:1]


@pytest.mark.parametrize("query, field, code", [("role=buying", "role", "unknown"), ("role=", "role", "unknown"), ("status=sold", "status", "unknown"), ("limit=0", "limit", "range"),
                                                ("cursor=x", "cursor", "unknown")])
def test_a_bad_parameter_is_named(service, member, query, field, code):
    assert expect(call(service, "GET", f"{path(member)}?{query}"), 422, "invalid").mistakes == {field: code}


def test_a_cursor_is_of_one_person_and_role(service, member):
    other, made = Visitor(service).sign_up(), [member.open_auction() for _ in range(3)]
    for auction in made:
        like(member, auction)
    cursors = {role: member.call("GET", f"/users/{member.id}/auctions?role={role}&limit=1").json["next"] for role in ("selling", "liked")}
    assert None not in cursors.values()
    for person, query in ((other, "role=selling"), (member, "role=won"), (member, "status=live"), (member, "role=liked")):
        answer = member.call("GET", f"/users/{person.id}/auctions?{query}&cursor={cursors['selling']}")
        assert expect(answer, 422, "invalid").fields == {"cursor"}
    expect(member.call("GET", f"/users/{member.id}/auctions?cursor={cursors['liked']}"), 422, "invalid")


@pytest.mark.parametrize("person", [2 ** 63 - 1, 2 ** 63, 0, -1, "x", "me"])
def test_unknown_people_have_no_pages(service, person):
    for role in ("selling", "won"):
        expect(call(service, "GET", f"/api/v1/users/{person}/auctions?role={role}"), 404, "notFound")


def test_who_left_has_no_pages(service, visitor, member):
    auction = member.open_auction(startsAt=in_future(hours=1))
    assert member.call("DELETE", "/me", {"password": PASSWORD}).status == 204
    for role in ("selling", "won"):
        expect(visitor.call("GET", f"/users/{member.id}/auctions?role={role}"), 404, "notFound")
    wait_until(member.is_signed_out_everywhere, "the token to be refused")
    expect(member.call("GET", f"/users/{member.id}/auctions?role=liked"), 401, "unauthenticated")
    assert visitor.call("GET", f"/auctions/{auction}").json["seller"]["username"] == f"deleted-{member.id}"
