"""What people are told: stored, and pushed to each socket of theirs on every gateway, with how many they have not read."""
import pytest

from clients.accounts import Visitor
from clients.market import add_pictures, like
from clients.notices import KINDS, Bells, items, listed, started, tell
from clients.service import wait_until
from clients.trades import Deal
from clients.values import in_future


@pytest.fixture
def bells(service, connect):
    return lambda person: Bells(service, connect, person)


@pytest.fixture
def other(service):
    return Visitor(service).sign_up()


def test_who_is_outbid_is_told_once_for_an_auction(service, bells, member, other):
    seller = Visitor(service).sign_up()
    [picture] = add_pictures(service, seller.id, 1)
    auction = seller.open_auction(title="A lamp", imageIds=[picture["id"]])
    mine, others = bells(member), bells(other)
    member.bid(auction, 1000)
    other.bid(auction, 1100)
    first = mine.told("outbid", auction=auction)
    assert (first["title"], first["price"], first["imageUrl"], first["read"], first["unread"]) == ("A lamp", 1100, picture["thumbnailUrl"], False, 1)
    member.bid(auction, 1200)
    assert mine.hear("notificationsRead", ids=[first["id"]])["unread"] == 0, "who leads again needs no news of it"
    assert [item["read"] for item in items(member)] == [True]
    others.told("outbid", auction=auction, unread=1)
    other.bid(auction, 1300)
    again = mine.told("outbid", auction=auction, unread=1)
    assert again["id"] > first["id"] and [item["id"] for item in items(member)] == [again["id"]], "one of an auction"
    others.hear("notificationsRead", unread=0)
    another = seller.open_auction()
    member.bid(another, 1000), other.bid(another, 1100)
    mine.told("outbid", auction=another, unread=2)
    assert [item["auction"] for item in items(member)] == [another, auction], "newest first"


def test_a_standing_maximum_that_is_beaten_is_told(bells, member, other, auction):
    mine = bells(member)
    member.bid(auction, 1000, maximum=2000)
    other.bid(auction, 1500)
    other.bid(auction, 3000)
    assert mine.told("outbid", auction=auction)["price"] >= 2100
    assert items(other) == [], "who never led was not outbid"


def test_followers_are_told_of_the_beginning_and_of_the_end_that_comes(service, bells, member, other):
    seller = Visitor(service).sign_up()
    short, long = (seller.open_auction(startsAt=in_future(hours=1), durationMinutes=minutes) for minutes in (5, 60))
    mine, others = bells(member), bells(other)
    for auction in (short, long):
        like(member, auction), like(other, auction)
    like(other, long, "DELETE")
    started(service, short, long)
    for auction in (short, long):
        mine.told("auctionStarted", auction=auction)
    mine.told("auctionEndingSoon", auction=short)
    service.end_auctions([long], seconds=290)
    service.sql(f"UPDATE follower_notice SET due = now() WHERE auction_id = {long}; SELECT pg_notify('auction_due', '')")
    mine.told("auctionEndingSoon", auction=long, unread=4)
    others.told("auctionEndingSoon", auction=short)
    assert {item["auction"] for item in items(other)} == {short} and len(items(other)) == 2
    assert len(items(member)) == 4 and items(seller) == []
    others.heard_nothing(auction=long)


def test_the_end_is_told_to_seller_and_winner(service, bells, member, other):
    loser = Visitor(service).sign_up()
    mine, others, losers = bells(member), bells(other), bells(loser)
    sold, unsold = member.open_auction(title="Sold"), member.open_auction(title="Unsold")
    loser.bid(sold, 1000), other.bid(sold, 5000)
    losers.told("outbid")
    service.end_auctions([sold, unsold])
    won, told = others.told("won"), mine.told("sold")
    assert (won["auction"], won["title"], won["price"], won["partner"]["id"], won["unread"]) == (sold, "Sold", 5000, member.id, 1)
    assert (told["auction"], told["price"], told["partner"]["id"], told["trade"]) == (sold, 5000, other.id, won["trade"])
    assert other.call("GET", f"/trades/{won['trade']}").json["auction"]["id"] == sold
    assert (left := mine.told("unsold"))["auction"] == unsold and left["price"] is None
    assert listed(member)["unread"] == 2
    assert [item["kind"] for item in items(loser)] == ["outbid"]


