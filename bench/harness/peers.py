"""nginx as a peer: with Nchan for fan-out and memory, plain with a file for reads."""
import os
import pathlib
import shutil

from .paths import BENCH, SCRATCH
from .process import Process, free_port

MODULES = ["/usr/lib/nginx/modules", "/usr/lib64/nginx/modules", "/opt/homebrew/lib/nginx/modules"]


def nginx_path():
    return shutil.which("nginx") or "/usr/sbin/nginx"


def nchan_module():
    for folder in MODULES:
        path = pathlib.Path(folder) / "ngx_nchan_module.so"
        if path.exists():
            return path
    raise SystemExit("bench: the Nchan module is missing; ./handsup bench installs libnginx-mod-nchan")


def _start(name, ready, **values):
    directory = SCRATCH / name
    directory.mkdir(parents=True, exist_ok=True)
    port = free_port()
    text = (BENCH / "peers" / f"{name}.conf").read_text()
    user = "user root;" if os.geteuid() == 0 else ""  # as whom the workers may read our folder
    for key, value in {"directory": directory, "port": port, "user": user, **values}.items():
        text = text.replace("{{" + key + "}}", str(value))
    configuration = directory / f"{name}.conf"
    configuration.write_text(text)
    command = [nginx_path(), "-e", str(directory / "error.log"), "-p", str(directory), "-c", str(configuration)]
    return Process(command, directory / "output.log", port=port, ready=ready)


class Nchan:
    """One worker; `worker` is the process that does the work."""

    def __enter__(self):
        self.process = _start("nchan", "/ready", module=nchan_module())
        self.port = self.process.port
        self.worker = self.process.children()[0]
        return self

    def __exit__(self, *_):
        self.process.stop()


def static(files):
    """A plain nginx that answers the given paths with the given bytes: what HTTP itself costs here."""
    folder = SCRATCH / "static" / "files"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, body in files.items():
        (folder / name).write_bytes(body)
    return _start("static", "/ready")
