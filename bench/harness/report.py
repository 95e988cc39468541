"""Tables into the document, each part between its own markers."""
import dataclasses
import os
import platform
import re
import shutil
import subprocess

from .paths import DOCUMENT, IMAGES
from .peers import nginx_path


@dataclasses.dataclass
class Table:
    head: list
    rows: list
    title: str = ""

    def markdown(self):
        lines = [f"**{self.title}**", ""] if self.title else []
        lines.append("| " + " | ".join(self.head) + " |")
        lines.append("|---" + "|--:" * (len(self.head) - 1) + "|")
        lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in self.rows]
        return "\n".join(lines)


@dataclasses.dataclass
class Section:
    title: str
    tables: list
    notes: list
    charts: dict = dataclasses.field(default_factory=dict)  # file name → SVG
    stamp: str = ""

    def markdown(self):
        images = [f"![{self.title}](images/{name})" for name in self.charts]
        notes = "\n".join(f"- {note}" for note in self.notes)
        return "\n\n".join([f"## {self.title}", self.stamp, *(table.markdown() for table in self.tables), notes, *images])


def first_line(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout.strip().splitlines()[0] if done.stdout.strip() else ""


def number_in(text):
    found = re.search(r"\d+(\.\d+)+", text)
    return found.group() if found else "?"


def processor():
    with open("/proc/cpuinfo") as file:
        names = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    return names[0] if names else platform.machine()


def stamp(command, now, service):
    """What was run, when, on what: enough to run it again, nothing that names a machine."""
    settings = dict(service.sql("SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit')"))
    versions = {
        "Swift": number_in(first_line("swift", "--version")),
        "PostgreSQL": number_in(service.sql("SHOW server_version")[0][0]),
        "Redis": number_in(first_line("redis-server", "--version")),
        "nginx": number_in(first_line(nginx_path(), "-v")),
        "Nchan": number_in(first_line("dpkg-query", "-W", "-f", "${Version}", "libnginx-mod-nchan") if shutil.which("dpkg-query") else ""),
        "wrk": number_in(first_line("wrk", "-v")),
    }
    listed = ", ".join(f"{name} {version}" for name, version in versions.items())
    return (f"`{command}`, {now:%Y-%m-%d}, {os.cpu_count()} cores ({processor()}), Linux {number_in(platform.release())}; {listed}; "
            f"fsync {settings['fsync']}, synchronous_commit {settings['synchronous_commit']}.")


def write(name, section):
    IMAGES.mkdir(parents=True, exist_ok=True)
    for file, text in section.charts.items():
        (IMAGES / file).write_text(text)
    start, end = f"<!-- bench:{name} -->", f"<!-- /bench:{name} -->"
    document = DOCUMENT.read_text() if DOCUMENT.exists() else "# Benchmarks\n"
    block = f"{start}\n{section.markdown()}\n{end}"
    pattern = re.compile(re.escape(start) + ".*?" + re.escape(end), re.DOTALL)
    if pattern.search(document):
        document = pattern.sub(lambda _: block, document)
    else:
        document = f"{document.rstrip()}\n\n{block}\n"
    DOCUMENT.write_text(document)


def count(number):
    return f"{number:,.0f}".replace(",", " ")


def met(is_met):
    return "met" if is_met else "missed"


def span(values):
    return f"{count(min(values))}–{count(max(values))}"


def busy(cpu, names):
    """Cores kept busy, by process: shows who was saturated."""
    return ", ".join(f"{label} {cpu[key]:.2f}" for key, label in names.items() if key in cpu)
