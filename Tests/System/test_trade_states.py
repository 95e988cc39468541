"""How the two sides move their trade: each step needs both, and what is over stays so."""
import pytest

from clients.http import expect
from clients.notices import Bells
from clients.trades import Deal


@pytest.fixture
def deal(service):
    return Deal(service)


def test_each_step_needs_both(deal):
    for state, moves in (("agreed", ["done", "cancelled"]), ("done", [])):
        before = deal.seen_by(deal.winner)
        proposed = deal.move(deal.seller, state)
        assert (proposed["state"], proposed["proposal"]) == (before["state"], {"state": state, "by": deal.seller.id})
        again = deal.move(deal.seller, state)
        assert (again["proposal"], again["seq"]) == (proposed["proposal"], proposed["seq"]), "a repeated proposal stays"
        moved = deal.move(deal.winner, state)
        assert (moved["state"], moved["proposal"], moved["moves"]) == (state, None, moves)


def test_a_move_is_an_entry_of_the_log(deal):
    deal.post(deal.winner, "Tomorrow?")
    deal.agree("agreed")
    message, proposed, agreed = deal.log(deal.seller)
    assert [entry["kind"] for entry in (message, proposed, agreed)] == ["message", "state", "state"]
    assert [entry["seq"] for entry in (message, proposed, agreed)] == [1, 2, 3]
    assert (proposed["author"]["id"], proposed["text"], proposed["images"]) == (deal.seller.id, "", [])
    assert (proposed["state"], proposed["proposal"]) == ("open", {"state": "agreed", "by": deal.seller.id})
    assert (agreed["author"]["id"], agreed["state"], agreed["proposal"]) == (deal.winner.id, "agreed", None)
    assert deal.seen_by(deal.seller)["lastMessage"] == agreed
    assert (deal.seen_by(deal.seller)["unreadCount"], deal.seen_by(deal.winner)["unreadCount"]) == (2, 1)


@pytest.mark.parametrize("by", ["seller", "winner"])
def test_either_side_takes_a_proposal_back(deal, by):
    deal.move(deal.seller, "agreed")
    back = deal.move(getattr(deal, by), "open")
    assert (back["state"], back["proposal"], back["seq"]) == ("open", None, 2)
    assert deal.move(deal.seller, "open")["seq"] == 2, "nothing to take back"
    assert deal.move(deal.winner, "agreed")["proposal"] == {"state": "agreed", "by": deal.winner.id}


def test_a_new_proposal_replaces_another(deal):
    deal.move(deal.seller, "agreed")
    assert deal.move(deal.winner, "cancelled")["proposal"] == {"state": "cancelled", "by": deal.winner.id}
    assert deal.move(deal.winner, "agreed")["proposal"] == {"state": "agreed", "by": deal.winner.id}
    assert deal.move(deal.seller, "agreed")["state"] == "agreed"


@pytest.mark.parametrize("steps", [["cancelled"], ["agreed", "cancelled"], ["agreed", "done"]], ids=" ".join)
def test_what_is_over_stays_so(deal, steps):
    deal.agree(*steps)
    for state in ("open", "agreed", "done", "cancelled"):
        for person in deal.sides:
            expect(deal.ask_to_move(person, state), 409, "trade.closed")
    assert deal.post(deal.seller, "Thank you")["seq"] == 2 * len(steps) + 1


def test_what_was_not_agreed_cannot_be_done_and_what_was_is_not_open_again(deal):
    for person in deal.sides:
        expect(deal.ask_to_move(person, "done"), 409, "trade.notAgreed")
    deal.agree("agreed")
    expect(deal.ask_to_move(deal.seller, "open"), 409, "trade.agreed")
    assert deal.seen_by(deal.winner)["seq"] == 2


def test_who_gets_no_answer_for_three_days_may_cancel_alone(service, deal):
    def age(days):
        service.sql(f"UPDATE trade SET proposed_at = proposed_at - interval '{days} days' WHERE id = {deal.id}")

    deal.move(deal.winner, "cancelled")
    age(2.9)
    assert deal.move(deal.winner, "cancelled")["state"] == "open"
    age(0.2)
    assert deal.move(deal.winner, "cancelled")["state"] == "cancelled"


def test_only_cancelling_needs_no_answer_in_the_end(service, deal):
    deal.move(deal.winner, "agreed")
    service.sql(f"UPDATE trade SET proposed_at = proposed_at - interval '9 days' WHERE id = {deal.id}")
    assert deal.move(deal.winner, "agreed")["state"] == "open"


@pytest.mark.parametrize("state", [..., None, "", "Open", "closed", 5, True, [], {}, "x" * 5000])
def test_a_bad_state_is_named(deal, state):
    answer = deal.seller.call("PUT", deal.path("state"), {} if state is ... else {"state": state})
    assert expect(answer, 422, "invalid").fields == {"state"}


def test_both_see_each_move_at_once(service, connect, deal):
    bells = [Bells(service, connect, person) for person in deal.sides]
    deal.agree("agreed", "done")
    entries = deal.log(deal.seller)
    assert len(entries) == 4
    for each in bells:
        for entry in entries:
            assert each.hear("trade") == {"type": "trade"} | entry
    bells[1].hear(kind="tradeMessage")
