"""The pictures of an auction: the right size for each screen, to turn by key, finger and button, and full size."""
import pytest
from playwright.sync_api import expect

from conftest import PHONE
from samples import draw


@pytest.fixture(scope="module")
def pictured(browser, seller):
    return seller.open_auction(title="사진 석 장", imageIds=[seller.upload(picture) for picture in draw(browser, 3)])


@pytest.fixture
def room(visit, pictured):
    return lambda **options: visit(f"/auctions/{pictured}", **options)


def shows(page, number):
    expect(page.locator(".gallery__choices [aria-pressed=true]")).to_have_accessible_name(f"사진 {number} / 3")


def test_pictures_turn_by_arrow_keys_buttons_and_choice(room):
    page = room()
    shows(page, 1)
    page.get_by_role("group", name="물건 사진").focus()
    page.keyboard.press("ArrowRight")
    shows(page, 2)
    page.get_by_role("button", name="다음 사진").click()
    shows(page, 3)
    expect(page.get_by_role("button", name="다음 사진")).to_be_hidden()
    page.get_by_role("button", name="사진 1 / 3").click()
    shows(page, 1)


def test_pictures_turn_by_finger(room):
    page = room(screen=PHONE, has_touch=True)
    shows(page, 1)
    # What a swipe does to a strip that snaps.
    page.locator(".slides__track").evaluate("(track) => track.scrollBy({left: track.clientWidth})")
    shows(page, 2)


def test_the_whole_screen_opens_where_one_is_and_closes_where_one_went(room):
    page = room()
    page.get_by_role("button", name="사진 2 / 3").click()
    shows(page, 2)
    page.get_by_role("button", name="크게 보기").click()
    count = page.get_by_role("dialog").get_by_role("status")
    expect(count).to_have_text("사진 2 / 3")
    page.keyboard.press("ArrowRight")
    expect(count).to_have_text("사진 3 / 3")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("button", name="크게 보기")).to_be_focused()
    shows(page, 3)


def test_each_screen_gets_pictures_of_its_size(room):
    page = room(screen={"width": 390, "height": 844}, device_scale_factor=2)
    image = page.locator(".slides__slide img").first
    widths = image.evaluate("(image) => image.srcset.split(', ').map((source) => source.split(' ')[1])")
    assert widths == ["320w", "800w", "1600w"]
    expect(image).to_have_attribute("width", "1600")
    expect(image).to_have_attribute("alt", "사진 석 장, 사진 1 / 3")
    expect(page.locator(".slides__slide img").nth(1)).to_have_attribute("loading", "lazy")
    page.wait_for_function("(image) => image.complete && image.naturalWidth > 0", arg=image.element_handle())
    assert image.evaluate("(image) => image.currentSrc").endswith("-800.webp")


def test_the_link_is_shared_by_the_clipboard_where_there_is_no_other_way(room, url, pictured):
    page = room(permissions=["clipboard-read", "clipboard-write"], script="delete Navigator.prototype.share;")
    page.get_by_role("button", name="공유").click()
    expect(page.locator(".toast")).to_contain_text("주소를 복사했어요")
    assert page.evaluate("navigator.clipboard.readText()") == f"{url}/auctions/{pictured}"
