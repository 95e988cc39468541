"""A server process under test: started, waited for, looked at, stopped."""
import http.client
import os
import pathlib
import random
import signal
import socket
import subprocess
import time


def free_port():
    """Below the ports of outgoing connections, of which a run makes thousands."""
    while True:
        port = random.randint(20000, 31999)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port


def get(port, path, timeout=5, headers=None):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read(), answer.getheaders()
    finally:
        connection.close()


class Process:
    """`ready` is a path that answers 200 when the server may be used."""

    def __init__(self, command, log, environment=None, port=None, ready="/readyz"):
        self.port = port or free_port()
        environment = dict(os.environ, **(environment or {}), HANDSUP_PORT=str(self.port))
        with open(log, "ab") as output:
            self.process = subprocess.Popen(command, env=environment, stdout=output, stderr=output, start_new_session=True)
        deadline = time.monotonic() + 20
        while not self._answers(ready):
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise SystemExit(f"bench: {pathlib.Path(command[0]).name} did not start: {pathlib.Path(log).read_text()[-800:]}")
            time.sleep(0.05)

    def _answers(self, path):
        try:
            return get(self.port, path)[0] == 200
        except OSError:
            return False

    @property
    def pid(self):
        return self.process.pid

    def children(self):
        return [int(pid) for pid in pathlib.Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()


def resident_bytes(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise SystemExit(f"bench: process {pid} is gone")


def cpu_seconds(pid):
    """User and system time of all its threads so far, to the kernel's tick of 10 ms."""
    # The command's name may hold blanks: the fields are counted from its closing bracket.
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
