"""What a person's search words name: "quelqu'un qui sait souder" is a welder, in both languages."""

import re

from app.ai.referentiels.chargement import Metier
from app.ai.referentiels.lexique import Lexique, lexique

_INFINITIF = re.compile(r"\b([^\W\d_]{3,20})er\b", re.IGNORECASE)
_AGENTS = ("eur", "ateur")
"""Who does what a verb in -er says: souder, soudeur; former, formateur."""


def noms_cites(requete: str) -> list[str]:
    """Names of the trades, then of the skills that `requete` names, as passages write them: French forms and English, then the other way to say them."""
    connus = lexique()
    metiers = dict.fromkeys([m.metier_id for m in connus.trouver_metiers(requete)] or [m.id for m in _par_verbe(connus, requete)])
    competences = dict.fromkeys(m.concept_id for m in connus.trouver(requete, liste=True))
    noms = [_ensemble(m.fr_m, m.fr_f, m.en) for m in map(connus.metiers.__getitem__, metiers)]
    return noms + [_ensemble(c.fr, c.en) for c in map(connus.concepts.__getitem__, competences)]


def _par_verbe(connus: Lexique, requete: str) -> list[Metier]:
    """Trades whose whole name comes from an infinitive of `requete`."""
    formes = [racine + agent for racine in _INFINITIF.findall(requete) for agent in _AGENTS]
    return [metier for forme in formes if connus.nomme_metier(forme) and (metier := connus.lier_metier(forme))]


def _ensemble(*noms: str) -> str:
    return " / ".join(dict.fromkeys(noms))
