"""The brief's local page: drop a CV, see each fact with its proof, correct it by hand; the JSON lands in `cv_extraits/`.

``cd app && python test_cv_upload.py`` then http://localhost:8000 (`PORT` changes it). No database, no account, no network.
"""
# ruff: noqa: E402 - started as a script, the path must be right before the rest is imported

import contextlib
import mimetypes
import re
import socket
import sys
import time
import uuid
from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timezone
from pathlib import Path
from threading import Lock
from typing import Annotated

RACINE = Path(__file__).resolve().parents[1]
if not __package__:
    # started as a script: Python put app/ first, where `core`, `utils`, `tests`… would shadow other packages
    sys.path[0] = str(RACINE)

from fastapi import APIRouter, Depends, FastAPI, Header, Response, UploadFile
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel
from starlette.requests import Request

from app.ai.extraction.fusion import fusionner
from app.ai.extraction.saisie import comprendre, verifier
from app.ai.lecture.lecteur import Lecteur
from app.core.config import Settings, get_settings
from app.core.errors import Code, ErreurMetier, LectureImpossible
from app.schemas.cvs import CorrectionsIn
from app.schemas.profil import LectureCV

# Windows may know .js as text/plain, which browsers refuse for modules
mimetypes.add_type("text/javascript", ".js")

PAGE = Path(__file__).parent / "tests" / "page_lecture"
POLITIQUE = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
GARDES = 20


class LectureFaite(BaseModel):
    """A reading as the page shows it. `version` moves with every change; `annulables`: changes that can be undone."""

    numero: str
    nom_fichier: str
    fichier_json: str
    duree_ms: int
    en_images: bool
    version: int
    annulables: int
    lecture: LectureCV


class Dossier:
    """One CV in memory and what it says, from the reading to the last correction; its JSON always holds the last state."""

    def __init__(self, contenu: bytes, nom_fichier: str, fichier: Path, lecture: LectureCV, duree_ms: int) -> None:
        self.numero = uuid.uuid4().hex
        self.contenu = contenu
        # "essai-" keeps these apart from the product's own {cv_id}.json, which answer to a row of the database
        self.fichier = fichier.with_name(f"essai-{fichier.name}-{self.numero[:8]}.json")
        self._nom_fichier = nom_fichier
        self._duree_ms = duree_ms
        self._etats = [lecture]
        self._version = 1
        self._verrou = Lock()
        self._ecrire(lecture)

    def corriger(self, corrections: Mapping[str, object], version: int | None) -> LectureFaite:
        """Lay a person's corrections over the last state. Raises ErreurMetier (DONNEES_INVALIDES, VERSION_PERIMEE), changing nothing."""
        with self._verrou:
            self._verifier(version)
            lecture = self._etats[-1]
            lues = comprendre(corrections)
            profil, preuves = fusionner(lecture.profil, lecture.preuves, None, lues, recu_le=lecture.recu_le)
            verifier(profil, lues)
            suivante = lecture.model_copy(update={"profil": profil, "preuves": preuves})
            self._ecrire(suivante)
            self._etats.append(suivante)
            self._version += 1
            return self._rendre()

    def annuler(self, version: int | None) -> LectureFaite:
        """Take the last correction back. Raises ErreurMetier (VERSION_PERIMEE), also when none is left."""
        with self._verrou:
            self._verifier(version)
            if len(self._etats) == 1:
                raise ErreurMetier(Code.VERSION_PERIMEE)
            self._ecrire(self._etats[-2])
            self._etats.pop()
            self._version += 1
            return self._rendre()

    def rendre(self) -> LectureFaite:
        """The last state."""
        with self._verrou:
            return self._rendre()

    def _rendre(self) -> LectureFaite:
        affiche = self.fichier.relative_to(RACINE) if self.fichier.is_relative_to(RACINE) else self.fichier
        return LectureFaite(
            numero=self.numero,
            nom_fichier=self._nom_fichier,
            fichier_json=str(affiche),
            duree_ms=self._duree_ms,
            en_images=not self.contenu.startswith(b"PK"),  # a Word document is a zip: it has no page to draw
            version=self._version,
            annulables=len(self._etats) - 1,
            lecture=self._etats[-1],
        )

    def _verifier(self, version: int | None) -> None:
        # a chemin counts elements: in another state of the lists it would name another fact
        if version is not None and version != self._version:
            raise ErreurMetier(Code.VERSION_PERIMEE)

    def _ecrire(self, lecture: LectureCV) -> None:
        brouillon = self.fichier.with_suffix(".tmp")
        try:
            self.fichier.parent.mkdir(parents=True, exist_ok=True)
            brouillon.touch(mode=0o600)  # somebody's CV
            brouillon.write_text(lecture.model_dump_json(indent=2), encoding="utf-8")
            brouillon.replace(self.fichier)
        except OSError as erreur:
            brouillon.unlink(missing_ok=True)
            raise ErreurMetier(Code.DISQUE_PLEIN) from erreur


