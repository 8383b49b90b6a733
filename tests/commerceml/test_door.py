"""The door itself: cookies, chunks, archives and rubbish. Nothing raises, nothing half-sent is kept."""

import base64
import io
import zipfile
from typing import Any

import pytest
from django.test import Client

from optics_crm.core.models import SyncClient, SyncFile, SyncFilePart, SyncJob, SyncToken
from optics_crm.core.sync import clients
from optics_crm.core.sync.jobs import receiving
from orders.commerceml import archives, imports, reading, sessions, uploads
from orders.models import CommerceImport, CommerceSession, CommerceUpload, Product
from tests.commerceml.talk import DOOR, FRAME, SHOE, Base, catalogue, good, groups, whole, zipped

pytestmark = pytest.mark.django_db

DTD = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">{more}]><КоммерческаяИнформация>&a;</КоммерческаяИнформация>'


@pytest.fixture
def base(db: None) -> Base:
    return Base().login()


def failed(answer: str) -> str:
    word, _end, reason = answer.partition("\n")
    assert word == "failure", answer
    assert reason
    assert not any(sign in reason for sign in ("Traceback", "SELECT", "psycopg", "Error", "zipfile")), reason
    return reason


# who may talk


def test_the_login_answers_with_a_cookie_that_opens_the_rest(base: Base) -> None:
    assert base.said("init") == "zip=yes\nfile_limit=10485760"
    told = base.said("init", version="3.1").split("\n")
    assert (told[:2], told[3]) == (["zip=yes", "file_limit=10485760"], "version=3.1")
    assert len(base.cookie.partition("=")[2]) == 48
    assert CommerceSession.objects.get().cookie_hash not in base.cookie


@pytest.mark.parametrize("told", ["", "Basic !!", "Basic eDp5", "Bearer x", "Digest a"])
def test_strangers_get_no_cookie(client: Client, told: str) -> None:
    answer = client.get(f"{DOOR}?type=catalog&mode=checkauth", headers={"Authorization": told})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Basic")
    failed(answer.content.decode())


@pytest.mark.parametrize("cookie", ["", "crm1c=", "crm1c=nonsense", "crm1c=" + "0" * 48, "other=1", "crm1c=\x7f\xff"])
def test_a_wrong_cookie_opens_nothing(base: Base, cookie: str) -> None:
    base.cookie = cookie
    for mode in ("init", "file", "import", "query", "success", "deactivate", "complete"):
        for body in (None, b"x"):
            answer = base.ask(mode, body, filename="import.xml")
            assert answer.status_code == 401
            failed(answer.content.decode())
    assert SyncFile.objects.count() == 0


def test_a_session_ends_with_silence_with_its_token_and_with_its_client(base: Base) -> None:
    assert base.ask("init").status_code == 200
    clients.block("test", base.row)
    assert base.ask("init").status_code == 403
    clients.unblock("test", base.row)
    SyncClient.objects.update(networks=["203.0.113.0/24"])
    assert base.ask("init").status_code == 403
    SyncClient.objects.update(networks=[])
    CommerceSession.objects.update(touched_at="2026-01-01T00:00:00Z")
    assert base.ask("init").status_code == 401
    base.login()
    clients.revoke("test", SyncToken.objects.get())
    assert base.ask("init").status_code == 401


def test_the_scope_is_asked_for_and_rows_are_counted(db: None) -> None:
    weak = Base(scopes=["product:write"])
    told = base64.b64encode(f"{weak.key}:{weak.secret}".encode()).decode()
    answer = weak.http.get(f"{DOOR}?mode=checkauth", headers={"Authorization": f"Basic {told}"})
    assert answer.status_code == 403
    poor = Base(scopes=["commerceml"]).login()
    assert "RateLimit-Remaining" in poor.ask("init").headers
    assert poor.ask("query", kind="sale").status_code == 403
    assert "отклонено 1" in poor.load(catalogue(good(FRAME))), "the kind's own scope is needed too"
    assert Product.objects.count() == 0


