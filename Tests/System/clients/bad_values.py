"""Values of JSON, bodies and queries that no endpoint wants."""
from .http import assert_problem

WRONG = {
    "null": "null", "true": "true", "a text": '"x"', "an empty text": '""', "a list": "[]", "an object": "{}", "nested lists": "[[[[1]]]]",
    "negative": "-1", "least": str(-2 ** 63), "below the least": str(-2 ** 63 - 1), "beyond 64 bits": str(2 ** 64), "a thousand digits": "9" * 1000,
    "a fraction": "0.1", "many decimals": "1." + "0" * 5000 + "1", "an exponent": "1e3", "a great exponent": "1e999999", "a small one": "1e-999999",
    "minus zero": "-0", "NUL": '"\\u0000"', "a lone surrogate": '"\\ud800"', "a low one": '"\\udc00x"', "a long text": '"' + "x" * 50_000 + '"',
    "emoji": '"' + "👋" * 10_000 + '"', "controls": '"\\u0001\\u001f\\u007f"', "ten thousand deep": "[" * 10_000 + "]" * 10_000,
    "objects ten thousand deep": '{"a":' * 10_000 + "1" + "}" * 10_000, "not closed": "[" * 10_000,
}

_DEEP = '{"a":' * 10_000 + "1" + "}" * 10_000
BODIES = [value.encode() for value in WRONG.values()] + [
    b"\xff" * 100, b"\x00" * 100, b'{"\xff":1}', '{"text":"x"}'.encode("utf-16"), '{"text":"x"}'.encode("utf-32"),
    f'{{"x":{_DEEP}}}'.encode(), b"{" + b'"x":1,' * 5000 + b'"x":2}', b'{"":1}', b'{"\\u0000":1}', b'{"\\ud800":1}']
QUERIES = ["&", "=", "&&&==&", "limit", "limit=&limit=5", "limit=5&limit=6", "limit[]=5", "limit=5;cursor=x", "?", "??", "%", "%%", "%zz=1", "limit=%",
           "limit=%2", "limit=%zz", "limit=%00", "limit=5%00", "cursor=%ff", "cursor=%c0%af", "status=%ed%a0%80", "sort=%F0%9F%91%8B", "x=" + "y" * 4000,
           "&".join(f"a{n}=1" for n in range(900)), "after=%2d1", "after=0x10", "after=1_0", "after=٣", "after=+1", "limit=1%200", "cursor='%20OR%201=1--",
           "cursor=../../etc/passwd", "cursor=AAAA====", "cursor=-_-_", "cursor=%E2%80%AE", "category=%00", "category=%ff",
           "q=", "q=%00", "q=%ff", "q=%ed%a0%80", "q=%F0%9F%91%8B", "q=" + "x" * 3000, "q=" + "x+" * 1500, "q=%CC%81", "q=%E2%80%8D", "q=%EF%BF%BF",
           "q=%F4%8F%BF%BF", "q=x&q=y", "q[]=x", "q=" + "%EF%B7%BA" * 100, "minPrice=-1", "minPrice=1e3", "maxPrice=%D9%A3", "minPrice=9223372036854775808", "role=liked", "role=",
           "category=" + "x" * 5000]


def is_refusal(answer):
    assert 400 <= answer.status < 500, answer
    assert_problem(answer)
