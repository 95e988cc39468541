"""Lists and searches among a million auctions: the time that PostgreSQL takes for one page, and its plans."""
import http.client
import json
import time
import urllib.parse

from . import goals
from .report import Section, Table, count
from .search_kinds import LIST_GOAL, SEARCH_GOAL, Kinds, describe
from .service import Service
from .statement_log import PLANS, TIMES, Log, logging

AUCTIONS, QUICK_AUCTIONS = 1_000_000, 100_000
PAGE = 100
LAST_PAGES = 10  # those around the hundredth, so that not one page is asked for again and again
WALKS = 3


class Client:
    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def get(self, parameters):
        """The cursor of the next page."""
        path = "/api/v1/auctions?" + urllib.parse.urlencode(parameters)
        self.connection.request("GET", path)
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise SystemExit(f"bench: {path} answers {answer.status}: {body[:300]!r}")
        return json.loads(body)["next"]


def measure(_, plan):
    number = QUICK_AUCTIONS if plan.quick else AUCTIONS
    with Service("search", keep=False) as service:  # some gigabytes
        print(f"Making {count(number)} auctions …", flush=True)
        started = time.monotonic()
        service.handsup("demo", "--auctions", str(number))
        print(f"  in {time.monotonic() - started:.0f} s", flush=True)
        return report(service, plan, number)


def report(service, plan, number):
    texts = [text for (text,) in service.sql("SELECT words FROM auction_text WHERE auction_id % 40 = 7")]
    kinds = Kinds(texts, [name for (name,) in service.sql("SELECT id FROM category ORDER BY position")])
    print(f"Searching for {describe(kinds.words)}.", flush=True)
    requests = 40 if plan.quick else 300
    print("plans", flush=True)
    with logging(service, PLANS) as api:
        check_plans(Client(api.port), Log(service), kinds)
    with logging(service, TIMES) as api:
        client, log = Client(api.port), Log(service)
        lists = [row(client, log, f"{title}, first page", make, requests, LIST_GOAL) for title, make in kinds.lists().items()]
        for title, make in kinds.lists().items():
            page, pages = later_pages(client, make)
            lists.append(row(client, log, f"{title}, page {page}", turns(pages), requests, LIST_GOAL))
        searches = [row(client, log, title, make, requests, SEARCH_GOAL) for title, make in kinds.searches().items()]
    print("requests a second", flush=True)
    rates = goals.table(service, plan)
    head = ["pages", "steps each", "p50 ms", "p99 ms", "max ms", "goal, p99 ms", ""]
    tables = [Table(["list", *head], lists), Table(["search", *head], searches), rates]
    return Section(f"Searching {count(number)} auctions", tables, NOTES)


def later_pages(client, make):
    """The number of the last page, at most the hundredth, and the parameters of it and of those before, of a few such lists."""
    pages, deepest = [], 0
    for _ in range(WALKS):
        parameters, walked = make(), []
        while len(walked) < PAGE:
            walked.append(dict(parameters))
            parameters["cursor"] = client.get(parameters)
            if parameters["cursor"] is None:
                break
        pages += walked[-LAST_PAGES:]
        deepest = max(deepest, len(walked))
    return deepest, pages


def turns(pages):
    """One after the other, and again."""
    left = []

    def make():
        left[:] = left or list(pages)
        return left.pop()
    return make


def row(client, log, title, make, requests, goal):
    for _ in range(3):  # each statement is prepared once a connection, not once a request
        client.get(make())
    log.times()
    times, steps, slowest = [], 0, {}
    for _ in range(requests):
        parameters = make()
        client.get(parameters)
        logged = log.times()
        steps += len(logged)
        times.append(sum(logged))
        if times[-1] == max(times):
            slowest = parameters
    if not steps:
        raise SystemExit(f"bench: PostgreSQL logged nothing of {title}")
    times.sort()
    p50, p99 = times[len(times) // 2], times[min(len(times) - 1, len(times) * 99 // 100)]
    missed = p99 > goal
    print(f"  {title}: p50 {p50:.2f}, p99 {p99:.2f}, max {times[-1]:.2f} ms" + (f"; MISSED {goal} ms: {slowest}" if missed else ""), flush=True)
    return [title, len(times), f"{steps / len(times):.1f}", f"{p50:.2f}", f"{p99:.2f}", f"{times[-1]:.2f}", goal, "missed" if missed else "met"]


def check_plans(client, log, kinds):
    """No statement may read a table from end to end."""
    found = {}
    for title, make in {**kinds.lists(), **kinds.searches()}.items():
        for _ in range(8):  # PostgreSQL considers a plan for all values after five for one each
            parameters = make()
            parameters["cursor"] = client.get(parameters)
            if parameters["cursor"]:
                client.get(parameters)
        for table, plan in log.scans().items():
            found.setdefault(table, f"{title}:\n{plan}")
    if found:
        raise SystemExit("bench: read from end to end: " + "\n".join(f"{table}, by {what}" for table, what in found.items()))


NOTES = [
    "Made by `./handsup demo --auctions`: words by Zipf's law, 97 % ended, 1 % live, 2 % upcoming. Common words are among the 15 most frequent of "
    "their language, middle ones a fortieth to an eighth down the list, rare ones in its lower half.",
    "One client asks one APIServer, one page of 20 after the other. The time is PostgreSQL's own, from its log: the sum of all steps (parsing, "
    "planning, running) of all statements that the page took, transactions and the items' rows included.",
    "No search is asked for twice: signs that searching ignores make each one new to the servers. Later pages are the last ten up to the hundredth "
    "of three such lists; where there is no hundredth the last ones.",
    "The run fails if `auto_explain` shows a sequential scan in any plan of these requests; that pass comes first, eight first and eight second pages of each kind.",
]