class Memoire:
    """The last files read, so that their pages can be drawn and their facts corrected."""

    def __init__(self) -> None:
        self._dossiers: OrderedDict[str, Dossier] = OrderedDict()
        self._verrou = Lock()

    def garder(self, dossier: Dossier) -> None:
        """Keep one more; the oldest goes."""
        with self._verrou:
            self._dossiers[dossier.numero] = dossier
            while len(self._dossiers) > GARDES:
                self._dossiers.popitem(last=False)

    def prendre(self, numero: str) -> Dossier:
        """One of them. Raises ErreurMetier `cv_introuvable` once it is forgotten."""
        with self._verrou:
            if numero not in self._dossiers:
                raise ErreurMetier(Code.CV_INTROUVABLE)
            return self._dossiers[numero]


def lire_et_enregistrer(lecteur: Lecteur, contenu: bytes, nom_fichier: str, dossier: Path) -> Dossier:
    """Read one CV and write what it says to `dossier`. Raises LectureImpossible, leaving nothing."""
    debut = time.perf_counter()
    lecture = lecteur.lire(contenu, nom_fichier=nom_fichier, recu_le=datetime.now(timezone.utc).date())
    duree = round((time.perf_counter() - debut) * 1000)
    racine_nom = re.sub(r"[^A-Za-z0-9_-]+", "-", Path(nom_fichier).stem)[:60].strip("-") or "cv"
    return Dossier(contenu, nom_fichier, dossier / racine_nom, lecture, duree)


def _erreur(_: Request, erreur: Exception) -> Response:
    if isinstance(erreur, RequestValidationError):
        erreur = ErreurMetier(Code.DONNEES_INVALIDES)
    if not isinstance(erreur, ErreurMetier):
        raise erreur
    return JSONResponse({"code": erreur.code.cle, "detail": erreur.detail("fr"), "champ": erreur.champ}, status_code=erreur.code.value.statut)


def _version(if_match: Annotated[str | None, Header(pattern=r'^"v\d{1,9}"$')] = None) -> int | None:
    """The version that a change was made on, as the API's entity tags write it."""
    return None if if_match is None else int(if_match[2:-1])


VersionDep = Annotated[int | None, Depends(_version)]


def creer_app(settings: Settings, lecteur: Lecteur) -> FastAPI:
    """The page and the addresses it calls; `lecteur` is closed with the application."""

    @asynccontextmanager
    async def duree_de_vie(_: FastAPI) -> AsyncIterator[None]:
        lecteur.chauffer()
        yield
        lecteur.fermer()

    app = FastAPI(title="Lire un CV", docs_url=None, redoc_url=None, openapi_url=None, lifespan=duree_de_vie)
    app.add_exception_handler(ErreurMetier, _erreur)
    app.add_exception_handler(RequestValidationError, _erreur)
    app.mount("/statique", StaticFiles(directory=PAGE))
    app.include_router(_routes(settings, lecteur, Memoire()))
    return app


def _routes(settings: Settings, lecteur: Lecteur, memoire: Memoire) -> APIRouter:
    routes = APIRouter()

    @routes.get("/")
    def page() -> FileResponse:
        """The page."""
        return FileResponse(PAGE / "index.html", headers={"Content-Security-Policy": POLITIQUE, "Cache-Control": "no-store"})

    @routes.post("/lectures")
    def lire(file: UploadFile) -> LectureFaite:
        """Read the dropped file."""
        limite = settings.CV_TAILLE_MAX_MO * 1024 * 1024
        contenu = file.file.read(limite + 1)
        if len(contenu) > limite:
            raise LectureImpossible(Code.FICHIER_TROP_GROS, limite=f"{settings.CV_TAILLE_MAX_MO} Mo")
        dossier = lire_et_enregistrer(lecteur, contenu, file.filename or "cv.pdf", settings.CV_EXTRAITS_DIR)
        memoire.garder(dossier)
        return dossier.rendre()

    @routes.get("/lectures/{numero}.json")
    def extrait(numero: str) -> FileResponse:
        """What was written to `cv_extraits/`."""
        return FileResponse(memoire.prendre(numero).fichier, media_type="application/json", headers={"Cache-Control": "no-store"})

    @routes.get("/lectures/{numero}")
    def revoir(numero: str) -> LectureFaite:
        """A reading as it now stands."""
        return memoire.prendre(numero).rendre()

    @routes.patch("/lectures/{numero}")
    def corriger(numero: str, demande: CorrectionsIn, version: VersionDep) -> LectureFaite:
        """Correct facts by chemin, as PATCH /cvs/{id}/profil does."""
        return memoire.prendre(numero).corriger(demande.corrections, version)

    @routes.post("/lectures/{numero}/annuler")
    def annuler(numero: str, version: VersionDep) -> LectureFaite:
        """Undo the last correction."""
        return memoire.prendre(numero).annuler(version)

    @routes.get("/lectures/{numero}/pages/{page}.png")
    def image(numero: str, page: int) -> Response:
        """One page as a picture."""
        return Response(lecteur.image(memoire.prendre(numero).contenu, page, 110), media_type="image/png", headers={"Cache-Control": "private, max-age=3600"})

    return routes


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
        # uvicorn closes everything, then raises the Ctrl+C again for whoever called it
        with contextlib.suppress(KeyboardInterrupt):
            serveur.run(sockets=[prise])
    return 0


if __name__ == "__main__":
    sys.exit(principal())
