"""What a link to an auction shows where it is shared: tags in the head of the page, and whatever a seller wrote stays text in them."""
import html.parser

import pytest

from clients.http import call
from clients.market import add_pictures
from clients.service import REPOSITORY
from clients.values import in_future


class Tags(html.parser.HTMLParser):
    """The elements of a page as a browser would see them, with their attributes."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.text = [], ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, attributes))

    def handle_data(self, data):
        self.text += data

    @property
    def meta(self):
        named = [dict(attributes) for tag, attributes in self.elements if tag == "meta"]
        return {attributes["property"]: attributes["content"] for attributes in named if "property" in attributes}

    @property
    def shape(self):
        """The elements with the names of their attributes."""
        return [(tag, [name for name, _ in attributes]) for tag, attributes in self.elements]


def fragment(service, auction, **options):
    answer = call(service, "GET", f"/share/auctions/{auction}", port=service.port_of("api-1"), **options)
    assert answer.status == 200 and answer.headers.get_content_type() == "text/html" and answer.headers.get_content_charset() == "utf-8", answer
    return answer.body.decode()


def page(service, auction):
    answer = call(service, "GET", f"/auctions/{auction}")
    assert answer.status == 200 and answer.headers.get_content_type() == "text/html"
    return answer.body.decode()


def test_a_link_tells_of_the_auction(service, member):
    [picture] = add_pictures(service, member.id, 1)
    auction = member.open_auction(title="산악자전거 팝니다", description="거의 새것\n\n직거래만", startPrice=150_000, imageIds=[picture["id"]])
    meta = Tags(page(service, auction)).meta
    site = service.url.rstrip("/")
    assert meta["og:title"] == "산악자전거 팝니다" and meta["og:description"] == "거의 새것 직거래만"
    assert meta["og:url"] == f"{site}/auctions/{auction}" and meta["og:image"] == site + picture["url"]
    assert (meta["og:image:width"], meta["og:image:height"]) == (str(picture["width"]), str(picture["height"]))
    assert "150000" in {meta.get("product:price:amount")} and meta["product:price:currency"] == "KRW"


def test_the_tags_follow_the_auction(service, member, bidders):
    auction = member.open_auction(title="First", startsAt=in_future(hours=1), description="")
    assert Tags(fragment(service, auction)).meta["og:title"] == "First" and "og:image" not in Tags(fragment(service, auction)).meta
    assert member.call("PATCH", f"/auctions/{auction}", {"title": "Second"}).status == 200
    assert Tags(page(service, auction)).meta["og:title"] == "Second"
    live = member.open_auction(startPrice=1000)
    assert bidders[0].bid(live, 7000).status == 201
    assert Tags(fragment(service, live)).meta["product:price:amount"] == "7000"


HOSTILE = ['"><script>alert(1)</script>', "'><img src=x onerror=alert(1)>", '"\u0301 http-equiv="\u0301refresh" content="0;url=//evil"',
           '<\u0338script>alert(1)<\u0338/script>', "&quot;&lt;&amp;amp;", '<!--# include virtual="/metrics" -->', '<!--#echo var="http_authorization" -->',
           "--><b>", "</title></head><body>", "\u2028\u2029\u202e\ufeff", "`${alert(1)}`", "]]><x>", "&\u0301#34;", '"\u200d onload="x', "\U000e0022><b>", "<" * 100, '"' * 100]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_seller_wrote_stays_text(service, member, text):
    plain = Tags(page(service, member.open_auction(title="plain", description="plain")))
    auction = member.open_auction(title=text[:100], description=text)
    for tags in (Tags(fragment(service, auction)), Tags(page(service, auction))):
        assert tags.meta["og:title"] == text[:100]
        assert tags.meta["og:description"] == " ".join(text.split()) or tags.meta["og:description"] == text
    assert (tags.shape, tags.text) == (plain.shape, plain.text), "the page is the same but for the values of its tags"


@pytest.mark.parametrize("host", ['x"><script>', "a b", "evil.example", "<b>", ""])
def test_the_name_of_the_site_stays_text(service, auction, host):
    tags = Tags(fragment(service, auction, headers={"Host": host, "X-Forwarded-Proto": 'https"><b>'}))
    assert {tag for tag, _ in tags.elements} == {"meta"}
    assert all([name for name, _ in attributes] in (["property", "content"], ["name", "content"]) for _, attributes in tags.elements)


def test_a_long_text_is_cut(service, member):
    auction = member.open_auction(description="가\u0301" * 2500)
    assert 0 < len(Tags(fragment(service, auction)).meta["og:description"]) <= 1000
    assert 0 < len(Tags(fragment(service, member.open_auction(description="낱말 " * 1000))).meta["og:description"]) <= 1000


def test_an_unknown_auction_is_the_bare_page(service):
    bare = Tags(call(service, "GET", "/").body.decode())
    for unknown in (2 ** 63 - 1, 2 ** 63, "9" * 40, 0):
        shown = Tags(page(service, unknown))
        assert shown.meta.keys() == bare.meta.keys() and "SSI" not in shown.text and "error" not in shown.text.lower()
        assert Tags(fragment(service, unknown)).elements == []


@pytest.mark.parametrize("path", ["/share/auctions/{}", "/share/", "/share", "//share/auctions/{}", "/share/../share/auctions/{}",
                                  "/%73hare/auctions/{}", "/auctions/../share/auctions/{}",
                                  "/x/../share/auctions/{}", "/api/share/auctions/{}", "/api/v1/share/auctions/{}", "/nothing"])
def test_the_fragment_is_not_served_by_itself(service, member, path):
    auction = member.open_auction(title="inside only")
    answer = call(service, "GET", path.format(auction))
    assert b"inside only" not in answer.body, path
    assert answer.status in (400, 404) or answer.body == (REPOSITORY / "web" / "index.html").read_bytes() or b"<!doctype html>" in answer.body


@pytest.mark.parametrize("path", ["/auctions/{}?x=<!--%23echo%20var=x-->", "/auctions/{}?\"><script>", "/auctions/{}#x"])
def test_the_address_adds_nothing_to_the_page(service, auction, path):
    answer = call(service, "GET", path.format(auction).split("#")[0].replace('"', "%22").replace("<", "%3C").replace(">", "%3E"))
    assert answer.status == 200 and answer.body.decode() == page(service, auction)
