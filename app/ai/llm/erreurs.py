"""What can go wrong with a language model, in words that code and people can tell apart."""

from dataclasses import dataclass
from enum import Enum


class Raison(str, Enum):
    """Why a model gave nothing usable. Stable: rows keep it."""

    aucun_modele = "aucun_modele"
    budget_epuise = "budget_epuise"
    delai = "delai"
    connexion = "connexion"
    limite = "limite"
    serveur = "serveur"
    refus = "refus"
    requete_refusee = "requete_refusee"
    reponse_trop_grosse = "reponse_trop_grosse"
    reponse_illisible = "reponse_illisible"
    repos = "repos"
    occupe = "occupe"


@dataclass(frozen=True)
class Echec:
    """One failed attempt. `attente_s`: seconds that the provider asked us to stay away."""

    modele: str
    raison: Raison
    detail: str = ""
    attente_s: float | None = None

    @property
    def reessayable(self) -> bool:
        """Whether the very same request may succeed at once. A timeout is not: it has eaten its share of the budget."""
        return self.attente_s is None and self.raison in (Raison.connexion, Raison.serveur, Raison.reponse_illisible)


class ModeleIndisponible(Exception):
    """No model gave a usable answer. `echecs`: what was tried, in order; `raison`: the last fault that is not a model left to rest."""

    def __init__(self, raison: Raison, echecs: tuple[Echec, ...] = ()) -> None:
        if raison is Raison.repos:
            raison = next((e.raison for e in reversed(echecs) if e.raison is not Raison.repos), raison)
        super().__init__(raison.value)
        self.raison = raison
        self.echecs = echecs

    @property
    def attente_s(self) -> float | None:
        """Seconds after which the least loaded provider asked to be called again, when one did."""
        attentes = [e.attente_s for e in self.echecs if e.attente_s is not None]
        return min(attentes) if attentes else None


class ConfigurationModele(Exception):
    """LLM_MODELS cannot be served as written; the message, in French, says what to do."""
