"""Every 4xx and 5xx leaves as application/problem+json with a stable code (RFC 9457)."""

import logging
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from app.core.errors import Code, ErreurMetier
from app.core.logging import requete_id
from app.schemas.commun import ErreurChamp, Probleme

journal = logging.getLogger("app.api")

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
    """`en` when the header prefers English to French, else `fr`."""
    for morceau in accept_language.lower().split(",")[:10]:
        code = morceau.split(";")[0].strip()
        if code.startswith("fr"):
            return "fr"
        if code.startswith("en"):
            return "en"
    return "fr"


def reponse(code: Code, detail: str, *, erreurs: list[ErreurChamp] | None = None, entetes: Mapping[str, str] | None = None) -> JSONResponse:
    """A problem as a response."""
    statut = code.value.statut
    probleme = Probleme(
        type="about:blank",
        title=HTTPStatus(statut).phrase,
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
    return JSONResponse(probleme.model_dump(mode="json"), statut, tous, media_type="application/problem+json")


def _langue(request: Request) -> str:
    return langue_de(request.headers.get("accept-language", ""))


def erreur_metier(request: Request, erreur: Exception) -> JSONResponse:
    """A domain error."""
    if not isinstance(erreur, ErreurMetier):
        raise erreur
    detail = erreur.detail(_langue(request))
    erreurs = [ErreurChamp(champ=erreur.champ, message=detail)] if erreur.champ else []
    entetes = {"Retry-After": str(erreur.retry_after)} if erreur.retry_after is not None else {}
    return reponse(erreur.code, detail, erreurs=erreurs, entetes=entetes)


def erreur_validation(request: Request, erreur: Exception) -> JSONResponse:
    """A body, query or path that does not fit its schema. The value sent is never repeated."""
    if not isinstance(erreur, RequestValidationError):
        raise erreur
    langue = _langue(request)
    erreurs = [ErreurChamp(champ=_champ(e["loc"]), message=_message(e, langue)) for e in erreur.errors()[:50]]
    return reponse(Code.DONNEES_INVALIDES, ErreurMetier(Code.DONNEES_INVALIDES).detail(langue), erreurs=erreurs)


def _champ(chemin: tuple[object, ...]) -> str:
    parties = [str(p) for p in chemin]
    if parties and parties[0] in ("body", "query", "path", "header"):
        parties = parties[1:]
    # a client's own key can stand in the path: it is cut, since it may be anything
    return ".".join(parties)[:200].encode("utf-8", "replace").decode() or "corps"


MESSAGES_FR = {
    "missing": "champ obligatoire",
    "extra_forbidden": "champ inconnu",
    "string_too_short": "trop court ({min_length} caractères au moins)",
    "string_too_long": "trop long ({max_length} caractères au plus)",
    "too_long": "trop d'éléments ({max_length} au plus)",
    "greater_than_equal": "doit être au moins {ge}",
    "less_than_equal": "doit être au plus {le}",
    "finite_number": "doit être un nombre fini",
    "enum": "valeur inconnue ; attendu : {expected}",
    "literal_error": "valeur inconnue ; attendu : {expected}",
    "uuid_parsing": "identifiant mal formé",
    "json_invalid": "JSON mal formé",
}


def _message(erreur: Mapping[str, object], langue: str) -> str:
    genre, contexte = str(erreur["type"]), erreur.get("ctx")
    valeurs = contexte if isinstance(contexte, dict) else {}
    if genre == "value_error":
        return str(valeurs.get("error", "valeur invalide"))
    if langue == "en":
        return str(erreur["msg"])
    modele = MESSAGES_FR.get(genre)
    if modele is None:
        return "valeur invalide : " + ("texte attendu" if genre.startswith("string") else "nombre attendu" if genre.startswith(("int", "float")) else genre)
    return modele.format_map({str(k): v for k, v in valeurs.items()})


def erreur_http(request: Request, erreur: Exception) -> JSONResponse:
    """What the framework refuses by itself: unknown address, method, malformed body."""
    if not isinstance(erreur, HTTPException):
        raise erreur
    code = PAR_STATUT.get(erreur.status_code, Code.REQUETE_INVALIDE if erreur.status_code < 500 else Code.ERREUR_INTERNE)
    return reponse(code, ErreurMetier(code, limite="la taille permise", attente=5).detail(_langue(request)), entetes=erreur.headers)


def erreur_base(request: Request, erreur: Exception) -> JSONResponse:
    """The database is away, or its pool is used up: 503; a conflict that no service foresaw: 409; the rest is ours: 500."""
    code = Code.ERREUR_INTERNE
    if isinstance(erreur, PoolTimeout):
        code = Code.SERVICE_OCCUPE
    elif isinstance(erreur, DBAPIError):
        sqlstate = getattr(erreur.orig, "pgcode", None) or ""
        if isinstance(erreur, OperationalError) or erreur.connection_invalidated or sqlstate[:2] in ("08", "57"):
            code = Code.BASE_INDISPONIBLE
        elif sqlstate[:2] in ("23", "40") or sqlstate == "55P03":
            code = Code.CONFLIT
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


def _exemple(code: Code) -> dict[str, object]:
    definition = code.value
    return {"type": "about:blank", "title": HTTPStatus(definition.statut).phrase, "status": definition.statut, "detail": definition.fr, "code": code.cle}
