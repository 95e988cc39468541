"""Both sides are reminded of a trade in which nobody has written for a day: once, and only while it goes on."""
from clients.accounts import Visitor
from clients.notices import Bells, items
from clients.trades import Deal


def silent_for_a_day(service, *deals):
    """Moves the deals into the past; a scheduler that begins looks at once."""
    listed = ",".join(str(deal.id) for deal in deals)
    service.sql(f"UPDATE trade SET active_at = active_at - interval '25 hours', remind_at = remind_at - interval '25 hours' WHERE id IN ({listed})")
    service.kill("scheduler-1")


def test_both_are_reminded_once_of_a_silent_trade(service, connect):
    seller, winner = Visitor(service).sign_up(), Visitor(service).sign_up()
    silent, busy, over = (Deal(service, seller, winner) for _ in range(3))
    silent.post(seller, "hello?"), busy.post(seller, "hello"), over.agree("cancelled")
    bells = [Bells(service, connect, person) for person in (seller, winner)]
    silent_for_a_day(service, silent, over)
    for each, partner in zip(bells, (winner, seller)):
        told = each.told("tradeReminder")
        assert (told["trade"], told["auction"], told["partner"]["id"]) == (silent.id, silent.auction, partner.id)
    busy.post(winner, "a marker")
    silent_for_a_day(service, silent, busy)
    for each in bells:
        assert each.told("tradeReminder")["trade"] == busy.id, "once a silence"
        assert [item["trade"] for item in items(each.person, "tradeReminder")] == [busy.id, silent.id]
    silent.post(winner, "sorry")
    silent_for_a_day(service, silent)
    for each in bells:
        assert each.told("tradeReminder", trade=silent.id)
        assert [item["trade"] for item in items(each.person, "tradeReminder")] == [silent.id, busy.id]
