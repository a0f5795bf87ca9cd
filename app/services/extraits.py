"""What a search shows of a passage: the author's own words. The indexed text is gender-neutral and bilingual, made for comparing, not for reading."""

import re
from collections.abc import Sequence

from app.ai.referentiels import neutraliser
from app.models import Offre, Profil
from app.schemas.profil import ProfilExtrait
from app.schemas.recherche import PassageTrouve
from app.vector_store.decoupage import propre

LONGUEUR_MAX = 600
_PHRASE = re.compile(r"(?<=[.!?;])\s+|\n+")


def extraits_offre(passages: Sequence[tuple[str, str, str]], offre: Offre) -> list[PassageTrouve]:
    """(key, section, indexed text) of an offer's passages as its author wrote them."""
    return [PassageTrouve(texte=offre.titre if section == "titre" else _phrases(offre.description, texte), section=section) for _, section, texte in passages]


def extraits_cv(passages: Sequence[tuple[str, str, str]], profil: Profil) -> list[PassageTrouve]:
    """(key, section, indexed text) of a CV's passages as its author wrote them; those that a correction emptied since are left out."""
    lu = ProfilExtrait.model_validate(profil.profil)
    trouves = [PassageTrouve(texte=_phrases(_original(lu, cle), texte), section=section) for cle, section, texte in passages]
    return [t for t in trouves if t.texte]


def _original(lu: ProfilExtrait, cle: str) -> str:
    partie, _, reste = cle.partition(".")
    rang = int(reste.split(".")[0]) if reste.split(".")[0].isdecimal() else 0
    if partie == "experience" and rang < len(lu.experiences):
        return "\n".join(filter(None, [lu.experiences[rang].poste, lu.experiences[rang].description]))
    if partie == "formation" and rang < len(lu.formations):
        return ", ".join(filter(None, [lu.formations[rang].diplome, lu.formations[rang].domaine]))
    if partie == "competences":
        return ", ".join([c.brut for c in lu.competences] + [c.nom for c in lu.certifications])
    return "\n".join(filter(None, [lu.titre, lu.resume])) if partie == "profil" else ""


def _phrases(original: str, indexe: str) -> str:
    """The sentences of `original` that stand in the indexed text; its beginning when none can be told apart there."""
    phrases = [p.strip() for p in _PHRASE.split(original) if p.strip()]
    gardees = [p for p in phrases if _se_lit(p, indexe)]
    return " ".join(gardees or phrases)[:LONGUEUR_MAX]


def _se_lit(phrase: str, indexe: str) -> bool:
    """Whether `phrase` stands in the indexed text, as it is or in its neutral form, which takes longer to find."""
    brute = propre(phrase)
    return bool(brute) and (brute in indexe or (bool(neutre := propre(neutraliser(phrase))) and neutre in indexe))
