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
    """`sockets=5` becomes `--sockets 5`, True a bare flag; `watch` is a dict of names and process ids."""
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
        else:
            words += [flag, str(value)]
    return words


class Hold:
    """Sockets that stay open, more of them at every step."""

    def __init__(self, **options):
        command = [str(LOADGEN), "hold", *arguments(options)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def open(self, count):
        self.process.stdin.write(f"{count}\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit("bench: the load generator could not open its sockets")
        state = json.loads(line)
        if state["closed"]:
            raise SystemExit(f"bench: {state['closed']} idle sockets were closed by the server")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(30)
