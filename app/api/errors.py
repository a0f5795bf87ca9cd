"""Every 4xx and 5xx leaves as application/problem+json with a stable code (RFC 9457)."""

import logging
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from app.api.messages import message_champ, refus_de
from app.core.errors import Code, ErreurMetier
from app.schemas.commun import ErreurChamp, Probleme
from app.utils.logging import requete_id

journal = logging.getLogger("app.api")
_IDENTIFIANT = re.compile(r"\{(\w*id)\}")
_QUALITE = re.compile(r"[01](?:\.\d{0,3})?")

# RFC 9110's names, which http.HTTPStatus has only from Python 3.13 on
_NOMS_RFC = {413: "Content Too Large", 422: "Unprocessable Content"}

PAR_STATUT = {
    400: Code.REQUETE_INVALIDE,
    401: Code.NON_AUTHENTIFIE,
    403: Code.ROLE_INSUFFISANT,
    404: Code.ROUTE_INTROUVABLE,
    405: Code.METHODE_NON_PERMISE,
    413: Code.FICHIER_TROP_GROS,
    415: Code.MEDIA_NON_SUPPORTE,
    422: Code.DONNEES_INVALIDES,
    429: Code.TROP_DE_REQUETES,
    503: Code.SERVICE_OCCUPE,
}


def langue_de(accept_language: str) -> str:
    """`en` when the header prefers English to French (RFC 9110, `q` included), else `fr`."""
    voulues = {"fr": 0.0, "en": 0.0}
    for morceau in accept_language.lower().split(",")[:10]:
        code, _, parametre = morceau.strip().partition(";")
        langue, poids = code.strip()[:2], _poids(parametre)
        if langue in voulues and code.strip()[2:3] in ("", "-"):
            voulues[langue] = max(voulues[langue], poids)
    return "en" if voulues["en"] > voulues["fr"] or (voulues["en"] == voulues["fr"] > 0 and _anglais_d_abord(accept_language)) else "fr"


def _poids(parametre: str) -> float:
    nom, _, valeur = parametre.strip().partition("=")
    if nom.strip() != "q":
        return 1.0
    return float(valeur) if _QUALITE.fullmatch(valeur.strip()) else 0.0


def _anglais_d_abord(accept_language: str) -> bool:
    codes = [m.strip()[:2] for m in accept_language.lower().split(",")]
    return codes.index("en") < codes.index("fr")


def reponse(
    code: Code,
    detail: str,
    *,
    erreurs: list[ErreurChamp] | None = None,
    entetes: Mapping[str, str] | None = None,
    extension: Mapping[str, object] | None = None,
) -> JSONResponse:
    """A problem as a response; `extension` adds members of its own to it (RFC 9457, section 3.2)."""
    statut = code.value.statut
    probleme = Probleme(
        type="about:blank",
        title=_nom(statut),
        status=statut,
        detail=detail,
        code=code.cle,
        instance=f"urn:uuid:{requete_id.get()}",
        erreurs=erreurs or [],
    )
    tous = dict(entetes or {})
    if statut == 401:
        tous["WWW-Authenticate"] = "Bearer"
    if statut in (429, 503):
        tous.setdefault("Retry-After", "5")
    return JSONResponse({**probleme.model_dump(mode="json"), **(extension or {})}, statut, tous, media_type="application/problem+json")


def _langue(request: Request) -> str:
    return langue_de(request.headers.get("accept-language", ""))


def erreur_metier(request: Request, erreur: Exception) -> JSONResponse:
    """A domain error."""
    if not isinstance(erreur, ErreurMetier):
        raise erreur
    detail = erreur.detail(_langue(request))
    erreurs = [ErreurChamp(champ=erreur.champ, message=erreur.message_champ(_langue(request)))] if erreur.champ else []
    entetes = {"Retry-After": str(erreur.retry_after)} if erreur.retry_after is not None else {}
    return reponse(erreur.code, detail, erreurs=erreurs, entetes=entetes)


def erreur_validation(request: Request, erreur: Exception) -> JSONResponse:
    """A body, query or path that does not fit its schema. The value sent is never repeated."""
    if not isinstance(erreur, RequestValidationError):
        raise erreur
    langue = _langue(request)
    if _media_inattendu(request, erreur):
        return reponse(Code.MEDIA_NON_SUPPORTE, ErreurMetier(Code.MEDIA_NON_SUPPORTE, attendu=_medias_attendus(request)).detail(langue))
    erreurs = [ErreurChamp(champ=_champ(e), message=message_champ(e, langue)) for e in erreur.errors()[:50]]
    return reponse(Code.DONNEES_INVALIDES, ErreurMetier(Code.DONNEES_INVALIDES).detail(langue), erreurs=erreurs)


def _media_inattendu(request: Request, erreur: RequestValidationError) -> bool:
    """Whether the body was left unread because it is not of the media type that the route takes: JSON arrives as an object, forms as a form."""
    media = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if isinstance(erreur.body, FormData):
        return bool(media) and media not in ("multipart/form-data", "application/x-www-form-urlencoded")
    return isinstance(erreur.body, bytes) and bool(erreur.body)


