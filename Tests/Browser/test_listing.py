"""Listing a thing: pictures, fields, drafts; changing it, taking it back, and listing it anew."""
import re

import pytest
from playwright.sync_api import expect

from listing_page import ListingPage
from market_page import MarketPage
from samples import ahead, draw, files, word

FAILS = "Failed to load resource"
PIXEL = {"name": "점.gif", "mimeType": "image/gif", "buffer": b"GIF89a"}


@pytest.fixture(scope="module")
def pictures(browser):
    return draw(browser, 3)


@pytest.fixture
def form(visit, newcomer):
    """The form of somebody who sells nothing else."""
    return lambda path="/auctions/new", user=newcomer, **options: ListingPage(visit(path, user=user, **options))


def test_a_newcomer_lists_a_thing_with_three_pictures_and_another_finds_it(form, pictures, visit):
    name = word()
    page = form()
    page.add(files(pictures))
    page.has_pictures(3)
    page.fill(f"중고 {name} 팝니다", price=25_000, category="hobby")
    page.estimate.fill("40000")
    page.duration.select_option(label="60분")
    page.submit()
    expect(page.page).to_have_url(re.compile(r"/auctions/\d+$"))
    expect(page.page.locator(".gallery__choices button")).to_have_count(3)
    expect(page.page.locator(".facts")).to_contain_text("₩40,000")
    finder = MarketPage(visit("/"))
    finder.search(name[:2])
    finder.shows(f"중고 {name} 팝니다")
    picture = finder.cards.locator("img")
    finder.page.wait_for_function("(image) => image.complete && image.naturalWidth > 0", arg=picture.element_handle())


def test_what_is_missing_is_named_at_its_field(form):
    page = form()
    page.submit()
    page.blames(page.title, "꼭 적어 주세요.")
    expect(page.title).to_be_focused()
    for field in (page.category, page.start_price):
        expect(field).to_have_attribute("aria-invalid", "true")
    page.title.fill("가")
    page.submit()
    page.blames(page.title, "2자에서 100자까지")
    page.title.fill("가" * 101)
    expect(page.page.locator(".field__count").first).to_have_text("101 / 100")


def test_what_the_server_refuses_is_named_at_its_field_too(form):
    page = form(may_fail=FAILS)
    page.fill("서버가 거절할 것")
    page.page.route("**/api/v1/auctions", lambda route: route.fulfill(status=422, json={
        "code": "invalid", "fields": [{"name": "startPrice", "code": "range", "detail": "…"}]}))
    page.submit()
    page.blames(page.start_price, "0원에서 1조 원까지 할 수 있어요.")
    expect(page.start_price).to_be_focused()


def test_a_start_too_far_ahead_or_past_is_refused(form):
    page = form()
    page.fill("언젠가")
    page.starts_later()
    for time, problem in (("2020-01-01T10:00", "지금보다 나중이어야 해요."), ("2120-01-01T10:00", "지금부터 30일 안에서 고르세요.")):
        page.starts_at.fill(time)
        page.submit()
        page.blames(page.starts_at, problem)


def test_the_order_changes_by_buttons_and_by_dragging(form, pictures):
    page = form()
    page.add(files(pictures))
    page.has_pictures(3)
    one, two, three = page.colours()
    page.act(1, "뒤로 옮기기")
    assert page.colours() == [two, one, three]
    expect(page.page.locator("#announcer")).to_have_text("3장 가운데 2번째로 옮겼어요")
    page.tiles.nth(2).drag_to(page.tiles.nth(0))
    expect(page.tiles.nth(0).locator("img")).to_have_attribute("src", three)
    assert page.colours() == [three, two, one]
    expect(page.tiles.nth(0)).to_contain_text("대표")
    page.act(2, "지우기")
    assert page.colours() == [three, one]


def test_buttons_keep_the_focus_as_they_move_a_picture(form, pictures):
    page = form()
    page.add(files(pictures))
    page.has_pictures(3)
    button = page.tiles.nth(0).locator("[data-act='pictures.backward']")
    button.focus()
    button.press("Enter")
    expect(page.tiles.nth(1).locator("[data-act='pictures.backward']")).to_be_focused()


def test_other_files_are_refused_with_a_word(form, pictures):
    page = form()
    page.add([*files(pictures[:1]), PIXEL, {"name": "큰.jpg", "mimeType": "image/jpeg", "buffer": b"\xff" * (10 * 1024 * 1024 + 1)}])
    page.has_pictures(1)
    expect(page.problem).to_contain_text("점.gif: JPEG, PNG, WebP 사진만 올릴 수 있어요.")
    expect(page.problem).to_contain_text("큰.jpg: 10 MB까지 올릴 수 있어요.")


def test_what_only_looks_like_a_picture_is_refused_by_the_server(form):
    page = form(may_fail=FAILS)
    page.add([{"name": "가짜.jpg", "mimeType": "image/jpeg", "buffer": b"not a picture"}])
    expect(page.page.locator(".tile[data-state=failed]")).to_have_count(1)
    page.fill("가짜 사진")
    page.submit()
    expect(page.problem).to_contain_text("올리지 못한 사진이 있어요")
    page.act(1, "지우기")
    page.submit()
    expect(page.page).to_have_url(re.compile(r"/auctions/\d+$"))