# what is asked


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("catalog", ""), ("catalog", "x"), ("", "init"), ("x", "init"), ("catalog", "query"), ("catalog", "success")],
)
def test_unknown_types_and_modes_are_failures(base: Base, kind: str, mode: str) -> None:
    assert base.ask(mode, kind=kind).status_code == 200
    failed(base.said(mode, kind=kind))


@pytest.mark.parametrize(
    "name",
    ["", "%00", "..%2F..%2Fetc%2Fpasswd.xml", "%2Fetc%2Fpasswd.xml", "a%2F..%2Fb.xml", "x" * 256 + ".xml", "%0A.xml"],
)
def test_a_name_that_leads_elsewhere_is_refused(base: Base, name: str) -> None:
    for mode in ("file", "import"):
        answer = base.ask(mode, b"x", filename=name)
        assert answer.status_code in (200, 400)
        if answer.status_code == 200:
            failed(answer.content.decode())
    assert SyncFile.objects.count() == 0


def test_files_are_sent_by_post_and_imported_after_they_were_sent(base: Base) -> None:
    failed(base.said("file", filename="import.xml"))
    failed(base.said("import", filename="import.xml"))
    assert base.said("success", kind="sale") == "success"


def test_answers_come_in_windows_1251_for_those_who_read_only_that(base: Base) -> None:
    answer = base.ask("x", headers={"Accept-Charset": "windows-1251"})
    assert answer.headers["Content-Type"] == "text/plain; charset=windows-1251"
    assert answer.content.decode("windows-1251").startswith("failure\nТакого")


# chunks


def test_chunks_are_joined_and_one_sent_again_counts_once(base: Base) -> None:
    body = catalogue(good(FRAME), good(SHOE))
    first, second = body[:300], body[300:]
    base.said("init")
    for chunk in (first, first, second, second):
        assert base.said("file", chunk, filename="import.xml") == "success"
    assert base.until_done("import.xml").startswith("success")
    assert Product.objects.count() == 2


