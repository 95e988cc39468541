"""The socket's protocol: handshake, hello, auth, replies, errors and close codes."""
import contextlib
import json
import uuid

import pytest
import websockets.sync.client
from websockets.exceptions import ConnectionClosed, InvalidStatus

from clients.http import assert_problem, call
from clients.realtime import PATIENCE
from clients.values import time_of

HANDSHAKE = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
             "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol": "handsup.v1"}


@pytest.fixture(params=["nginx", "gateway-1"])
def port(request, service):
    return None if request.param == "nginx" else service.port_of(request.param)


def refused(service, port, **changes):
    headers = HANDSHAKE | {name.replace("_", "-"): value for name, value in changes.items()}
    answer = call(service, "GET", "/realtime", headers=headers, port=port)
    assert_problem(answer)
    return answer


@pytest.mark.parametrize("offered", [None, "chat", "handsup.v2", "handsup.v11", "Handsup.v1", "handsup", ","])
def test_without_the_subprotocol_there_is_no_socket(service, port, offered):
    assert refused(service, port, Sec_WebSocket_Protocol=offered).status == 400


@pytest.mark.parametrize("version", ["8", "12", "14", "0"])
def test_another_version_is_told_the_right_one(service, port, version):
    answer = refused(service, port, Sec_WebSocket_Version=version)
    assert answer.status == 426 and answer.headers["Sec-WebSocket-Version"] == "13"


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1", "http://127.0.0.1:1", ""])
def test_a_foreign_origin_is_forbidden(service, port, origin):
    assert refused(service, port, Origin=origin).status == 403


def test_the_own_origin_is_welcome(service, connect):
    assert connect(origin=service.url).hello["type"] == "hello"


@pytest.mark.parametrize("changes", [{"Sec_WebSocket_Key": None}, {"Sec_WebSocket_Key": "short"}, {"Sec_WebSocket_Key": "?" * 24},
                                     {"Upgrade": "h2c"}, {"Upgrade": None}, {"Connection": "close", "Upgrade": None}])
def test_a_broken_handshake_is_refused(service, port, changes):
    assert refused(service, port, **changes).status in (400, 426)


def test_only_get_opens_a_socket(service, port):
    answer = call(service, "POST", "/realtime", headers=HANDSHAKE, port=port)
    assert answer.status == 405 and answer.headers.get_all("Allow") == ["GET, HEAD"]


def test_the_subprotocol_may_be_one_of_several(service, port):
    with websockets.sync.client.connect(f"ws://{service.host}:{port or service.port}/realtime", proxy=None,
                                        subprotocols=["other", "handsup.v1", "more"]) as connection:
        assert connection.subprotocol == "handsup.v1"
        assert json.loads(connection.recv(timeout=PATIENCE))["type"] == "hello"


def test_compression_is_not_negotiated(service, connect):
    with websockets.sync.client.connect(f"ws://{service.host}:{service.port}/realtime", proxy=None,
                                        subprotocols=["handsup.v1"], compression="deflate") as connection:
        assert "Sec-WebSocket-Extensions" not in connection.response.headers


def test_other_paths_are_no_socket(service):
    for path in ("/realtime/", "/realtime/x", "/realtimes", "/api/realtime"):
        with pytest.raises(InvalidStatus):
            with websockets.sync.client.connect(f"ws://{service.host}:{service.port}{path}", subprotocols=["handsup.v1"], proxy=None):
                pass


def test_hello_comes_first(connect):
    first, second = connect(), connect()
    assert first.hello["type"] == "hello" and first.hello["pingSeconds"] == 25
    assert time_of(first.hello["now"])
    assert first.hello["connection"] != second.hello["connection"]


def test_a_token_signs_in(connect, users):
    socket = connect()
    reply = socket.ask("auth", token=users[11].token)
    assert reply["ok"] is True and reply["user"].keys() >= {"id", "username", "imageUrl", "mannerScore"}
    assert time_of(reply["expiresAt"]) > time_of(socket.hello["now"])
    assert socket.ask("auth", token=users[11].token)["user"] == reply["user"]


