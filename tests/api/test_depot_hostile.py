"""Files by somebody who means harm: types that lie, ranges, disks that fill up; nothing comes back out that a browser would run."""

import errno
import io
import os
import zipfile
from pathlib import Path

import pytest

from tests.api.test_cvs import D01, deposer, rien_ne_reste
from tests.conftest import Compte


def polyglotte() -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as zip_:
        zip_.writestr("word/document.xml", "<w/>")
    return D01 + b"\n<html><script>alert(1)</script></html>\n" + archive.getvalue()


@pytest.mark.parametrize(
    ("contenu", "nom", "media"), [(D01, "cv.pdf.exe", "text/html"), (polyglotte(), "cv.docx", "application/zip")], ids=["menteur", "polyglotte"]
)
def test_the_bytes_alone_say_what_a_file_is(candidat: Compte, ressources, contenu: bytes, nom: str, media: str):
    cv = deposer(candidat, contenu, nom, media)
    assert (cv.status_code, cv.json()["profil"]["nom_complet"]) == (201, "Claire Lefèvre-Nuñez")
    fichier = candidat.get(f"/cvs/{cv.json()['id']}/fichier")
    assert (fichier.content, fichier.headers["content-type"]) == (contenu, "application/pdf")
    assert (fichier.headers["x-content-type-options"], fichier.headers["content-security-policy"]) == ("nosniff", "sandbox; default-src 'none'")
    assert fichier.headers["content-disposition"].startswith("attachment;")


@pytest.mark.parametrize("entete", ["bytes=0-1", "bytes=0-0,2-3,4-5", "bytes=" + ",".join(f"{n}-{n}" for n in range(0, 2000, 2)), "bytes=-1", "lignes=1-2"])
def test_a_file_is_given_whole_whatever_ranges_are_asked(candidat: Compte, cv: dict, entete: str):
    fichier = candidat.get(f"/cvs/{cv['id']}/fichier", headers={"Range": entete})
    assert (fichier.status_code, fichier.content, "content-range" in fichier.headers) == (200, D01, False)


@pytest.mark.parametrize("etape", ["mkdir", "open", "fsync", "replace"])
def test_a_disk_that_fills_up_at_any_step_leaves_no_row_and_no_byte(candidat: Compte, ressources, unite, monkeypatch: pytest.MonkeyPatch, etape: str):
    plein = OSError(errno.ENOSPC, "No space left on device")
    stockage, ou = Path(ressources.settings.STORAGE_URL), Path if etape in ("mkdir", "replace") else os
    ressources.stockage  # noqa: B018 - its own folder is made before the disk is full
    vrai = getattr(ou, etape)

    def tomber(*args: object, **options: object) -> object:
        if etape == "fsync" or str(args[0]).startswith(str(stockage)):
            raise plein
        return vrai(*args, **options)

    with monkeypatch.context() as panne:
        panne.setattr(ou, etape, tomber)
        refus = candidat.deposer()
    assert (refus.status_code, refus.json()["code"], refus.headers["retry-after"]) == (503, "disque_plein", "60")
    rien_ne_reste(ressources, unite)
    assert [f for f in stockage.rglob("*") if f.is_file()] == []
    assert candidat.deposer().status_code == 201, "once there is room again"


def test_nothing_is_served_that_a_browser_or_a_spreadsheet_would_run(client):
    """No HTML but the documentation's page, no CSV: there is no cell to put a formula in."""
    medias = {
        media
        for verbes in client.app.openapi()["paths"].values()
        for operation in verbes.values()
        for reponse in operation["responses"].values()
        for media in reponse.get("content", {})
    }
    assert medias == {"application/" + m for m in ("json", "problem+json", "pdf", "octet-stream", "zip")} | {"image/png", "image/svg+xml"}
