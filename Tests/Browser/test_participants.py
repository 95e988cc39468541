"""Who is in a room: how many, and by name."""
from playwright.sync_api import expect


def people(room):
    room.page.locator(".watching summary").click()
    return room.page.locator(".watching__row")


def test_people_are_listed_by_name_and_guests_are_counted(auction, newcomer, enter):
    room = enter(auction, user=newcomer)
    listed = people(room)
    expect(listed.get_by_role("link")).to_have_text([newcomer.name])
    expect(room.page.locator(".watching summary")).to_contain_text("1명")
    enter(auction, user=3)
    enter(auction)
    expect(room.page.locator(".watching summary")).to_contain_text("3명")
    expect(listed).to_have_count(2)
    expect(room.page.locator(".watching__panel")).to_contain_text("그리고 로그인하지 않은 1명")
    listed.get_by_role("link", name="demo3").click()
    expect(room.page.get_by_role("heading", level=1)).to_have_text("demo3")


def test_one_person_with_two_tabs_counts_once(auction, newcomer, enter):
    room = enter(auction, user=newcomer)
    tab = enter(auction, beside=room.page)
    expect(people(tab)).to_have_count(1)
    enter(auction, user=3)
    expect(tab.page.locator(".watching summary")).to_contain_text("2명")


def test_who_leaves_is_gone_from_the_list(auction, newcomer, enter):
    room, other = enter(auction, user=newcomer), enter(auction, user=3)
    listed = people(room)
    expect(listed).to_have_count(2)
    other.page.close()
    expect(listed).to_have_count(1)


def test_the_list_needs_no_mouse(auction, newcomer, enter):
    room = enter(auction, user=newcomer)
    summary = room.page.locator(".watching summary")
    summary.focus()
    room.page.keyboard.press("Enter")
    link = room.page.locator(".watching__row").get_by_role("link")
    expect(link).to_have_text(newcomer.name)
    room.page.keyboard.press("Tab")
    expect(link).to_be_focused()
    room.page.keyboard.press("Escape")
    expect(summary).to_be_focused()
    expect(room.page.get_by_role("heading", name="지금 보고 있는 사람")).to_be_hidden()
