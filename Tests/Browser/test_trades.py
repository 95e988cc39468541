"""After the hammer: the room of seller and winner."""
import re

import pytest
from playwright.sync_api import expect

from bell_page import BellPage
from people import sign_up
from samples import draw, files, word
from trade_page import TradePage

CUT = "ERR_INTERNET_DISCONNECTED"


@pytest.fixture
def sides(url, outbox):
    """Two people who meet for the first time: one sells, one wins."""
    return sign_up(url, outbox), sign_up(url, outbox)


@pytest.fixture
def trade(sides, backstage, url):
    one, other = (person.sign_in(url) for person in sides)
    return backstage.sell(one, other, title=f"{word()} 자전거")[1]


@pytest.fixture
def meet(sides, trade, visit):
    """Both at once, each in a browser of their own."""
    def open_both(**options):
        return [TradePage(visit(f"/trades/{trade}", user=person, **options)).is_open() for person in sides]
    return open_both


def test_seller_and_winner_agree_on_a_meeting_and_finish(meet):
    seller, winner = meet()
    winner.say("안녕하세요, 토요일 두 시에 강남역에서 뵐까요?")
    seller.shows("안녕하세요, 토요일 두 시에 강남역에서 뵐까요?")
    seller.say("네, 11번 출구에서 봬요.")
    winner.shows("안녕하세요, 토요일 두 시에 강남역에서 뵐까요?", "네, 11번 출구에서 봬요.")
    winner.move("약속 확정 제안")
    expect(winner.note).to_contain_text("동의를 기다려요")
    expect(seller.note).to_contain_text("약속 확정을 제안했어요")
    seller.move("약속에 동의")
    for side in (seller, winner):
        side.is_at("약속함")
        expect(side.moves.last).to_contain_text("약속이 확정됐어요")
    seller.move("거래 완료 확인")
    winner.move("나도 거래 완료")
    winner.confirm("취소")
    winner.is_at("약속함")
    winner.move("나도 거래 완료")
    winner.confirm("거래 완료")
    for side in (seller, winner):
        expect(side.note).to_contain_text("거래가 끝났어요")
        expect(side.page.locator(".trade-progress button")).to_have_count(0)
    assert seller.seqs() == winner.seqs() == [1, 2, 3, 4, 5, 6]


def test_a_proposal_can_be_taken_back_and_declined(meet):
    seller, winner = meet()
    seller.move("거래 취소 제안")
    expect(winner.note).to_contain_text("취소를 제안했어요")
    seller.move("제안 거두기")
    expect(winner.moves.last).to_contain_text("제안을 거뒀어요")
    winner.move("약속 확정 제안")
    seller.move("거절하기")
    expect(winner.moves.last).to_contain_text("제안을 거절했어요")
    winner.move("거래 취소 제안")
    seller.move("취소에 동의")
    seller.confirm("거래 취소")
    expect(winner.note).to_contain_text("취소된 거래예요")


def test_what_is_read_is_marked(meet, sides, trade, url, visit):
    seller, winner = meet()
    seller.say("보이시나요?")
    expect(seller.read_mark).to_have_text("읽음")
    winner.page.goto(f"{url}/account")
    seller.say("이건 아직이죠?")
    expect(seller.messages).to_have_count(2)
    expect(seller.messages.first.locator(".message__read")).to_be_visible()
    expect(seller.messages.last.locator(".message__read")).to_be_hidden()
    winner.page.goto(f"{url}/trades/{trade}")
    expect(seller.messages.last.locator(".message__read")).to_be_visible()
    expect(seller.read_mark).to_have_count(1)


def test_an_ended_room_leads_both_to_their_trade(sides, backstage, url, visit):
    seller, winner = sides
    auction, trade = backstage.sell(seller.sign_in(url), winner.sign_in(url))
    for person in sides:
        page = visit(f"/auctions/{auction}", user=person)
        link = page.get_by_role("link", name="거래하러 가기")
        expect(link).to_have_attribute("href", f"/trades/{trade}")
        link.click()
        TradePage(page).is_open()
        page.locator(".trade-head__auction").click()
        expect(page).to_have_url(re.compile(f"/auctions/{auction}$"))
    stranger = visit(f"/auctions/{auction}", user=4)
    expect(stranger.locator(".panel__result")).to_be_visible()
    expect(stranger.get_by_role("link", name="거래하러 가기")).to_be_hidden()


def test_a_trade_is_nobody_elses(trade, visit):
    page = visit(f"/trades/{trade}", user=4, may_fail="404")
    expect(page.get_by_role("heading", level=1)).to_have_text("이 거래를 찾을 수 없어요")


def test_pictures_go_along_with_words_or_alone(meet, browser):
    seller, winner = meet()
    pictures = draw(browser, 2, 400, 300)
    seller.page.locator("input[type=file]").set_input_files(files(pictures))
    seller.input.fill("상자도 있어요")
    seller.input.press("Enter")
    expect(winner.messages.locator(".message__picture")).to_have_count(2)
    winner.shows("상자도 있어요")
    expect(seller.page.locator(".tile")).to_have_count(0)
    seller.page.locator("input[type=file]").set_input_files(files(pictures[:1]))
    expect(seller.page.locator(".tile[data-state=done]")).to_have_count(1)
    seller.page.get_by_role("button", name="보내기", exact=True).click()
    expect(winner.messages).to_have_count(2)
    winner.page.locator(".message__picture").last.click()
    expect(winner.dialog.locator("img")).to_be_visible()
    winner.page.keyboard.press("Escape")
    expect(winner.page.locator(".message__picture").last).to_be_focused()


