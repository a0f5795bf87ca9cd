"""CVs."""

import hashlib
import uuid
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, File, Query, Request, Response, UploadFile
from fastapi.responses import JSONResponse

from app.api.deps import (
    ActeurCourant,
    CandidatCourant,
    CandidatOuAdmin,
    CleIdempotenceDep,
    CVServiceDep,
    IdempotenceDep,
    IfMatchDep,
    IndexationServiceDep,
    MotifDep,
    PageDep,
    RechercheServiceDep,
)
from app.api.errors import documenter
from app.api.pages import avec_liens
from app.core.enums import Role
from app.core.errors import Code
from app.schemas.commun import Page
from app.schemas.cvs import ComptesIndexation, CorrectionsIn, CVRead, CVResume, TexteRead
from app.schemas.recherche import RechercheOffres, ResultatsOffres
from app.schemas.taches import TacheLancee
from app.services.idempotence import Noter, Reponse, sans_cle
from app.services.offre_rendu import etag_de

router = APIRouter(prefix="/cvs", tags=["4. CV"])
RESERVE = documenter(Code.NON_AUTHENTIFIE, Code.ROLE_INSUFFISANT)
LECTURE = documenter(Code.NON_AUTHENTIFIE, Code.CV_INTROUVABLE)
ORIGINAL = documenter(Code.NON_AUTHENTIFIE, Code.CV_INTROUVABLE, Code.FICHIER_INTROUVABLE)
ILLISIBLE = (
    Code.FORMAT_NON_SUPPORTE,
    Code.FICHIER_TROP_GROS,
    Code.PDF_CHIFFRE,
    Code.PDF_CORROMPU,
    Code.PDF_SANS_PAGE,
    Code.PDF_TROP_LONG,
    Code.PAGE_TROP_GRANDE,
    Code.PDF_SANS_TEXTE,
    Code.LECTURE_MEMOIRE,
    Code.LECTURE_DELAI,
    Code.LECTURE_INTERROMPUE,
)
ADMIN_MOTIF = documenter(Code.DONNEES_INVALIDES)


@router.post(
    "/upload",
    status_code=201,
    operation_id="cvs_upload",
    summary="Déposer un CV (PDF ou Word)",
    response_model=CVRead,
    responses=RESERVE
    | {200: {"model": CVRead, "description": "Vous aviez déjà déposé ce fichier : voici le CV qui existe"}}
    | documenter(*ILLISIBLE, Code.NOMBRE_DE_CVS_ATTEINT, Code.REQUETE_EN_COURS, Code.CLE_REUTILISEE, Code.SERVICE_OCCUPE, Code.DISQUE_PLEIN),
)
def upload(
    acteur: CandidatCourant,
    cvs: CVServiceDep,
    idempotence: IdempotenceDep,
    file: Annotated[UploadFile, File(description="Le CV, en PDF ou en .docx")],
    cle: CleIdempotenceDep = None,
) -> JSONResponse:
    """Le fichier est lu dans un processus isolé, ses faits sont extraits avec leur preuve, puis tout est enregistré et indexé.

    Un fichier illisible est refusé avec un code précis, et rien n'en est conservé.
    """
    contenu, nom = file.file.read(), file.filename or "cv.pdf"

    def deposer(noter: Noter) -> Reponse:
        cv, cree = cvs.deposer(acteur, nom, contenu, noter=noter)
        return Reponse(201 if cree else 200, cv.model_dump(mode="json"))

    reponse = deposer(sans_cle) if cle is None else idempotence.executer(acteur.id, "cvs_upload", cle, hashlib.sha256(contenu).hexdigest(), deposer)
    return JSONResponse(reponse.corps, reponse.statut, headers={"Location": f"/cvs/{reponse.corps['id']}", "ETag": f'"v{reponse.corps["version"]}"'})


@router.get("/my-cvs", operation_id="cvs_lister", summary="Mes CV", responses=RESERVE)
def my_cvs(acteur: CandidatCourant, cvs: CVServiceDep, page: PageDep, request: Request, response: Response) -> Page[CVResume]:
    """Les CV du candidat connecté, du plus récent au plus ancien."""
    return avec_liens(cvs.list_mes_cvs(acteur, page), request, response)


@router.post(
    "/index",
    operation_id="cvs_indexer",
    summary="Réindexer mes CV",
    response_model=ComptesIndexation,
    responses=RESERVE | {202: {"model": TacheLancee, "description": "Administrateur : tous les CV, en tâche de fond"}} | documenter(Code.SERVICE_OCCUPE),
)
def index(acteur: CandidatOuAdmin, indexation: IndexationServiceDep) -> ComptesIndexation | JSONResponse:
    """Candidat : ses CV, tout de suite. Administrateur : tous les CV, par une tâche à suivre."""
    if acteur.role is Role.admin:
        return tache_lancee(indexation.tout(acteur, "cv"))
    return indexation.mes_cvs(acteur)


def tache_lancee(tache_id: uuid.UUID) -> JSONResponse:
    """202 with the address of a job."""
    return JSONResponse({"tache_id": str(tache_id)}, 202, headers={"Location": f"/taches/{tache_id}"})


