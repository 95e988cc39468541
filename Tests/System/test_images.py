"""Uploading pictures: three clean sizes of what is one, a clear answer and no trace of what is none."""
import concurrent.futures
import io
import pathlib
import socket
import zipfile

import pytest
from PIL import Image

from clients.accounts import Visitor, limited
from clients.http import call, expect
from clients.pictures import Kept, encoded, name_of, photo, sweep, upload, uploaded
from clients.processes import process
from clients.service import wait_until


def download(service, url):
    answer = call(service, "GET", url)
    assert answer.status == 200 and answer.headers["Content-Type"] == "image/webp", answer
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    return Image.open(io.BytesIO(answer.body))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_comes_back_in_three_sizes(service, member, kind):
    picture = uploaded(member, encoded(photo(2000, 1000), kind), kind)
    assert set(picture) == {"id", "url", "mediumUrl", "thumbnailUrl", "width", "height"}
    assert (picture["width"], picture["height"]) == (1600, 800)
    for url, size in ((picture["url"], (1600, 800)), (picture["mediumUrl"], (800, 400)), (picture["thumbnailUrl"], (320, 160))):
        assert download(service, url).size == size


def test_a_small_picture_is_not_enlarged(service, member):
    picture = uploaded(member, encoded(photo(100, 40)))
    assert {download(service, picture[each]).size for each in ("url", "mediumUrl", "thumbnailUrl")} == {(100, 40)}


def test_nobody_can_guess_a_name(member):
    body = encoded()
    names = [name_of(uploaded(member, body)) for _ in range(3)]
    assert len(set(names)) == 3 and all(len(name) == 32 for name in names)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_where_it_was_taken_is_not_kept_and_it_stands_upright(service, member, kind):
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825).update({1: "N", 2: (37.0, 33.0, 58.0), 3: "E", 4: (126.0, 58.0, 40.0)})
    picture = uploaded(member, encoded(photo(60, 40), kind, exif=exif), kind)
    assert (picture["width"], picture["height"]) == (40, 60)
    for each in ("url", "mediumUrl", "thumbnailUrl"):
        assert b"SecretCamera" not in call(service, "GET", picture[each]).body
        image = download(service, picture[each])
        assert not image.getexif() and not {"exif", "icc_profile", "xmp"} & image.info.keys()


def test_what_hides_behind_a_picture_is_left_behind(service, member):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("evil.html", "<script>alert(1)</script>")
    for tail in (archive.getvalue(), b"<html><script>alert(1)</script>"):
        picture = uploaded(member, encoded() + tail)
        for each in ("url", "mediumUrl", "thumbnailUrl"):
            body = call(service, "GET", picture[each]).body
            assert b"script" not in body and not zipfile.is_zipfile(io.BytesIO(body))


# --- what is refused leaves nothing behind

def gif():
    return encoded(photo(20, 20).convert("P"), "GIF")


def animation(kind):
    frames = [photo(20, 20, seed) for seed in (1, 2)]
    return encoded(frames[0], kind, save_all=True, append_images=frames[1:])


def bomb():
    """100 megapixels in 12 KB."""
    return encoded(Image.new("1", (10_000, 10_000)), "PNG")


SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
REFUSED = {
    "an SVG as a JPEG": (SVG, "JPEG", 415, None),
    "an SVG as itself": (SVG, "image/svg+xml", 415, None),
    "a GIF as a PNG": (gif(), "PNG", 415, None),
    "HTML": (b"<!doctype html><script>alert(1)</script>", "JPEG", 415, None),
    "a PNG as a JPEG": (encoded(kind="PNG"), "JPEG", 415, None),
    "no type": (encoded(), "application/octet-stream", 415, None),
    "JSON": (b"{}", "application/json", 415, None),
    "nothing": (b"", "JPEG", 422, "truncated"),
    "half a JPEG": (encoded()[:5000], "JPEG", 422, "truncated"),
    "half a PNG": (encoded(kind="PNG")[:5000], "PNG", 422, "truncated"),
    "half a WebP": (encoded(kind="WEBP")[:2000], "WEBP", 422, "truncated"),
    "an animated PNG": (animation("PNG"), "PNG", 422, "animated"),
    "an animated WebP": (animation("WEBP"), "WEBP", 422, "animated"),
    "a bomb": (bomb(), "PNG", 422, "tooManyPixels"),
    "a JPEG of noise": (encoded()[:400] + bytes(range(256)) * 20 + b"\xff\xd9", "JPEG", 422, "unreadable"),
    "more than 10 MiB": (b"\xff\xd8\xff" + bytes(10 << 20), "JPEG", 413, None),
}


@pytest.mark.parametrize("case", REFUSED, ids=lambda name: name.replace(" ", "-"))
def test_a_file_that_is_no_picture_is_told_so_and_leaves_no_trace(service, member, case):
    body, kind, status, code = REFUSED[case]
    before = Kept(service)
    answer = upload(member, body, kind)
    expect(answer, status, {415: "unsupportedMediaType", 413: "tooLarge", 422: "invalid"}[status])
    assert code is None or answer.mistakes == {"image": code}
    assert Kept(service) == before


def test_a_body_of_unknown_length_is_cut_at_10_mib(service, member):
    before = Kept(service)
    pieces = [b"\xff\xd8\xff"] + [bytes(1 << 16)] * 161
    body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
    with socket.create_connection((service.host, service.port), timeout=20) as connection:
        connection.sendall(f"POST /api/v1/images HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {member.token}\r\n".encode()
                           + b"Content-Type: image/jpeg\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n")
        try:
            connection.sendall(body)
        except (BrokenPipeError, ConnectionResetError):
            pass
        assert b" 413 " in connection.recv(65536).split(b"\r\n")[0]
    assert Kept(service) == before


