"""The language model as the rest of the product sees it: ask, and get a typed answer with its trace, or one typed error.

Order of things for one request: cache; token budget; a place among the calls in flight; then each model of LLM_MODELS in turn, skipping those whose circuit is open.
A model gets its share of the time that is left (so that a silent one leaves time for the next) and one retry if its fault was quick.
"""

import asyncio
import hashlib
import json
import threading
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from app.ai.llm.disjoncteur import Disjoncteur
from app.ai.llm.erreurs import ConfigurationModele, Echec, ModeleIndisponible, Raison
from app.ai.llm.fournisseurs import Fournisseur, construire, traduire
from app.ai.llm.journal import AppelLLM, JournalLLM, JournalMemoire
from app.ai.prompts import Prompt
from app.core.config import Settings

__all__ = ["ConfigurationModele", "JournalMemoire", "ModeleIndisponible", "ModeleLangage", "Reponse", "Trace", "construire_modele_langage", "modele_disponible"]

T = TypeVar("T", bound=BaseModel)
R = TypeVar("R")
CARACTERES_PAR_TOKEN = 3
REPOS_REFUS_S = 300.0
# a request waits for its model: with a provider that hangs, no more than these of the process's threads and places are held
EN_VOL_MAX = 6
# what langchain-groq lets through when a 200 answer has not the promised shape (measured: the SDK checks nothing)
FORMES_ILLISIBLES = (ValueError, TypeError, AttributeError, LookupError, RecursionError)


class Essai(BaseModel):
    """A failed attempt on the way to an answer."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    modele: str
    raison: Raison
    detail: str = ""


class Trace(BaseModel):
    """How an answer was obtained; stored with what it brought. Tokens are 0 when it came from the cache."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    modele: str
    version_prompt: str
    tokens_entree: int = 0
    tokens_sortie: int = 0
    duree_ms: int = 0
    depuis_cache: bool = False
    cle_cache: str
    echecs: list[Essai] = []


@dataclass(frozen=True)
class Reponse(Generic[T]):
    """A validated answer."""

    valeur: T
    trace: Trace


def modele_disponible(reglages: Settings) -> bool:
    """Whether a model is configured: LLM_MODELS names one, and its key is there when it is Groq's."""
    cle = bool(reglages.GROQ_API_KEY.get_secret_value())
    return any(cle or not nom.startswith("groq:") for nom in reglages.LLM_MODELS)


def construire_modele_langage(reglages: Settings, journal: JournalLLM) -> "ModeleLangage | None":
    """The models of the settings, or None when there is none. Raises ConfigurationModele: call it at start."""
    if not modele_disponible(reglages):
        return None
    cle = reglages.GROQ_API_KEY.get_secret_value()
    fournisseurs = construire(reglages.LLM_MODELS, cle_groq=cle, base_groq=reglages.GROQ_API_BASE, delai_s=reglages.LLM_DELAI_S)
    return ModeleLangage(fournisseurs, journal, budget_jour=reglages.LLM_BUDGET_JOUR, delai_s=reglages.LLM_DELAI_S)


