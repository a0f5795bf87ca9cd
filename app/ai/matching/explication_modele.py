"""A score told by a language model, from its record alone, and shown only as far as the record bears it out (design: matching, section 5)."""

import json
import re
import unicodedata

from pydantic import BaseModel, ConfigDict, Field

from app.ai.matching.explication import expliquer
from app.ai.matching.verification import verifier_texte
from app.ai.modele_langage import ModeleIndisponible, ModeleLangage
from app.ai.prompts import charger, encadrer
from app.core.enums import Critere, Lecteur, SourceExplication
from app.schemas.score import Explication, ScoreCalcule
from app.utils.text import fold

PART_RETIREE_MAX = 1 / 3
LONGUEUR_MIN = 80
_BALISE = re.compile(r"<[^<>]{0,500}>")
_LIEN_MARKDOWN = re.compile(r"!?\[([^\[\]]{0,300})\]\([^()\s]{0,500}\)")
_URL = re.compile(r"(?:\b[a-z][a-z+.-]{1,15}://|\bwww\.|\bmailto:)\S*", re.IGNORECASE)
_MARQUES = re.compile(r"\*+|__+|`+|~~+|[<>|]|^\s{0,3}(?:#{1,6}|[-•])\s", re.MULTILINE)
_FIN_DE_PHRASE = re.compile(r"(?<=[.!?…])\s+")
# an explanation reports; a sentence that gives an order, to a reader or to a model, has no place in one
_ORDRE = re.compile(
    r"\b(?:ignore[zr]?|oublie[zr]?|recrute[zr]|embauche[zr]|retenez|rejete[zr]|refuse[zr]|ecarte[zr]|contacte[zr]|clique[zr]|consigne|prompt(?! engineering)|disregard|hire|reject|click|instructions?)\b"
)


class Redaction(BaseModel):
    """Explication du score, en texte simple."""

    model_config = ConfigDict(extra="forbid")

    texte: str = Field(min_length=1, max_length=4000)


def expliquer_avec_modele(
    score: ScoreCalcule,
    titre_offre: str,
    langue: str,
    llm: ModeleLangage | None,
    *,
    lecteur: Lecteur = Lecteur.recruteur,
    depasses: frozenset[Critere] = frozenset(),
    delai_s: float | None = None,
) -> Explication:
    """The explanation of `score` for `lecteur` in `langue` (``fr`` or ``en``), by the model when it answers well, else by the template.

    Neither the CV nor a name is sent. No fault of a provider is raised: the template takes over and `source` says so.
    """
    gabarit = expliquer(score, titre_offre, langue, depasses, lecteur)
    if llm is None:
        return gabarit
    try:
        reponse = llm.demander(charger("explication"), encadrer("fiche", fiche(score, titre_offre, langue, lecteur)), Redaction, delai_s=delai_s)
    except ModeleIndisponible:
        return gabarit
    texte = retenir(reponse.valeur.texte, score)
    return gabarit if texte is None else gabarit.model_copy(update={"texte": texte, "source": SourceExplication.modele})


def fiche(score: ScoreCalcule, titre_offre: str, langue: str, lecteur: Lecteur = Lecteur.recruteur) -> str:
    """The record as the model sees it, in JSON: no quotation of the CV, no fingerprint."""
    contenu = {
        "langue": langue,
        "lecteur": lecteur.value,
        "offre": titre_offre,
        "score": score.score,
        "recommandation": score.recommandation,
        "criteres": [
            c.model_dump(mode="json", include={"libelle", "poids", "contribution", "statut", "satisfaits", "manquants", "conseil"}) for c in score.criteres
        ],
        "criteres_ignores": [c.model_dump(mode="json", include={"libelle", "raison"}) for c in score.criteres_ignores],
        "avertissements": score.avertissements,
    }
    return json.dumps(contenu, ensure_ascii=False, indent=1)


def retenir(brut: str, score: ScoreCalcule) -> str | None:
    """What of a model's text may be shown: plain sentences that the record bears out; None when more than a third had to go."""
    propre = texte_simple(brut)
    phrases = [p for p in _FIN_DE_PHRASE.split(propre) if p]
    sures = [p for p in phrases if not _ORDRE.search(fold(p))]
    if not sures:
        return None
    texte, part_retiree = verifier_texte(" ".join(sures), score)
    gardee = (1 - part_retiree) * len(sures) / len(phrases)
    if gardee < 1 - PART_RETIREE_MAX or len(texte) < LONGUEUR_MIN:
        return None
    return texte


def texte_simple(brut: str) -> str:
    """`brut` as one paragraph of plain text: no HTML, Markdown, address of a page, control or invisible character."""
    texte = "".join(c if c == "\n" else " " if c.isspace() else c for c in brut if c.isspace() or not unicodedata.category(c).startswith("C"))
    texte = _URL.sub("", _LIEN_MARKDOWN.sub(r"\1", _BALISE.sub("", texte)))
    return " ".join(_MARQUES.sub("", texte).split())
