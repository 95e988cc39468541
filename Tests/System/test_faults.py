"""The service under load while its parts are killed: what clients were told is what the database holds."""
import asyncio
import concurrent.futures
import json
import os
import random
import signal

import pytest

from clients.crowd import Market, bid_by_http, bid_by_socket
from clients.realtime import Socket, gapless
from clients.recorder import Recorder, check, recording, until
from clients.rooms import log, read
from clients.service import wait_until


@pytest.fixture
def dice():
    seed = int(os.environ.get("HANDSUP_SEED", random.randrange(2 ** 32)))
    print(f"HANDSUP_SEED={seed}")
    return random.Random(seed)


@pytest.fixture(autouse=True)
def whole(service):
    """What a test has broken is whole again before the next one starts."""
    yield
    wait_until(service.ready, "the service to be whole again", 60)


def increment(price):
    """The least step above a price, as the contract has it."""
    for bound, step in ((10_000, 100), (100_000, 500), (1_000_000, 1_000), (10_000_000, 10_000)):
        if price < bound:
            return step
    return 100_000


async def break_things(service, market, watchers):
    """Kills one part after the other, then all at once; each time the crowd must get on."""
    parts = {"api-1": signal.SIGKILL, "gateway-1": signal.SIGKILL, "redis": signal.SIGKILL, "postgres": signal.SIGQUIT}
    for names in [[name] for name in parts] + [[*parts, "api-2", "gateway-2"]]:
        await more_bids(market, f"before {names} end")
        await asyncio.gather(*(asyncio.to_thread(service.kill, name, parts.get(name, signal.SIGKILL)) for name in names))
        await asyncio.to_thread(wait_until, service.ready, f"everything to be ready after {names}", 40)
        await more_bids(market, f"after {names} ended")
        reached = max(answer["bid"]["seq"] for *_, answer in market.answers)
        await until(lambda: all(len(watcher.events[market.auction]) >= reached for watcher in watchers), f"watchers to catch up after {names}")


async def more_bids(market, when):
    wanted = len(market.answers) + 20
    await until(lambda: len(market.answers) >= wanted, f"20 bids {when}")


async def storm(service, users, auction, dice):
    asyncio.get_running_loop().set_default_executor(concurrent.futures.ThreadPoolExecutor(32))
    market = Market(service, auction, dice)
    ports = [None, None, *(service.port_of(name) for name in service.names("gateway"))]
    watchers = [Recorder(service, [auction], port=ports[number % len(ports)]) for number in range(8)]
    bidders = [Recorder(service, [auction], user.token) for user in users[10:20]]
    async with recording(*watchers, *bidders), asyncio.TaskGroup() as group:
        for user in users[:10]:
            group.create_task(bid_by_http(market, user))
        for user, recorder in zip(users[10:20], bidders):
            group.create_task(bid_by_socket(market, user, recorder))
        await break_things(service, market, watchers)
        await asyncio.to_thread(service.end_auctions, [auction], 1)
        await until(lambda: all(has_ended(recorder, auction) for recorder in watchers + bidders), "everybody to see the end")
    return market, watchers + bidders


def has_ended(recorder, auction):
    return recorder.events[auction] and recorder.events[auction][-1]["kind"] == "ended"


def test_twenty_bidders_lose_nothing_while_parts_are_killed(service, users, dice):
    crowd = users[20:40]
    for user in crowd:
        socket = Socket(service, user.token)
        user.name = socket.user["username"]
        socket.close()
    auction = users[0].open_auction(durationMinutes=60)["id"]
    market, recorders = asyncio.run(storm(service, crowd, auction, dice))
    assert not market.trouble, market.trouble[:3]

    events = log(service, auction)
    assert gapless(events, after=0) and events[-1]["seq"] == read(service, auction)["seq"]
    rows = service.sql(f"SELECT seq, body FROM room_event WHERE auction_id = {auction} ORDER BY seq")
    assert [json.loads(body) for _, body in rows] == events

    check_acknowledged(market, events)
    check_prices(events)
    check_end(market, events, read(service, auction))
    check(service, recorders)
    assert sum(recorder.returns for recorder in recorders) > len(recorders), "nobody ever lost the socket"


