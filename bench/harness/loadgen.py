"""The load generator: built here, run as a process that prints one line of JSON."""
import json
import shutil
import subprocess

from .paths import BENCH, LOADGEN


def build():
    compiler = shutil.which("clang") or "cc"
    sources = sorted(str(path) for path in (BENCH / "loadgen").glob("*.c"))
    flags = ["-std=gnu17", "-D_GNU_SOURCE", "-O2", "-Wall", "-Wextra", "-Werror"]
    subprocess.run([compiler, *flags, "-o", str(LOADGEN), *sources], check=True)


def run(verb, **options):
    """`sockets=5` becomes `--sockets 5`, True a bare flag, a list a flag for each; `watch` is a dict of names and process ids."""
    command = [str(LOADGEN), verb, *arguments(options)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        raise SystemExit(f"bench: the load generator failed: {' '.join(command[1:])[:300]}")
    return json.loads(done.stdout)


def arguments(options):
    words = []
    for name, value in options.items():
        flag = "--" + name.replace("_", "-")
        if name == "watch":
            words += [word for key, pid in value.items() for word in (flag, f"{key}={pid}")]
        elif value is True:
            words.append(flag)
        elif isinstance(value, list):
            words += [word for item in value for word in (flag, str(item))]
        else:
            words += [flag, str(value)]
    return words


class Conversation:
    """A verb that says a line when it is ready, and listens."""

    def __init__(self, verb, **options):
        self.verb = verb
        command = [str(LOADGEN), verb, *arguments(options)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def hear(self):
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"bench: the load generator ended while it should {self.verb}")
        return json.loads(line)

    def say(self, line):
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def end(self):
        """Closes its input; its last words."""
        self.process.stdin.close()
        return self.hear()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Hold(Conversation):
    """Sockets that stay open, more of them at every step."""

    def __init__(self, **options):
        super().__init__("hold", **options)

    def open(self, count):
        self.say(count)
        state = self.hear()
        if state["closed"]:
            raise SystemExit(f"bench: {state['closed']} idle sockets were closed by the server")
