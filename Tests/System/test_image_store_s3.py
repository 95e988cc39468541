"""Pictures in an S3-compatible store: signed, in both styles of address, with a clear answer when it says no."""
import io

import pytest
from PIL import Image

from clients.bucket import NAME, REGION, Door, Store
from clients.http import expect
from clients.pictures import Kept, encoded, name_of, photo, upload, uploaded
from clients.processes import free_port, process, refusal
from clients.service import wait_until


@pytest.fixture(scope="module")
def store():
    store = Store()
    yield store
    store.end()


@pytest.fixture(scope="module")
def folder(tmp_path_factory, store):
    folder = tmp_path_factory.mktemp("s3")
    (folder / "secret").write_text(store.secret + "\n")
    (folder / "wrong").write_text("wrong\n")
    return folder


@pytest.fixture
def door(store):
    door = Door(store)
    yield door
    door.shutdown()


@pytest.fixture
def settings(store, folder):
    return {"HANDSUP_IMAGES": "s3", "HANDSUP_S3_ENDPOINT": store.url, "HANDSUP_S3_BUCKET": NAME, "HANDSUP_S3_REGION": REGION,
            "HANDSUP_S3_ACCESS_KEY": store.key, "HANDSUP_S3_SECRET_FILE": folder / "secret"}


def unavailable(answer):
    expect(answer, 503, "unavailable")
    assert int(answer.headers["Retry-After"]) > 0


def check_objects(store, picture):
    """The three sizes as the store has them, by their addresses' last parts."""
    for each, size in (("url", 1600), ("mediumUrl", 800), ("thumbnailUrl", 320)):
        key = "/".join(picture[each].split("/")[-2:])
        kept = store.client.get_object(Bucket=NAME, Key=key)
        assert kept["ContentType"] == "image/webp" and kept["CacheControl"] == "public,max-age=31536000,immutable"
        assert Image.open(io.BytesIO(kept["Body"].read())).size == (size, size // 2)


def test_path_style(service, member, store, folder, settings):
    with process(service, folder, **settings) as api:
        picture = uploaded(member, encoded(photo(2000, 1000)), port=api.port)
    assert picture["url"].startswith(f"{store.url}/{NAME}/")
    check_objects(store, picture)


def test_virtual_host_style(service, member, store, folder, settings, door):
    # libcurl finds every name below localhost on this machine.
    settings |= {"HANDSUP_S3_STYLE": "host", "HANDSUP_S3_ENDPOINT": f"http://s3.localhost:{door.port}/"}
    with process(service, folder, **settings) as api:
        picture = uploaded(member, encoded(photo(2000, 1000)), port=api.port)
    assert picture["url"].startswith(f"http://{NAME}.s3.localhost:{door.port}/")
    assert door.mistakes == []
    assert [(method, headers["Host"]) for method, _, headers, _ in door.requests] == [("PUT", f"{NAME}.s3.localhost:{door.port}")] * 3
    check_objects(store, picture)


def test_people_get_pictures_from_another_address(service, member, folder, settings):
    with process(service, folder, **settings | {"HANDSUP_S3_PUBLIC_URL": "https://pictures.example/p/"}) as api:
        picture = uploaded(member, encoded(), port=api.port)
    assert all(picture[each].startswith("https://pictures.example/p/") for each in ("url", "mediumUrl", "thumbnailUrl"))


def test_a_wrong_secret_stores_nothing(service, member, store, folder, settings):
    before, keys = Kept(service), store.keys()
    with process(service, folder, **settings | {"HANDSUP_S3_SECRET_FILE": folder / "wrong"}) as api:
        unavailable(upload(member, encoded(), port=api.port))
        log = api.log.read_text()
    assert "SignatureDoesNotMatch" in log and "wrong" not in log.replace("/wrong", "")
    after = Kept(service)
    # Nothing is there, but the store would not even say so: the name is looked at again after a day.
    assert len(after.loose - before.loose) == 1
    assert (after.files, after.rows, store.keys()) == (before.files, before.rows, keys)


def test_a_store_that_fails_in_the_middle_is_cleaned(service, member, store, folder, settings, door):
    settings |= {"HANDSUP_S3_STYLE": "host", "HANDSUP_S3_ENDPOINT": f"http://s3.localhost:{door.port}"}
    before, keys = Kept(service), store.keys()
    door.refuse = {"PUT": 503}
    with process(service, folder, **settings) as api:
        unavailable(upload(member, encoded(), port=api.port))
        door.refuse = {}
        assert [method for method, *_ in door.requests] == ["PUT"] + ["DELETE"] * 3
        assert Kept(service) == before and store.keys() == keys
        uploaded(member, encoded(), port=api.port)
        assert "SlowDown" in api.log.read_text()
    assert door.mistakes == []


def test_without_the_store_all_else_works(service, member, folder, settings):
    with process(service, folder, **settings | {"HANDSUP_S3_ENDPOINT": f"http://127.0.0.1:{free_port()}"}) as api:
        unavailable(upload(member, encoded(), port=api.port))
        assert member.call("GET", "/me", port=api.port).status == 200


def test_loose_pictures_leave_the_store(service, member, store, folder, settings):
    with process(service, folder, **settings) as api:
        picture = uploaded(member, encoded(), port=api.port)
    name = name_of(picture)
    assert sum(name in key for key in store.keys()) == 3
    # The service's own scheduler would look for it in a folder.
    with service.stopped("scheduler-1"):
        service.sql(f"UPDATE loose_picture SET due = now() WHERE name = '{name}'")
        with process(service, folder, verb="schedule", **settings):
            wait_until(lambda: not service.sql(f"SELECT 1 FROM loose_picture WHERE name = '{name}'"), "the sweep")
    assert not any(name in key for key in store.keys())


@pytest.mark.parametrize("missing", ["HANDSUP_S3_ENDPOINT", "HANDSUP_S3_BUCKET", "HANDSUP_S3_ACCESS_KEY", "HANDSUP_S3_SECRET_FILE"])
def test_a_process_without_what_the_store_needs_does_not_start(service, folder, settings, missing):
    assert missing in refusal(service, folder, **settings | {missing: None})


def test_a_secret_that_cannot_be_read_is_told(service, folder, settings):
    said = refusal(service, folder, **settings | {"HANDSUP_S3_SECRET_FILE": "/nowhere"})
    assert "HANDSUP_S3_SECRET_FILE" in said and "/nowhere" in said
