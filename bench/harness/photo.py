"""A picture as phones take them, made once."""
import shutil
import subprocess

from .paths import BENCH, SCRATCH


def photo():
    """The bytes of a 12-megapixel JPEG."""
    path = SCRATCH / "photo.jpg"
    if not path.exists():
        flags = subprocess.check_output(["pkg-config", "--cflags", "--libs", "vips"], text=True).split()
        maker = SCRATCH / "photo"
        compiler = shutil.which("clang") or "cc"
        subprocess.run([compiler, "-O2", "-Wall", "-Wextra", "-o", str(maker), str(BENCH / "photo" / "photo.c"), *flags], check=True)
        subprocess.run([str(maker), str(path)], check=True)
    return path.read_bytes()
