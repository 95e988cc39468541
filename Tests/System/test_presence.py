"""Who is in a room: each person once, by name while they are few; coming and going is told once it has lasted five seconds.

The scenes mostly wait, so all of them are played at the same time, each in a room of its own.
"""
import concurrent.futures
import contextlib
import time

import pytest

from clients.accounts import Visitor
from clients.presence import Onlooker
from clients.processes import gateway
from clients.realtime import Socket, gapless
from clients.rooms import read
from clients.service import wait_until
from clients.slow_link import SlowLink


class Stage:
    """A room, and those who come to it."""

    def __init__(self, service, users, folder, closing):
        self.service, self.users, self.folder, self.closing = service, users, folder, closing
        self.auction = users[0].open_auction()["id"]
        self.ports = [service.port_of(name) for name in service.names("gateway")]

    def enter(self, person=None, port=None):
        """Opens a socket, of somebody or anonymous, and joins the room with it."""
        socket = self.closing.enter_context(contextlib.closing(Socket(self.service, person and person.token, port=port)))
        return Onlooker(socket, self.auction)


def people(*onlookers):
    return {each.socket.user["id"] for each in onlookers}


def people_count_once_however_many_tabs_and_gateways(stage):
    onlookers = [stage.enter(port=port) for port in stage.ports]
    tabs = [stage.enter(stage.users[20], port=port) for port in stage.ports * 2]
    other = stage.enter(stage.users[21], port=stage.ports[1])
    for each in onlookers + tabs + [other]:
        each.sees(people(tabs[0], other), len(onlookers))
    wait_until(lambda: read(stage.service, stage.auction)["participantCount"] == 2 + len(onlookers), "the people to be counted where auctions are shown")
    for tab in tabs[1:]:
        tab.socket.close()
    other.socket.close(), onlookers[1].socket.close()
    for each in (onlookers[0], tabs[0]):
        each.sees(people(tabs[0]), 1)
        assert not each.presence.mentions(tabs[0].socket.user["id"], ["left"]), "a tab is still there"


def who_joins_sees_at_once_who_is_there(stage):
    first = stage.enter(stage.users[20], port=stage.ports[0])
    assert (first.presence.count, first.presence.names) == (1, people(first))
    second = stage.enter(stage.users[21], port=stage.ports[0])
    wait_until(lambda: second.socket.join(stage.auction)["presence"]["count"] == 2, "the other loops to know")
    told = second.socket.join(stage.auction)["presence"]["users"]
    assert sorted(told, key=lambda each: each["id"]) == sorted([first.socket.user, second.socket.user], key=lambda each: each["id"])


def a_reload_or_a_glance_is_no_news(stage):
    onlooker = stage.enter()
    reloading = stage.enter(stage.users[20], port=stage.ports[0])
    onlooker.sees(people(reloading), 1)
    told = len(onlooker.presence.messages)
    reloading.socket.close()
    reloading = stage.enter(stage.users[20], port=stage.ports[1])
    glance, anonymous = stage.enter(stage.users[21], port=stage.ports[1]), stage.enter(port=stage.ports[0])
    for passing in (glance, anonymous):
        assert passing.socket.ask("leave", auction=stage.auction)["ok"]
    staying = stage.enter(stage.users[22])
    onlooker.sees(people(reloading, staying), 1)
    # What came before would have been told by now.
    news = onlooker.presence.messages[told:]
    assert {message["count"] for message in news} <= {2, 3}, news
    assert not onlooker.presence.mentions(glance.socket.user["id"], ["joined"]), news
    assert not onlooker.presence.mentions(reloading.socket.user["id"], ["left"]), news


def who_comes_to_a_quiet_room_is_told(stage):
    own = stage.closing.enter_context(gateway(stage.service, stage.folder, HANDSUP_LOOPS=1))
    onlooker, somebody = stage.enter(port=own.port), stage.enter(stage.users[20], port=own.port)
    onlooker.sees(people(somebody), 1)
    stage.enter(port=own.port)
    onlooker.sees(people(somebody), 2)