def test_a_chunk_cut_off_leaves_what_was_there(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    body = catalogue(good(FRAME))
    base.said("file", body[:300], filename="import.xml")
    pieces = uploads.pieces

    def cut(request: Any, limit: int) -> Any:
        yield from pieces(request, limit)
        raise receiving.Problem("bad_json")

    monkeypatch.setattr(uploads, "pieces", cut)
    failed(base.said("file", body[300:], filename="import.xml"))
    assert SyncFile.objects.get().size == 300
    monkeypatch.setattr(uploads, "pieces", pieces)
    base.said("file", body[300:], filename="import.xml")
    assert base.until_done("import.xml").startswith("success")


def test_what_a_dead_process_left_of_a_chunk_is_taken_away(base: Base) -> None:
    body = catalogue(good(FRAME))
    base.said("file", body[:300], filename="import.xml")
    uploads.files.append(SyncFile.objects.get(), body[300:350])  # written, never confirmed
    base.said("file", body[300:], filename="import.xml")
    assert base.until_done("import.xml").startswith("success")


def test_a_new_init_begins_every_file_anew(base: Base) -> None:
    base.said("file", b"rubbish", filename="import.xml")
    assert base.load(catalogue(good(FRAME))).startswith("success")
    base.said("init")
    assert SyncFile.objects.count() == CommerceUpload.objects.count() == CommerceImport.objects.count() == 0


def test_a_name_sent_again_after_its_import_is_a_new_file(base: Base) -> None:
    base.load(catalogue(good(FRAME)))
    base.said("file", catalogue(good(SHOE)), filename="import.xml")
    assert base.until_done("import.xml").startswith("success")
    assert Product.objects.count() == 2


def test_pictures_are_let_go_and_limits_are_kept(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    assert base.said("file", b"\xff\xd8\xff" * 999, filename="import_files/9d/x.jpg") == "success"
    assert SyncFile.objects.count() == 0
    monkeypatch.setattr(uploads, "PACKED_LIMIT", 1000)
    base.said("file", b"x" * 900, filename="a.xml")
    failed(base.said("file", b"y" * 101, filename="a.xml"))
    assert SyncFile.objects.get().size == 900
    monkeypatch.setattr(uploads, "MOST_FILES", 1)
    failed(base.said("file", b"y", filename="b.xml"))


def test_a_slow_import_is_told_as_progress_and_asked_for_again(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    base.said("file", catalogue(good(FRAME)), filename="import.xml")
    monkeypatch.setattr(imports, "AT_ONCE", 10)
    assert base.said("import", filename="import.xml").startswith("progress\n")
    imports.read_all()
    assert CommerceImport.objects.get().state == "loading"
    assert base.said("import", filename="import.xml").startswith("success\n")
    assert base.said("import", filename="import.xml").startswith("success\n")
    assert SyncJob.objects.count() == 1


def test_an_import_whose_reader_died_is_read_again(base: Base) -> None:
    base.said("file", catalogue(good(FRAME)), filename="import.xml")
    row = imports.begin(sessions_caller(base), CommerceSession.objects.get(), "import.xml")
    assert row is not None
    CommerceImport.objects.update(state="reading", lease_until="2999-01-01T00:00:00Z")
    assert base.said("import", filename="import.xml").startswith("progress")
    CommerceImport.objects.update(lease_until="2026-01-01T00:00:00Z")
    assert base.until_done("import.xml").startswith("success")


def sessions_caller(base: Base) -> Any:
    class Caller:
        scopes = frozenset(SyncToken.objects.get().scopes)

    assert sessions.COOKIE in base.cookie
    return Caller()


# archives


def test_a_file_of_an_archive_is_imported_by_its_own_name(base: Base) -> None:
    body = zipped(import_xml=catalogue(good(FRAME)), webdata__offers_xml=catalogue(good(SHOE)))
    base.said("init")
    for start in range(0, len(body), 200):
        base.said("file", body[start : start + 200], filename="v8_1C.zip")
    assert base.until_done("import.xml").startswith("success")
    assert base.until_done("webdata/offers.xml").startswith("success")
    assert Product.objects.count() == 2
    failed(base.said("import", filename="other.xml"))


def test_a_file_within_a_folder_of_an_archive_is_found_by_its_last_name(base: Base) -> None:
    assert base.load(zipped(webdata__import_xml=catalogue(good(FRAME))), "v8.zip").startswith("success")
    assert base.until_done("import.xml").startswith("success")
    base.said("file", zipped(a__offers_xml=b"x", b__offers_xml=b"y"), filename="two.zip")
    failed(base.said("import", filename="offers.xml"))


def test_a_small_archive_of_a_large_text_is_left_to_the_worker(base: Base) -> None:
    body = catalogue(*[good(f"{number}", more="<Описание>" + "x" * 50_000 + "</Описание>") for number in range(120)])
    packed = zipped(import_xml=body)
    assert len(packed) < imports.AT_ONCE < len(body)
    base.said("file", packed, filename="v8.zip")
    assert base.said("import", filename="import.xml").startswith("progress")
    imports.read_all()
    assert base.until_done("import.xml").startswith("success")
    assert Product.objects.count() == 120


def test_an_archive_with_one_file_may_be_imported_by_its_own_name(base: Base) -> None:
    assert base.load(zipped(import_xml=catalogue(good(FRAME))), "import.zip").startswith("success")


def locked() -> bytes:
    body = bytearray(zipped(import_xml=catalogue(good(FRAME))))
    body[6] |= 1
    place = body.rfind(b"PK\x01\x02")
    body[place + 8] |= 1
    return bytes(body)


def leading_out() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("../../etc/cron.xml", b"x")
        archive.writestr("import.xml", catalogue(good(FRAME)))
    return held.getvalue()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"PK\x03\x04 rubbish",
        b"\x00" * 5000,
        zipped(import_xml=catalogue(good(FRAME)))[:-30],
        zipped(import_xml=catalogue(good(FRAME)))[40:],
        zipped(import_xml=catalogue(good(FRAME))).replace(b"PK\x01\x02", b"PK\x01\x09"),
        locked(),
        leading_out(),
        zipped(other_xml=b"x"),
    ],
)
def test_bad_archives_are_told_in_words_and_leave_no_rows(base: Base, body: bytes) -> None:
    base.said("init")
    base.said("file", body, filename="v8.zip")
    for name in ("import.xml", "v8.zip"):
        answer = base.ask("import", filename=name)
        assert answer.status_code == 200
        failed(answer.content.decode())
    assert Product.objects.count() == 0


def test_a_broken_member_is_found_by_its_sum(base: Base) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("import.xml", catalogue(good(FRAME, "Имя")))
    body = held.getvalue().replace("Имя".encode(), "Юля".encode(), 1)
    base.said("file", body, filename="v8.zip")
    failed(base.until_done("import.xml"))
    assert Product.objects.count() == 0


def test_bombs_are_counted_while_they_unfold(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "TEXT_LIMIT", 2 << 20)
    monkeypatch.setattr(imports, "AT_ONCE", 1 << 40)
    start = whole("").decode().removesuffix("</КоммерческаяИнформация>").encode()
    base.said("file", zipped(import_xml=start + b" " * (60 << 20)), filename="v8.zip")
    assert "1" in failed(base.until_done("import.xml"))
    monkeypatch.setattr(archives, "DIRECTORY_LIMIT", 1000)
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(200):
            archive.writestr(f"{number}.xml", b"")
    base.said("file", many.getvalue(), filename="many.zip")
    failed(base.said("import", filename="7.xml"))


# rubbish for files


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00" * 100,
        b"hello",
        b"<a/>",
        b"<html><body>502</body></html>",
        whole(""),
        whole("<Каталог/>"),
        catalogue(good(FRAME))[:-30],
        catalogue(good(FRAME))[:500],
        catalogue(good(FRAME)).replace(b"UTF-8", b"windows-1251", 1)[:-1] + b"\x98>",
        catalogue(good(FRAME)).replace(b"UTF-8", b"martian", 1),
        catalogue(good(FRAME)) + b"<more/>",
        catalogue(good(FRAME, "\x01")),
        catalogue(good(FRAME, "&undefined;")),
        DTD.replace("{more}", "").encode(),
        DTD.replace("{more}", '<!ENTITY b SYSTEM "file:///etc/passwd">').encode(),
        b'<?xml version="1.0"?><!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd"><x/>',
        whole("<a>" * 100 + "</a>" * 100),
        catalogue(good("", "Без ключа")),
        catalogue(good("x" * 300)),
    ],
)
def test_rubbish_is_a_failure_in_words_and_nothing_goes_in(base: Base, body: bytes) -> None:
    base.said("init")
    base.said("file", body, filename="import.xml")
    answer = base.ask("import", filename="import.xml")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert text.startswith(("failure\n", "success\n")), text
    if text.startswith("failure"):
        failed(text)
    assert Product.objects.count() == 0
    assert CommerceImport.objects.exclude(state__in=["failed", "loading"]).count() == 0


def test_a_part_too_large_to_be_held_is_refused(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "NODES", 50)
    failed(base.load(catalogue(good(FRAME, more="<x/>" * 60))))
    assert base.load(catalogue(*[good(f"{n}") for n in range(60)])).startswith("success"), "many small ones are no part"


def test_values_that_cannot_be_stored_are_the_rows_own_fault(base: Base) -> None:
    bad = good(SHOE, more=f"<Штрихкоды>{'<Штрихкод>4</Штрихкод>' * 3}</Штрихкоды>")
    answer = base.load(catalogue(good(FRAME, "я" * 5000), bad, good("guid#", "Странный")))
    assert answer.startswith("success")
    assert Product.objects.count() == 3


def test_ended_sessions_are_forgotten_with_their_files(base: Base) -> None:
    base.load(whole(groups()))
    CommerceSession.objects.update(touched_at="2026-01-01T00:00:00Z")
    imports.forget_old()
    assert CommerceSession.objects.count() == SyncFile.objects.count() == SyncFilePart.objects.count() == 0
