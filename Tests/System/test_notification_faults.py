"""Notifications and trade messages while Redis is away or processes die: each arrives, stored and on the sockets."""
import pytest

from clients.accounts import Visitor
from clients.notices import Bells, items, started, tell
from clients.market import like
from clients.service import wait_until
from clients.trades import Deal
from clients.values import in_future


@pytest.fixture(autouse=True)
def whole(service):
    yield
    wait_until(service.ready, "the service to be whole again", 60)


def test_what_no_process_told_is_found_in_the_database(service, connect, member, auction):
    """As after a process that died between writing and telling."""
    bells = Bells(service, connect, member)
    [id] = tell(service, member, [auction])
    assert bells.told("unsold", id=id)["unread"] == 1
    [another] = tell(service, member, [auction], ["auctionStarted"])
    assert bells.told("auctionStarted", id=another)["unread"] == 2
    bells.heard_nothing()


def test_without_redis_all_of_it_arrives(service, connect, member):
    deal, other = Deal(service), Visitor(service).sign_up()
    auction = deal.seller.open_auction()
    bells = {person: Bells(service, connect, person) for person in (*deal.sides, member)}
    member.bid(auction, 1000)
    with service.stopped("redis"):
        other.bid(auction, 1100)
        bells[member].told("outbid", auction=auction)
        entries = [deal.post(deal.sides[number % 2], f"line {number}") for number in range(4)]
        for person in deal.sides:
            for socket in bells[person].sockets:
                heard = [socket.next(lambda message: message["type"] == "trade") for _ in entries]
                assert sorted(heard, key=lambda entry: entry["seq"]) == [{"type": "trade"} | entry for entry in entries]
                assert socket.next(lambda message: message["type"] == "notification" and message["kind"] == "tradeMessage")["trade"] == deal.id
        service.end_auctions([auction])
        bells[deal.seller].told("sold", auction=auction)
    wait_until(lambda: deal.ask_to_post(deal.seller, "and on").status == 201, "the service to go on")
    for person in deal.sides:
        assert bells[person].hear("trade", seq=5)["text"] == "and on"
        bells[person].heard_nothing("trade")


def test_nothing_is_told_twice_or_left_out_while_processes_die(service, connect, member):
    followers = [Visitor(service).sign_up() for _ in range(3)]
    auctions = [member.open_auction(startsAt=in_future(hours=1), durationMinutes=60) for _ in range(8)]
    for auction in auctions:
        for follower in followers:
            like(follower, auction)
    bells = [Bells(service, connect, follower) for follower in followers]
    for number, auction in enumerate(auctions):
        started(service, auction)
        if number in (1, 5):
            service.kill("scheduler-1")
        if number == 3:
            service.kill("redis")
    for each in bells:
        for auction in auctions:
            each.told("auctionStarted", auction=auction)
        each.heard_nothing()
        assert sorted(item["auction"] for item in items(each.person)) == sorted(auctions)