def who_signs_in_is_not_anonymous_any_more(stage):
    onlookers = [stage.enter(port=port) for port in stage.ports]
    visitor, somebody = stage.enter(port=stage.ports[1]), stage.enter(stage.users[22], port=stage.ports[0])
    for each in onlookers:
        each.sees(people(somebody), 3)
    named, another = (each.socket.ask("auth", token=user.token)["user"] for each, user in ((visitor, stage.users[23]), (somebody, stage.users[24])))
    for each in (*onlookers, visitor):
        each.sees({named["id"], another["id"]}, 2)


def names_are_told_of_fifty_people_and_counts_beyond(stage):
    crowd = [stage.enter(user, port=stage.ports[number % 2]) for number, user in enumerate(stage.users)]
    onlooker = stage.enter(port=stage.ports[0])
    assert len(people(*crowd)) == 50
    onlooker.sees(people(*crowd), 1)
    another = Visitor(stage.service).sign_up()
    glance, early = stage.enter(another), stage.enter(port=stage.ports[0])
    assert (early.presence.count, early.presence.names) == (53, set())
    glance.socket.close(), crowd[0].socket.close()
    for each in (onlooker, early):
        each.sees(people(*crowd[1:]), 2)
    more = [stage.enter(stage.users[0]), stage.enter(another)]
    for each in (onlooker, early):
        each.sees_count(53)
    late = stage.enter(port=stage.ports[1])
    assert (late.presence.count, late.presence.names) == (54, set())
    for each in more:
        each.socket.close()
    for each in (onlooker, early, late):
        each.sees(people(*crowd[1:]), 3)


def a_busy_room_tells_it_once_a_second(stage):
    began = time.monotonic()
    onlooker = stage.enter(port=stage.ports[0])
    crowd = []
    for number, user in enumerate(stage.users[10:40]):
        crowd.append(stage.enter(user, port=stage.ports[number % 2]))
        stage.enter()
    onlooker.sees(people(*crowd), 31)
    # All of them were sent between the first and the last, whenever they were read.
    assert len(onlooker.presence.messages) <= time.monotonic() - began + 1


def with_a_redis_that_answers_late_all_promises_hold(stage):
    link = stage.closing.enter_context(SlowLink(int(stage.service.environment["HANDSUP_REDIS_PORT"])))
    far = stage.closing.enter_context(gateway(stage.service, stage.folder, HANDSUP_REDIS=f"redis://127.0.0.1:{link.port}"))
    onlookers = [stage.enter(), stage.enter(port=far.port)]
    writers = [stage.enter(stage.users[20]), stage.enter(stage.users[21], port=far.port)]
    link.delay = 2  # more than a gateway waits for
    for number in range(10):
        for writer in writers:
            assert writer.socket.ask("chat", auction=stage.auction, text=f"line {number}")["ok"]
    for each in onlookers + writers:
        assert gapless(each.socket.events(stage.auction, 21), after=1)
    writers[1].socket.close()
    coming = stage.enter(stage.users[22], port=far.port)
    link.delay = 0.3
    for each in (*onlookers, writers[0], coming):
        each.sees(people(writers[0], coming), 2)


SCENES = [people_count_once_however_many_tabs_and_gateways, who_joins_sees_at_once_who_is_there, a_reload_or_a_glance_is_no_news,
          who_comes_to_a_quiet_room_is_told, who_signs_in_is_not_anonymous_any_more, names_are_told_of_fifty_people_and_counts_beyond, a_busy_room_tells_it_once_a_second,
          with_a_redis_that_answers_late_all_promises_hold]


@pytest.fixture(scope="module")
def played(service, users, tmp_path_factory):
    folder = tmp_path_factory.mktemp("presence")
    with contextlib.ExitStack() as closing, concurrent.futures.ThreadPoolExecutor(len(SCENES)) as pool:
        yield {scene: pool.submit(scene, Stage(service, users, folder, closing)) for scene in SCENES}


@pytest.mark.parametrize("scene", SCENES, ids=lambda scene: scene.__name__)
def test_presence(played, scene):
    played[scene].result()