def test_return_sends_and_with_shift_makes_a_line(meet):
    seller, winner = meet()
    seller.input.press_sequentially("첫째 줄")
    seller.input.press("Shift+Enter")
    seller.input.press_sequentially("둘째 줄")
    seller.input.press("Enter")
    expect(winner.messages).to_have_count(1)
    assert winner.messages.locator(".message__text").text_content() == "첫째 줄\n둘째 줄"
    expect(seller.input).to_have_value("")


def test_what_was_not_sent_is_kept(meet):
    seller, _ = meet()
    seller.input.fill("쓰다 만 말")
    seller.page.reload()
    seller.is_open()
    expect(seller.input).to_have_value("쓰다 만 말")


def test_what_fails_can_be_tried_again(meet):
    seller, winner = meet()
    seller.page.evaluate("""async () => {
        const {connection} = await import('/connection.js');
        connection.request = () => { delete connection.request; return Promise.reject({code: 'unavailable'}); };
    }""")
    seller.say("두 번째에 닿는 말")
    expect(seller.pending).to_contain_text("보내지 못했어요")
    seller.pending.get_by_role("button", name="다시 시도").click()
    for side in (seller, winner):
        side.shows("두 번째에 닿는 말")


def test_without_a_connection_nothing_is_lost_or_doubled(meet, sides, trade, url):
    seller, winner = meet(may_fail=CUT)
    seller.page.context.set_offline(True)
    seller.say("끊긴 동안 쓴 말")
    winner.say("그동안 온 말")
    winner.shows("그동안 온 말")
    winner.move("약속 확정 제안")
    expect(winner.note).to_contain_text("동의를 기다려요")
    seller.page.wait_for_function("() => import('/connection.js').then(({connection}) => connection.state !== 'live')")
    expect(seller.pending).to_have_count(1)
    seller.page.context.set_offline(False)
    for side in (seller, winner):
        side.shows("그동안 온 말", "끊긴 동안 쓴 말")
        expect(side.moves).to_have_count(1)
    expect(seller.note).to_contain_text("약속 확정을 제안했어요")
    assert seller.seqs() == winner.seqs() == [1, 2, 3]


def test_older_messages_come_as_one_scrolls_up(sides, trade, url, visit):
    client = sides[0].sign_in(url)
    for number in range(1, 71):
        client.write(trade, f"줄 {number}")
    page = TradePage(visit(f"/trades/{trade}", user=sides[1])).is_open()
    expect(page.messages).to_have_count(50)
    expect(page.messages.last).to_be_in_viewport()
    page.page.locator(".chat__scroll").evaluate("(scroller) => scroller.scrollTo(0, 0)")
    expect(page.messages).to_have_count(70)
    assert page.seqs() == list(range(1, 71))


def test_the_list_moves_with_what_happens(sides, backstage, url, visit):
    seller, winner = sides
    clients = seller.sign_in(url), winner.sign_in(url)
    titles = [f"{word()} {name}" for name in ("하나", "둘")]
    trades = [backstage.sell(*clients, title=title)[1] for title in titles]
    page = visit("/trades", user=winner)
    shown = page.locator(".trade-row__title")
    expect(shown).to_have_text(titles[::-1])
    clients[0].write(trades[0], "첫 물건부터 이야기해요")
    expect(shown).to_have_text(titles)
    row = page.locator(f".trade-row[data-trade='{trades[0]}']")
    expect(row).to_contain_text("첫 물건부터 이야기해요")
    expect(row.locator(".badge")).to_contain_text("1")
    page.locator(".account-menu summary").click()
    expect(page.locator(".account-menu").get_by_role("link", name=re.compile("거래"))).to_contain_text("1")
    page.keyboard.press("Escape")
    bell = BellPage(page).counts(3)  # two were won, too
    row.get_by_role("link").click()
    TradePage(page).is_open().shows("첫 물건부터 이야기해요")
    bell.counts(2)
    page.locator(".back").click()
    expect(row).to_have_attribute("data-unread", "false")


def test_who_has_none_is_told_how_one_comes_to_a_trade(newcomer, visit):
    page = visit("/trades", user=newcomer)
    expect(page.get_by_text("아직 거래가 없어요.", exact=False)).to_be_visible()


def test_a_message_is_told_by_the_bell_and_leads_to_its_trade(sides, trade, url, visit):
    page = BellPage(visit("/account", user=sides[1])).is_live()
    sides[0].sign_in(url).write(trade, "안녕하세요")
    expect(page.toast).to_contain_text(f"{sides[0].name} 님의 새 메시지")
    page.open()
    page.items.filter(has_text="새 메시지").get_by_role("link").click()
    TradePage(page.page).is_open().shows("안녕하세요")