def test_an_upload_that_fails_can_be_tried_again(form, pictures):
    page = form(may_fail=FAILS)
    page.page.route("**/api/v1/images", lambda route: route.abort())
    page.add(files(pictures[:1]))
    tile = page.page.locator(".tile[data-state=failed]")
    expect(tile).to_contain_text("서버에 연결할 수 없어요")
    page.page.unroute("**/api/v1/images")
    tile.get_by_role("button", name="다시 시도").click()
    page.has_pictures(1)


def test_a_busy_server_is_asked_again(form, pictures):
    page = form(may_fail=FAILS)
    answers = iter([{"status": 503, "headers": {"Retry-After": "0"}, "json": {"code": "unavailable"}}])

    def once(route):
        answer = next(answers, None)
        return route.fulfill(**answer) if answer else route.continue_()

    page.page.route("**/api/v1/images", once)
    page.add(files(pictures[:1]))
    page.has_pictures(1)


def test_pictures_are_pasted_and_dropped(form):
    page = form()
    give = """async ([selector, type]) => {
        const canvas = Object.assign(document.createElement('canvas'), {width: 80, height: 60});
        canvas.getContext('2d').fillRect(0, 0, 40, 60);
        const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'));
        const transfer = new DataTransfer();
        transfer.items.add(new File([blob], 'a.png', {type: 'image/png'}));
        const options = {bubbles: true, cancelable: true};
        const event = type === 'paste' ? new ClipboardEvent(type, {...options, clipboardData: transfer})
            : new DragEvent(type, {...options, dataTransfer: transfer});
        document.querySelector(selector).dispatchEvent(event);
    }"""
    expect(page.title).to_be_visible()
    page.page.evaluate(give, ["#title", "paste"])
    page.has_pictures(1)
    page.page.evaluate(give, [".pictures", "drop"])
    page.has_pictures(2)


def test_a_draft_survives_a_reload_with_its_pictures(form, pictures):
    page = form()
    page.add(files(pictures[:2]))
    page.has_pictures(2)
    page.fill("쓰다 만 것", price=7000, category="books")
    page.starts_later()
    page.page.reload()
    expect(page.title).to_have_value("쓰다 만 것")
    expect(page.start_price).to_have_value("7,000")
    expect(page.category).to_have_value("books")
    expect(page.starts_at).not_to_have_value("")
    page.has_pictures(2)
    page.submit()
    expect(page.page.locator(".gallery__choices button")).to_have_count(2)
    page.page.goto(page.page.url.rpartition("/")[0] + "/new")
    expect(page.title).to_have_value("")


def test_a_draft_can_be_thrown_away(form):
    page = form()
    page.title.fill("쓰다 만 것")
    page.page.reload()
    expect(page.title).to_have_value("쓰다 만 것")
    page.page.get_by_role("button", name="처음부터 쓰기").click()
    expect(page.title).to_have_value("")
    page.page.reload()
    expect(page.title).to_have_value("")


def test_the_seller_changes_what_has_not_started(form, newcomer, url, pictures):
    client, name = newcomer.sign_in(url), word()
    images = [client.upload(picture) for picture in pictures[:2]]
    auction = client.open_auction(title=f"{name} 처음", startsAt=ahead(hours=3), imageIds=images, estimate=5000)
    page = form(f"/auctions/{auction}")
    page.page.get_by_role("link", name="고치기").click()
    expect(page.title).to_have_value(f"{name} 처음")
    page.has_pictures(2)
    page.title.fill(f"{name} 나중")
    page.estimate.fill("")
    page.act(1, "뒤로 옮기기")
    page.add(files(pictures[2:]))
    page.has_pictures(3)
    page.submit()
    expect(page.page.get_by_role("heading", level=1)).to_have_text(f"{name} 나중")
    changed = client.call("GET", f"/auctions/{auction}")
    assert changed["estimate"] is None
    assert [image["id"] for image in changed["images"]][:2] == images[::-1]
    assert len(changed["images"]) == 3


def test_nobody_else_changes_it(form, seller):
    auction = seller.open_auction(startsAt=ahead(hours=3))
    page = form(f"/auctions/{auction}/edit")
    expect(page.page.get_by_role("heading", level=1)).to_have_text("고칠 수 없는 경매예요")


def test_the_seller_takes_it_back_and_lists_it_anew(form, newcomer, url):
    client, name = newcomer.sign_in(url), word()
    auction = client.open_auction(title=name, startsAt=ahead(hours=3))
    page = form(f"/auctions/{auction}").page
    page.get_by_role("button", name="지우기").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="취소").click()
    expect(page.locator(".panel")).to_have_attribute("data-status", "upcoming")
    page.get_by_role("button", name="지우기").click()
    dialog.get_by_role("button", name="지우기").click()
    expect(page.locator(".panel")).to_have_attribute("data-status", "cancelled")
    expect(page.get_by_role("link", name="고치기")).to_be_hidden()

    page.get_by_role("button", name="다시 올리기").click()
    price = dialog.get_by_label("시작가 (원)")
    expect(price).to_have_value("1,000")
    price.fill("500")
    dialog.get_by_role("button", name="다시 올리기").click()
    expect(page).not_to_have_url(re.compile(f"/auctions/{auction}$"))
    expect(page.locator(".panel")).to_have_attribute("data-status", "live")
    expect(page.locator(".price--large")).to_have_text("₩500")
    assert client.call("GET", f"/auctions/{auction}")["status"] == "cancelled"
