"""Who is in a room: each person once, by name while they are few; coming and going is told once it has lasted five seconds."""
import time

import pytest

from clients.accounts import Visitor
from clients.presence import Onlooker
from clients.rooms import read
from clients.service import wait_until


@pytest.fixture
def ports(service):
    return [service.port_of(name) for name in service.names("gateway")]


@pytest.fixture
def enter(connect, auction):
    """Opens a socket, of somebody or anonymous, and joins the room with it."""
    def enter(person=None, port=None):
        return Onlooker(connect(person and person.token, port=port), auction)

    return enter


def test_people_count_once_however_many_tabs_and_gateways(service, users, enter, auction, ports):
    onlookers = [enter(port=port) for port in ports]
    tabs = [enter(users[20], port=port) for port in ports * 2]
    other = enter(users[21], port=ports[1])
    me, you = tabs[0].socket.user["id"], other.socket.user["id"]
    for each in onlookers + tabs + [other]:
        each.sees({me, you}, len(onlookers))
    assert {profile["username"] for profile in tabs[0].socket.join(auction)["presence"]["users"]} == {tabs[0].socket.user["username"], other.socket.user["username"]}
    wait_until(lambda: read(service, auction)["participantCount"] == 2 + len(onlookers), "the people to be counted where auctions are shown")
    for tab in tabs[1:]:
        tab.socket.close()
    other.socket.close(), onlookers[1].socket.close()
    for each in (onlookers[0], tabs[0]):
        each.sees({me}, 1)
        assert not each.presence.mentions(me, ["left"]), "a tab is still there"


def test_who_joins_is_shown_at_once_to_oneself(users, enter):
    first = enter(users[20])
    me = first.socket.user["id"]
    assert (first.presence.count, first.presence.names) == (1, {me})
    anonymous = enter()
    assert anonymous.presence.count == 1 + len(anonymous.presence.names)


def test_a_reload_or_a_glance_is_no_news(users, connect, enter, auction, ports):
    onlooker = enter()
    reloading = enter(users[20], port=ports[0])
    me = reloading.socket.user["id"]
    onlooker.sees({me}, 1)
    told = len(onlooker.presence.messages)
    reloading.socket.close()
    reloading = enter(users[20], port=ports[1])
    glance, anonymous = enter(users[21], port=ports[1]), enter(port=ports[0])
    for passing in (glance, anonymous):
        assert passing.socket.ask("leave", auction=auction)["ok"]
    staying = enter(users[22])
    # News of what came before would be told by then.
    onlooker.sees({me, staying.socket.user["id"]}, 1)
    staying.socket.close()
    onlooker.sees({me}, 1)
    news = onlooker.presence.messages[told:]
    assert {message["count"] for message in news} == {3, 2}, news
    assert not onlooker.presence.mentions(glance.socket.user["id"], ["joined"]) and not onlooker.presence.mentions(me, ["left"]), news


def test_who_signs_in_is_not_anonymous_any_more(users, enter, ports):
    onlookers = [enter(port=port) for port in ports]
    visitor, somebody = enter(port=ports[1]), enter(users[22], port=ports[0])
    for each in onlookers:
        each.sees({somebody.socket.user["id"]}, 3)
    named, another = (socket.ask("auth", token=user.token)["user"] for socket, user in ((visitor.socket, users[23]), (somebody.socket, users[24])))
    for each in (*onlookers, visitor):
        each.sees({named["id"], another["id"]}, 2)


def test_names_are_told_of_fifty_people_and_counts_beyond(service, users, enter, ports):
    onlooker = enter(port=ports[0])
    people = [enter(user, port=ports[number % 2]) for number, user in enumerate(users)]
    everybody = {each.socket.user["id"] for each in people}
    assert len(everybody) == 50
    onlooker.sees(everybody, 1)
    many = enter(Visitor(service).sign_up())
    onlooker.sees_count(52)
    assert onlooker.presence.names is None and not {"joined", "left", "users"} & onlooker.presence.messages[-1].keys()
    late = enter(port=ports[1])
    assert (late.presence.count, late.presence.names) == (53, set())
    many.socket.close(), people[0].socket.close()
    for each in (onlooker, late):
        each.sees(everybody - {people[0].socket.user["id"]}, 2)
        assert "users" in each.presence.messages[-1], "the whole list, as nobody knows who was there meanwhile"


def test_a_busy_room_tells_it_once_a_second(users, connect, enter, auction, ports):
    began = time.monotonic()
    onlooker = enter(port=ports[0])
    sockets = []
    for number, user in enumerate(users[10:40]):
        sockets.append(enter(user, port=ports[number % 2]))
        sockets.append(enter())
    onlooker.sees({each.socket.user["id"] for each in sockets[::2]}, 31)
    # All of them were sent between the first and the last, whenever they were read.
    assert len(onlooker.presence.messages) <= time.monotonic() - began + 1
