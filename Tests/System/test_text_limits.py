"""Limits of codes that the test service has put out of the way, in processes with the defaults."""
import pytest

from clients.accounts import Visitor, limited, new_address, new_number
from clients.http import expect
from clients.processes import process


@pytest.fixture(scope="module")
def api(service, tmp_path_factory):
    with process(service, tmp_path_factory.mktemp("limits"), HANDSUP_TEXTS_PER_ADDRESS=None, HANDSUP_PHONE_COUNTRIES="+81,+82") as api:
        yield api


def ask(service, api, source):
    return Visitor(service, source).ask_for_code(new_number(), port=api.port)


def test_an_address_gets_ten_codes_an_hour(service, api):
    address = new_address()
    assert [ask(service, api, address).status for _ in range(10)] == [202] * 10
    limited(ask(service, api, address), least=61, most=3600)
    assert ask(service, api, new_address()).status == 202


def test_a_line_s_ipv6_addresses_count_as_one(service, api):
    line = "2001:db8:" + ":".join(f"{int(part):x}" for part in new_address().split(".")[1:3])
    assert [ask(service, api, f"{line}::{number:x}").status for number in range(10)] == [202] * 10
    limited(ask(service, api, f"{line}:ffff:0:0:1"), least=61, most=3600)
    line = "2001:db8:" + ":".join(f"{int(part) + 300:x}" for part in new_address().split(".")[1:3])
    assert ask(service, api, f"{line}::1").status == 202


def test_countries_are_those_of_the_settings(service, api):
    visitor = Visitor(service)
    for number, status in (("+819012345678", 202), ("090-8765-4321", 202), (new_number(), 202)):
        assert visitor.ask_for_code(number, port=api.port).status == status
    assert visitor.message("+819087654321"), "without a code it is one of the first country"
    assert expect(visitor.ask_for_code("+14155552671", port=api.port), 422, "invalid").mistakes == {"phone": "country"}


def test_all_together_get_what_the_operator_pays_for(service, tmp_path):
    with process(service, tmp_path, HANDSUP_TEXTS_PER_DAY=1) as api:
        ask(service, api, new_address())
        limited(ask(service, api, new_address()), least=61, most=86_400)
    assert Visitor(service).ask_for_code(new_number()).status == 202
