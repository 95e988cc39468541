"""Two visitors in one room."""
import re

from playwright.sync_api import expect

HOSTILE = {
    "markup": "<script>window.attacked = true</script><img src=x onerror='window.attacked = true'>",
    "right to left": "שלום \u202egnp.exe\u202c مرحبا",
    "emoji": "👩‍👩‍👧‍👦🙌🏽 좋아요 🇰🇷",
    "entities": "&lt;b&gt; \" ' ` ${1+1} {price}",
}


def test_a_bid_in_one_page_appears_in_the_other(auction, enter):
    bidder, watcher = enter(auction, user=2), enter(auction)
    bidder.bid(1000)
    expect(bidder.answer).to_have_attribute("data-kind", "success")
    for room in (bidder, watcher):
        room.costs(1000)
        expect(room.bids).to_have_count(1)
    expect(watcher.amount).to_have_value("1,100")


def test_the_next_minimum_follows_the_price_until_it_is_edited(auction, enter, rival):
    room = enter(auction, user=2)
    expect(room.amount).to_have_value("1,000")
    rival.bid(auction, 9_950)
    expect(room.amount).to_have_value("10,050")
    rival.bid(auction, 10_050)
    expect(room.amount).to_have_value("10,550")
    room.amount.fill("20000")
    rival.bid(auction, 10_550)
    room.costs(10_550)
    expect(room.amount).to_have_value("20,000")
    expect(room.place_bid).to_contain_text("₩20,000")


def test_chat_goes_both_ways_and_stays_text(auction, enter):
    one, other = enter(auction, user=2), enter(auction, user=3)
    for count, text in enumerate(HOSTILE.values(), start=1):
        one.say(text)
        for room in (one, other):
            expect(room.messages).to_have_count(count)
            assert room.messages.last.locator(".message__text").text_content() == text
    other.say("잘 보여요")
    expect(one.messages).to_have_count(len(HOSTILE) + 1)
    expect(one.messages.last).to_contain_text("잘 보여요")
    for room in (one, other):
        assert room.page.evaluate("window.attacked") is None
        assert room.messages.locator("script, img:not(.avatar)").count() == 0


def test_a_hostile_title_and_description_are_text(seller, enter):
    title = "<img src=x onerror=alert(1)> & 카메라"
    room = enter(seller.open_auction(title=title, description="<b>굵게</b>\n<script>alert(1)</script>"))
    expect(room.page.get_by_role("heading", level=1)).to_have_text(title)
    expect(room.page).to_have_title(re.compile(re.escape(title)))
    assert room.page.locator(".about__text").text_content() == "<b>굵게</b>\n<script>alert(1)</script>"


def test_a_reload_keeps_the_history(auction, enter, rival):
    for amount in (1000, 1100, 1200):
        rival.bid(auction, amount)
    for text in ("하나", "둘"):
        rival.say(auction, text)
    room = enter(auction, user=2)
    room.shows(rival.events(auction))
    room.page.reload()
    room.is_connected()
    room.shows(rival.events(auction))
    room.costs(1200)
    expect(room.page.locator(".account-menu")).to_be_visible()


def test_older_history_comes_on_demand(auction, enter, rival):
    for number in range(60):
        rival.say(auction, f"줄 {number}")
    room = enter(auction)
    expect(room.messages).to_have_count(50)
    room.page.get_by_role("button", name="이전 대화 보기").click()
    expect(room.messages).to_have_count(60)
    expect(room.messages.first).to_contain_text("줄 0")


def test_the_number_of_people_watching_is_shown(auction, enter):
    first = enter(auction)
    expect(first.page.locator(".watching")).to_contain_text("1명")
    enter(auction)
    expect(first.page.locator(".watching")).to_contain_text("2명")


def test_a_bid_that_is_too_low_tells_the_minimum(auction, enter, rival):
    rival.bid(auction, 5000)
    room = enter(auction, user=2)
    room.bid(5050)
    expect(room.answer).to_have_attribute("data-kind", "error")
    expect(room.answer).to_contain_text("₩5,100")
    room.costs(5000)


def test_a_standing_maximum_answers_other_bids(auction, enter, rival):
    room = enter(auction, user=2)
    room.page.get_by_text("최대 금액까지 자동으로 입찰").click()
    room.page.get_by_label("최대 금액 (선택)").fill("3000")
    room.bid(1000)
    room.costs(1000)
    assert rival.bid(auction, 2000)["outbid"]
    room.costs(2100)
    expect(room.page.locator(".panel__leader")).to_have_attribute("data-mine", "true")


def test_a_leader_hears_of_being_outbid(auction, enter, rival):
    room = enter(auction, user=2)
    room.bid(1000)
    expect(room.answer).to_have_attribute("data-kind", "success")
    rival.bid(auction, 1100)
    expect(room.answer).to_have_text("더 높은 입찰이 나왔어요")


def test_one_cannot_bid_on_ones_own_auction(auction, enter):
    room = enter(auction, user=1)
    expect(room.page.get_by_text("내가 연 경매예요", exact=False)).to_be_visible()
    expect(room.place_bid).to_be_hidden()


def test_an_ended_auction_shows_its_result_and_takes_no_bid(enter, seller):
    ended = seller.first_auction("ended")
    room = enter(ended["id"])  # whoever won, it is not the guest
    expect(room.page.locator(".panel__result")).to_contain_text(ended["leader"]["username"] if ended["leader"] else "입찰 없이")
    expect(room.place_bid).to_be_hidden()


def test_an_upcoming_auction_shows_when_it_starts(enter, seller):
    room = enter(seller.first_auction("upcoming")["id"], user=2)
    expect(room.page.locator(".panel")).to_contain_text("시작까지")
    expect(room.place_bid).to_be_hidden()
