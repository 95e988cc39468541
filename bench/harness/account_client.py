"""Requests about accounts, each from an address of its own, so that no limit of an address is met."""
import http.client
import itertools
import json
import time

_numbers = itertools.count(1)


def new_address():
    """All of 127.0.0.0/8 is this machine."""
    number = next(_numbers)
    return f"127.{64 + (number >> 16) % 128}.{number >> 8 & 255}.{number & 255}"


class AccountClient:
    """One connection from one address. A server that is asked without nginx takes the address from `X-Real-IP`."""

    def __init__(self, port):
        self.address = new_address()
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30, source_address=(self.address, 0))
        self.connection.connect()

    def post(self, path, body):
        """The status and the seconds until the whole answer was there; the connection stands already."""
        text = json.dumps(body)
        started = time.perf_counter()
        self.connection.request("POST", "/api/v1" + path, text, {"Content-Type": "application/json", "X-Real-IP": self.address})
        answer = self.connection.getresponse()
        content = answer.read()
        return answer.status, time.perf_counter() - started, content

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.connection.close()


def expect(status, wanted, what, content):
    if status != wanted:
        raise SystemExit(f"bench: {what} is answered {status}, not {wanted}: {content[:300]!r}")
