"""Two hundred sockets whose connections are reset every few seconds while bids and chat flow: everything arrives, once."""
import asyncio
import random

from clients.crowd import Market, bid_by_socket
from clients.recorder import Recorder, check, recording, until
from clients.rooms import read

SOCKETS = 200
CUTS = 3  # of each socket, in the mean


async def chat(recorder, market):
    while not market.over.is_set():
        reply = await recorder.ask("chat", auction=market.auction, text="Is it still there?")
        assert reply["ok"], reply
        await asyncio.sleep(market.dice.uniform(*market.pause))


async def cut(recorders, dice):
    """Resets one after the other, each again after a few seconds."""
    for _ in range(CUTS * len(recorders)):
        dice.choice(recorders).cut()
        await asyncio.sleep(5 / len(recorders))


async def storm(service, users, auctions, dice):
    markets = [Market(service, auction, dice, pause=(0.2, 0.6)) for auction in auctions]
    ports = [None, *(service.port_of(name) for name in service.names("gateway"))]
    recorders = [Recorder(service, auctions if number % 4 == 0 else [auctions[number % 2]], users[number].token if number < len(users) else None,
                          ports[number % len(ports)]) for number in range(SOCKETS)]
    async with recording(*recorders):
        await until(lambda: all(len(recorder.joined) == len(recorder.events) for recorder in recorders), "all to be in their rooms")
        async with asyncio.TaskGroup() as group:
            for number, user in enumerate(users):
                market = markets[number // 2 % 2]
                group.create_task(bid_by_socket(market, user, recorders[number]) if number % 2 else chat(recorders[number], market))
            await cut(recorders, dice)
            for market in markets:
                market.over.set()
        heads = {auction: read(service, auction)["seq"] for auction in auctions}
        await until(lambda: all(len(events) >= heads[auction] for recorder in recorders for auction, events in recorder.events.items()), "all events")
    return markets, recorders


def test_who_loses_the_connection_again_and_again_misses_nothing(service, users):
    dice = random.Random(seed := random.randrange(2 ** 32))
    print("seed", seed)
    auctions = [users[0].open_auction(durationMinutes=60)["id"] for _ in range(2)]
    crowd = users[20:32]
    for user in crowd:
        user.name = user.call("GET", "/api/v1/me").json["username"]
    markets, recorders = asyncio.run(storm(service, crowd, auctions, dice))
    logs = check(service, recorders)
    assert sum(recorder.returns for recorder in recorders) >= SOCKETS, "hardly any connection was lost"
    for market in markets:
        assert not market.trouble, market.trouble[:3]
        placed = {answer["bid"]["seq"] for *_, answer in market.answers}
        assert placed == {event["seq"] for event in logs[market.auction] if event["kind"] == "bid"}, "each answered bid is there, and no other"
