"""Lists: each filter, each order, all together, and walks that hold each auction once whatever happens meanwhile."""
import base64
import itertools

import pytest

from clients.accounts import Visitor, new_name
from clients.http import call, expect, walk
from clients.market import AUCTIONS, ORDERS, add_pictures, end_as_planned, expected, like, table
from clients.service import wait_until
from clients.values import in_future

STATUSES = (None, "upcoming", "live", "ended", "cancelled")
PRICES = ({}, {"minPrice": 1000}, {"maxPrice": 999}, {"minPrice": 100, "maxPrice": 5000}, {"minPrice": 1000, "maxPrice": 1000}, {"minPrice": 10 ** 12})


@pytest.fixture(scope="module")
def market(service, users):
    """Auctions in each state, with prices, likes and ends that differ and that are the same."""
    seller = Visitor(service).sign_up()
    made = []
    for number in range(24):
        made.append(seller.open_auction(category=("books", "sports", "art")[number % 3], startPrice=(0, 100, 999, 1000, 1001, 10 ** 12)[number % 6],
                                        durationMinutes=(30, 60)[number % 2], **({"startsAt": in_future(hours=1 + number % 2)} if number % 4 == 1 else {})))
    for place, auction in enumerate(made):
        for user in users[10:10 + place % 4]:
            like(user, auction)
    for number, auction in enumerate(made[2:20:4]):
        assert users[20].bid(auction, 10 ** 12 if number % 2 else 5000).status in (201, 409)
    end_as_planned(service, *made[::4][:4])
    for auction in made[1::8]:
        assert seller.call("DELETE", f"/auctions/{auction}").status == 204
    return made


def walks_right(service, **query):
    """A walk shows what the database says, if nothing has changed meanwhile, as other auctions end by themselves."""
    def is_right():
        before = expected(table(service), **query)
        seen = [item["id"] for item in walk(service, AUCTIONS, 70, **query)]
        return seen == before or (expected(table(service), **query) == before and pytest.fail(f"{query}: {seen} instead of {before}"))

    wait_until(is_right, f"a list to stand still: {query}")


@pytest.mark.parametrize("sort", ORDERS)
def test_filters_and_orders_go_together(service, market, sort):
    for status, category, prices in [*itertools.product(STATUSES, (None, "books"), PRICES[:1]), *itertools.product(("live", None), (None, "art"), PRICES[1:])]:
        walks_right(service, sort=sort, **prices, **({"status": status} if status else {}), **({"category": category} if category else {}))


@pytest.mark.parametrize("sort", ORDERS)
def test_a_page_ends_where_the_next_begins(service, market, sort):
    for limit in (1, 2, 7):
        seen, cursor = [], None
        for _ in range(6):
            page = call(service, "GET", f"{AUCTIONS}?sort={sort}&status=live&limit={limit}" + (f"&cursor={cursor}" if cursor else "")).json
            seen += [item["id"] for item in page["items"]]
            cursor = page["next"]
            if cursor is None:
                break
        assert len(seen) == len(set(seen))
        assert len(seen) == min(6 * limit, len(expected(table(service), status="live")))


def test_the_price_is_the_one_that_stands(service, users):
    word = new_name()
    auction = users[0].open_auction(title=word, startPrice=1000)["id"]

    def found(**prices):
        return [[item["id"] for item in walk(service, AUCTIONS, 100, q=word, sort=sort, **prices)] == [auction] for sort in ("newest", "price", "popular")]

    assert all(found(minPrice=1000, maxPrice=1000)) and not any(found(minPrice=1001)) and not any(found(maxPrice=999))
    assert users[20].bid(auction, 5000).status == 201
    assert all(found(minPrice=5000, maxPrice=5000)) and not any(found(maxPrice=4999)) and not any(found(minPrice=5001))
    assert users[21].bid(auction, 6000, 20000).status == 201 and users[20].bid(auction, 9000).status == 201
    assert all(found(minPrice=9100, maxPrice=9100)), "the price that a standing maximum made"


def test_items_are_whole_with_the_first_picture(service, member):
    word, pictures = new_name(), add_pictures(service, member.id, 3)
    auction = member.open_auction(title=word, imageIds=[picture["id"] for picture in pictures])
    page = call(service, "GET", f"{AUCTIONS}/{auction}").json
    for query in ({}, {"sort": "price"}, {"minPrice": 1000}):
        assert walk(service, AUCTIONS, 100, q=word, **query) == [page | {"images": pictures[:1]}]


@pytest.mark.parametrize("query, field, code", [
    ("minPrice=-1", "minPrice", "range"), ("maxPrice=1000000000001", "maxPrice", "range"), ("minPrice=x", "minPrice", "range"), ("minPrice=", "minPrice", "range"),
    ("maxPrice=1.5", "maxPrice", "range"), ("maxPrice=99999999999999999999", "maxPrice", "range"), ("minPrice=2&maxPrice=1", "maxPrice", "range"),
    ("sort=likes", "sort", "unknown"), ("sort=Newest", "sort", "unknown"), ("status=sold", "status", "unknown"), ("category=", "category", "length"),
    ("category=" + "x" * 41, "category", "length"), ("category=%00", "category", "control"), ("limit=0", "limit", "range"), ("limit=101", "limit", "range"),
    ("cursor=x", "cursor", "unknown"), ("cursor=", "cursor", "unknown"), ("q=" + "x" * 101, "q", "length"), ("q=a+b+c+d+e+f+g+h+i", "q", "range"), ("q=a%00b", "q", "control"),
])
def test_a_bad_parameter_is_named(service, query, field, code):
    assert expect(call(service, "GET", f"{AUCTIONS}?{query}"), 422, "invalid").mistakes[field] == code