def test_a_bad_token_signs_nobody_in(connect, users, auction):
    socket = connect()
    token = users[11].token
    for bad in ("", "nonsense", token + "x", token[:-4], "x" * 5000, None, 5, [], {}):
        reply = socket.ask("auth", token=bad)
        assert reply["ok"] is False and reply["code"] in ("unauthenticated", "invalid"), reply
    assert socket.ask("auth")["ok"] is False
    assert socket.ask("bid", auction=auction, amount=1000)["code"] == "unauthenticated"


def test_a_bad_token_leaves_the_socket_as_it_was(connect, users, auction):
    socket = connect(users[12].token)
    assert socket.ask("auth", token="nonsense")["code"] == "unauthenticated"
    assert socket.ask("chat", auction=auction, text="still here")["message"]["author"] == socket.user


def test_anonymous_sockets_watch_but_do_not_act(connect, users, auction):
    socket = connect()
    socket.join(auction)
    for kind, fields in (("bid", {"amount": 1000}), ("chat", {"text": "hello"})):
        reply = socket.ask(kind, auction=auction, **fields)
        assert (reply["type"], reply["ok"], reply["code"]) == ("reply", False, "unauthenticated") and reply["detail"]
    users[12].bid(auction, 1000)
    assert socket.event(auction, "bid")["amount"] == 1000


def test_a_ping_tells_the_time(connect):
    socket = connect()
    pong = socket.ask("ping")
    assert pong["type"] == "pong" and time_of(pong["now"]) >= time_of(socket.hello["now"])


@pytest.mark.parametrize("spelling", [str.upper, str.lower, str.title])
def test_an_id_is_echoed_letter_by_letter(connect, auction, spelling):
    socket = connect()
    for kind, fields in (("ping", {}), ("join", {"auction": auction}), ("bid", {"auction": auction, "amount": 1}), ("auth", {"token": "x"})):
        id = spelling(str(uuid.uuid4()))
        assert socket.ask(kind, id, **fields)["id"] == id


ODD = {
    "an unknown type": {"type": "dance", "id": str(uuid.uuid4())}, "no type": {"id": str(uuid.uuid4())},
    "a type that is no text": {"type": 5, "id": str(uuid.uuid4())}, "no id": {"type": "ping"},
    "a null id": {"type": "ping", "id": None}, "a number as id": {"type": "ping", "id": 7},
    "an id that is no UUID": {"type": "ping", "id": "seven"}, "an empty id": {"type": "ping", "id": ""},
    "an id in braces": {"type": "ping", "id": "{%s}" % uuid.uuid4()}, "an id too long": {"type": "ping", "id": f"{uuid.uuid4()}0"},
    "a list": [], "a list of messages": [{"type": "ping", "id": str(uuid.uuid4())}], "a text": "ping", "a number": 5,
    "true": True, "null": None, "nothing in it": {}, "a bid without id": {"type": "bid", "auction": 1, "amount": 1},
}


@pytest.mark.parametrize("what", ODD)
def test_an_odd_message_gets_an_error_and_the_socket_stays_open(connect, what):
    socket = connect()
    socket.send_text(json.dumps(ODD[what]))
    error = socket.error()
    assert error["code"] and error["detail"]
    socket.ping()


def nested(depth):
    return "[" * depth + "]" * depth


def test_deep_nesting_gets_an_error_and_the_socket_stays_open(connect):
    socket = connect()
    for depth in (64, 65, 1000, 10_000, 32_000):
        socket.send_text('{"type":"ping","id":"%s","x":%s}' % (uuid.uuid4(), nested(depth)))
        assert socket.error()["code"]
    socket.send_text(nested(10_000))
    assert socket.error()["code"]
    socket.send_text('{"a":' * 10_000 + "1" + "}" * 10_000)
    assert socket.error()["code"]
    id = str(uuid.uuid4())
    socket.send_text('{"type":"ping","id":"%s","x":%s}' % (id, nested(63)))
    assert socket.next(lambda message: message.get("id") == id)["type"] == "pong"


