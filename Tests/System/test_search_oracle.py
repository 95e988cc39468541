"""Searches compared with a naive filter over all texts there are, each walked to its end."""
import json
import os
import random
import unicodedata

import pytest

from clients.accounts import Visitor
from clients.http import walk
from clients.market import AUCTIONS, ORDERS
from clients.searching import finds

KOREAN = ["자전거", "자전", "전거", "기타", "전자기타", "김치냉장고", "냉장고", "삼성", "엘지", "의자", "책상", "책", "새것", "거의새것", "팝니다", "판매", "급처", "한정판", "가죽", "지갑", "중고", "거래"]
ENGLISH = ["iPhone", "phone", "TV", "MTV", "lamp", "Table", "able", "wool", "coat", "XL", "A", "usb", "3", "13", "128GB", "55", "mini", "Minimal", "o'neill", "wi-fi", "café", "naïve", "C++", "AT&T"]
JOINTS = [" ", " ", " ", "", "", "-", "/", ", ", "·", "...", "\n", "\t", "💡", "%", "_", "\\", "'", "|", "(", "—", "\u3000"]


def text(dice, most):
    words = [dice.choice(KOREAN + ENGLISH) for _ in range(dice.randint(1, most))]
    joined = words[0] + "".join(dice.choice(JOINTS) + word for word in words[1:])
    change = dice.choice([str, str, str.upper, str.lower, lambda each: unicodedata.normalize("NFD", each), wide])
    return (change(joined) + "..")[:80]


def wide(each):
    """ASCII in its full-width form, as Korean and Japanese keyboards may write it."""
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in each)


def query(dice):
    terms = []
    for _ in range(dice.choice((1, 1, 1, 2, 2, 3))):
        source = text(dice, 2).split() or ["x"]
        term = dice.choice(source)
        start = dice.randrange(len(term))
        terms.append(term[start:start + dice.randint(1, 6)])
    return " ".join(terms)[:100]


def quoted(each):
    return "'" + each.replace("'", "''") + "'"


@pytest.fixture
def dice():
    seed = int(os.environ.get("HANDSUP_SEED", random.randrange(2 ** 32)))
    print(f"HANDSUP_SEED={seed}")
    return random.Random(seed)


@pytest.fixture
def shelf(service):
    """Adds ended auctions to the database, and takes them away after the test."""
    seller = Visitor(service).sign_up().id

    def add(rows):
        service.sql(f"""
            INSERT INTO auction (seller_id, title, description, category, start_price, status, soft_close_seconds, starts_at, first_ends_at, ends_at, like_count)
            SELECT {seller}, title, description, 'books', row_number() OVER () % 7, 'ended', 0, now() - interval '2 hours', now() - interval '1 hour',
                now() - interval '1 hour', row_number() OVER () % 5 FROM ({rows}) AS made (title, description)""")

    yield add
    service.sql(f"DELETE FROM auction WHERE seller_id = {seller}")


def texts(service):
    """Title and description of all that lists show, by id."""
    [[rows]] = service.sql("SELECT jsonb_agg(jsonb_build_array(id, title, description)) FROM auction WHERE status <> 'cancelled'")
    return {id: (title, description) for id, title, description in json.loads(rows)}


def agrees(service, known, query, limit, **more):
    right = {id for id, (title, description) in known.items() if finds(query, title, description)}
    seen = [item["id"] for item in walk(service, AUCTIONS, limit, q=query, **more)]
    assert len(seen) == len(set(seen)), (query, more)
    assert set(seen) == right, (query, more, [known.get(id) for id in set(seen) ^ right][:5])
    if more.get("sort", "newest") == "newest":
        assert seen == sorted(seen, reverse=True)
    return len(right)


def test_random_searches_find_what_a_naive_filter_finds(service, shelf, dice):
    rows = ", ".join(f"({quoted(text(dice, 5))}, {quoted(text(dice, 12))})" for _ in range(500))
    shelf(f"VALUES {rows}")
    known = texts(service)
    hits = 0
    for _ in range(120):
        sort = dice.choice([order for order in ORDERS if order != "endingSoon"])  # which is of live ones
        hits += agrees(service, known, query(dice), dice.choice((20, 60, 100)), sort=sort) > 0
    assert hits > 25, "the searches found next to nothing"


def test_common_and_rare_words_among_many_are_each_found_once(service, shelf, dice):
    """More rows than are looked at for one page: pages may be short, the walk goes on."""
    shelf("""SELECT '흔한 물건 ' || CASE WHEN n % 2 = 0 THEN 'even' ELSE 'odd' END || CASE WHEN n IN (5, 2900, 5995) THEN ' 희귀품 q7' ELSE '' END,
                 CASE WHEN n <= 3000 THEN 'former' ELSE 'latter' END || CASE WHEN n % 1500 = 0 THEN ' 천오백 z' ELSE '' END FROM generate_series(1, 6000) AS n""")
    known = texts(service)
    for words, limit in (("희귀품", 2), ("q7", 2), ("z 흔한", 2), ("former 희귀", 1), ("odd latter 희귀", 100), ("천오백 even", 2), ("even odd", 3), ("흔한 even former", 100), ("물", 100), ("x9", 5)):
        for sort in ("newest", "price"):
            agrees(service, known, words, limit, sort=sort)
        ids = [item["id"] for item in walk(service, AUCTIONS, limit, q=words, status="ended", category="books", minPrice=0, maxPrice=6, sort="endingSoon")]
        assert len(ids) == len(set(ids)) and set(ids) >= {id for id, (title, text) in known.items() if title.startswith("흔한 물건") and finds(words, title, text)}
