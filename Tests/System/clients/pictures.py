"""Pictures as people upload them, and what the service keeps of them."""
import io
import random

from PIL import Image

from .accounts import Visitor

TYPES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}


def photo(width=640, height=480, seed=1):
    """Something that does not compress to nothing: smooth noise."""
    dice = random.Random(seed)
    small = Image.new("RGB", (40, 30))
    small.putdata([tuple(dice.randrange(256) for _ in range(3)) for _ in range(1200)])
    return small.resize((width, height), Image.Resampling.BICUBIC)


def encoded(image=None, kind="JPEG", **options):
    file = io.BytesIO()
    (image or photo()).save(file, kind, **options)
    return file.getvalue()


def upload(who, body, kind="JPEG", **options):
    headers = {"Content-Type": TYPES.get(kind, kind)} | options.pop("headers", {})
    path = "/images" if isinstance(who, Visitor) else "/api/v1/images"
    return who.call("POST", path, body, headers=headers, **options)


def uploaded(who, *arguments, **options):
    answer = upload(who, *arguments, **options)
    assert answer.status == 201, answer
    return answer.json


class Kept:
    """What is kept of pictures at one moment: files, rows, and what is noted for later."""

    def __init__(self, service):
        media = service.data / "media"
        self.files = {str(path.relative_to(media)) for path in media.rglob("*") if path.is_file() and path.parts[-2] != "demo"}
        self.uploads = set((service.data / "uploads").iterdir())
        self.rows = {name for [name] in service.sql("SELECT name FROM image WHERE name IS NOT NULL")}
        self.loose = {name for [name] in service.sql("SELECT name FROM loose_picture")}

    def __eq__(self, other):
        return vars(self) == vars(other)

    def __repr__(self):
        return str(vars(self))


def name_of(picture):
    return picture["url"].rpartition("/")[2].split("-")[0]


def sweep(service, *names):
    """Lets the pictures of these names be looked at now: a scheduler that begins does so first."""
    listed = ",".join(f"'{name}'" for name in names)
    service.sql(f"UPDATE loose_picture SET due = now() WHERE name IN ({listed})")
    service.kill("scheduler-1")
