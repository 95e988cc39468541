"""Sign-in: how many a second, how long one takes, and whether the time of a failed one tells anything."""
from . import enumeration, sign_ins
from .report import Section

ATTEMPTS = 400  # of each kind: their median then moves by about a percent


def measure(service, plan):
    with service.api(loops=2) as api:
        print("known and unknown", flush=True)
        times = enumeration.table(service, api.port, 0 if plan.quick else ATTEMPTS)
        print("sign-ins", flush=True)
        rates = sign_ins.table(service, api.port, api.pid, plan)
    return Section("Accounts", [times, rates], NOTES)


NOTES = [
    "One APIServer process on two loops, asked directly; texts are files. Each attempt comes from an address of its own, and what "
    "the limits have counted is deleted before each round.",
    "With and without an account: requests for the fifty sample people and for names and numbers that nobody has, shuffled, one at a "
    "time, on a fresh connection each; the time is from the request to the whole answer.",
    "A sign-in is one argon2id hash, a session in the database and two tokens. Clients are threads that wait for each answer; no two "
    "sign the same person in.",
]
