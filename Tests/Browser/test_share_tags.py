"""What a link to an auction shows where it is shared: tags that are there without running the page's scripts."""
import re

import pytest

from samples import draw


@pytest.fixture(scope="module")
def shared(browser, seller):
    picture = seller.upload(draw(browser, 1)[0])
    return seller.open_auction(title='공유 "시험" <b>', description="첫 줄 & 둘째 줄", imageIds=[picture])


def tags(page):
    return page.locator("meta[property^='og:']").evaluate_all(
        "all => Object.fromEntries(all.map((tag) => [tag.getAttribute('property'), tag.content]))")


def test_an_auction_tells_its_title_and_picture(shared, visit, url):
    page = visit(f"/auctions/{shared}", java_script_enabled=False)
    found = tags(page)
    assert found["og:title"].startswith('공유 "시험" <b>')
    assert found["og:url"].endswith(f"/auctions/{shared}")
    assert re.search(r"/media/.+\.webp$", found["og:image"])
    assert "첫 줄 & 둘째 줄" in found["og:description"]


@pytest.mark.parametrize("path", ["/", "/auctions/999999999", "/auctions/new", "/users/1"])
def test_other_pages_come_as_ever(path, visit):
    page = visit(path, java_script_enabled=False)
    assert page.title() == "핸즈업"
    assert page.locator("head title").count() == 1
