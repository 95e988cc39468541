"""What holds for every endpoint: errors, methods, media types, tokens, headers, and what nginx keeps inside."""
import http.client
import uuid

import pytest

from clients.http import call, categories, expect, raw, status_of

LISTS = ["/api/v1/auctions", "/api/v1/auctions/recommended", "/api/v1/users/1/auctions", "/api/v1/auctions/{}/bids", "/api/v1/auctions/{}/messages", "/api/v1/auctions/{}/events"]
READS = ["/api/v1/categories", "/api/v1/auctions/{}", *LISTS]
POSTS = ["/api/v1/auctions", "/api/v1/auctions/{}/bids", "/api/v1/auctions/{}/messages"]
WRITES = [*(("POST", path) for path in POSTS), ("PATCH", "/api/v1/auctions/{}"), ("DELETE", "/api/v1/auctions/{}"), ("POST", "/api/v1/auctions/{}/relist"),
          ("PUT", "/api/v1/auctions/{}/like"), ("DELETE", "/api/v1/auctions/{}/like"), ("POST", "/api/v1/images")]


def test_the_process_runs(service):
    assert call(service, "GET", "/healthz").status == 200


@pytest.mark.parametrize("path", ["/metrics", "/readyz", "/api/metrics", "/api/readyz", "//metrics", "/api/../metrics", "/%6detrics",
                                  "/api/v1/../../metrics"])
def test_inner_pages_stay_inside(service, path):
    answer = call(service, "GET", path)
    assert answer.status in (400, 403, 404), answer


def test_each_process_has_its_own_inner_pages(service):
    for name in service.names("api") + service.names("gateway") + service.names("scheduler"):
        port = service.port_of(name)
        for path in ("/healthz", "/readyz", "/metrics"):
            assert call(service, "GET", path, port=port).status == 200, (name, path)
        assert b"# TYPE" in call(service, "GET", "/metrics", port=port).body


@pytest.mark.parametrize("path", [
    "/api/", "/api/v1", "/api/v1/nothing", "/api/v2/auctions", "/api/v1/auctions/1/nothing",
    "/api/v1/auctions/nothing", "/api/v1/auctions/0", "/api/v1/auctions/-1", "/api/v1/auctions/1.0",
    "/api/v1/auctions/9223372036854775807", "/api/v1/auctions/9223372036854775808", "/api/v1/auctions/" + "9" * 500,
    "/api/v1/auctions/9223372036854775807/bids", "/api/v1/auctions/9223372036854775807/messages",
    "/api/v1/auctions/9223372036854775807/events", "/api/v1/auctions/x/events",
])
def test_what_is_not_there_is_not_found(service, path):
    expect(call(service, "GET", path), 404, "notFound")


@pytest.mark.parametrize("path", POSTS[1:])
def test_a_post_to_an_unknown_auction_is_not_found(users, path):
    body = {"amount": 1000, "text": "Is anybody there?"}
    expect(users[0].call("POST", path.format(9223372036854775807), body), 404, "notFound")


@pytest.mark.parametrize("method, path, allowed", [
    ("PUT", "/api/v1/auctions", {"GET", "POST"}), ("DELETE", "/api/v1/auctions", {"GET", "POST"}),
    ("PUT", "/api/v1/auctions/{}", {"GET", "PATCH", "DELETE"}), ("POST", "/api/v1/auctions/{}", {"GET", "PATCH", "DELETE"}),
    ("GET", "/api/v1/auctions/{}/like", {"PUT", "DELETE"}), ("GET", "/api/v1/auctions/{}/relist", {"POST"}), ("POST", "/api/v1/auctions/recommended", {"GET"}),
    ("POST", "/api/v1/users/1/auctions", {"GET"}), ("GET", "/api/v1/images", {"POST"}),
    ("DELETE", "/api/v1/auctions/{}/bids", {"GET", "POST"}), ("PUT", "/api/v1/auctions/{}/messages", {"GET", "POST"}),
    ("POST", "/api/v1/auctions/{}/events", {"GET"}), ("POST", "/api/v1/categories", {"GET"}),
    ("BREW", "/api/v1/auctions", {"GET", "POST"}),
])
def test_a_wrong_method_names_the_right_ones(service, auction, method, path, allowed):
    answer = expect(call(service, method, path.format(auction)), 405, "methodNotAllowed")
    named = {each.strip() for each in ",".join(answer.headers.get_all("Allow")).split(",")}
    assert allowed <= named and method not in named


