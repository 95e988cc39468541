"""Pictures in a trade: one's own, up to five, kept as long as the message shows them."""
from clients.accounts import Visitor
from clients.http import call, expect
from clients.market import add_pictures
from clients.notices import Bells
from clients.pictures import encoded, name_of, sweep, uploaded
from clients.service import wait_until
from clients.trades import Deal


def test_a_message_shows_pictures_with_or_without_a_text(service, connect):
    deal = Deal(service)
    pictures = add_pictures(service, deal.winner.id, 5)
    ids = [picture["id"] for picture in pictures]
    bells = Bells(service, connect, deal.seller)
    alone = deal.post(deal.winner, images=ids[:1])
    together = deal.post(deal.winner, "all of them, in this order", ids[::-1])
    by_socket = connect(deal.winner.token).ask("tradeChat", trade=deal.id, imageIds=ids[1:3], text="")["message"]
    assert (alone["text"], alone["images"]) == ("", pictures[:1])
    assert together["images"] == pictures[::-1] and by_socket["images"] == pictures[1:3]
    assert deal.log(deal.seller) == [alone, together, by_socket]
    for entry in (alone, together, by_socket):
        assert bells.hear("trade") == {"type": "trade"} | entry
    expect(deal.ask_to_post(deal.winner, "", []), 422, "invalid")


def test_only_ones_own_pictures_may_be_shown(service):
    deal = Deal(service)
    [foreign], [own] = add_pictures(service, deal.seller.id, 1), add_pictures(service, deal.winner.id, 1)
    for ids in ([foreign["id"]], [own["id"], foreign["id"]], [own["id"], own["id"]]):
        assert expect(deal.ask_to_post(deal.winner, "look", ids), 422, "invalid").fields == {"imageIds"}
    assert deal.log(deal.winner) == []


def test_a_picture_that_a_message_shows_is_kept(service):
    deal = Deal(service)
    shown, loose = uploaded(deal.winner, encoded()), uploaded(deal.winner, encoded())
    message = deal.post(deal.winner, images=[shown["id"]])
    assert message["images"] == [shown]
    sweep(service, name_of(shown), name_of(loose))
    wait_until(lambda: call(service, "GET", loose["url"]).status == 404, "the picture that nothing shows to be gone")
    for url in ("url", "mediumUrl", "thumbnailUrl"):
        assert call(service, "GET", shown[url]).status == 200
    assert deal.log(deal.seller) == [message]


def test_the_list_shows_the_first_picture_of_the_auction(service):
    seller = Visitor(service).sign_up()
    pictures = add_pictures(service, seller.id, 2)
    deal = Deal(service, seller, imageIds=[picture["id"] for picture in pictures])
    assert deal.seen_by(deal.winner)["auction"]["imageUrl"] == pictures[0]["thumbnailUrl"]