@router.post(
    "/search-offres",
    operation_id="cvs_chercher_offres",
    summary="Chercher des offres par le sens",
    responses=RESERVE | documenter(Code.CV_INTROUVABLE, Code.RECHERCHE_INDISPONIBLE),
)
def search_offres(demande: RechercheOffres, acteur: CandidatCourant, recherche: RechercheServiceDep) -> ResultatsOffres:
    """À partir d'un de vos CV (le dernier par défaut) ou de mots libres, en français ou en anglais."""
    return recherche.offres_par_sens(acteur, demande)


@router.get("/{id:uuid}", operation_id="cvs_lire", summary="Détail d'un CV", response_model=CVRead, responses=LECTURE | ADMIN_MOTIF)
def detail(id: uuid.UUID, acteur: ActeurCourant, cvs: CVServiceDep, motif: MotifDep = None) -> Response:
    """Les faits extraits, la preuve de chacun et la qualité de lecture. Un recruteur voit les CV reçus et ceux des candidats qui acceptent d'être trouvés."""
    cv = cvs.get_cv(acteur, id, motif)
    # written here, in this thread: FastAPI would validate it once more in another, and write it on the event loop
    return Response(cv.model_dump_json(), media_type="application/json", headers={"ETag": etag_de(cv.version)})


@router.get("/{id:uuid}/texte", operation_id="cvs_texte", summary="Texte visible d'un CV", responses=LECTURE | ADMIN_MOTIF)
def texte(id: uuid.UUID, acteur: ActeurCourant, cvs: CVServiceDep, motif: MotifDep = None) -> TexteRead:
    """Le texte dans lequel comptent `debut` et `fin` des preuves."""
    return cvs.get_texte(acteur, id, motif)


@router.get(
    "/{id:uuid}/fichier",
    operation_id="cvs_fichier",
    summary="Fichier d'origine",
    response_class=Response,
    responses=ORIGINAL | ADMIN_MOTIF | {200: {"content": {"application/pdf": {}, "application/octet-stream": {}}}},
)
def fichier(id: uuid.UUID, acteur: ActeurCourant, cvs: CVServiceDep, motif: MotifDep = None) -> Response:
    """Le fichier tel qu'il a été déposé, en pièce jointe."""
    original = cvs.get_fichier(acteur, id, motif)
    entetes = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(original.nom, safe='')}", "Content-Security-Policy": "sandbox; default-src 'none'"}
    return Response(original.contenu, media_type=original.media, headers=entetes)


@router.get(
    "/{id:uuid}/pages/{n}.png",
    operation_id="cvs_page",
    summary="Image d'une page",
    response_class=Response,
    responses=LECTURE | ADMIN_MOTIF | documenter(Code.CV_INTROUVABLE, Code.FICHIER_INTROUVABLE, Code.PAGE_INTROUVABLE) | {200: {"content": {"image/png": {}}}},
)
def page_image(id: uuid.UUID, n: int, acteur: ActeurCourant, cvs: CVServiceDep, motif: MotifDep = None) -> Response:
    """La page `n` (à partir de 1) en PNG."""
    return Response(cvs.get_image(acteur, id, n, motif), media_type="image/png")


@router.patch(
    "/{id:uuid}/profil",
    operation_id="cvs_corriger",
    summary="Corriger ce qui a été lu",
    responses=RESERVE | documenter(Code.CV_INTROUVABLE, Code.VERSION_PERIMEE, Code.DONNEES_INVALIDES, Code.CONFLIT),
)
def corriger(id: uuid.UUID, demande: CorrectionsIn, acteur: CandidatCourant, cvs: CVServiceDep, response: Response, if_match: IfMatchDep = None) -> CVRead:
    """Vos corrections l'emportent sur toute relecture, champ par champ."""
    cv = cvs.corriger(acteur, id, demande.corrections, if_match)
    response.headers["ETag"] = etag_de(cv.version)
    return cv


@router.post(
    "/{id:uuid}/analyser",
    operation_id="cvs_analyser",
    summary="Relire un CV",
    responses=RESERVE | documenter(Code.CV_INTROUVABLE, Code.FICHIER_INTROUVABLE, Code.CONFLIT, *ILLISIBLE[2:]),
)
def analyser(id: uuid.UUID, acteur: CandidatCourant, cvs: CVServiceDep) -> CVRead:
    """Relit le fichier avec le lecteur d'aujourd'hui ; vos corrections restent."""
    return cvs.analyser(acteur, id)


@router.delete(
    "/{id:uuid}", status_code=204, operation_id="cvs_supprimer", summary="Supprimer un CV", responses=RESERVE | documenter(Code.CV_INTROUVABLE, Code.CV_UTILISE)
)
def supprimer(
    id: uuid.UUID,
    acteur: CandidatCourant,
    cvs: CVServiceDep,
    retirer_candidatures: Annotated[bool, Query(description="Retirer d'abord les candidatures en cours qui utilisent ce CV")] = False,
) -> None:
    """Efface le CV partout : ligne, fichier, JSON extrait, vecteurs."""
    cvs.supprimer(acteur, id, retirer_candidatures=retirer_candidatures)
