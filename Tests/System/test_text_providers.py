"""Text messages through providers: signed as they demand, tried again where that is safe, and clear when it does not work."""
import concurrent.futures
import re

import pytest

from clients.accounts import Visitor, new_number
from clients.http import call, expect
from clients.processes import process, refusal
from clients.service import wait_until
from clients.texts import SECRET, Provider, Sens, Solapi


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("texts")
    (folder / "secret").write_text(SECRET + "\n")
    return folder


@pytest.fixture(scope="module", params=[Sens, Solapi], ids=lambda kind: kind.NAME)
def connected(request, service, folder):
    """A provider, and an API process that sends through it."""
    provider = request.param()
    with process(service, folder, **provider.settings(folder / "secret")) as api:
        yield provider, api
    provider.end()


@pytest.fixture
def provider(connected):
    provider, _ = connected
    provider.messages, provider.refusals, provider.answers, provider.requests = [], [], [], 0
    yield provider
    assert provider.refusals == []


@pytest.fixture
def api(connected):
    return connected[1]


def unavailable(answer):
    expect(answer, 503, "unavailable")
    assert int(answer.headers["Retry-After"]) > 0


def national(number):
    return "0" + number[3:]


def test_a_code_goes_through_the_provider_and_proves_the_number(visitor, provider, api):
    number = new_number()
    answer = visitor.ask_for_code(number, port=api.port)
    assert answer.status == 202, answer
    [(to, text)] = provider.messages
    [code] = re.findall(r"\d{6}", text)
    assert to == national(number)
    proof = visitor.check(answer.json["id"], code).json["verificationToken"]
    assert visitor.ask_to_sign_up(proof).status == 201
    assert f'handsup_texts_total{{provider="{provider.NAME}",result="sent"}}' in api.metrics()
    log = api.log.read_text()
    assert code not in log and number[3:] not in log, "logs know neither codes nor numbers"


@pytest.mark.parametrize("trouble", [500, 429])
def test_a_provider_in_trouble_is_asked_once_more(visitor, provider, api, trouble):
    provider.answers = [trouble]
    assert visitor.ask_for_code(new_number(), port=api.port).status == 202
    assert provider.requests == 2 and len(provider.messages) == 1


def test_a_provider_that_stays_in_trouble_is_told_as_503(visitor, provider, api):
    number = new_number()
    provider.answers = [500] * 2
    unavailable(visitor.ask_for_code(number, port=api.port))
    assert provider.requests == 2
    assert visitor.ask_for_code(number, port=api.port).status == 202, "nothing was counted"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 302, 204, (200, b"{}"), (200, b"not JSON"), (200, b"x" * 1_000_000),
                                    (200, b'{"statusCode":"1062","statusMessage":"not sent"}')])
def test_a_refusal_is_503_is_not_repeated_and_counts_nowhere(visitor, provider, api, status):
    number = new_number()
    for _ in range(4):
        provider.answers, provider.requests = [status], 0
        unavailable(visitor.ask_for_code(number, port=api.port))
        assert provider.requests == 1 and provider.messages == []
    for purpose in ("signUp", "passwordReset", "phoneChange"):
        assert visitor.ask_for_code(number, purpose, port=api.port).status == 202


def test_without_a_provider_everybody_gets_the_same_answer(service, folder, visitor, member):
    settings = Solapi.settings_for(9, folder / "secret")  # where nobody listens
    with process(service, folder, **settings) as api:
        for number in (member.number, new_number()):
            unavailable(visitor.ask_for_code(number, port=api.port))
        assert call(service, "GET", "/readyz", port=api.port).status == 200, "all else works"
        assert 'result="unreachable"' in api.metrics()
        assert visitor.ask_to_sign_in(member.name, port=api.port).status == 201
    assert visitor.ask_for_code(member.number, "passwordReset").status == 202, "nothing was counted"


def test_a_secret_that_is_wrong_is_503(service, folder, visitor, connected):
    provider, _ = connected
    (folder / "another").write_text("another secret")
    with process(service, folder, **provider.settings(folder / "another")) as api:
        unavailable(visitor.ask_for_code(new_number(), port=api.port))
    assert provider.refusals[-1] == "signature"


def test_a_provider_that_hangs_is_given_up(service, folder):
    provider = Sens()
    provider.answers = [Provider.HANG]
    number, visitor = new_number(), Visitor(service)
    with process(service, folder, **provider.settings(folder / "secret")) as api, concurrent.futures.ThreadPoolExecutor() as pool:
        asked = pool.submit(visitor.ask_for_code, number, port=api.port)
        wait_until(lambda: provider.requests, "the request to the provider")
        assert visitor.call("GET", "/categories", port=api.port).status == 200 and not asked.done(), "nobody else waits"
        unavailable(asked.result())
        assert provider.requests == 1, "it may have sent the message: no second one"
        assert visitor.ask_for_code(number, port=api.port).status == 202
    provider.end()


@pytest.mark.parametrize("missing", ["HANDSUP_TEXT_SENDER", "HANDSUP_SENS_SERVICE", "HANDSUP_SENS_ACCESS_KEY", "HANDSUP_SENS_SECRET_FILE"])
def test_a_process_without_what_the_provider_needs_does_not_start(service, folder, missing):
    settings = {"HANDSUP_TEXTS": "sens", "HANDSUP_TEXT_SENDER": "02-1234-5678", "HANDSUP_SENS_SERVICE": "x", "HANDSUP_SENS_ACCESS_KEY": "y",
                "HANDSUP_SENS_SECRET_FILE": folder / "secret"}
    assert missing in refusal(service, folder, **settings | {missing: None})


@pytest.mark.parametrize("settings", [{"HANDSUP_TEXTS": "pigeons"}, {"HANDSUP_PHONE_COUNTRIES": "82"}, {"HANDSUP_TEXTS_PER_ADDRESS": "0"},
                                      {"HANDSUP_PASSWORD_DICTIONARY": "/nowhere"}], ids=lambda settings: next(iter(settings)))
def test_a_process_with_a_wrong_setting_names_it(service, folder, settings):
    [(name, value)] = settings.items()
    said = refusal(service, folder, **settings)
    assert name in said or value in said, said