def _champ(erreur: Mapping[str, Any]) -> str:
    refus = refus_de(erreur)
    parties = ["corps"] if erreur["type"] == "json_invalid" else [str(p) for p in erreur["loc"]]
    if refus is not None and refus.champ is not None:
        parties.append(refus.champ)
    if parties and parties[0] in ("body", "query", "path", "header"):
        parties = parties[1:]
    # a client's own key can stand in the path: it is cut, since it may be anything
    return ".".join(parties)[:200].encode("utf-8", "replace").decode() or "corps"


def erreur_http(request: Request, erreur: Exception) -> JSONResponse:
    """What the framework refuses by itself: unknown address, method, malformed body."""
    if not isinstance(erreur, HTTPException):
        raise erreur
    code = PAR_STATUT.get(erreur.status_code, Code.REQUETE_INVALIDE if erreur.status_code < 500 else Code.ERREUR_INTERNE)
    entetes = dict(erreur.headers or {})
    if isinstance(erreur.__cause__, OSError):
        # a large form is put down in the temporary folder, which may be full: nothing is wrong with the request
        journal.error("formulaire non reçu", exc_info=erreur.__cause__, extra={"champs": {"errno": erreur.__cause__.errno}})
        return reponse(Code.DISQUE_PLEIN, ErreurMetier(Code.DISQUE_PLEIN).detail(_langue(request)), entetes={"Retry-After": "60"})
    if erreur.status_code == 405:
        entetes |= _methodes_permises(request)
    return reponse(code, ErreurMetier(code, limite="la taille permise", attente=5, attendu="application/json").detail(_langue(request)), entetes=entetes)


def _operations(request: Request) -> list[dict[str, Any]]:
    """The operations of this address by method, as documented."""
    chemins = {_IDENTIFIANT.sub(r"{\1:uuid}", chemin): methodes for chemin, methodes in request.app.openapi()["paths"].items()}
    return [methodes for chemin, methodes in chemins.items() if compile_path(chemin)[0].match(request.url.path)]


def _medias_attendus(request: Request) -> str:
    corps = [o[request.method.lower()].get("requestBody", {}) for o in _operations(request) if request.method.lower() in o]
    return ", ".join(dict.fromkeys(media for c in corps for media in c.get("content", {}))) or "application/json"


def _methodes_permises(request: Request) -> dict[str, str]:
    """`Allow` with every method of this address: the framework names those of one route only."""
    operations = _operations(request)
    return {"Allow": ", ".join(sorted({m.upper() for methodes in operations for m in methodes}))} if operations else {}


def erreur_base(request: Request, erreur: Exception) -> JSONResponse:
    """The database is away, or its pool is used up: 503; a conflict that no service foresaw: 409; the rest is ours: 500."""
    code = Code.ERREUR_INTERNE
    if isinstance(erreur, PoolTimeout):
        code = Code.SERVICE_OCCUPE
    elif isinstance(erreur, DBAPIError):
        sqlstate = getattr(erreur.orig, "pgcode", None) or ""
        # a lock waited for in vain and a deadlock are "operational" too for the driver
        if sqlstate[:2] in ("23", "40") or sqlstate == "55P03":
            code = Code.CONFLIT
        elif isinstance(erreur, OperationalError) or erreur.connection_invalidated or sqlstate[:2] in ("08", "57"):
            code = Code.BASE_INDISPONIBLE
    journal.error("base de données", exc_info=erreur, extra={"champs": {"code": code.cle, "sqlstate": getattr(getattr(erreur, "orig", None), "pgcode", None)}})
    return reponse(code, ErreurMetier(code).detail(_langue(request)))


def erreur_interne(langue: str) -> JSONResponse:
    """The last resort."""
    return reponse(Code.ERREUR_INTERNE, ErreurMetier(Code.ERREUR_INTERNE).detail(langue))


def installer(app: FastAPI) -> None:
    """Register the handlers."""
    app.add_exception_handler(ErreurMetier, erreur_metier)
    app.add_exception_handler(RequestValidationError, erreur_validation)
    app.add_exception_handler(HTTPException, erreur_http)
    app.add_exception_handler(DBAPIError, erreur_base)
    app.add_exception_handler(PoolTimeout, erreur_base)


def documenter(*codes: Code) -> dict[int | str, dict[str, object]]:
    """OpenAPI `responses` for these codes, grouped by status."""
    reponses: dict[int | str, dict[str, object]] = {}
    for statut in sorted({code.value.statut for code in codes}):
        groupe = [code for code in codes if code.value.statut == statut]
        exemples = {code.cle: {"value": _exemple(code)} for code in groupe}
        reponses[statut] = {
            "model": Probleme,
            "description": ", ".join(f"`{code.cle}`" for code in groupe),
            "content": {"application/problem+json": {"examples": exemples}},
        }
    return reponses


# what stands in the places of a sentence, in the documentation
EXEMPLES = {
    "depuis": "recue",
    "vers": "acceptee",
    "limite": "10 Mo",
    "valeur": "moins de 35 ans",
    "raison": "l'âge est un critère protégé : une offre ne peut pas le demander.",
    "attente": 30,
    "attendu": "application/json",
}


def _nom(statut: int) -> str:
    return _NOMS_RFC.get(statut) or HTTPStatus(statut).phrase


def _exemple(code: Code) -> dict[str, object]:
    definition = code.value
    return {
        "type": "about:blank",
        "title": _nom(definition.statut),
        "status": definition.statut,
        "detail": definition.fr.format_map(EXEMPLES),
        "code": code.cle,
    }