def check_acknowledged(market, events):
    """Every acknowledged bid is there, once; and nothing is there that nobody was told of."""
    bids = {event["seq"]: event for event in events if event["kind"] == "bid"}
    told = {}
    for bidder, amount, maximum, answer in market.answers:
        bid = answer["bid"]
        event = bids[bid["seq"]]
        assert (event["bidder"]["username"], event["amount"], event["at"]) == (bidder, bid["amount"], bid["at"])
        # A leader who raises the own maximum is answered with the bid that leads already: the one case of a shared answer.
        told.setdefault(bid["seq"], []).append((bidder, bid["amount"]))
    assert told.keys() == bids.keys()
    for seq, answers in told.items():
        assert len(set(answers)) == 1, (seq, answers)


def check_prices(events):
    price, count = None, 0
    for event in events:
        if event["kind"] == "bid":
            count += 1
            assert event["bidCount"] == count
            assert event["amount"] >= (1000 if price is None else price + increment(price)), event
            assert event["price"] >= (price or 0) and event["price"] >= event["amount"], event
            price = event["price"]


def check_end(market, events, auction):
    ended = [event for event in events if event["kind"] == "ended"]
    assert len(ended) == 1 and auction["status"] == "ended"
    bids = [event for event in events if event["kind"] == "bid"]
    assert all(bid["seq"] < ended[0]["seq"] and bid["at"] < auction["endsAt"] for bid in bids)
    assert ended[0]["winner"] == bids[-1]["leader"] == auction["leader"]
    assert ended[0]["price"] == bids[-1]["price"] == auction["price"] == max(bid["price"] for bid in bids)
    ceilings = {}
    for bidder, amount, maximum, _ in market.answers:
        ceilings[bidder] = max(ceilings.get(bidder, 0), maximum or amount)
    assert ceilings[ended[0]["winner"]["username"]] == max(ceilings.values())


def test_watchers_get_everything_without_redis(service, users, connect):
    """Redis only carries the news quickly: without it the log is compared once a second."""
    auction = users[0].open_auction()["id"]
    sockets = [connect(port=service.port_of(name)) for name in service.names("gateway")]
    for socket in sockets:
        socket.join(auction)
    with service.stopped("redis"):
        for number in range(5):
            assert users[40].say(auction, f"line {number}").status == 201
            assert users[41 + number].bid(auction, 1000 + 100 * number).status == 201
        for socket in sockets:
            assert gapless(socket.events(auction, 11), after=1)
    assert users[40].say(auction, "and on").status == 201
    for socket in sockets:
        assert socket.event(auction)["seq"] == 12


def test_without_postgres_the_answer_is_503_and_sockets_stay_open(service, users, connect):
    auction = users[0].open_auction()["id"]
    socket = connect(users[40].token)
    socket.join(auction)
    with service.stopped("postgres"):
        answer = users[41].bid(auction, 1000, timeout=60)
        assert (answer.status, answer.code) == (503, "unavailable") and int(answer.headers["Retry-After"]) > 0
        assert socket.ask("ping")["type"] == "pong"
        assert socket.ask("chat", auction=auction, text="is anybody there?")["code"] == "unavailable"
    wait_until(service.ready, "the service to be ready again")
    assert users[42].say(auction, "back again").status == 201
    assert socket.event(auction, "chat")["text"] == "back again"


def test_many_auctions_end_at_once_each_exactly_once(service, users, dice):
    auctions = {}
    for number in range(120):
        auction = users[number % 10].open_auction()["id"]
        auctions[auction] = [users[dice.randrange(20, 50)].bid(auction, 1000 + 100 * step).json for step in range(dice.randrange(4))]
    groups = [[auction for auction in auctions if auction % 3 == rest] for rest in range(3)]
    for group, seconds in zip(groups, (0, 0.5, 1)):
        service.end_auctions(group, seconds)
    service.kill("scheduler-1")
    listed = ",".join(str(auction) for auction in auctions)
    query = (f"SELECT auction_id, count(*) FILTER (WHERE kind = 'ended') FROM room_event WHERE auction_id IN ({listed}) GROUP BY 1")
    wait_until(lambda: len([row for row in service.sql(query) if row[1] != "0"]) == len(auctions), "all auctions to end", 30)
    # Another round of the schedulers must not end them again.
    service.sql("SELECT pg_notify('auction_due', '')")
    service.kill("scheduler-1", signal.SIGTERM)
    for auction, placed in auctions.items():
        events = log(service, auction)
        state = read(service, auction)
        assert gapless(events, after=0) and [event["kind"] for event in events].count("ended") == 1
        accepted = [answer for answer in placed if "bid" in answer]
        last = events[-1]
        assert last["kind"] == "ended" and state["status"] == "ended"
        assert last["winner"] == state["leader"] == (accepted[-1]["leader"] if accepted else None)
        assert last["price"] == state["price"] == (accepted[-1]["price"] if accepted else None)
