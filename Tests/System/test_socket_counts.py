"""How many sockets there may be: of a person, of an address, in all; from which pages; and how long one may idle."""
import contextlib
import signal

import pytest
from websockets.exceptions import InvalidStatus

from clients.http import assert_problem, call
from clients.processes import gateway
from clients.service import wait_until

HANDSHAKE = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
             "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol": "handsup.v1"}


def refused(service, port, status, **fields):
    answer = call(service, "GET", "/realtime", headers=HANDSHAKE | fields, port=port, patient=False)
    assert_problem(answer)
    assert answer.status == status, answer
    return answer


def signs_in(socket, user):
    reply = socket.ask("auth", token=user.token)
    assert reply["ok"] or reply["code"] in ("sockets.tooMany", "rateLimited"), reply
    return reply["ok"]


def is_one_too_many(socket, user):
    return socket.ask("auth", token=user.token).get("code") == "sockets.tooMany"


def test_a_person_has_at_most_ten_sockets_on_all_gateways(service, connect, member, users, auction, tmp_path):
    with gateway(service, tmp_path, HANDSUP_SOCKETS_PER_PERSON=None) as one, gateway(service, tmp_path, HANDSUP_SOCKETS_PER_PERSON=None) as other:
        own = [connect(member.token, port=process.port) for process in (one, other) * 5]
        late = [connect(port=process.port) for process in (one, other)]
        for socket in late:
            socket.join(auction)
            assert is_one_too_many(socket, member)
            assert socket.ask("chat", auction=auction, text="hello")["code"] == "unauthenticated", "the socket stays as it was"
            assert users[30].say(auction, "hello").status == 201 and socket.event(auction)["text"] == "hello"
        assert signs_in(own[0], member), "a token may be renewed"
        assert signs_in(late[1], users[21]), "others may"
        own[1].close()
        wait_until(lambda: signs_in(late[0], member), "the place of the closed one to be free")
        assert is_one_too_many(late[1], member)
        assert late[1].ask("chat", auction=auction, text="still the other")["message"]["author"]["id"] == connect(users[21].token).user["id"]
        other.send(signal.SIGKILL)
        for _ in range(4):
            socket = connect(port=one.port)
            wait_until(lambda: signs_in(socket, member), "the places of the killed gateway's to be free", 40)
        assert is_one_too_many(connect(port=one.port), member)


def test_an_address_has_at_most_fifty_sockets_as_far_as_nginx_tells(service, connect, tmp_path):
    with gateway(service, tmp_path, HANDSUP_SOCKETS_PER_ADDRESS=None) as own:
        def open_from(address):
            return connect(port=own.port, additional_headers={"X-Real-IP": address})

        sockets = [open_from("192.0.2.1") for _ in range(50)]
        assert int(refused(service, own.port, 429, **{"X-Real-IP": "192.0.2.1"}).headers["Retry-After"]) > 0
        assert open_from("192.0.2.2").ask("ping") and open_from("2001:db8::1").ask("ping")
        for _ in range(60):
            connect(port=own.port, additional_headers={"X-Forwarded-For": "192.0.2.1", "Forwarded": "for=192.0.2.1"})
        sockets[0].close()

        def is_let_in():
            with contextlib.suppress(InvalidStatus):
                return open_from("192.0.2.1")

        wait_until(is_let_in, "the place of the closed one to be free")


def test_only_the_listed_pages_may_connect(service, connect, tmp_path):
    with gateway(service, tmp_path, HANDSUP_ORIGINS="https://hands-up.example,http://127.0.0.1:8080") as own:
        for origin in ("https://hands-up.example", "http://127.0.0.1:8080", None):
            assert connect(port=own.port, origin=origin).ask("ping")
        for origin in ("http://hands-up.example", "https://hands-up.example:443", "https://hands-up.example:8443", "https://hands-up.example/",
                       "https://hands-up.example.evil.example", "https://evil-hands-up.example", "https://www.hands-up.example", "http://127.0.0.1",
                       "http://127.0.0.1:80801", "http://127.0.0.1:8080,https://hands-up.example", "null", "*", "", service.url):
            refused(service, own.port, 403, Origin=origin)


def test_a_full_gateway_asks_to_come_back(service, connect, tmp_path):
    with gateway(service, tmp_path, HANDSUP_MAX_SOCKETS=3) as own:
        sockets = [connect(port=own.port) for _ in range(3)]
        for _ in range(3):
            assert int(refused(service, own.port, 503).headers["Retry-After"]) > 0
        for socket in sockets:
            socket.ping()
        sockets[0].close()

        def is_let_in():
            with contextlib.suppress(InvalidStatus):
                return connect(port=own.port)

        assert wait_until(is_let_in, "room for another").ask("ping")


def test_who_is_nobody_and_does_nothing_is_closed(service, connect, users, auction, tmp_path):
    with gateway(service, tmp_path, HANDSUP_IDLE_SECONDS=5) as own:
        idle, left, watching, signed_in = (connect(port=own.port) for _ in range(4))
        watching.join(auction), left.join(auction)
        assert signed_in.ask("auth", token=users[20].token)["ok"] and left.ask("leave", auction=auction)["ok"]
        assert [idle.closed_with(), left.closed_with()] == [1001, 1001]
        assert watching.ask("ping") and signed_in.ask("ping")
        assert users[21].say(auction, "still there?").status == 201 and watching.event(auction)["text"] == "still there?"


@pytest.mark.parametrize("name", ["HANDSUP_SOCKETS_PER_PERSON", "HANDSUP_BIDS_PER_SECOND", "HANDSUP_IDLE_SECONDS"])
def test_a_limit_that_makes_no_sense_is_refused_at_the_start(service, tmp_path, name):
    for value in ("0", "-1", "many", "1000001", "1.5"):
        with pytest.raises(AssertionError, match=name):
            with gateway(service, tmp_path, **{name: value}):
                pass