def test_who_leaves_in_the_middle_leaves_no_trace(service, member):
    before = Kept(service)
    body = encoded()
    port = service.port_of("api-1")
    with socket.create_connection((service.host, port), timeout=20) as connection:
        connection.sendall(f"POST /api/v1/images HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {member.token}\r\n"
                           f"Content-Type: image/jpeg\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body[:-100])
    wait_until(lambda: not open_uploads(service), "the temporary file to be closed")
    assert Kept(service) == before


def open_uploads(service):
    """Files without a name that the API's processes still hold."""
    held = []
    for name in service.names("api"):
        for link in pathlib.Path(f"/proc/{service.pid(name)}/fd").iterdir():
            try:
                target = str(link.readlink())
            except OSError:
                continue
            if str(service.data / "uploads") in target:
                held.append(target)
    return held


def test_only_members_upload(service):
    expect(upload(Visitor(service), encoded()), 401, "unauthenticated")


# --- limits

def test_so_many_a_day_and_refused_files_do_not_count(service, member, tmp_path):
    with process(service, tmp_path, HANDSUP_IMAGES_PER_DAY=2) as api:
        for _ in range(2):
            assert upload(member, gif(), "JPEG", port=api.port).status == 415
            uploaded(member, encoded(), port=api.port)
        before = Kept(service)
        limited(upload(member, encoded(), port=api.port), least=80_000, most=86_400)
        assert Kept(service) == before
        uploaded(Visitor(service).sign_up(), encoded(), port=api.port)
        assert 'handsup_pictures_total{result="stored"} 3' in api.metrics()
        assert 'handsup_pictures_total{result="refused"} 2' in api.metrics()


def test_refused_files_are_not_taken_without_end(service, member, tmp_path):
    with process(service, tmp_path, HANDSUP_IMAGES_PER_DAY=1) as api:
        for _ in range(5):
            assert upload(member, gif(), "JPEG", port=api.port).status == 415
        limited(upload(member, encoded(), port=api.port), least=80_000, most=86_400)


def test_too_many_at_once_are_asked_to_come_back(service, member):
    rows = len(Kept(service).rows)
    body = encoded(photo(4000, 3000), quality=90)
    with concurrent.futures.ThreadPoolExecutor(40) as pool:
        answers = list(pool.map(lambda _: upload(member, body, timeout=120), range(40)))
    assert {answer.status for answer in answers} <= {201, 503}
    stored = [answer for answer in answers if answer.status == 201]
    assert stored and all(int(answer.headers["Retry-After"]) > 0 for answer in answers if answer.status == 503)
    assert len(Kept(service).rows) == rows + len(stored)


# --- pictures that nothing shows

def test_what_nothing_shows_is_removed_after_a_day_and_what_is_shown_stays(service, member):
    used, face, unused, left = (uploaded(member, encoded(photo(50, 50, seed))) for seed in range(4))
    member.open_auction(imageIds=[used["id"]])
    assert member.call("PATCH", "/me", {"imageId": left["id"]}).status == 200
    assert member.call("PATCH", "/me", {"imageId": face["id"]}).json["imageUrl"] == face["thumbnailUrl"]
    names = {each: name_of(picture) for each, picture in {"used": used, "face": face, "unused": unused, "left": left}.items()}
    assert set(names.values()) <= Kept(service).loose
    days = service.sql(f"SELECT min(due) > now() + interval '23 hours' FROM loose_picture WHERE name IN ('{names['left']}', '{names['unused']}')")
    assert days == [["t"]]

    # As a crash leaves them: announced, one file whole and one half written.
    lost = "0" * 24 + names["used"][:8]
    service.sql(f"INSERT INTO loose_picture (name) VALUES ('{lost}')")
    (service.data / "media" / "00").mkdir(exist_ok=True)
    for end in ("1600.webp", "800.webp.part"):
        (service.data / "media" / "00" / f"{lost}-{end}").write_bytes(b"x")

    sweep(service, lost, *names.values())
    wait_until(lambda: not Kept(service).loose & ({lost} | set(names.values())), "the sweep")
    kept = Kept(service)
    assert {names["used"], names["face"]} <= kept.rows and not {names["unused"], names["left"], lost} & kept.rows
    for name, count in ((names["used"], 3), (names["face"], 3), (names["unused"], 0), (names["left"], 0), (lost, 0)):
        assert sum(name in file for file in kept.files) == count, name
    assert call(service, "GET", unused["url"]).status == 404
    assert member.call("PATCH", "/me", {"imageId": unused["id"]}).mistakes == {"imageId": "unknown"}


def test_a_picture_of_oneself_is_taken_away_with_null(service, member):
    picture = uploaded(member, encoded())
    assert member.call("PATCH", "/me", {"imageId": picture["id"]}).json["imageUrl"] == picture["thumbnailUrl"]
    assert member.call("PATCH", "/me", {}).json["imageUrl"] == picture["thumbnailUrl"]
    assert member.call("PATCH", "/me", {"imageId": None}).json["imageUrl"] is None
    assert member.call("GET", "/me").json["imageUrl"] is None
    stranger = Visitor(service).sign_up()
    assert stranger.call("PATCH", "/me", {"imageId": picture["id"]}).mistakes == {"imageId": "unknown"}
