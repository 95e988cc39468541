"""Every kind of bad frame gets the right close code, and costs other sockets nothing."""
import json
import struct
import uuid

import pytest

from clients.frames import BINARY, CLOSE, CONTINUATION, PING, PONG, TEXT, RawSocket, close, frame


@pytest.fixture(params=["nginx", "gateway-1"])
def port(request, service):
    return service.port if request.param == "nginx" else service.port_of(request.param)


@pytest.fixture
def hostile(service, port):
    socket = RawSocket(service.host, port)
    yield socket
    socket.disappear()


@pytest.fixture(autouse=True)
def neighbour(connect):
    """A socket that has done nothing wrong, and must not notice anything."""
    socket = connect()
    yield socket
    socket.ping()


def ping_message():
    return json.dumps({"type": "ping", "id": str(uuid.uuid4()), "x": "한글 👋"}, ensure_ascii=False).encode()


def pieces(payloads, opcode=TEXT):
    """One message in the given fragments."""
    frames = [frame(CONTINUATION if index else opcode, payload, fin=index == len(payloads) - 1) for index, payload in enumerate(payloads)]
    return b"".join(frames)


GOOD = ping_message()
BREAKS = {f"reserved bit {bit}": frame(TEXT, GOOD, reserved=bit) for bit in (1, 2, 4)}
BREAKS |= {f"a control frame with reserved bit {bit}": frame(PING, b"x", reserved=bit) for bit in (1, 2, 4)}
BREAKS |= {f"opcode {opcode}": frame(opcode, b"x") for opcode in (0x3, 0x4, 0x5, 0x6, 0x7, 0xB, 0xC, 0xD, 0xE, 0xF)}
BREAKS |= {
    "an unmasked text": frame(TEXT, GOOD, masked=False), "an unmasked ping": frame(PING, masked=False),
    "an unmasked close": frame(CLOSE, struct.pack(">H", 1000), masked=False), "an unmasked empty text": frame(TEXT, masked=False),
    "a fragmented ping": frame(PING, b"x", fin=False), "a fragmented pong": frame(PONG, b"x", fin=False),
    "a fragmented close": frame(CLOSE, struct.pack(">H", 1000), fin=False),
    "a ping of 126 bytes": frame(PING, b"x" * 126), "a ping that says 65 536 bytes": frame(PING, b"x" * 65536),
    "a close of 126 bytes": frame(CLOSE, struct.pack(">H", 1000) + b"x" * 124), "a pong of 126 bytes": frame(PONG, b"x" * 126),
    "a short length in 16 bits": frame(TEXT, b"x" * 125, wide=16), "a short length in 64 bits": frame(TEXT, b"x" * 125, wide=64),
    "a middle length in 64 bits": frame(TEXT, b"x" * 65535, wide=64), "a length with its top bit": frame(TEXT, b"x", length=1 << 63, wide=64),
    "a ping's length in 16 bits": frame(PING, b"x", wide=16), "a close of one byte": frame(CLOSE, b"\x03"),
    "a continuation without a start": frame(CONTINUATION, b"x"), "an unfinished continuation without a start": frame(CONTINUATION, b"x", fin=False),
    "a continuation after a whole message": frame(TEXT, GOOD) + frame(CONTINUATION, b"x"),
    "a new text inside a fragmented one": frame(TEXT, b'{"a"', fin=False) + frame(TEXT, GOOD),
    "a binary inside a fragmented text": frame(TEXT, b'{"a"', fin=False) + frame(BINARY, b"x"),
}
BREAKS |= {f"a close with {code}": close(code) for code in (0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65535)}


@pytest.mark.parametrize("what", BREAKS)
def test_a_break_of_the_protocol_closes_with_1002(hostile, what):
    hostile.send(BREAKS[what])
    assert hostile.closed_with() == 1002


