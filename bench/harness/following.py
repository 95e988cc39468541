"""Clients that stay in their rooms: what must never happen to them, and a trial whether it would be noticed."""
from . import bids, loadgen
from .service import PERSON

# What the checks are fooled with → what must be seen then.
SPOILS = {"drop": "lost", "double": "doubled", "alter": "differing", "mute": "unanswered"}
WRONG = ["lost", "doubled", "differing", "incomplete", "unrecovered", "unanswered", "answeredTwice", "strange", "missing", "repeated", "untold",
         "refused", "apart"]


def finish(service, conversation, rooms, acknowledged):
    """Ends it, and compares what the clients know with the database."""
    result = conversation.end()
    listed = ",".join(map(str, rooms))
    result.update(bids.audit(service, acknowledged, rooms, name=PERSON))
    heads = service.sql(f"SELECT seq FROM auction WHERE id IN ({listed}) ORDER BY id")
    (placed,), = service.sql(f"SELECT count(*) FROM bid WHERE auction_id IN ({listed})")
    # Rooms whose log ends elsewhere than at what was seen last; bids that nobody was told to have placed.
    result["apart"] = sum(int(head) != seen for (head,), seen in zip(heads, result.pop("heads"), strict=True))
    result["untold"] = abs(int(placed) - result["accepted"])
    # A bid that was overtaken on its way is answered so; any other refusal is a fault here.
    result["refused"] = sum(number for code, number in result.pop("codes").items() if code != "bid.tooLow")
    return result


def wrong(result):
    return {name: result[name] for name in WRONG if result[name]}


def check_checks(service, targets, tokens, acknowledged):
    """Runs in which one thing goes wrong on purpose: if that is not seen, no result means anything."""
    for spoil, seen in {None: None, **SPOILS}.items():
        rooms = service.auctions(2)
        options = {"spoil": spoil} if spoil else {}
        with loadgen.Conversation("follow", to=targets, rooms=",".join(map(str, rooms)), sockets=20, tokens=tokens, rate=100,
                                  acknowledged=acknowledged, **options) as conversation:
            conversation.hear()
            service.sql("SELECT pg_sleep(3)")
            result = finish(service, conversation, rooms, acknowledged)
        found = wrong(result)
        if (seen is None and found) or (seen is not None and seen not in found):
            raise SystemExit(f"bench: the checks do not work: with '{spoil}' they see {found or 'nothing'}")
        print(f"  {spoil or 'nothing'} spoilt: {found or 'nothing'} wrong", flush=True)
