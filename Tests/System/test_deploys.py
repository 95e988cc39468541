"""A gateway that is asked to end: it sends its sockets on, one after the other, and serves them until they are gone."""
import asyncio
import os
import random
import signal

import pytest

from clients.crowd import Market, bid_by_socket
from clients.processes import gateway
from clients.recorder import Recorder, check, recording, until
from clients.rooms import read
from clients.service import wait_until


@pytest.fixture(autouse=True)
def whole(service):
    yield
    wait_until(service.ready, "the service to be whole again", 60)


def test_sockets_are_sent_on_spread_over_a_while_and_served_until_then(service, connect, users, auction, tmp_path):
    window = 4
    with gateway(service, tmp_path, HANDSUP_RECONNECT_SECONDS=window) as ending:
        sockets = [connect(user.token, port=ending.port) for user in users[10:40]]
        for socket in sockets:
            socket.join(auction)
        ending.send(signal.SIGTERM)
        told = {socket: socket.next(lambda message: message["type"] == "reconnect")["afterMs"] for socket in sockets}
        assert all(0 <= after <= window * 1000 for after in told.values())
        assert len(set(told.values())) > 10 and max(told.values()) - min(told.values()) > window * 300, "spread, not all at once"
        with pytest.raises(OSError):
            connect(port=ending.port)
        last = max(sockets, key=told.get)
        reply = last.ask("bid", auction=auction, amount=1000)
        assert reply["ok"], "no bid is refused meanwhile"
        for socket in sorted(sockets, key=told.get):
            assert socket.event(auction, "bid")["seq"] == reply["bid"]["seq"]
            assert socket.closed_with() == 1001
        assert ending.process.wait(20) == 0


def test_a_gateway_ends_when_its_last_socket_has_gone(service, connect, tmp_path):
    with gateway(service, tmp_path, HANDSUP_RECONNECT_SECONDS=600) as ending:
        sockets = [connect(port=ending.port) for _ in range(5)]
        ending.send(signal.SIGTERM)
        for socket in sockets:
            socket.next(lambda message: message["type"] == "reconnect")
            socket.close()
        assert ending.process.wait(20) == 0


def test_at_a_terminal_the_end_is_quick(service, connect, tmp_path):
    with gateway(service, tmp_path, HANDSUP_RECONNECT_SECONDS=600) as ending:
        socket = connect(port=ending.port)
        ending.send(signal.SIGINT)
        assert socket.closed_with() == 1001 and any('"reconnect"' in text for text in socket.texts)
        assert ending.process.wait(20) == 0


async def roll(service, users, auction, dice):
    market = Market(service, auction, dice, pause=(0.1, 0.3))
    recorders = [Recorder(service, [auction], users[number].token if number < len(users) else None) for number in range(80)]
    async with recording(*recorders):
        await until(lambda: all(recorder.joined for recorder in recorders), "all to be in the room")
        async with asyncio.TaskGroup() as group:
            for user, recorder in zip(users, recorders):
                group.create_task(bid_by_socket(market, user, recorder))
            for name in service.names("gateway"):
                await asyncio.to_thread(service.kill, name, signal.SIGTERM)
                await asyncio.to_thread(wait_until, service.ready, "the new one to be ready")
            market.over.set()
        head = (await asyncio.to_thread(read, service, auction))["seq"]
        await until(lambda: all(len(recorder.events[auction]) >= head for recorder in recorders), "all events")
    return market, recorders


def test_nobody_notices_a_rolling_restart(service, users):
    auction = users[0].open_auction(durationMinutes=60)["id"]
    crowd = users[20:30]
    for user in crowd:
        user.name = user.call("GET", "/api/v1/me").json["username"]
    market, recorders = asyncio.run(roll(service, crowd, auction, random.Random(5)))
    assert not market.trouble, market.trouble[:3]
    logs = check(service, recorders)
    assert {answer["bid"]["seq"] for *_, answer in market.answers} == {event["seq"] for event in logs[auction] if event["kind"] == "bid"}
    assert all(recorder.moves for recorder in recorders), "each was told to reconnect, and none was cut off"
    assert all(recorder.returns == recorder.moves for recorder in recorders)


def test_new_sockets_find_the_other_gateway_meanwhile(service, connect):
    ending, pid = "gateway-1", service.pid("gateway-1")
    holding = [connect(port=service.port_of(ending)) for _ in range(3)]
    os.kill(pid, signal.SIGTERM)
    for socket in holding:
        socket.next(lambda message: message["type"] == "reconnect")
    others = [connect() for _ in range(20)]
    assert all(socket.ask("ping") for socket in holding), "the old one still runs"
    assert service.pid(ending) == pid
    for socket in holding:
        socket.close()
    wait_until(lambda: service.pid(ending) not in (None, pid), "a new one in its place")
    for socket in others:
        socket.ping()
