"""The brief's local page: drop a CV, see each fact with its proof; the JSON lands in `cv_extraits/`.

``cd app && python test_cv_upload.py`` then http://localhost:8000 (`PORT` changes it). No database, no account, no network.
"""
# ruff: noqa: E402 - started as a script, the path must be right before the rest is imported

import re
import socket
import sys
import time
import uuid
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timezone
from pathlib import Path
from threading import Lock

RACINE = Path(__file__).resolve().parents[1]
if not __package__:
    # started as a script: Python put app/ first, where `core`, `utils`, `tests`… would shadow other packages
    sys.path[0] = str(RACINE)

from fastapi import FastAPI, Response, UploadFile
from fastapi.responses import FileResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel
from starlette.requests import Request

from app.ai.lecture.lecteur import Lecteur
from app.core.config import Settings, get_settings
from app.core.errors import Code, ErreurMetier, LectureImpossible
from app.schemas.profil import LectureCV

PAGE = Path(__file__).parent / "tests" / "page_lecture"
POLITIQUE = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
GARDES = 20


class LectureFaite(BaseModel):
    """A reading as the page shows it."""

    numero: str
    nom_fichier: str
    fichier_json: str
    duree_ms: int
    lecture: LectureCV


class Memoire:
    """The last files read, so that their pages can be drawn."""

    def __init__(self) -> None:
        self._fichiers: OrderedDict[str, tuple[bytes, Path]] = OrderedDict()
        self._verrou = Lock()

    def garder(self, numero: str, contenu: bytes, json: Path) -> None:
        """Keep one more; the oldest goes."""
        with self._verrou:
            self._fichiers[numero] = (contenu, json)
            while len(self._fichiers) > GARDES:
                self._fichiers.popitem(last=False)

    def prendre(self, numero: str) -> tuple[bytes, Path]:
        """The file and its JSON. Raises ErreurMetier `cv_introuvable` once it is forgotten."""
        with self._verrou:
            if numero not in self._fichiers:
                raise ErreurMetier(Code.CV_INTROUVABLE)
            return self._fichiers[numero]


def lire_et_enregistrer(lecteur: Lecteur, contenu: bytes, nom_fichier: str, dossier: Path) -> tuple[LectureFaite, Path]:
    """Read one CV and write what it says to `dossier`. Raises LectureImpossible, leaving nothing."""
    debut = time.perf_counter()
    lecture = lecteur.lire(contenu, nom_fichier=nom_fichier, recu_le=datetime.now(timezone.utc).date())
    duree = round((time.perf_counter() - debut) * 1000)
    numero = uuid.uuid4().hex
    racine_nom = re.sub(r"[^A-Za-z0-9_-]+", "-", Path(nom_fichier).stem)[:60].strip("-") or "cv"
    # "essai-" keeps these apart from the product's own {cv_id}.json, which answer to a row of the database
    fichier = dossier / f"essai-{racine_nom}-{numero[:8]}.json"
    dossier.mkdir(parents=True, exist_ok=True)
    fichier.write_text(lecture.model_dump_json(indent=2), encoding="utf-8")
    affiche = fichier.relative_to(RACINE) if fichier.is_relative_to(RACINE) else fichier
    return LectureFaite(numero=numero, nom_fichier=nom_fichier, fichier_json=str(affiche), duree_ms=duree, lecture=lecture), fichier


def _erreur(_: Request, erreur: Exception) -> Response:
    if not isinstance(erreur, ErreurMetier):
        raise erreur
    return JSONResponse({"code": erreur.code.cle, "detail": erreur.detail("fr")}, status_code=erreur.code.value.statut)


def creer_app(settings: Settings, lecteur: Lecteur) -> FastAPI:
    """The page and the three addresses it calls; `lecteur` is closed with the application."""

    @asynccontextmanager
    async def duree_de_vie(_: FastAPI) -> AsyncIterator[None]:
        lecteur.chauffer()
        yield
        lecteur.fermer()

    app = FastAPI(title="Lire un CV", docs_url=None, redoc_url=None, openapi_url=None, lifespan=duree_de_vie)
    memoire = Memoire()
    app.add_exception_handler(ErreurMetier, _erreur)
    app.mount("/statique", StaticFiles(directory=PAGE))

    @app.get("/")
    def page() -> FileResponse:
        """The page."""
        return FileResponse(PAGE / "index.html", headers={"Content-Security-Policy": POLITIQUE, "Cache-Control": "no-store"})

    @app.post("/lectures")
    def lire(file: UploadFile) -> LectureFaite:
        """Read the dropped file."""
        limite = settings.CV_TAILLE_MAX_MO * 1024 * 1024
        contenu = file.file.read(limite + 1)
        if len(contenu) > limite:
            raise LectureImpossible(Code.FICHIER_TROP_GROS, limite=f"{settings.CV_TAILLE_MAX_MO} Mo")
        faite, fichier = lire_et_enregistrer(lecteur, contenu, file.filename or "cv.pdf", settings.CV_EXTRAITS_DIR)
        memoire.garder(faite.numero, contenu, fichier)
        return faite

    @app.get("/lectures/{numero}.json")
    def extrait(numero: str) -> FileResponse:
        """What was written to `cv_extraits/`."""
        return FileResponse(memoire.prendre(numero)[1], media_type="application/json")

    @app.get("/lectures/{numero}/pages/{page}.png")
    def image(numero: str, page: int) -> Response:
        """One page as a picture."""
        return Response(lecteur.image(memoire.prendre(numero)[0], page, 110), media_type="image/png", headers={"Cache-Control": "private, max-age=3600"})

    return app


def principal() -> int:
    """Serve until Ctrl+C. Returns 1 with one sentence when the port is taken."""
    import uvicorn

    settings = get_settings()
    with socket.socket() as prise:
        prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            prise.bind(("127.0.0.1", settings.PORT))
        except OSError:
            sys.stderr.write(f"Le port {settings.PORT} est déjà pris : arrêtez l'autre programme, ou choisissez-en un autre, par exemple PORT=8010.\n")
            return 1
        sys.stdout.write(f"Ouvrez http://localhost:{settings.PORT} et déposez un CV (Ctrl+C pour arrêter).\n")
        sys.stdout.flush()
        serveur = uvicorn.Server(uvicorn.Config(creer_app(settings, Lecteur(settings.LECTURE_ENFANTS, ocr=settings.OCR == "auto")), log_level="warning"))
        serveur.run(sockets=[prise])
    return 0


if __name__ == "__main__":
    sys.exit(principal())
