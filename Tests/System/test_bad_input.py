"""Bad requests of every kind get a 4xx with a problem, never a 5xx, never silence."""
import http.client
import json
import os
import random
import socket
import subprocess
import sys

import pytest

from clients.accounts import new_address
from clients.bad_values import BODIES, QUERIES, WRONG, is_refusal
from clients.http import call, raw, status_of
from clients.service import REPOSITORY
from clients.tokens import signed
from clients.values import in_future

POSTS = {
    "/api/v1/auctions": {"title": "x", "description": "y", "category": "electronics", "startPrice": 1000, "estimate": 5, "startsAt": None,
                         "durationMinutes": 20, "softCloseSeconds": 10, "imageIds": []},
    "/api/v1/auctions/{}/bids": {"amount": 1000, "maximum": 2000},
    "/api/v1/auctions/{}/messages": {"text": "hello"},
}
GETS = ["/api/v1/categories", "/api/v1/auctions", "/api/v1/auctions/{}", "/api/v1/auctions/{}/bids", "/api/v1/auctions/{}/messages",
        "/api/v1/auctions/{}/events", "/api/v1/auctions/recommended", "/api/v1/users/1/auctions"]


@pytest.mark.parametrize("path, field", [(path, field) for path, body in POSTS.items() for field in body])
def test_no_wrong_value_of_a_field_breaks_anything(users, auction, path, field):
    for what, value in WRONG.items():
        body = json.dumps(POSTS[path] | {field: "HERE"}).replace('"HERE"', value).encode()
        answer = users[30].call("POST", path.format(auction), body)
        assert answer.status < 500, (what, answer)
        if answer.status != 201:
            is_refusal(answer)


@pytest.mark.parametrize("field", POSTS["/api/v1/auctions"])
def test_no_wrong_value_of_a_change_breaks_anything(users, field):
    later, withdrawn = (users[30].open_auction(startsAt=in_future(hours=1))["id"] for _ in range(2))
    assert users[30].call("DELETE", f"/api/v1/auctions/{withdrawn}").status == 204
    for what, value in WRONG.items():
        body = f'{{"{field}":{value}}}'.encode()
        for answer in (users[30].call("PATCH", f"/api/v1/auctions/{later}", body), users[30].call("POST", f"/api/v1/auctions/{withdrawn}/relist", body)):
            assert answer.status < 500, (what, answer)
            if answer.status not in (200, 201):
                is_refusal(answer)


@pytest.mark.parametrize("path", POSTS)
def test_no_body_breaks_anything(users, auction, path):
    good = json.dumps(POSTS[path])[1:-1]
    for body in BODIES:
        is_refusal(users[30].call("POST", path.format(auction), body))
    for body in (f"{{{good},{good}}}", f'{{{good},"x":{{"y":[1,2,{{}}]}}}}', f"{{{good}}}" + " " * 30_000, f"\ufeff{{{good}}}"):
        assert users[30].call("POST", path.format(auction), body.encode()).status < 500


@pytest.mark.parametrize("path", GETS)
def test_no_query_breaks_anything(service, auction, path):
    for query in QUERIES:
        try:
            answer = call(service, "GET", f"{path.format(auction)}?{query}")
        except UnicodeEncodeError:
            continue
        assert answer.status == 200 or 400 <= answer.status < 500, (query, answer)


@pytest.mark.parametrize("target", ["/api/v1/auctions/%", "/api/v1/auctions/%zz", "/api/v1/auctions/%2", "/api/v1/auctions/%00", "/api/v1/auctions/1%00",
                                    "/api/v1/auctions/%ff%fe", "/api/v1/auctions/%ed%a0%80", "/api/v1/auctions/%2e%2e/%2e%2e", "/api/v1/auctions//",
                                    "/api//v1/auctions/x", "/api/v1/auctions/1%2fbids", "/api/v1/auctions/1;x", "/api/v1/auctions/1 2", "/api/v1/auctions/+1",
                                    "/api/v1/auctions/%D9%A3", "/api/v1/auctions/0x1", "/api/v1/auctions/1e0", "/api/v1/auctions/" + "a/" * 500])
