"""Free text: parts of words in Korean and English, however they are written, and nothing in them that the database could mistake."""
import random
import unicodedata
import urllib.parse

import pytest

from clients.accounts import Visitor
from clients.http import call, expect, walk
from clients.market import AUCTIONS

PRICE = random.SystemRandom().randrange(10 ** 6, 10 ** 9)  # that no other auction has, nor one of an earlier run
TEXTS = {
    "tv": ("삼성TV 55인치 팝니다", "거의 새것, 리모컨 포함"), "bike": ("산악자전거 MTB-500", "앞바퀴를 새로 갈았어요. 직거래만!"), "mtv": ("MTV unplugged", "A record of 1993"),
    "kimchi": ("김치냉장고", "딤채 220L, 상태 좋음"), "lamp": ("Table Lamp", "It shines; café-style, naïve"), "phone": ("iPhone 13 mini", "128GB 미드나이트"),
    "signs": ("100% wool_coat", "O'Neill \"XL\" C:\\temp <b>bold</b> 50:50 a|b&c!(d)*"), "wide": ("ＡＢＣ１２３ ﾃﾚﾋﾞ", "①등급 5㎏ ﬁne"),
    "nfd": (unicodedata.normalize("NFD", "전자기타 펜더"), unicodedata.normalize("NFD", "스트라토캐스터 é")), "emoji": ("🎸기타🎸", "👨\u200d👩\u200d👧 가족 사진"),
    "greek": ("Ωμέγα ρολόι", "ЧАСЫ Омега"), "lines": ("한 줄", "첫째\n둘째\t셋째"),
}
QUERIES = {
    # Parts of words in Korean, of two syllables and more, across what is no letter
    "자전": "bike", "전거": "bike", "산악자전거": "bike", "냉장": "kimchi", "김치냉장고": "kimchi", "거래만": "bike", "팝니": "tv", "첫째 둘째": "lines", "째 셋": "lines", "장고": "kimchi",
    "없는말": "", "자거": "", "치김": "",
    # One syllable
    "딤": "kimchi", "뀌": "",
    # English, in any case
    "lamp": "lamp", "LAMP": "lamp", "shine": "lamp", "hine": "lamp", "able": "lamp", "unplug": "mtv", "iphone": "phone", "IPHONE": "phone", "phone": "phone",
    # Short terms begin a run of letters or digits
    "tv": "tv", "TV": "tv", "mt": "mtv bike", "mtv": "mtv", "55": "tv", "5": "tv bike signs wide", "13": "phone", "28": "", "12": "phone", "128": "phone", "00": "", "t": "tv lamp signs",
    "tb": "", "l": "lamp", "it": "lamp",
    # Other Unicode forms
    unicodedata.normalize("NFD", "자전거"): "bike", unicodedata.normalize("NFD", "전자기타"): "nfd", "전자기타": "nfd", "스트라토": "nfd", "abc123": "wide", "ＡＢＣ": "wide", "ａｂｃ１２３": "wide",
    "テレビ": "wide", "ﾃﾚﾋﾞ": "wide", "1등급": "wide", "5kg": "wide", "㎏": "", "fine": "wide", "café": "lamp", "cafe\u0301": "lamp", "CAFÉ": "lamp", "naïve": "lamp",
    "ωμέγα": "greek", "ΡΟΛΌΙ": "greek", "часы": "greek", "омег": "greek",
    # Punctuation is as a space
    "mtb-500": "bike", "mtb 500": "bike", "mtb.500": "bike", "MTB-500!!": "bike", "café-style": "lamp", "cafe": "", "o'neill": "signs", "o’neill": "signs", "oneill": "", "\"xl\"": "signs",
    "wool_coat": "signs", "wool coat": "signs", "woolcoat": "", "새것, 리모컨": "tv", "삼성tv": "tv", "삼성 TV": "tv", "<b>": "signs", "$1": "mtv phone signs wide", "${lamp}": "lamp",
    # All terms must occur, in any order, in title or description
    "리모컨 삼성": "tv", "삼성 인치 포함": "tv", "삼성 자전거": "", "tv 팝니다 새것 리모컨 포함 거의 삼성 55": "tv", "lamp table lamp": "lamp",
    # Emoji and other signs are no letters
    "🎸기타🎸": "emoji nfd", "기타": "emoji nfd", "가족": "emoji", "🎸": "", "👨\u200d👩\u200d👧": "", "🎸 가족": "emoji", "%": "", "_": "", "%%%": "", "\\": "", "'": "", ".*": "", "- - -": "",
    "(()": "", "|": "", "&": "", "!": "", ":*": "", "\u200b": "", "、。": "",
    # What means something elsewhere is data here
    "100%": "signs", "%wool": "signs", "w__l": "", "w%l": "", "wo.l": "", "[w]ool": "", "^table": "lamp", "lamp$": "lamp", "wool|lamp": "", "wool & lamp": "", "lamp:*": "lamp",
    "la*": "lamp", "!lamp": "lamp", "(lamp)": "lamp", "\\lamp": "lamp", "lamp\\": "lamp", "a|b": "signs", "c:\\temp": "signs", "lamp'--": "lamp", "lamp\"": "lamp", "+lamp": "lamp", "-lamp": "lamp",
}
ATTACKS = ["' OR '1'='1", "'; DROP TABLE auction_text; --", "lamp' AND pg_sleep(5)--", "\\'; SELECT 1; --", "$$", "$$;SELECT 1;$$", "E'\\x41'", "lamp') OR 1=1 --", "%' OR '%'='",
           "{}", "{\"a\":1}", "\\u0041", "\\x00", "U&'\\0041'", "search_grams(words)", "lamp/**/OR/**/1=1", "1;2;3", "<!--#echo var=x-->"]