@pytest.mark.parametrize("path", READS)
def test_reading_needs_no_token(service, auction, path):
    assert call(service, "GET", path.format(auction)).status == 200


@pytest.mark.parametrize("method, path", WRITES)
def test_writing_needs_a_token(service, auction, method, path):
    expect(call(service, method, path.format(auction), {"amount": 1000, "text": "hello"}), 401, "unauthenticated")


def bad_credentials(token):
    end = "A" if token[-2] != "A" else "B"
    return {"nonsense": "Bearer nonsense", "empty": "Bearer ", "bare": "Bearer", "another scheme": "Basic ZGVtbzE6eA==",
            "no scheme": token, "cut": f"Bearer {token[:-5]}", "forged": f"Bearer {token[:-2]}{end}{token[-1]}",
            "longer": f"Bearer {token}x", "huge": "Bearer " + "x" * 3000, "dots": "Bearer ...", "list": "Bearer [1]"}


@pytest.mark.parametrize("flaw", bad_credentials("token"))
def test_a_bad_token_is_refused_everywhere(service, users, auction, flaw):
    headers = {"Authorization": bad_credentials(users[0].token)[flaw]}
    for path in READS:
        expect(call(service, "GET", path.format(auction), headers=headers), 401, "unauthenticated")
    for method, path in WRITES:
        body = {"amount": 1000, "text": "hello"}
        expect(call(service, method, path.format(auction), body, headers=headers), 401, "unauthenticated")


def test_a_good_token_is_welcome_where_none_is_needed(users, auction):
    for path in READS:
        assert users[0].call("GET", path.format(auction)).status == 200


NOT_JSON = [b"", b" ", b"{", b"}", b"{]", b"[1,", b'{"amount":1000}x', b"{'amount':1000}", b'{"amount":1000,}', b"nul",
            b'{"amount":01}', b'{"amount":NaN}', b'{"text":"\xff\xfe"}', b'{"text":"\xed\xa0\x80"}', b'{"text":"\n"}',
            b"amount=1000", b"\x00", b'{"text":"a\\x"}', b"\xff\xfe{\x00}\x00"]


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("body", NOT_JSON)
def test_a_body_that_is_not_json_is_malformed(users, auction, path, body):
    expect(users[0].call("POST", path.format(auction), body), 400, "malformed")


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("media", [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data",
                                   "application/jsonp", "application", "application/xml; q=application/json"])
def test_another_media_type_is_refused(users, auction, path, media):
    headers = {"Content-Type": media}
    expect(users[0].call("POST", path.format(auction), b"{}", headers=headers), 415, "unsupportedMediaType")


@pytest.mark.parametrize("media", ["application/json; charset=utf-8", "Application/JSON", 'application/json;charset="UTF-8"'])
def test_json_may_be_declared_in_any_spelling(bidders, auction, media):
    answer = bidders[0].call("POST", f"/api/v1/auctions/{auction}/messages", {"text": "hi"}, headers={"Content-Type": media})
    assert answer.status == 201, answer


@pytest.mark.parametrize("path", POSTS)
def test_a_body_that_is_too_large_is_refused(users, auction, path):
    for size in (1 << 20, 30 << 20):
        body = b'{"title":"' + b"x" * size + b'"}'
        expect(users[0].call("POST", path.format(auction), body), 413, "tooLarge")