class ModeleLangage:
    """A list of models behind one method, `demander`. Safe to share between threads; calls block their thread."""

    def __init__(
        self, fournisseurs: Sequence[Fournisseur], journal: JournalLLM, *, budget_jour: int, delai_s: float, horloge: Callable[[], float] = time.monotonic
    ) -> None:
        if not fournisseurs:
            raise ValueError("at least one model is needed")
        self._fournisseurs = tuple(fournisseurs)
        self._journal = journal
        self._budget_jour = budget_jour
        self._delai_s = delai_s
        self._horloge = horloge
        self._disjoncteurs = {f.nom: Disjoncteur(horloge) for f in self._fournisseurs}
        self._boucle = _Boucle()
        self._places = threading.BoundedSemaphore(EN_VOL_MAX)

    @property
    def joignable(self) -> bool:
        """Whether some model is not left to rest after its faults."""
        return any(d.attente_s() == 0 for d in self._disjoncteurs.values())

    def fermer(self) -> None:
        """End the thread of the calls. Not needed at exit."""
        self._boucle.fermer()

    def demander(self, prompt: Prompt, donnees: str, schema: type[T], *, delai_s: float | None = None) -> Reponse[T]:
        """Ask for a `schema` drawn from `donnees`, within `delai_s` seconds in all (default: LLM_DELAI_S).

        Raises ModeleIndisponible, and nothing else for a provider's fault, however its answer is broken.
        """
        demande = _Demande(prompt, donnees, schema)
        cles = {fournisseur.nom: demande.cle(fournisseur.nom) for fournisseur in self._fournisseurs}
        connu = self._journal.consulter(list(cles.values()))
        for nom, cle in cles.items():
            if (valeur := demande.relire(connu.reponses.get(cle))) is not None:
                return Reponse(valeur, Trace(modele=nom, version_prompt=prompt.version, depuis_cache=True, cle_cache=cle))
        if connu.tokens_du_jour + demande.tokens_estimes > self._budget_jour:
            raise ModeleIndisponible(Raison.budget_epuise)
        if not self._places.acquire(blocking=False):
            raise ModeleIndisponible(Raison.occupe)
        try:
            return self._tour(demande, self._horloge() + (self._delai_s if delai_s is None else delai_s))
        finally:
            self._places.release()

    def _tour(self, demande: "_Demande[T]", echeance: float) -> Reponse[T]:
        echecs: list[Echec] = []
        for rang, fournisseur in enumerate(self._fournisseurs):
            for _essai in range(2):
                part = (echeance - self._horloge()) / (len(self._fournisseurs) - rang)
                if part <= 0:
                    raise ModeleIndisponible(Raison.delai, tuple(echecs))
                issue = self._essayer(fournisseur, demande, part)
                if isinstance(issue, Reponse):
                    essais = [Essai(modele=e.modele, raison=e.raison, detail=e.detail) for e in echecs]
                    return Reponse(issue.valeur, issue.trace.model_copy(update={"echecs": essais}))
                echecs.append(issue)
                if not issue.reessayable:
                    break
        raise ModeleIndisponible(echecs[-1].raison, tuple(echecs))

    def _essayer(self, fournisseur: Fournisseur, demande: "_Demande[T]", delai_s: float) -> Reponse[T] | Echec:
        disjoncteur = self._disjoncteurs[fournisseur.nom]
        if not disjoncteur.prendre():
            return Echec(fournisseur.nom, Raison.repos, attente_s=disjoncteur.attente_s())
        debut = self._horloge()
        brut: _Brut[T] | Echec | None = None
        try:
            brut = _appeler(self._boucle, fournisseur, demande, delai_s)
        finally:
            # also when a fault of ours flies by: a probe that is never given back would close the model for good
            _rendre(disjoncteur, brut)
        duree_ms = round((self._horloge() - debut) * 1000)

        def appel(issue: str, entree: int, sortie: int) -> AppelLLM:
            return AppelLLM(demande.prompt.nom, fournisseur.nom, demande.prompt.version, entree, sortie, duree_ms, issue)

        if isinstance(brut, Echec):
            self._journal.noter(appel(brut.raison.value, demande.tokens_estimes if brut.raison is Raison.delai else 0, 0))
            return brut
        if brut.valeur is None:
            self._journal.noter(appel(Raison.reponse_illisible.value, brut.entree, brut.sortie))
            return Echec(fournisseur.nom, Raison.reponse_illisible, brut.detail)
        cle = demande.cle(fournisseur.nom)
        self._journal.noter(appel("ok", brut.entree, brut.sortie), (cle, brut.valeur.model_dump_json()))
        trace = Trace(
            modele=fournisseur.nom,
            version_prompt=demande.prompt.version,
            tokens_entree=brut.entree,
            tokens_sortie=brut.sortie,
            duree_ms=duree_ms,
            cle_cache=cle,
        )
        return Reponse(brut.valeur, trace)