@pytest.fixture(scope="module")
def market(service):
    """Names of the texts by the ids of their auctions, all with the price of this run."""
    seller = Visitor(service).sign_up()
    return {seller.open_auction(title=title, description=description, startPrice=PRICE, durationMinutes=60): name
            for name, (title, description) in TEXTS.items()}


def found(service, market, query, **more):
    """The names of the texts that a search finds."""
    return {market[item["id"]] for item in walk(service, AUCTIONS, 50, q=query, **more) if item["id"] in market}


@pytest.mark.parametrize("query", QUERIES)
def test_a_search_finds_what_it_should(service, market, query):
    assert found(service, market, query) == set(QUERIES[query].split())


@pytest.mark.parametrize("query", ["자전", "tv", "5", "기타", "lamp", "없는말", "🎸"])
def test_searches_and_filters_go_together(service, market, query):
    names = set(QUERIES[query].split())
    for sort in ("newest", "endingSoon", "popular", "price", "priceDescending"):
        assert found(service, market, query, sort=sort, status="live", category="books", minPrice=PRICE, maxPrice=PRICE) == names
        assert found(service, market, query, sort=sort, maxPrice=PRICE - 1) == set()
        assert found(service, market, query, sort=sort, category="art") == found(service, market, query, sort=sort, status="ended") == set()


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_looks_like_sql_is_text(service, market, attack):
    assert found(service, market, attack) == set()
    for parameter in ("category", "status", "sort", "cursor", "minPrice"):
        answer = call(service, "GET", f"{AUCTIONS}?{urllib.parse.urlencode({parameter: attack})}")
        assert answer.status == 422 or (parameter == "category" and answer.json["items"] == []), answer
    assert found(service, market, "lamp") == {"lamp"}


@pytest.mark.parametrize("query", ["", "%20", "+++", "%09%0A", "%E3%80%80"])
def test_a_search_for_nothing_is_none(service, market, query):
    seen = [item["id"] for item in walk(service, AUCTIONS, 100, minPrice=PRICE, maxPrice=PRICE)]
    answer = call(service, "GET", f"{AUCTIONS}?q={query}&minPrice={PRICE}&maxPrice={PRICE}&limit=100")
    assert answer.status == 200 and [item["id"] for item in answer.json["items"]] == seen


@pytest.mark.parametrize("query, code", [("x" * 101, "length"), ("가" * 101, "length"), ("𝄞" * 101, "length"), ("e\u0301" * 51, "length"), ("a b c d e f g h i", "range"),
                                         ("a\u0000b", "control"), ("\u0000", "control"), ("a\u0007b", "control"), ("\u007f", "control")])
def test_a_search_has_limits(service, query, code):
    answer = call(service, "GET", f"{AUCTIONS}?{urllib.parse.urlencode({'q': query})}")
    assert expect(answer, 422, "invalid").mistakes == {"q": code}


@pytest.mark.parametrize("query", ["x" * 100, "가" * 100, "𝄞" * 100, "e\u0301" * 50, f"   {'x' * 100}   ", "a b c d e f g h", "  a  b  c  d  e  f  g  h  ", " ".join(["가" * 11] * 8)])
def test_the_limits_themselves_are_good(service, query):
    assert call(service, "GET", f"{AUCTIONS}?{urllib.parse.urlencode({'q': query})}").status == 200


@pytest.mark.parametrize("encoded", ["%EC%9E%90%EC%A0%84", "%ec%9e%90%ec%a0%84", "%EC%9E%90%EC%A0%84+", "+%EC%9E%90%EC%A0%84", "%20%EC%9E%90%EC%A0%84%0A"])
def test_the_address_may_be_encoded_in_many_ways(service, market, encoded):
    answer = call(service, "GET", f"{AUCTIONS}?q={encoded}&minPrice={PRICE}&maxPrice={PRICE}")
    assert [market[item["id"]] for item in answer.json["items"]] == ["bike"]


@pytest.mark.parametrize("encoded", ["%", "%zz", "%e", "%ff", "%c0%af", "%ed%a0%80", "%EC%9E", "a%00%ff"])
def test_an_address_that_is_not_encoded_is_malformed(service, encoded):
    expect(call(service, "GET", f"{AUCTIONS}?q={encoded}"), 400, "malformed")


def test_plus_and_percent_are_found_as_they_are_typed(service, market):
    for query in ("100%25", "100%2525", "%2Blamp"):
        assert call(service, "GET", f"{AUCTIONS}?q={query}").status == 200
    assert found(service, market, "100%") == {"signs"}


def test_the_forms_of_one_text_are_asked_at_once(service, market):
    """Whoever asks in one form goes on with that form's cursor, whatever others asked meanwhile."""
    forms = [unicodedata.normalize(form, "자전거 기타") for form in ("NFC", "NFD")] + ["자전거  기타"]
    for form in forms * 10:
        assert found(service, market, form) == set()
    for name in ("NFC", "NFD"):
        form = urllib.parse.quote(unicodedata.normalize(name, "기타"))
        first = call(service, "GET", f"{AUCTIONS}?q={form}&limit=1").json
        assert first["next"] is not None
        assert call(service, "GET", f"{AUCTIONS}?q={form}&limit=1&cursor={first['next']}").status == 200
