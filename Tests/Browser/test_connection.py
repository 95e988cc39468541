"""A connection that is cut, and what becomes of what happened and was sent meanwhile."""
import time

from playwright.sync_api import expect

from conftest import DESKTOP, PHONE
from room_page import RoomPage

CUT = "ERR_INTERNET_DISCONNECTED"
# The server takes the first message; its answer never reaches the page, as when the line breaks just then.
LOSE_FIRST_ANSWER = """
    window.WebSocket = class extends WebSocket {
        set onmessage(listener) {
            super.onmessage = (event) => {
                const {type, message} = JSON.parse(event.data);
                if (!window.lost && (message || type === "event")) {
                    window.lost = Boolean(message);
                    if (message) document.documentElement.dataset.lost = "";
                    if (message) this.close();
                    return;
                }
                listener(event);
            };
        }
    };"""


def test_a_cut_connection_brings_what_was_missed_once_and_in_order(auction, enter, rival):
    room = enter(auction, user=2, may_fail=CUT)
    rival.bid(auction, 1000)
    room.costs(1000)

    room.page.context.set_offline(True)
    room.is_cut_off()
    for amount in (1100, 1200, 1300):
        rival.bid(auction, amount)
        rival.say(auction, f"{amount}원")
    room.costs(1000)

    room.page.context.set_offline(False)
    room.is_connected()
    room.costs(1300)
    room.shows(rival.events(auction))

    rival.bid(auction, 1400)
    room.costs(1400)
    room.shows(rival.events(auction))


def test_what_happened_meanwhile_is_told(auction, enter, rival):
    room = enter(auction, user=2, may_fail=CUT)
    room.page.context.set_offline(True)
    room.is_cut_off()
    rival.bid(auction, 1000)
    rival.bid(auction, 1500)
    rival.say(auction, "아무도 없나요?")
    room.page.context.set_offline(False)
    expect(room.page.locator(".toast")).to_contain_text("연결이 끊긴 동안: 입찰 2회, 메시지 1개, 지금 ₩1,500")
    room.shows(rival.events(auction))


def test_one_of_three_windows_without_network_for_ten_seconds_misses_nothing(seller, rival, newcomer, url, visit):
    """Three auctions at once, each window in the room of one of them and with the others in its strip."""
    auctions = [seller.open_auction(title=f"세 경매 가운데 {number}") for number in range(3)]
    bidder = newcomer.sign_in(url)
    for auction in auctions:
        bidder.bid(auction, 1000)
    rooms = [RoomPage(visit(f"/auctions/{auction}", user=newcomer, screen=screen, may_fail=CUT)).is_connected()
             for auction, screen in zip(auctions, (DESKTOP, DESKTOP, PHONE))]
    for room in rooms:
        expect(room.page.locator(".strip__item")).to_have_count(2)
    cut = rooms[2]
    cut.page.context.set_offline(True)
    back_at, amount = time.monotonic() + 10, 1000
    while time.monotonic() < back_at:
        amount += 500
        for auction in auctions:
            rival.bid(auction, amount)
            rival.say(auction, f"{amount}원")
        cut.page.wait_for_timeout(500)
    cut.is_cut_off()
    cut.page.context.set_offline(False)
    for room, auction in zip(rooms, auctions):
        room.is_connected()
        room.costs(amount)
        room.shows(rival.events(auction))
        for other in set(auctions) - {auction}:
            expect(room.page.locator(f".strip__item[data-auction='{other}']")).to_contain_text(f"₩{amount:,}")


def test_what_is_sent_without_a_connection_arrives_once(auction, enter, rival):
    room = enter(auction, user=2, may_fail=CUT)
    room.page.context.set_offline(True)
    room.say("끊긴 동안 쓴 말")
    room.bid(1000)
    room.is_cut_off()
    expect(room.page.locator(".message--pending")).to_have_count(1)

    room.page.context.set_offline(False)
    room.is_connected()
    expect(room.answer).to_have_attribute("data-kind", "success")
    expect(room.page.locator(".message--pending")).to_have_count(0)
    events = rival.events(auction)
    assert sorted(event["kind"] for event in events if event["kind"] in ("bid", "chat")) == ["bid", "chat"]
    room.shows(events)


def test_a_message_whose_answer_is_lost_is_not_doubled(auction, enter, rival):
    room = enter(auction, user=2, script=LOSE_FIRST_ANSWER)
    room.say("한 번만")
    expect(room.page.locator("html")).to_have_attribute("data-lost", "")
    expect(room.page.locator(".message--pending")).to_have_count(0)
    room.is_connected()
    events = rival.events(auction)
    assert [event["text"] for event in events if event["kind"] == "chat"] == ["한 번만"]
    room.shows(events)


def test_the_state_of_the_connection_is_announced_politely(auction, enter):
    room = enter(auction)
    status = room.page.locator(".connection")
    expect(status).to_have_attribute("role", "status")
    expect(status).to_have_text("실시간 연결됨")