NOT_JSON = ["", " ", "{", "ping", "{]", '{"type":"ping"', "{'type':'ping'}", '{"type":"ping",}', "[1,]", "nul", "01", "{}{}", "NaN",
            '{"a":"\n"}', '{"a":"\\x"}', "\ufeff{", '{"type":"ping"} x']


@pytest.mark.parametrize("text", NOT_JSON, ids=range(len(NOT_JSON)))
def test_text_that_is_not_json_closes_with_1007(connect, text):
    socket = connect()
    socket.send_text(text)
    assert socket.closed_with() == 1007


def test_a_binary_message_closes_with_1003(connect):
    socket = connect()
    socket.connection.send(b'{"type":"ping"}')
    assert socket.closed_with() == 1003


def test_a_message_of_64_kib_is_read_and_a_bigger_one_closes_with_1009(connect):
    socket = connect()
    id = str(uuid.uuid4())
    start = '{"type":"ping","id":"%s","x":"' % id
    socket.send_text(start + "x" * (65536 - len(start) - 2) + '"}')
    assert socket.next(lambda message: message.get("id") == id)["type"] == "pong"
    socket.send_text(start + "x" * (65537 - len(start) - 2) + '"}')
    assert socket.closed_with() == 1009


def test_fragments_together_are_bounded_too(connect):
    socket = connect()
    with contextlib.suppress(ConnectionClosed):  # it may be closed while the last ones are on their way
        socket.connection.send("x" * 9000 for _ in range(10))
    assert socket.closed_with() == 1009


def test_a_message_may_come_in_fragments(connect):
    socket = connect()
    id = str(uuid.uuid4())
    socket.connection.send(iter('{"type":"ping","id":"%s","x":"한글 👋"}' % id))
    assert socket.next(lambda message: message.get("id") == id)["type"] == "pong"


def test_a_close_is_answered_with_its_code(connect):
    socket = connect()
    socket.connection.close(1000, "done")
    assert (socket.connection.close_code, socket.connection.protocol.close_rcvd.code) == (1000, 1000)


BAD_FIELDS = [("join", {}), ("join", {"auction": None}), ("join", {"auction": "1"}), ("join", {"auction": 1.5}), ("join", {"auction": []}),
              ("leave", {}), ("leave", {"auction": "x"}), ("bid", {}), ("bid", {"amount": 1000}), ("chat", {"text": "hi"}), ("auth", {})]


@pytest.mark.parametrize("kind, fields", BAD_FIELDS)
def test_a_bad_field_is_told_in_the_reply(connect, users, kind, fields):
    reply = connect(users[13].token).ask(kind, **fields)
    assert reply["ok"] is False and reply["code"] in ("invalid", "notFound", "unauthenticated") and reply["detail"], reply


def test_bad_values_are_refused_as_by_http(connect, users, auction):
    socket = connect(users[13].token)
    for amount in (None, "1000", -1, 0.5, 10 ** 12 + 1, 2 ** 63, 10 ** 30, True, [], {}):
        assert socket.ask("bid", auction=auction, amount=amount)["code"] == "invalid", amount
        if amount is not None:
            assert socket.ask("bid", auction=auction, amount=1000, maximum=amount)["code"] == "invalid", amount
    for text in (None, "", 5, "x" * 301, "a\u0000b", []):
        assert socket.ask("chat", auction=auction, text=text)["code"] == "invalid", text
    for after in (-1, "1", 0.5, 2 ** 63, True, []):
        assert socket.ask("join", auction=auction, after=after)["code"] == "invalid", after
    for unknown in (0, -1, 2 ** 63 - 1):
        for kind, fields in (("join", {}), ("bid", {"amount": 1000}), ("chat", {"text": "hi"})):
            assert socket.ask(kind, auction=unknown, **fields)["code"] in ("notFound", "invalid"), unknown
    assert socket.join(auction)["auction"]["price"] is None


def test_many_messages_at_once_are_all_answered(connect, users, auction):
    socket = connect(users[14].token)
    ids = {socket.send("ping") for _ in range(300)}
    assert {socket.next(lambda message: message["type"] == "pong")["id"] for _ in range(300)} == ids