def test_messages_of_a_trade_are_one_notification_until_it_is_read(service, bells):
    deal = Deal(service)
    sellers, winners = map(bells, deal.sides)
    for number in range(3):
        deal.post(deal.seller, f"line {number}")
    # Of those that follow each other closely the last may be told alone.
    [item] = items(deal.winner, "tradeMessage")
    told = winners.hear(kind="tradeMessage", id=item["id"])
    assert (told["trade"], told["partner"]["id"], told["unread"]) == (deal.id, deal.seller.id, 2), "the message and the won auction"
    deal.read(deal.winner, 2)
    assert items(deal.winner, "tradeMessage")[0]["read"] is False, "a message is left"
    deal.read(deal.winner, 3)
    winners.hear("notificationsRead", ids=[told["id"]], unread=1)
    assert items(deal.winner, "tradeMessage")[0]["read"] is True
    deal.post(deal.seller, "one more")
    [again] = items(deal.winner, "tradeMessage")
    assert winners.hear(kind="tradeMessage", id=again["id"])["unread"] == 2 and again["id"] > told["id"], "news comes under a new id"
    sellers.heard_nothing(kind="tradeMessage")


def test_what_is_switched_off_is_neither_stored_nor_pushed(service, bells, member, other):
    for person in (member, other):
        assert person.call("PATCH", "/notifications/settings", dict.fromkeys(KINDS, False)).json == dict.fromkeys(KINDS, False)
    mine, others = bells(member), bells(other)
    follower = Visitor(service).sign_up()
    short, unsold = (member.open_auction(startsAt=in_future(hours=1), durationMinutes=5) for _ in range(2))
    for auction in (short, unsold):
        like(other, auction), like(follower, auction)
    started(service, short, unsold)
    wait_until(lambda: len(items(follower)) == 4, "those who want it to be told")
    other.bid(short, 1000), follower.bid(short, 1100), other.bid(short, 1200)
    service.end_auctions([short, unsold])
    deal = Deal(service, member, other)
    deal.post(member, "unheard")
    assert other.call("PATCH", "/notifications/settings", {"tradeMessage": True}).status == 200
    deal.post(member, "heard")
    others.told("tradeMessage", unread=1)
    others.heard_nothing(), mine.heard_nothing()
    assert [item["kind"] for item in items(other)] == ["tradeMessage"] and items(member) == []


def test_read_marks_are_the_same_in_all_tabs(service, bells, member, other):
    mine, others = bells(member), bells(other)
    ids = tell(service, member, [other.open_auction() for _ in range(3)])
    for id in ids:
        mine.hear(id=id)
    assert member.call("PUT", "/notifications/read", {"upTo": ids[1]}).status == 204
    assert mine.hear("notificationsRead") == {"type": "notificationsRead", "upTo": ids[1], "unread": 1}
    assert [item["read"] for item in items(member)] == [False, True, True]
    others.heard_nothing("notificationsRead")


def test_a_person_who_signs_in_later_hears_from_then_on(service, connect, bells, member, other, auction):
    socket = connect(other.token)
    assert socket.ask("auth", token=member.token)["ok"]
    member.bid(auction, 1000), other.bid(auction, 1100)
    assert socket.next(lambda message: message["type"] == "notification")["kind"] == "outbid"
    assert socket.ask("auth", token=other.token)["ok"]
    member.bid(auction, 1200)
    assert socket.next(lambda message: message["type"] == "notification")["auction"] == auction
    Bells(service, connect, member).heard_nothing()
