"""Whether the time of an answer tells who has an account: the same requests for known and for unknown people, shuffled."""
import random

from .account_client import AccountClient, expect
from .repeat import median
from .report import Table

GOAL = 10
PEOPLE = 50  # sign-ins of each kind a round
NUMBERS = 25  # texts of each kind a round: fewer than the 30 that numbers with the same beginning may have in an hour


def wrong_sign_in(login):
    return "/sessions", {"login": login, "password": f"wrong-{random.randrange(10**9)}"}, 401


def text(phone, purpose):
    return "/phone-verifications", {"phone": phone, "purpose": purpose}, 202


def known_phone(number):
    return f"+8210{number:08}"


def unknown_phone(number):
    return f"+8210{20000000 + number:08}"


CASES = {
    "`POST /sessions`, a name, a wrong password": (
        [wrong_sign_in(f"demo{number}") for number in range(1, PEOPLE + 1)],
        [wrong_sign_in(f"nobody{number}") for number in range(1, PEOPLE + 1)]),
    "`POST /sessions`, a phone, a wrong password": (
        [wrong_sign_in(known_phone(number)) for number in range(1, PEOPLE + 1)],
        [wrong_sign_in(unknown_phone(number)) for number in range(1, PEOPLE + 1)]),
    "`POST /phone-verifications`, sign-up": (
        [text(known_phone(number), "signUp") for number in range(1, NUMBERS + 1)],
        [text(unknown_phone(number), "signUp") for number in range(1, NUMBERS + 1)]),
    "`POST /phone-verifications`, password reset": (
        [text(known_phone(number), "passwordReset") for number in range(1, NUMBERS + 1)],
        [text(unknown_phone(number), "passwordReset") for number in range(1, NUMBERS + 1)]),
}


def round_of(port, known, unknown, seconds):
    """Each request once, in random order, each on a connection of its own."""
    attempts = [("known", one) for one in known] + [("unknown", one) for one in unknown]
    random.shuffle(attempts)
    for kind, (path, body, wanted) in attempts:
        with AccountClient(port) as client:
            status, taken, content = client.post(path, body)
        expect(status, wanted, f"{path} for {kind} people", content)
        seconds[kind].append(taken * 1000)


def table(service, port, attempts):
    rows = []
    for name, (known, unknown) in CASES.items():
        service.forget_limits()
        round_of(port, known[:5], unknown[:5], {"known": [], "unknown": []})  # what the first ones pay is not the question
        milliseconds = {"known": [], "unknown": []}
        for _ in range(max(1, attempts // len(known))):
            service.forget_limits()
            round_of(port, known, unknown, milliseconds)
        ours, theirs = median(milliseconds["known"]), median(milliseconds["unknown"])
        difference = (ours - theirs) / theirs * 100
        print(f"  {name}: known {ours:.2f} ms, unknown {theirs:.2f} ms, {difference:+.1f} %", flush=True)
        rows.append([name, len(milliseconds["known"]), f"{ours:.2f}", f"{theirs:.2f}", f"{difference:+.1f} %", f"± {GOAL} %"])
    return Table(["request", "of each kind", "with an account, p50 ms", "without, p50 ms", "difference", "goal"], rows,
                 title="Does the time tell whether there is an account?")