def test_no_path_breaks_anything(service, target):
    for name in ("nginx", "api-1"):
        port = None if name == "nginx" else service.port_of(name)
        said = raw(service, f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode(), port=port)
        assert status_of(said) in range(400, 500), (name, target, said[:200])


HOST = b"Host: x\r\nConnection: close\r\n"
JSON_HEAD = b"POST /api/v1/auctions HTTP/1.1\r\n" + HOST + b"Content-Type: application/json\r\n"
GARBAGE = {
    "nothing": b"", "an empty line": b"\r\n\r\n", "noise": bytes(random.Random(7).randrange(256) for _ in range(4000)), "zeros": b"\x00" * 1000,
    "a TLS hello": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 200, "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "no version": b"GET /api/v1/auctions\r\n" + HOST + b"\r\n", "version 9": b"GET /api/v1/auctions HTTP/9.9\r\n" + HOST + b"\r\n",
    "no target": b"GET HTTP/1.1\r\n" + HOST + b"\r\n", "a method of noise": b"\xff\xfe /api/v1/auctions HTTP/1.1\r\n" + HOST + b"\r\n",
    "a very long method": b"G" * 5000 + b" / HTTP/1.1\r\n" + HOST + b"\r\n", "a very long target": b"GET /api/v1/" + b"a" * 40_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n",
    "no host": b"GET /api/v1/auctions HTTP/1.1\r\nConnection: close\r\n\r\n", "two hosts": b"GET /api/v1/auctions HTTP/1.1\r\nHost: a\r\n" + HOST + b"\r\n",
    "a field without colon": b"GET /api/v1/auctions HTTP/1.1\r\n" + HOST + b"nonsense\r\n\r\n", "NUL in a field": b"GET /api/v1/auctions HTTP/1.1\r\n" + HOST + b"A: \x00\r\n\r\n",
    "a space before the colon": b"GET /api/v1/auctions HTTP/1.1\r\n" + HOST + b"A : b\r\n\r\n", "a folded field": b"GET /api/v1/auctions HTTP/1.1\r\n" + HOST + b"A: b\r\n c\r\n\r\n",
    "a flood of fields": b"GET /api/v1/auctions HTTP/1.1\r\n" + HOST + b"".join(b"X-%d: y\r\n" % n for n in range(5000)) + b"\r\n",
    "a giant field": b"GET /api/v1/auctions HTTP/1.1\r\n" + HOST + b"X: " + b"y" * 200_000 + b"\r\n\r\n",
    "a negative length": JSON_HEAD + b"Content-Length: -5\r\n\r\n{}", "a length of noise": JSON_HEAD + b"Content-Length: ten\r\n\r\n{}",
    "a vast length": JSON_HEAD + b"Content-Length: 99999999999999999999999\r\n\r\n{}", "two lengths": JSON_HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}x",
    "length and chunks": JSON_HEAD + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "an unknown coding": JSON_HEAD + b"Transfer-Encoding: gzip\r\n\r\n{}", "bad chunks": JSON_HEAD + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n{}\r\n0\r\n\r\n",
    "a chunk too large": JSON_HEAD + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}\r\n0\r\n\r\n",
    "a body cut short": JSON_HEAD + b"Content-Length: 100\r\n\r\n{", "expectations": JSON_HEAD + b"Content-Length: 2\r\nExpect: 200-maybe\r\n\r\n{}",
}


@pytest.mark.parametrize("what", GARBAGE)
def test_garbage_is_refused_or_cut_off(service, what):
    for name in ("nginx", "api-1", "gateway-1"):
        said = raw(service, GARBAGE[what], port=None if name == "nginx" else service.port_of(name))
        assert status_of(said) in (None, 200, *range(400, 500), 501, 505), (name, said[:300])
        assert b"\r\n\r\n" in said or not said.startswith(b"HTTP/1.1")
    assert call(service, "GET", "/api/v1/auctions").status == 200


