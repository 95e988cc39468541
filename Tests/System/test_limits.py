"""How much a socket and a person may ask for: refusals that tell when to come back, and an end for those who do not listen."""
import time

import pytest

from clients.processes import gateway


@pytest.fixture(scope="module")
def strict(service, tmp_path_factory):
    """A gateway with the limits that everybody gets."""
    with gateway(service, tmp_path_factory.mktemp("strict")) as process:
        yield process


def ask_at_once(count, sockets, kind, **fields):
    """Sends as fast as it goes, to the sockets in turn; how many were let through, the refusals, and the seconds that it took."""
    began = time.monotonic()
    sent = [(socket := sockets[number % len(sockets)], socket.send(kind, **fields)) for number in range(count)]
    replies = [socket.next(lambda message: message.get("id") == id) for socket, id in sent]
    refusals = [reply for reply in replies if reply.get("code") == "rateLimited"]
    return count - len(refusals), refusals, time.monotonic() - began


BID, CHAT, JOIN = (10, 20), (3, 10), (20, 50)  # a second, and at once


def check_bucket(rate, burst, passed, refusals, seconds):
    assert burst <= passed <= burst + rate * seconds + 1
    assert refusals and all(reply["ok"] is False and reply["detail"] and reply["retryAfterMs"] > 0 for reply in refusals)


@pytest.mark.parametrize("kind, limit, fields", [("bid", BID, {"amount": 1}), ("chat", CHAT, {"text": "hello"}), ("tradeChat", CHAT, {"trade": 2 ** 40, "text": "hello"}),
                                                 ("join", JOIN, {})], ids=["bid", "chat", "tradeChat", "join"])
def test_a_socket_may_ask_for_so_much_a_second(connect, users, auction, strict, kind, limit, fields):
    socket = connect(None if kind == "join" else users[20].token, port=strict.port)  # signing in counts as joins do
    fields = fields if "trade" in fields else fields | {"auction": auction}
    passed, refusals, seconds = ask_at_once(90, [socket], kind, **fields)
    check_bucket(*limit, passed, refusals, seconds)
    time.sleep(refusals[-1]["retryAfterMs"] / 1000)  # as it was told
    assert socket.ask(kind, **fields).get("code") != "rateLimited"


def test_all_sockets_of_a_person_share_what_the_person_may_do(connect, users, auction, strict):
    sockets = [connect(users[21].token, port=strict.port) for _ in range(4)]
    check_bucket(*BID, *ask_at_once(90, sockets, "bid", auction=auction, amount=1))
    assert connect(users[22].token, port=strict.port).ask("bid", auction=auction, amount=1)["code"] == "bid.tooLow", "others are not held up"
    for fields in ({"kind": "chat", "auction": auction}, {"kind": "tradeChat", "trade": 2 ** 40}):
        ask_at_once(10, sockets[:1], text="hello", **fields)
    assert ask_at_once(1, sockets[1:2], "chat", auction=auction, text="hello")[1], "chat and trade chat are one"


def test_who_does_not_listen_is_closed_with_4029(connect, users, auction, service, tmp_path):
    with gateway(service, tmp_path, HANDSUP_CHATS_PER_SECOND=1) as slow:
        deaf, other = connect(users[20].token, port=slow.port), connect(users[21].token, port=slow.port)
        for _ in range(200):
            deaf.send("chat", auction=auction, text="hello")
        assert deaf.closed_with() == 4029
        assert sum('"rateLimited"' in text for text in deaf.texts) >= 99
        assert other.ask("chat", auction=auction, text="hello")["ok"]
        assert connect(users[20].token, port=slow.port).ask("ping")["type"] == "pong", "it may come back"
        assert slow.metric("handsup_socket_requests_limited_total") >= 99


def test_limits_hold_nobody_up_who_keeps_to_them(connect, users, auction, strict):
    socket = connect(users[23].token, port=strict.port)
    for number in range(20):
        assert socket.ask("bid", auction=auction, amount=1000 + 100 * number)["ok"]
    for _ in range(50):
        socket.join(auction)
