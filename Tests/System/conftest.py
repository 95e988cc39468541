"""Fixtures of the black-box tests: a running service, told by HANDSUP_URL, HANDSUP_DATA and HANDSUP_TOKENS."""
import itertools

import pytest
import requests
import schemathesis

from clients.accounts import Visitor
from clients.http import User
from clients.service import REPOSITORY, Service
from clients.realtime import Socket


@pytest.fixture(scope="session")
def service():
    return Service()


@pytest.fixture(scope="session")
def users(service):
    """Sellers are taken from the front, bidders from the back, so that tests seldom meet by accident."""
    return [User(service, token) for token in service.tokens]


@pytest.fixture(scope="session")
def _sellers(users):
    return itertools.cycle(users[:10])


@pytest.fixture
def seller(_sellers):
    return next(_sellers)


@pytest.fixture
def bidders(users):
    return users[10:]


@pytest.fixture
def auction(seller):
    """The id of a fresh live auction with a start price of 1000 and no soft close."""
    return seller.open_auction()["id"]


@pytest.fixture
def visitor(service):
    """Somebody without an account, from an address that nobody else uses."""
    return Visitor(service)


@pytest.fixture
def member(service):
    """Somebody who has just signed up."""
    return Visitor(service).sign_up()


@pytest.fixture
def connect(service):
    """Opens sockets, and closes them after the test."""
    opened = []

    def open_socket(token=None, **options):
        socket = Socket(service, token, **options)
        opened.append(socket)
        return socket

    yield open_socket
    for socket in opened:
        socket.close()


@pytest.fixture(scope="session")
def description():
    return schemathesis.openapi.from_path(str(REPOSITORY / "docs" / "openapi.yaml"))


@pytest.fixture
def ask(service, description):
    """Asks, checks the status, and holds the answer against its description, which must name the status."""
    def ask(status, method, path, person=None, body=None, headers=None, code=None, **ids):
        operation = description[f"/api/v1{path}"][method]
        headers = ({"Authorization": f"Bearer {person.token}"} if person else {}) | (headers or {})
        target = path.format(**ids)
        for name, value in ids.items():
            target = target if f"{{{name}}}" in path else f"{target}{'&' if '?' in target else '?'}{name}={value}"
        answer = requests.request(method, f"{service.url.rstrip('/')}/api/v1{target}", json=body, headers=headers, timeout=20)
        assert answer.status_code == status, answer.text
        assert str(status) in operation.definition.raw["responses"], f"{status} of {method} {path} is not described"
        operation.validate_response(answer)
        if code:
            assert answer.json()["code"] == code and code in str(operation.definition.raw) + str(description.raw_schema["components"]["responses"])
        return answer

    return ask