BAD_TEXTS = {
    "a lone continuation byte": [b"\x80"], "a cut character": [b'"\xed\x95"'], "an overlong slash": [b'"\xc0\xaf"'],
    "a surrogate": [b'"\xed\xa0\x80"'], "beyond the last plane": [b'"\xf4\x90\x80\x80"'], "0xFF": [b"\xff"], "a cut end": [b'"\xf0\x9f\x91'],
    "bad bytes in the second fragment": [b'{"a":"\xed\x95', b"\xff" b'"}'], "a character cut for ever by fragments": [b'"\xf0\x9f', b"\x91", b'"'],
    "an end in the middle of a character": [b'"', b"\xed", b"\x95"], "an overlong one across fragments": [b'"\xc0', b'\xaf"'],
    "a surrogate across fragments": [b'"\xed', b'\xa0\x80"'],
}


@pytest.mark.parametrize("what", BAD_TEXTS)
def test_text_that_is_not_utf8_closes_with_1007(hostile, what):
    hostile.send(pieces(BAD_TEXTS[what]))
    assert hostile.closed_with() == 1007


def test_a_reason_that_is_not_utf8_is_a_break(hostile):
    hostile.send(close(1000, b"\xff\xfe"))
    assert hostile.closed_with() in (1002, 1007)


@pytest.mark.parametrize("code", [None, 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999])
def test_a_right_close_is_answered_with_its_code(hostile, code):
    hostile.send(close(code, b"" if code is None else b"so long"))
    assert hostile.closed_with() in ((None, 1000) if code is None else (code, 1000))


def test_nothing_is_heard_after_a_close(hostile):
    hostile.send(close(1000) + frame(TEXT, GOOD) + frame(0x3, b"x"))
    assert hostile.closed_with() == 1000


@pytest.mark.parametrize("data", [frame(TEXT, b"x" * 65537), frame(TEXT, b"x", length=1 << 40, wide=64), frame(TEXT, b"x", length=(1 << 63) - 1, wide=64),
                                  pieces([b"x" * 40_000, b"x" * 40_000]), pieces([b"x"] * 70_000)], ids=range(5))
def test_too_much_closes_with_1009(hostile, data):
    try:
        hostile.send(data)
    except OSError:
        pass
    assert hostile.closed_with() == 1009


def test_binary_closes_with_1003(hostile):
    hostile.send(frame(BINARY, b"\x00\xff"))
    assert hostile.closed_with() == 1003


def test_a_first_binary_fragment_closes_with_1003(hostile):
    hostile.send(pieces([b"\x00", b"\xff"], opcode=BINARY))
    assert hostile.closed_with() == 1003


def test_odd_but_right_frames_are_understood(hostile):
    hostile.send(frame(PING, b"") + frame(PONG, b"nobody asked") + frame(PING, b"x" * 125))
    assert hostile.read_until(PONG) == b"" and hostile.read_until(PONG) == b"x" * 125
    # A character and a message may be cut anywhere, with control frames and empty fragments between.
    cut = [GOOD[index:index + 1] for index in range(len(GOOD))]
    frames = [frame(CONTINUATION if index else TEXT, piece, fin=False) + frame(PING, b"p") for index, piece in enumerate(cut)]
    hostile.send(b"".join(frames) + frame(CONTINUATION, b"", fin=True))
    assert b'"pong"' in hostile.read_until(TEXT)


def test_a_frame_may_arrive_byte_by_byte(hostile):
    for byte in frame(TEXT, GOOD):
        hostile.send(bytes([byte]))
    assert b'"pong"' in hostile.read_until(TEXT)


def test_many_frames_may_arrive_at_once(hostile):
    hostile.send(frame(TEXT, GOOD) * 200)
    for _ in range(200):
        assert b'"pong"' in hostile.read_until(TEXT)


def test_frames_may_come_with_the_handshake(service, port):
    import socket
    from clients.frames import handshake
    with socket.create_connection((service.host, port), timeout=15) as tcp:
        tcp.sendall(handshake(service.host, port) + frame(TEXT, GOOD))
        said = b""
        while b'"pong"' not in said:
            piece = tcp.recv(65536)
            assert piece, said
            said += piece


@pytest.mark.parametrize("data", [frame(TEXT, GOOD)[:1], frame(TEXT, GOOD)[:5], frame(TEXT, GOOD)[:20], frame(TEXT, b"x", fin=False)], ids=range(4))
def test_a_client_that_disappears_in_a_frame_is_forgotten(hostile, data):
    hostile.send(data)
    hostile.disappear()
