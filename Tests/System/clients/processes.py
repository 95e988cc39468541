"""An API or scheduler process of a test's own, on the service's PostgreSQL and Redis, with other settings."""
import contextlib
import os
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


def command(service, verb="serve"):
    return [(service.data / "run" / "bin").read_text().strip() + "/APIServer", verb]


class Process:
    def __init__(self, service, folder, verb, **settings):
        self.service, self.port = service, free_port()
        self.log = folder / f"api-{self.port}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command(service, verb), env=settings_of(service, settings | {"HANDSUP_PORT": self.port}),
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

    def end(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextlib.contextmanager
def process(service, folder, verb="serve", **settings):
    running = Process(service, folder, verb, **settings)
    try:
        yield running
    finally:
        running.end()


def refusal(service, folder, **settings):
    """What a process says that cannot begin with its settings."""
    done = subprocess.run(command(service), env=settings_of(service, settings | {"HANDSUP_PORT": free_port()}), cwd=folder,
                          capture_output=True, text=True, timeout=20)
    assert done.returncode not in (0, None) and done.returncode > 0, done
    return done.stdout + done.stderr
