"""Builds the chat models of LLM_MODELS and puts what their SDKs raise into our words. LangChain is imported here, on call."""

import importlib
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.ai.llm.erreurs import ConfigurationModele, Echec, Raison

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

GROQ = "groq"
TOKENS_SORTIE_MAX = 4096
ATTENTE_MAX_S = 3600.0
ATTENTE_429_S = 60.0
# root of what each SDK raises; the other providers reach us as httpx errors or as LangChain's ModelError
_ERREURS_SDK = {GROQ: ("groq", "APIError"), "openai": ("openai", "APIError"), "anthropic": ("anthropic", "APIError"), "ollama": ("ollama", "ResponseError")}


@dataclass(frozen=True)
class Fournisseur:
    """One entry of LLM_MODELS, ready to be called. `erreurs`: what its client raises on a fault that is not ours."""

    nom: str
    modele: "BaseChatModel"
    erreurs: tuple[type[Exception], ...]


def construire(noms: Sequence[str], *, cle_groq: str, base_groq: str, delai_s: float) -> list[Fournisseur]:
    """The models of `noms` (``provider:model``), in order. Groq models are left out when there is no key.

    Raises ConfigurationModele on a malformed entry, an unknown provider or a package that is not installed.
    """
    # pydantic, within the SDKs, would print the values of a misshapen answer, which quote the CV
    warnings.filterwarnings("ignore", message="Pydantic serializer warnings", category=UserWarning)
    retenus = [nom for nom in noms if cle_groq or _fournisseur(nom) != GROQ]
    return [_construire(nom, cle_groq=cle_groq, base_groq=base_groq, delai_s=delai_s) for nom in retenus]


def _fournisseur(nom: str) -> str:
    fournisseur, separateur, modele = nom.partition(":")
    if not (separateur and fournisseur and modele):
        raise ConfigurationModele(f"LLM_MODELS : « {nom} » doit s'écrire fournisseur:modèle, par exemple groq:llama-3.3-70b-versatile.")
    return fournisseur


def _construire(nom: str, *, cle_groq: str, base_groq: str, delai_s: float) -> Fournisseur:
    from langchain.chat_models import init_chat_model

    fournisseur = _fournisseur(nom)
    try:
        modele = init_chat_model(
            nom, model_provider=None, configurable_fields=None, config_prefix=None, **_parametres(fournisseur, cle_groq, base_groq, delai_s)
        )
    except ImportError as erreur:
        raise ConfigurationModele(
            f"LLM_MODELS : « {nom} » demande un paquet qui n'est pas installé : pip install langchain-{fournisseur.replace('_', '-')}"
        ) from erreur
    except ValueError as erreur:
        raise ConfigurationModele(f"LLM_MODELS : « {nom} » n'est pas utilisable ({str(erreur).splitlines()[0]})") from erreur
    return Fournisseur(nom=nom, modele=modele, erreurs=_erreurs(fournisseur))


def _parametres(fournisseur: str, cle_groq: str, base_groq: str, delai_s: float) -> dict[str, object]:
    # passed explicitly: values of .env do not reach the clients, and their defaults are temperature 0.7 and 60 s three times
    if fournisseur == "ollama":
        return {"temperature": 0, "num_predict": TOKENS_SORTIE_MAX, "client_kwargs": {"timeout": delai_s}}
    communs: dict[str, object] = {"temperature": 0, "timeout": delai_s, "max_retries": 0, "max_tokens": TOKENS_SORTIE_MAX}
    if fournisseur == GROQ:
        from app.ai.llm.transport import client_borne

        communs |= {"api_key": cle_groq, "base_url": base_groq or "https://api.groq.com", "http_async_client": client_borne(delai_s)}
    return communs


def _erreurs(fournisseur: str) -> tuple[type[Exception], ...]:
    import httpx
    from langchain_core.exceptions import ModelError

    if fournisseur not in _ERREURS_SDK:
        return (httpx.HTTPError, ModelError)
    paquet, nom = _ERREURS_SDK[fournisseur]
    sdk = getattr(importlib.import_module(paquet), nom)
    return (httpx.HTTPError, ModelError, sdk)


def traduire(nom: str, erreur: Exception) -> Echec:
    """An SDK's exception (one of `Fournisseur.erreurs`) as an Echec. Reads the HTTP status where there is one; keeps no body, which may quote the CV."""
    import httpx

    from app.ai.llm.transport import ReponseTropGrosse

    statut = getattr(erreur, "status_code", None)
    reponse = getattr(erreur, "response", None)
    if isinstance(reponse, httpx.Response):
        statut = reponse.status_code
    if isinstance(statut, int) and statut >= 400:
        attente = attente_demandee(reponse.headers.get("retry-after")) if isinstance(reponse, httpx.Response) else None
        if attente is None and statut == 429:
            attente = ATTENTE_429_S
        return Echec(nom, _raison_statut(statut, erreur), f"HTTP {statut}", attente)
    causes = (erreur, erreur.__cause__)
    if any(isinstance(c, ReponseTropGrosse) for c in causes):
        return Echec(nom, Raison.reponse_trop_grosse)
    if any(isinstance(c, httpx.TimeoutException) for c in causes):
        return Echec(nom, Raison.delai)
    return Echec(nom, Raison.connexion, type(erreur.__cause__ or erreur).__name__)


def _raison_statut(statut: int, erreur: Exception) -> Raison:
    if statut == 429:
        return Raison.limite
    if statut >= 500:
        return Raison.serveur
    if statut in (401, 403, 404):
        return Raison.refus
    # Groq answers 400 with these codes when the model wrote a call that does not fit the schema: worth one more try
    corps = getattr(erreur, "body", None)
    detail = corps.get("error") if isinstance(corps, dict) else None
    code = detail.get("code") if isinstance(detail, dict) else None
    return Raison.reponse_illisible if code in ("json_validate_failed", "tool_use_failed") else Raison.requete_refusee


def attente_demandee(entete: str | None) -> float | None:
    """Seconds of a Retry-After header in its numeric form (Groq's), at most an hour; None otherwise."""
    if entete is None or not entete.strip().replace(".", "", 1).isdecimal():
        return None
    return min(float(entete), ATTENTE_MAX_S)
