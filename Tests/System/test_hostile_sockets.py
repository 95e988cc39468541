"""Clients that fall silent, read slowly, or never finish: each is dealt with, and costs others nothing."""
import contextlib
import json
import re
import resource
import select
import socket
import time

import pytest

from clients.frames import PONG, TEXT, RawSocket, close, frame, handshake, message
from clients.http import call
from clients.processes import gateway
from clients.realtime import Socket, gapless
from clients.rooms import log, read
from clients.service import wait_until


@pytest.fixture(scope="module")
def impatient(service, tmp_path_factory):
    """The port of a gateway that pings each second and waits three for an answer."""
    with gateway(service, tmp_path_factory.mktemp("impatient"), HANDSUP_LOOPS=1, HANDSUP_PING_SECONDS=1, HANDSUP_SILENCE_SECONDS=3) as own:
        yield own.port


def gone(raw, seconds=12):
    """Whether the server has closed the connection by the deadline; what it sends meanwhile is not answered."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        readable, _, _ = select.select([raw], [], [], deadline - time.monotonic())
        if readable:
            try:
                if not raw.recv(65536):
                    return True
            except ConnectionResetError:
                return True
    return False


def test_a_client_that_answers_no_ping_is_closed_and_others_stay(service, users, impatient):
    auction = users[0].open_auction()["id"]
    good = Socket(service, port=impatient)
    assert good.hello["pingSeconds"] == 1
    good.join(auction)
    silent = [RawSocket(service.host, impatient) for _ in range(20)]
    for each in silent[:10]:
        each.send(message("join", auction=auction))
    for each in silent:
        assert gone(each.tcp), "a silent client was kept"
        each.disappear()
    users[20].say(auction, "still with us?")
    assert good.event(auction)["text"] == "still with us?"
    good.close()


def test_a_client_that_answers_pings_is_kept(service, impatient):
    quiet = RawSocket(service.host, impatient)
    until = time.monotonic() + 5
    while time.monotonic() < until:
        opcode, payload = quiet.read()
        if opcode == 0x9:
            quiet.send(frame(PONG, payload))
    quiet.send(message("ping"))
    assert b'"pong"' in quiet.read_until(TEXT)
    quiet.disappear()


def test_a_client_that_never_finishes_its_close_is_dropped(service, impatient):
    raw = RawSocket(service.host, impatient)
    raw.send(frame(0x3, b"x"))
    assert gone(raw.tcp), "waits for ever for the client's close"
    raw.disappear()


LINE = "𝄞" * 300  # 1 200 bytes of UTF-8: 6 000 lines are more than socket buffers and the queue can hold.


def test_a_slow_reader_is_closed_with_4008_and_others_get_everything(service, users, connect):
    auction = users[0].open_auction()["id"]
    port = service.port_of("gateway-1")

    def closed_as_too_slow():
        counted = re.search(r'handsup_sockets_closed_total{code="4008"} (\d+)', call(service, "GET", "/metrics", port=port).body.decode())
        return int(counted[1]) if counted else 0

    before = closed_as_too_slow()
    slow = RawSocket(service.host, port, receive_buffer=4096)
    slow.send(message("join", auction=auction))
    assert b'"reply"' in slow.read_until(TEXT)
    watchers = [connect(port=service.port_of(name)) for name in service.names("gateway")]
    for watcher in watchers:
        watcher.join(auction)
    chatters = [connect(user.token) for user in users[20:30]]
    lines = 6000
    for number in range(lines // len(chatters)):
        for chatter in chatters:
            chatter.send("chat", auction=auction, text=LINE)
        if number % 20 == 19:
            for chatter in chatters:
                chatter.ping()
    # It wakes up: whole frames in order, then the code, unless so late that the server has given up on its closing handshake.
    seen = []
    with contextlib.suppress(EOFError, ConnectionResetError):
        while True:
            opcode, payload = slow.read()
            if opcode == 0x8:
                assert int.from_bytes(payload[:2], "big") == 4008
                break
            if opcode == TEXT and b'"event"' in payload:
                seen.append(json.loads(payload))
    slow.disappear()
    wait_until(lambda: closed_as_too_slow() == before + 1, "the gateway to count it as too slow")
    for chatter in chatters:
        replies = [chatter.next(lambda each: each["type"] == "reply") for _ in range(lines // len(chatters))]
        assert all(reply["ok"] for reply in replies), next(reply for reply in replies if not reply["ok"])
    for watcher in watchers:
        events = watcher.events(auction, lines + 1)
        assert gapless(events, after=1) and len(events) == lines
    assert gapless(seen, after=1) and len(seen) < lines
    missed = lines - len(seen)
    reply = connect().join(auction, after=1 + len(seen))
    assert reply["recovered"] == (missed <= 1000) and len(reply["events"]) == (missed if reply["recovered"] else 0)


@pytest.fixture
def many_files():
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192) if hard != resource.RLIM_INFINITY else 8192, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_a_thousand_unfinished_handshakes_time_out_and_harm_nobody(service, users, connect, many_files):
    port = service.port_of("gateway-1")
    whole = handshake(service.host, port)
    watcher, auction = connect(port=port), users[0].open_auction()["id"]
    watcher.join(auction)
    poll, unfinished = select.poll(), {}
    for number in range(1000):
        tcp = socket.create_connection((service.host, port), timeout=20)
        tcp.sendall(whole[:(0, 1, 40, len(whole) - 2)[number % 4]])
        poll.register(tcp, select.POLLIN | select.POLLHUP)
        unfinished[tcp.fileno()] = tcp
    deadline, asked = time.monotonic() + 75, 0
    while unfinished:
        assert time.monotonic() < deadline, f"{len(unfinished)} unfinished handshakes are kept"
        for number, _ in poll.poll(1000):
            try:
                said = unfinished[number].recv(4096)
            except ConnectionResetError:
                said = b""
            assert b" 5" not in said[8:10]
            if not said:
                poll.unregister(number)
                unfinished.pop(number).close()
        if len(unfinished) > 900 or asked < 3:
            asked += 1
            users[20].say(auction, f"heard {asked}")
            assert watcher.event(auction)["text"] == f"heard {asked}"
            Socket(service, port=port).close()


def test_a_broken_off_crowd_leaves_no_trace(service, users, connect):
    """Sockets that vanish without a close, in the middle of joining, do not stop the room."""
    auction = users[0].open_auction()["id"]
    watcher = connect()
    watcher.join(auction)
    for number in range(60):
        raw = RawSocket(service.host, service.port_of(service.names("gateway")[number % 2]))
        raw.send(message("join", auction=auction) * (1 + number % 3) + (close(1000) if number % 5 == 0 else b""))
        if number % 2:
            raw.tcp.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        raw.disappear()
    for number in range(10):
        users[20 + number].say(auction, "and on")
    assert gapless(watcher.events(auction, 11), after=1)
    assert len(log(service, auction)) == read(service, auction)["seq"] == 11
