"""A process of a test's own (API, scheduler or gateway), on the service's PostgreSQL and Redis, with other settings."""
import contextlib
import os
import signal
import socket
import subprocess

from .http import call
from .service import wait_until


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def settings_of(service, changes):
    """The service's environment, changed; None takes a variable away."""
    settings = os.environ | service.environment | changes
    return {name: str(value) for name, value in settings.items() if value is not None}


def command(service, program="APIServer", *words):
    return [(service.data / "run" / "bin").read_text().strip() + f"/{program}", *words]


class Process:
    def __init__(self, service, folder, words, ending=signal.SIGTERM, **settings):
        self.service, self.port, self.ending = service, free_port(), ending
        self.log = folder / f"process-{self.port}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(words, env=settings_of(service, settings | {"HANDSUP_PORT": self.port}),
                                            cwd=folder, stdout=log, stderr=log)
        try:
            wait_until(self.is_ready, f"the process to be ready; {self.log.read_text()[-2000:]}")
        except BaseException:
            self.end()
            raise

    def is_ready(self):
        assert self.process.poll() is None, self.log.read_text()
        with contextlib.suppress(OSError):
            return call(self.service, "GET", "/readyz", port=self.port).status == 200

    def metrics(self):
        return call(self.service, "GET", "/metrics", port=self.port).body.decode()

    def metric(self, name):
        """The sum of a metric over its labels; 0 before there is one."""
        lines = [line.rpartition(" ") for line in self.metrics().splitlines() if line.startswith((f"{name} ", f"{name}{{"))]
        return sum(float(value) for _, _, value in lines)

    def send(self, sign):
        self.process.send_signal(sign)

    def end(self):
        self.send(self.ending)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextlib.contextmanager
def running(*arguments, **settings):
    process = Process(*arguments, **settings)
    try:
        yield process
    finally:
        process.end()


def process(service, folder, verb="serve", **settings):
    return running(service, folder, command(service, "APIServer", verb), **settings)


def gateway(service, folder, **settings):
    """A gateway besides those of the service; it is killed in the end, so that nobody waits for its sockets.

    They count as a person's for a while longer, hence no limit of these unless a test sets it.
    """
    settings = {"HANDSUP_SOCKETS_PER_PERSON": 1_000_000} | settings
    return running(service, folder, command(service, "RealtimeGateway"), signal.SIGKILL, **settings)


def refusal(service, folder, **settings):
    """What a process says that cannot begin with its settings."""
    done = subprocess.run(command(service, "APIServer", "serve"), env=settings_of(service, settings | {"HANDSUP_PORT": free_port()}), cwd=folder,
                          capture_output=True, text=True, timeout=20)
    assert done.returncode not in (0, None) and done.returncode > 0, done
    return done.stdout + done.stderr
