"""HTTP as any client would speak it, with the promises that hold for every answer checked on the way."""
import http.client
import json
import select
import socket
import time
import urllib.parse
import uuid


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def code(self):
        return self.json["code"]

    @property
    def fields(self):
        """The names of the fields that the problem complains of."""
        return set(self.mistakes)

    @property
    def mistakes(self):
        """Code by name of the fields that the problem complains of."""
        return {field["name"]: field["code"] for field in self.json.get("fields", [])}

    def __repr__(self):
        return f"<{self.status} {self.body[:300]!r}>"


def call(service, method, path, body=None, token=None, key=None, headers=None, port=None, timeout=20, source=None, patient=True):
    """One request on a connection of its own. A `body` of bytes is sent as it is, anything else as JSON.

    `source` is the address that it comes from; past nginx, on a `port` of its own, the server is told as nginx would.
    Who is `patient` comes back after a 429, as a client should.
    """
    fields = {"X-Real-IP": source} if source and port else {}
    if body is not None and not isinstance(body, bytes):
        body = json.dumps(body).encode()
    if body is not None:
        fields["Content-Type"] = "application/json"
    if token:
        fields["Authorization"] = f"Bearer {token}"
    if key:
        fields["Idempotency-Key"] = str(key)
    fields.update(headers or {})
    fields = {name: value for name, value in fields.items() if value is not None}
    for _ in range(10):
        answer = _exchange(service, method, path, body, fields, port, timeout, source)
        if answer.status != 429 or not patient:
            break
        time.sleep(float(answer.headers["Retry-After"]))
    if port is None:
        check_promises(path, answer)
    return answer


def _exchange(service, method, path, body, fields, port, timeout, source):
    connection = http.client.HTTPConnection(service.host, port or service.port, timeout=timeout,
                                            source_address=(source, 0) if source and not port else None)
    try:
        try:
            connection.request(method, path, body, fields)
        except (BrokenPipeError, ConnectionResetError):
            pass  # The server answered before it had read all, and closed: its answer is there to read.
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read())
    finally:
        connection.close()


def check_promises(path, answer):
    assert answer.headers["X-Request-Id"], f"{path}: no X-Request-Id on {answer}"
    if answer.status >= 400 and path.startswith("/api/"):
        assert_problem(answer)
    text = answer.body.lower()
    for secret in (b"select ", b"insert into", b"fatal error", b".swift:", b"pg_"):
        assert answer.status < 400 or secret not in text, f"an answer tells of the inside: {answer}"


def assert_problem(answer):
    kind = answer.headers.get_content_type()
    assert kind == "application/problem+json", f"{kind} instead of a problem: {answer}"
    problem = answer.json
    assert {"type", "title", "status", "code", "detail", "requestId"} <= problem.keys(), problem
    assert problem["status"] == answer.status
    assert problem["requestId"] == answer.headers["X-Request-Id"]
    if problem["code"] == "invalid":
        assert problem["fields"] and all({"name", "code", "detail"} <= field.keys() for field in problem["fields"])


def expect(answer, status, code):
    assert (answer.status, answer.code) == (status, code), answer
    return answer


def raw(service, data, port=None, timeout=20):
    """Sends bytes as they are and reads until the server closes; returns what it said.

    A server that still waits for more is told that nothing comes, after half a second without an answer.
    """
    with socket.create_connection((service.host, port or service.port), timeout=timeout) as connection:
        said = b""
        try:
            connection.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass
        try:
            if not select.select([connection], [], [], 0.5)[0]:
                connection.shutdown(socket.SHUT_WR)
            while piece := connection.recv(65536):
                said += piece
        except ConnectionResetError:
            pass
        return said


def status_of(said):
    """The status code of a raw answer, None when the server closed without one."""
    return int(said.split(b" ", 2)[1]) if said.startswith(b"HTTP/1.") else None


class User:
    """A demo user who speaks HTTP."""

    def __init__(self, service, token):
        self.service, self.token = service, token

    def call(self, method, path, body=None, **options):
        return call(self.service, method, path, body, token=self.token, **options)

    def open_auction(self, **fields):
        """A live auction without soft close, unless told otherwise; the answered auction."""
        body = {"title": "System test", "description": "Made by a test", "category": categories(self.service)[0],
                "startPrice": 1000, "durationMinutes": 5, "softCloseSeconds": 0} | fields
        answer = self.call("POST", "/api/v1/auctions", body, key=uuid.uuid4())
        assert answer.status == 201, answer
        return answer.json

    def bid(self, auction, amount, maximum=None, key=None, **options):
        body = {"amount": amount} if maximum is None else {"amount": amount, "maximum": maximum}
        return self.call("POST", f"/api/v1/auctions/{auction}/bids", body, key=key or uuid.uuid4(), **options)

    def say(self, auction, text, key=None):
        return self.call("POST", f"/api/v1/auctions/{auction}/messages", {"text": text}, key=key or uuid.uuid4())


def categories(service):
    return [item["id"] for item in call(service, "GET", "/api/v1/categories").json["items"]]


def walk(service, path, limit, between=lambda page: None, **query):
    """All items of a list, page by page; `between` runs after each page."""
    items, cursor, page = [], None, 0
    while True:
        parameters = query | {"limit": limit} | ({"cursor": cursor} if cursor else {})
        answer = call(service, "GET", f"{path}?{urllib.parse.urlencode(parameters)}")
        assert answer.status == 200, answer
        assert len(answer.json["items"]) <= limit
        items += answer.json["items"]
        cursor = answer.json["next"]
        if cursor is None:
            return items
        page += 1
        assert page < 10_000, "the walk does not end"
        between(page)