@dataclass(frozen=True)
class _Demande(Generic[T]):
    prompt: Prompt
    donnees: str
    schema: type[T]

    @property
    def tokens_estimes(self) -> int:
        return (len(self.prompt.systeme) + len(self.donnees)) // CARACTERES_PAR_TOKEN

    def cle(self, modele: str) -> str:
        return hashlib.sha256("\x1f".join((self.donnees, self.prompt.version, modele, _forme(self.schema))).encode("utf-8", "surrogatepass")).hexdigest()

    def relire(self, valeur: str | None) -> T | None:
        """A cached answer; one that no longer fits the schema is as good as none."""
        if valeur is None:
            return None
        try:
            return self.schema.model_validate_json(valeur)
        except ValidationError:
            return None


@cache
def _forme(schema: type[BaseModel]) -> str:
    return json.dumps(schema.model_json_schema(), sort_keys=True)


@dataclass(frozen=True)
class _Brut(Generic[T]):
    valeur: T | None
    entree: int
    sortie: int
    detail: str = ""


def _rendre(disjoncteur: Disjoncteur, brut: "_Brut[T] | Echec | None") -> None:
    if isinstance(brut, _Brut) and brut.valeur is not None:
        disjoncteur.succes()
    elif isinstance(brut, Echec) and brut.raison is Raison.requete_refusee:
        disjoncteur.succes()  # the provider is well, it is this request that it does not take
    elif isinstance(brut, Echec) and brut.raison is Raison.refus:
        disjoncteur.echec(REPOS_REFUS_S)
    else:
        disjoncteur.echec(brut.attente_s if isinstance(brut, Echec) else None)


def _appeler(boucle: "_Boucle", fournisseur: Fournisseur, demande: _Demande[T], delai_s: float) -> "_Brut[T] | Echec":
    """prompt | chat model | structured output, the whole bounded by `delai_s` and cancelled beyond, even when bytes still drip."""
    from langchain_core.prompts import ChatPromptTemplate, MessagesPlaceholder

    gabarit = ChatPromptTemplate.from_messages([MessagesPlaceholder("systeme"), ("human", "{donnees}")])
    structure = fournisseur.modele.with_structured_output(demande.schema, method="function_calling", include_raw=True)
    messages = gabarit.invoke({"systeme": [("system", demande.prompt.systeme)], "donnees": demande.donnees})

    async def borne() -> object:
        return await asyncio.wait_for(structure.ainvoke(messages), delai_s)

    try:
        resultat = boucle.executer(borne())
    except asyncio.TimeoutError:
        return Echec(fournisseur.nom, Raison.delai)
    except fournisseur.erreurs as erreur:
        return traduire(fournisseur.nom, erreur)
    except FORMES_ILLISIBLES as erreur:
        return Echec(fournisseur.nom, Raison.reponse_illisible, type(erreur).__name__)
    return _lire(resultat, demande.schema)


def _lire(resultat: object, schema: type[T]) -> _Brut[T]:
    if not isinstance(resultat, dict):
        raise TypeError("with_structured_output(include_raw=True) gives a dict")
    usage = getattr(resultat["raw"], "usage_metadata", None) or {}
    valeur, faute = resultat["parsed"], resultat["parsing_error"]
    detail = _ou(faute) if faute is not None else "no tool call"
    return _Brut(valeur if isinstance(valeur, schema) else None, int(usage.get("input_tokens", 0)), int(usage.get("output_tokens", 0)), detail)


def _ou(faute: Exception) -> str:
    """Which fields do not fit, without their values, which may quote the CV."""
    if isinstance(faute, ValidationError):
        return ", ".join(f"{'.'.join(map(str, e['loc']))}: {e['type']}" for e in faute.errors(include_input=False, include_url=False)[:5])
    return type(faute).__name__


class _Boucle:
    """The event loop of a ModeleLangage's calls, in a daemon thread: a call is cancelled at its deadline, and none holds the process back at exit."""

    def __init__(self) -> None:
        self._boucle = asyncio.new_event_loop()
        self._fil = threading.Thread(target=self._boucle.run_forever, name="llm", daemon=True)
        self._fil.start()

    def executer(self, coroutine: Coroutine[object, object, R]) -> R:
        return asyncio.run_coroutine_threadsafe(coroutine, self._boucle).result()

    def fermer(self) -> None:
        self._boucle.call_soon_threadsafe(self._boucle.stop)
        self._fil.join()
        self._boucle.close()
