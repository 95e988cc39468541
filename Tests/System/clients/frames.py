"""WebSocket frames by hand, so that any rule of RFC 6455 can be broken."""
import json
import os
import socket
import struct
import uuid

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
PATIENCE = 15


def frame(opcode, payload=b"", fin=True, reserved=0, masked=True, length=None, wide=None):
    """One frame. `length` lies about the payload's; `wide` (16 or 64) forces a longer length field than needed."""
    size = len(payload) if length is None else length
    first = bytes([(0x80 if fin else 0) | (reserved << 4) | opcode])
    bit = 0x80 if masked else 0
    if wide == 64 or (wide is None and size > 0xFFFF):
        head = bytes([bit | 127]) + struct.pack(">Q", size)
    elif wide == 16 or size > 125:
        head = bytes([bit | 126]) + struct.pack(">H", size)
    else:
        head = bytes([bit | size])
    if not masked:
        return first + head + payload
    key = os.urandom(4)
    stretched = (key * (len(payload) // 4 + 1))[:len(payload)]
    mixed = int.from_bytes(payload, "big") ^ int.from_bytes(stretched, "big")
    return first + head + key + mixed.to_bytes(len(payload), "big")


def message(kind, **fields):
    """A message of the protocol in one frame."""
    return frame(TEXT, json.dumps({"type": kind, "id": str(uuid.uuid4())} | fields).encode())


def close(code=None, reason=b""):
    return frame(CLOSE, b"" if code is None else struct.pack(">H", code) + reason)


def handshake(host, port, path="/realtime", **headers):
    fields = {"Host": f"{host}:{port}", "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
              "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol": "handsup.v1"} | headers
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode()


class RawSocket:
    """A TCP connection past its handshake; `hello` has been read."""

    def __init__(self, host, port, receive_buffer=None, hello=True):
        self.tcp = socket.socket()
        if receive_buffer:
            self.tcp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.tcp.settimeout(PATIENCE)
        self.tcp.connect((host, port))
        self.tcp.sendall(handshake(host, port))
        self.data = b""
        while b"\r\n\r\n" not in self.data:
            self._more()
        self.head, self.data = self.data.split(b"\r\n\r\n", 1)
        assert self.head.startswith(b"HTTP/1.1 101 "), self.head
        if hello:
            assert b'"hello"' in self.read()[1]

    def _more(self):
        piece = self.tcp.recv(65536)
        if not piece:
            raise EOFError
        self.data += piece

    def send(self, data):
        self.tcp.sendall(data)

    def read(self):
        """The next frame of the server: opcode and payload."""
        while True:
            if len(self.data) >= 2:
                first, size, start = self.data[0], self.data[1], 2
                assert first & 0x70 == 0 and size & 0x80 == 0, "the server sets reserved bits or masks"
                if size >= 126:
                    width, form = (2, ">H") if size == 126 else (8, ">Q")
                    start += width
                    size = struct.unpack(form, self.data[2:start])[0] if len(self.data) >= start else 1 << 62
                if len(self.data) >= start + size:
                    payload, self.data = self.data[start:start + size], self.data[start + size:]
                    return first & 0x0F, payload
            self._more()

    def read_until(self, opcode):
        while True:
            got, payload = self.read()
            if got == opcode:
                return payload

    def closed_with(self):
        """The code of the server's close frame (None without a code, 1006 without a frame), once TCP is closed too."""
        code = 1006
        try:
            while True:
                opcode, payload = self.read()
                if opcode == CLOSE:
                    code = struct.unpack(">H", payload[:2])[0] if payload else None
                    self.send(frame(CLOSE, payload[:2]))
                    self.tcp.shutdown(socket.SHUT_WR)
        except (EOFError, ConnectionResetError, BrokenPipeError):
            return code
        except OSError as error:
            if isinstance(error, TimeoutError):
                raise
            return code

    def disappear(self):
        self.tcp.close()