def test_all_bad_parameters_are_named_at_once(service):
    answer = call(service, "GET", f"{AUCTIONS}?status=x&category=&q={'x' * 101}&minPrice=x&maxPrice=-1&sort=x&limit=0&cursor=x")
    assert expect(answer, 422, "invalid").fields == {"status", "category", "q", "minPrice", "maxPrice", "sort", "limit", "cursor"}


def test_an_unknown_category_has_no_auctions(service):
    assert call(service, "GET", f"{AUCTIONS}?category=no-such").json == {"items": [], "next": None}


def test_a_cursor_belongs_to_its_list(service, market):
    lists = ["", "sort=popular", "sort=price", "sort=priceDescending", "sort=endingSoon", "status=live", "category=books", "q=system", "q=test", "minPrice=0",
             "maxPrice=1000000000000", "minPrice=1", "status=live&sort=price", "status=live&category=books"]
    paths = [f"{AUCTIONS}?{query}" for query in lists]
    seller = table(service)[market[0]]["seller"]
    paths += [f"/api/v1/users/{seller}/auctions?", f"/api/v1/users/{seller}/auctions?status=live", "/api/v1/users/1/auctions?"]
    cursors = {path: call(service, "GET", f"{path}&limit=1").json["next"] for path in paths}
    assert all(cursors[path] for path in paths[:-1])
    for path, (owner, cursor) in itertools.product(paths, cursors.items()):
        if cursor:
            answer = call(service, "GET", f"{path}&limit=5&cursor={cursor}")
            if owner == path:
                assert answer.status == 200
            else:
                assert expect(answer, 422, "invalid").fields == {"cursor"}, (owner, path)


def test_what_ends_soon_is_live_said_or_not(service, market):
    cursor = call(service, "GET", f"{AUCTIONS}?sort=endingSoon&limit=1").json["next"]
    assert call(service, "GET", f"{AUCTIONS}?sort=endingSoon&status=live&cursor={cursor}").status == 200


@pytest.mark.parametrize("sort", ORDERS)
def test_a_cursor_that_was_tampered_with_breaks_nothing(service, market, sort):
    cursor = call(service, "GET", f"{AUCTIONS}?sort={sort}&limit=1").json["next"]
    text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    head = text.split(b"|")[0]
    forged = [text[:-1], text + b"0", text + b"|1", text[1:], b"", b"||", head, head + b"|1", head + b"|x|1", head + b"|1|", b"\x00" + text, b"\xff" * 20]
    forged += [b"%b|%d|%d" % (head, key, id) for key in (-2 ** 63, -1, 0, 2 ** 31, 2 ** 53, 2 ** 63 - 1, 2 ** 63) for id in (-2 ** 63, 0, 2 ** 63 - 1, 2 ** 64)]
    for text in forged:
        cursor = base64.urlsafe_b64encode(text).rstrip(b"=").decode()
        answer = call(service, "GET", f"{AUCTIONS}?sort={sort}&limit=3&cursor={cursor}")
        assert answer.status in (200, 422), (text, answer)


@pytest.mark.parametrize("query", [{}, {"sort": "popular"}, {"sort": "price"}, {"sort": "priceDescending"}, {"sort": "endingSoon"}, {"status": "live"},
                                   {"category": "books"}, {"maxPrice": 2000}, {"category": "books", "sort": "popular"}, {"status": "live", "sort": "price"}])
@pytest.mark.parametrize("searched", [False, True])
def test_a_walk_holds_each_once_while_others_come_and_go(service, users, query, searched):
    """Those that stay where they are in the order are seen once, none is seen twice but what moved behind."""
    seller, word = Visitor(service).sign_up(), new_name()
    made = [seller.open_auction(title=word, startPrice=100 * (number % 5), durationMinutes=30 + number % 3) for number in range(30)]
    ending, liked = made[::7], made[3::7]
    moved = set(ending) | set(liked)

    def happen(page):
        if page <= 8:
            seller.open_auction(title=word, startPrice=100 * (page % 5), durationMinutes=30 + page % 3)
        if page == 2:
            end_as_planned(service, *ending)
        if page % 2 and page // 2 < len(liked):
            like(users[20], liked[page // 2])

    own = query | ({"q": word} if searched else {"minPrice": 0})
    items = walk(service, AUCTIONS, 3 if searched else 25, happen, **own)
    seen = [item["id"] for item in items if item["id"] in made and item["id"] not in moved]
    assert sorted(seen) == sorted(set(made) - moved)
    # Only a like that moves an auction up, or an end that moves it, may show it elsewhere again.
    ids = [item["id"] for item in items if item["id"] in made]
    assert len(ids) == len(set(ids)) or query.get("sort") in ("popular", "endingSoon")
