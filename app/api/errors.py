"""Every 4xx and 5xx leaves as application/problem+json with a stable code (RFC 9457)."""

import logging
import re
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from app.core.errors import Code, ErreurMetier
from app.core.logging import requete_id
from app.schemas.commun import ErreurChamp, Probleme

journal = logging.getLogger("app.api")
_IDENTIFIANT = re.compile(r"\{(\w*id)\}")
_QUALITE = re.compile(r"[01](?:\.\d{0,3})?")

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
        return reponse(Code.MEDIA_NON_SUPPORTE, ErreurMetier(Code.MEDIA_NON_SUPPORTE).detail(langue))
    erreurs = [ErreurChamp(champ="corps" if e["type"] == "json_invalid" else _champ(e["loc"]), message=_message(e, langue)) for e in erreur.errors()[:50]]
    return reponse(Code.DONNEES_INVALIDES, ErreurMetier(Code.DONNEES_INVALIDES).detail(langue), erreurs=erreurs)


def _media_inattendu(request: Request, erreur: RequestValidationError) -> bool:
    """Whether the body was left unread because it is not of the media type that the route takes: JSON arrives as an object, forms as a form."""
    media = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if isinstance(erreur.body, FormData):
        return bool(media) and media not in ("multipart/form-data", "application/x-www-form-urlencoded")
    return isinstance(erreur.body, bytes) and bool(erreur.body)


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
    "too_short": "trop peu d'éléments ({min_length} au moins)",
    "too_long": "trop d'éléments ({max_length} au plus)",
    "greater_than_equal": "doit être au moins {ge}",
    "less_than_equal": "doit être au plus {le}",
    "finite_number": "doit être un nombre fini",
    "enum": "valeur inconnue ; attendu : {valeurs}",
    "literal_error": "valeur inconnue ; attendu : {valeurs}",
    "json_invalid": "JSON mal formé",
    "string_pattern_mismatch": "n'a pas la forme attendue",
}
NATURES_FR = {
    "string": "texte attendu",
    "int": "nombre entier attendu",
    "float": "nombre attendu",
    "bool": "true ou false attendu",
    "uuid": "identifiant mal formé",
    "datetime": "date et heure ISO 8601 attendues, par exemple 2026-12-31T23:59:00Z",
    "timezone": "date et heure avec fuseau horaire attendues",
    "list": "liste attendue",
    "dict": "objet attendu",
    "model": "objet attendu",
}


def _message(erreur: Mapping[str, object], langue: str) -> str:
    genre, contexte = str(erreur["type"]), erreur.get("ctx")
    valeurs = {str(k): v for k, v in contexte.items()} if isinstance(contexte, dict) else {}
    if genre == "value_error":
        return str(valeurs.get("error", "valeur invalide"))
    if genre in ("enum", "literal_error"):
        valeurs["valeurs"] = ", ".join(re.findall(r"'([^']*)'", str(valeurs.get("expected", ""))))
    if langue == "en":
        return f"Unknown value; expected: {valeurs['valeurs']}" if "valeurs" in valeurs else str(erreur["msg"])
    if genre in ("too_short", "too_long") and isinstance(erreur.get("input"), str):
        genre = f"string_{genre}"
    modele = MESSAGES_FR.get(genre)
    return modele.format_map(valeurs) if modele is not None else NATURES_FR.get(genre.split("_")[0], "valeur invalide")


def erreur_http(request: Request, erreur: Exception) -> JSONResponse:
    """What the framework refuses by itself: unknown address, method, malformed body."""
    if not isinstance(erreur, HTTPException):
        raise erreur
    code = PAR_STATUT.get(erreur.status_code, Code.REQUETE_INVALIDE if erreur.status_code < 500 else Code.ERREUR_INTERNE)
    entetes = dict(erreur.headers or {})
    if erreur.status_code == 405:
        entetes |= _methodes_permises(request)
    return reponse(code, ErreurMetier(code, limite="la taille permise", attente=5).detail(_langue(request)), entetes=entetes)


def _methodes_permises(request: Request) -> dict[str, str]:
    """`Allow` with every method of this address: the framework names those of one route only."""
    chemins = {_IDENTIFIANT.sub(r"{\1:uuid}", chemin): methodes for chemin, methodes in request.app.openapi()["paths"].items()}
    operations = [methodes for chemin, methodes in chemins.items() if compile_path(chemin)[0].match(request.url.path)]
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


def _exemple(code: Code) -> dict[str, object]:
    definition = code.value
    return {"type": "about:blank", "title": HTTPStatus(definition.statut).phrase, "status": definition.statut, "detail": definition.fr, "code": code.cle}
