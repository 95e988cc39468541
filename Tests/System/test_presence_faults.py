"""Who is in a room after gateways died or froze and Redis lost all: the truth, and nothing of those who are gone."""
import contextlib
import os
import random
import re
import signal

import pytest

from clients.presence import Onlooker
from clients.processes import gateway
from clients.realtime import Socket, gapless
from clients.rooms import read
from clients.service import frozen, wait_until
from clients.store import kept

GATEWAY = re.compile(r"[0-9a-f]{16}")  # the name that each gives itself
KINDS = ("presence", "audience", "sockets")


@pytest.fixture(autouse=True)
def whole(service):
    yield
    wait_until(service.ready, "the service to be whole again", 60)


@pytest.fixture
def enter(connect, auction):
    def enter(person=None, port=None):
        return Onlooker(connect(person and person.token, port=port), auction)

    return enter


def people(*onlookers):
    return {each.socket.user["id"] for each in onlookers}


def gateways_in_redis(service, *kinds):
    return set(GATEWAY.findall(str(kept(service, *kinds))))


def test_people_of_a_killed_and_of_a_frozen_gateway_leave(service, users, enter, auction, tmp_path):
    with gateway(service, tmp_path) as dying, gateway(service, tmp_path) as freezing:
        onlooker, staying = enter(port=service.port_of("gateway-1")), enter(users[20], port=service.port_of("gateway-2"))
        wait_until(lambda: len(gateways_in_redis(service, f"presence:{auction}")) == 2, "the two of them to be in Redis")
        before = gateways_in_redis(service, *KINDS)
        killed = [enter(user, port=dying.port) for user in users[21:24]] + [enter(port=dying.port)]
        asleep = [enter(user, port=freezing.port) for user in users[24:27]] + [enter(port=freezing.port)]
        both = enter(users[20], port=dying.port)
        onlooker.sees(people(staying, *killed[:3], *asleep[:3]), 3)
        with frozen(freezing.process.pid):
            dying.send(signal.SIGKILL)
            onlooker.sees(people(staying), 1)
            assert not onlooker.presence.mentions(both.socket.user["id"], ["left"])
            wait_until(lambda: read(service, auction)["participantCount"] == 2, "those who are gone not to be counted")
            wait_until(lambda: gateways_in_redis(service, *KINDS) <= before, "nothing to be left of them in Redis")
            said = [users[30].say(auction, f"line {number}").json["message"]["seq"] for number in range(5)]
        for each in asleep:
            assert gapless(each.socket.events(auction, said[-1]), after=said[0] - 1), "asleep is not lost"
        for each in (onlooker, staying, *asleep):
            each.sees(people(staying, *asleep[:3]), 2)


def test_presence_is_right_again_after_redis_has_lost_everything(service, users, enter, auction):
    ports = [service.port_of(name) for name in service.names("gateway")]
    onlookers = [enter(port=port) for port in ports]
    staying, leaving = enter(users[20], port=ports[0]), enter(users[21], port=ports[1])
    service.kill("redis")
    leaving.socket.close()
    coming = enter(users[22], port=ports[1])
    for each in (*onlookers, staying, coming):
        each.sees(people(staying, coming), 2)
    assert not onlookers[0].presence.mentions(staying.socket.user["id"], ["left"])
    with service.stopped("redis"):
        coming.socket.close()
        late = enter(users[23], port=ports[0])
        assert late.socket.user["id"] in late.presence.names, "joining needs no Redis"
    for each in (*onlookers, staying, late):
        each.sees(people(staying, late), 2)


class Party:
    """People who come and go at random, by two gateways of the service and one of the test's own; it knows who is there."""

    def __init__(self, service, users, rooms, folder, dice):
        self.service, self.users, self.rooms, self.folder, self.dice = service, users, rooms, folder, dice
        self.there = {}  # port and rooms, by socket
        self.own, self.closing = None, contextlib.ExitStack()

    def ports(self):
        if not self.own:
            self.own = self.closing.enter_context(gateway(self.service, self.folder))
        return [self.own.port, *(self.service.port_of(name) for name in self.service.names("gateway"))]

    def come(self):
        person, port = self.dice.choice([None, *self.users]), self.dice.choice(self.ports())
        self.there[Socket(self.service, person and person.token, port=port)] = (port, set())

    def step(self):
        step = self.dice.random()
        if step < 0.3 or not self.there:
            return self.come()
        socket = self.dice.choice(list(self.there))
        room, (_, rooms) = self.dice.choice(self.rooms), self.there[socket]
        if step < 0.65:
            socket.join(room)
            rooms.add(room)
        elif step < 0.75:
            socket.ask("leave", auction=room)
            rooms.discard(room)
        elif step < 0.85:
            socket.user = socket.ask("auth", token=self.dice.choice(self.users).token)["user"]
        elif step < 0.99:
            self.leave(socket)
        else:
            self.kill()

    def kill(self):
        port = self.own and self.own.port
        self.closing.close()
        self.own = None
        for socket in [socket for socket, (its_port, _) in self.there.items() if its_port == port]:
            self.leave(socket)

    def leave(self, socket):
        del self.there[socket]
        socket.close()

    def truth(self, room):
        inside = [socket for socket, (_, rooms) in self.there.items() if room in rooms]
        named = {socket.user["id"] for socket in inside if hasattr(socket, "user")}
        return named, len([socket for socket in inside if not hasattr(socket, "user")])

    def end(self):
        for socket in self.there:
            socket.close()
        self.closing.close()


def test_whatever_happened_presence_comes_to_the_truth(service, users, connect, tmp_path):
    dice = random.Random(seed := int(os.environ.get("HANDSUP_SEED", random.randrange(2 ** 32))))
    print(f"HANDSUP_SEED={seed}")
    rooms = [users[0].open_auction()["id"] for _ in range(3)]
    onlookers = [Onlooker(connect(port=service.port_of(name)), room) for room in rooms for name in service.names("gateway")]
    party = Party(service, users[20:32], rooms, tmp_path, dice)
    try:
        for number in range(150):
            party.step()
            if number == 50:
                service.kill("redis")
            if number == 100:
                party.kill()
        for onlooker in onlookers:
            named, anonymous = party.truth(onlooker.auction)
            onlooker.sees(named, anonymous + len(service.names("gateway")))
        for room in rooms:
            named, anonymous = party.truth(room)
            told = connect().join(room)["presence"]
            assert {profile["id"] for profile in told["users"]} == named and told["count"] == len(named) + anonymous + 1 + len(service.names("gateway"))
    finally:
        party.end()