def test_no_request_can_be_hidden_in_another(service, auction):
    inner = b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"
    for length in (b"Content-Length: 0\r\nContent-Length: %d\r\n" % len(inner), b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n" % len(inner),
                   b"Transfer-Encoding : chunked\r\nContent-Length: %d\r\n" % len(inner), b"Transfer-Encoding: xchunked\r\nContent-Length: %d\r\n" % len(inner)):
        said = raw(service, b"POST /api/v1/auctions HTTP/1.1\r\nHost: x\r\n" + length + b"\r\n0\r\n\r\n" + inner)
        assert b"# TYPE" not in said


def test_headers_with_odd_values_break_nothing(service, users, auction):
    for name in ("Authorization", "Idempotency-Key", "Content-Type", "Accept", "Cookie", "X-Forwarded-For", "X-Request-Id", "If-None-Match", "Range", "Accept-Encoding"):
        for value in ("", "\x7f", "\xff\xfe", "x" * 3000, ", ,", "'\";--", "%00", "*/*;q=x", "bytes=5-1"):
            headers = {"Content-Type": "application/json", "Authorization": f"Bearer {users[31].token}", name: value}
            connection = http.client.HTTPConnection(service.host, service.port, timeout=20)
            connection.request("POST", f"/api/v1/auctions/{auction}/messages", b'{"text":"hello"}', headers)
            assert connection.getresponse().status in (201, *range(400, 500)), (name, value)
            connection.close()


def test_chunked_bodies_are_read(service, users, auction):
    connection = http.client.HTTPConnection(service.host, service.port_of("api-1"), timeout=20)
    pieces = (bytes([byte]) for byte in b'{"text":"in pieces"}')
    connection.request("POST", f"/api/v1/auctions/{auction}/messages", pieces, encode_chunked=True, headers={
        "Content-Type": "application/json", "Authorization": f"Bearer {users[31].token}", "Transfer-Encoding": "chunked"})
    assert connection.getresponse().status == 201
    connection.close()


def test_an_endless_body_is_cut_off(service, users):
    with socket.create_connection((service.host, service.port_of("api-1")), timeout=20) as tcp:
        tcp.sendall(f"POST /api/v1/auctions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {users[31].token}\r\n"
                    "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n".encode())
        chunk, sent = b"10000\r\n" + b" " * 65536 + b"\r\n", 0
        try:
            while sent < 1 << 30:
                tcp.sendall(chunk)
                sent += len(chunk)
        except OSError:
            pass
        assert sent < 1 << 28, "a quarter of a gigabyte was taken"


def test_slow_bodies_cost_others_nothing(service, users, auction):
    head = (f"POST /api/v1/auctions/{auction}/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {users[31].token}\r\n"
            "Content-Type: application/json\r\nContent-Length: 16\r\n\r\n").encode()
    slow = []
    for port in [service.port, service.port_of("api-1")] * 100:
        tcp = socket.create_connection((service.host, port), timeout=20)
        tcp.sendall(head)
        slow.append(tcp)
    for byte in b'{"text": "slow"}':
        for tcp in slow:
            tcp.sendall(bytes([byte]))
        assert users[32].say(auction, "at once").status == 201
    for tcp in slow:
        assert b" 201 " in tcp.recv(200)
        tcp.close()


def test_the_description_of_the_interface_holds(service, member, tmp_path):
    """Schemathesis makes requests from docs/openapi.yaml and checks each answer against it."""
    token = signed(service, member.id)  # of no session, as it signs out and ends what it finds
    command = [sys.executable, "-m", "schemathesis.cli", "run", str(REPOSITORY / "docs" / "openapi.yaml"), "--url", service.url,
               "--max-examples", "15", "--phases", "examples,fuzzing", "--mode", "all", "--generation-database", "none", "--no-color",
               "--request-timeout", "20", "--continue-on-failure", "--header", f"Authorization: Bearer {token}",
               "--checks", "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance"]
    settings = os.environ | {"SCHEMATHESIS_HOOKS": "clients.own_address", "HANDSUP_SOURCE": new_address(), "PYTHONPATH": os.path.dirname(__file__)}
    done = subprocess.run(command, cwd=tmp_path, env=settings, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