@pytest.mark.parametrize("path", READS)
def test_head_answers_as_get_without_a_body(service, auction, path):
    head, get = (call(service, method, path.format(auction)) for method in ("HEAD", "GET"))
    assert (head.status, head.body) == (200, b"") and head.headers["Content-Type"] == get.headers["Content-Type"]


def test_each_request_has_an_id_of_its_own(service):
    ids = {call(service, "GET", "/api/v1/auctions").headers["X-Request-Id"] for _ in range(20)}
    assert len(ids) == 20


def test_a_request_id_cannot_smuggle_anything_in(service):
    answer = call(service, "GET", "/api/v1/auctions", headers={"X-Request-Id": 'x"\\},{"a":"b' + "y" * 2000})
    assert answer.status == 200
    assert '"' not in answer.headers["X-Request-Id"] and len(answer.headers["X-Request-Id"]) < 200


def test_a_connection_serves_many_requests(service, auction):
    connection = http.client.HTTPConnection(service.host, service.port, timeout=20)
    for path in READS * 5:
        connection.request("GET", path.format(auction))
        answer = connection.getresponse()
        assert answer.status == 200 and answer.read()
        assert not answer.will_close
    connection.close()


@pytest.mark.parametrize("name", ["nginx", "api-1"])
def test_requests_may_be_pipelined(service, auction, name):
    line = f"GET /api/v1/auctions/{auction} HTTP/1.1\r\nHost: x\r\n"
    data = (line + "\r\n") * 9 + line + "Connection: close\r\n\r\n"
    said = raw(service, data.encode(), port=None if name == "nginx" else service.port_of(name))
    assert said.count(b"HTTP/1.1 200 ") == 10


def test_the_older_http_is_understood(service):
    assert status_of(raw(service, b"GET /api/v1/auctions HTTP/1.0\r\n\r\n")) == 200


def test_pages_are_guarded_by_headers(service):
    headers = call(service, "GET", "/").headers
    policy = headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy and "unsafe-eval" not in policy
    assert "frame-ancestors 'none'" in policy and "default-src" in policy
    assert headers["Referrer-Policy"]


@pytest.mark.parametrize("path", ["/", "/nothing-here", "/api/v1/auctions", "/api/v1/nothing", "/media/nothing.jpg", "/healthz"])
def test_no_answer_is_sniffed_and_none_tells_versions(service, path):
    headers = call(service, "GET", path).headers
    assert headers.get_all("X-Content-Type-Options") == ["nosniff"]
    assert len(headers.get_all("X-Request-Id")) == 1
    assert "/" not in headers.get("Server", "")


def test_files_outside_the_site_are_not_served(service):
    """A path that leads nowhere may show the page, but never a file beside it."""
    for path in ("/../Package.swift", "/..%2fPackage.swift", "/media/../secrets/token-keys", "/media/..%2fsecrets%2ftoken-keys",
                 "/media../secrets/token-keys", "/.git/HEAD", "/media/", "/media/%2e%2e/secrets/token-keys"):
        said = raw(service, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        assert status_of(said) in (400, 403, 404) or b"<!doctype html>" in said.lower(), (path, said[:200])


def test_categories_are_named_in_both_languages(service):
    answer = call(service, "GET", "/api/v1/categories").json
    assert answer["next"] is None
    assert all(item["id"] and item["ko"] and item["en"] for item in answer["items"])
    assert len(set(categories(service))) == len(answer["items"]) > 3


def test_an_unknown_field_is_ignored(seller, bidders):
    auction = seller.open_auction(colour="red", id=1, seller=2, price=7)
    assert (auction["price"], auction["startPrice"]) == (None, 1000)
    answer = bidders[0].call("POST", f"/api/v1/auctions/{auction['id']}/bids",
                             {"amount": 1000, "bidder": 1, "user": 1, "colour": []}, key=uuid.uuid4())
    assert answer.status == 201, answer
