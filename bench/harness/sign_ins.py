"""Successful sign-ins, each with its password hash, by a few clients that each wait for their answer."""
import os
import threading
import time

from .account_client import AccountClient, expect
from .process import cpu_seconds
from .repeat import median_run
from .report import Table, span

PASSWORD = "Handsup-demo-1"
USERS = [f"demo{number}" for number in range(1, 51)]


def client(port, logins, until, milliseconds):
    with AccountClient(port) as connection:
        number = 0
        while time.monotonic() < until:
            login = logins[number % len(logins)]
            status, taken, content = connection.post("/sessions", {"login": login, "password": PASSWORD})
            expect(status, 201, f"a sign-in of {login}", content)
            milliseconds.append(taken * 1000)
            number += 1


def run(port, pid, clients, seconds):
    """No two clients sign the same person in."""
    milliseconds = [[] for _ in range(clients)]
    started, busy = time.monotonic(), cpu_seconds(pid)
    threads = [threading.Thread(target=client, args=(port, USERS[index::clients], started + seconds, milliseconds[index]))
               for index in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed, busy = time.monotonic() - started, cpu_seconds(pid) - busy
    taken = sorted(one for each in milliseconds for one in each)
    if not all(milliseconds):
        raise SystemExit("bench: a client could not sign anybody in; its message is above")
    return {"perSecond": len(taken) / elapsed, "p50": taken[len(taken) // 2], "p99": taken[len(taken) * 99 // 100],
            "cpu": busy / len(taken) * 1000, "cores": busy / elapsed}


def table(service, port, pid, plan):
    rows = []
    cores = os.cpu_count()
    for clients in dict.fromkeys((1, cores, 4 * cores)):
        service.forget_limits()
        run(port, pid, clients, plan.warm_up)
        result = median_run([run(port, pid, clients, plan.seconds) for _ in range(plan.repeats)], "perSecond")
        print(f"  {clients} at once: {result['perSecond']:.1f} a second, p50 {result['p50']:.1f} ms, p99 {result['p99']:.1f} ms", flush=True)
        rows.append([clients, f"{result['perSecond']:.1f}", span(result["all"]), f"{result['p50']:.1f}", f"{result['p99']:.1f}",
                     f"{result['cpu']:.1f}", f"{result['cores']:.2f}"])
    return Table(["at once", "sign-ins/s", "of three", "p50 ms", "p99 ms", "CPU ms each", "cores busy"], rows, title="Sign-ins that succeed")
