"""Licences, certificates and regulated diplomas: what in a CV says that its owner holds one, and what only names it."""

import re
from collections.abc import Mapping
from datetime import date

from app.ai.referentiels import Concept, lexique
from app.schemas.profil import FormationLue, Preuve, ProfilExtrait
from app.utils.text import fold

_SIGLE_MAX = 5
_TENU = re.compile(
    r"\b(?:titulaires?|detent\w+|obten\w+|obtenue?s?|possession|possed\w+|habilite\w*|certifiee?s?|diplomee?s?|a jour|valides?"
    r"|holder|holding|holds|held|obtained|earned|certified|qualified|licen[cs]ed|passed|completed|awarded)\b"
)
_PHRASE = re.compile(r"[.!?;•\n](?=\s|$)")
_TETE = re.compile(r"(?:^|\n)[^\S\n]*(?P<puce>[•·▪●◦■►*–-][^\S\n]*)?\Z")
_ITEM = re.compile(r"\s{0,5}(?:\Z|[\n.,;:|()/–-]|\bet\b|\band\b)")
# whom the CV speaks of beside its owner: "with the registered nurses", "futurs titulaires"
_AUTRUI = re.compile(r"\b(?:equipes?|des|aux|aupres|futur\w*|prepar\w+|passer|teams?|(?P<de_personnes>les|avec|the|with|of))\s(?:\S+\s){0,2}(?:d')?\Z")
_ENTOUR = 80


class Titres:
    """Where one CV may prove a title. Positions are those of its visible text."""

    def __init__(self, profil: ProfilExtrait, preuves: Mapping[str, Preuve], texte: str, recu_le: date) -> None:
        self._texte = texte
        self._taches = [p for chemin, p in preuves.items() if re.fullmatch(r"experiences\.\d+\.description|(?:projets|benevolat)\.\d+", chemin)]
        self._resume = [p for chemin, p in preuves.items() if chemin == "resume"]
        en_cours = {f"formations.{i}." for i, f in enumerate(profil.formations) if sans_diplome(f, recu_le)}
        self._en_cours = [p for chemin, p in preuves.items() if any(chemin.startswith(c) for c in en_cours)]

    def tenu(self, debut: int, fin: int) -> bool:
        """Whether the mention at `debut:fin` says that the title is held.

        A list, a degree, a certificate or a title says so. A task says so with a word of holding, or as an item of its own; a summary unless it speaks of others.
        """
        if _dans(self._en_cours, debut):
            return False
        taches, resume = _dans(self._taches, debut), _dans(self._resume, debut)
        if not (taches or resume):
            return True
        avant, apres = fold(self._texte[max(0, debut - _ENTOUR) : debut]), fold(self._texte[fin : fin + _ENTOUR])
        avant = avant[max((m.end() for m in _PHRASE.finditer(avant)), default=0) :]
        autrui = _AUTRUI.search(avant.replace("’", "'"))
        if autrui and not (autrui["de_personnes"] and self._texte[debut].isupper()) and not _TENU.search(avant):
            return False
        if resume and not taches:
            return True
        coupe = _PHRASE.search(apres)
        return bool(_TENU.search(avant) or _TENU.search(apres[: coupe.start() if coupe else None])) or self._seul(debut, fin)

    def _seul(self, debut: int, fin: int) -> bool:
        tete = _TETE.search(self._texte, max(0, debut - 12), debut)
        return tete is not None and (tete["puce"] is not None or self._texte[debut].isupper()) and bool(_ITEM.match(self._texte, fin))


def sans_diplome(lue: FormationLue, recu_le: date) -> bool:
    """Whether a degree is still under way on the day the CV was received."""
    return lue.en_cours or (lue.fin is not None and lue.fin[:7] > recu_le.isoformat()[: len(lue.fin[:7])])


def diplome_de(nom: str) -> Concept | None:
    """The regulated diploma that a line of education stands for: "Aide-soignante, IFAS de Rouen" is the diploma, there and nowhere else."""
    concepts = (lexique().lier(forme) for forme in (nom, f"diplôme {nom}"))
    return next((c for c in concepts if c and lexique().est_un_titre(c.id)), None)


def sigle_de_diplome(titre: str) -> tuple[str, Concept] | None:
    """The acronym of a title that only the holders of a diploma bear, with that diploma: "IDE en EHPAD"."""
    for mention in lexique().trouver_metiers(titre):
        if mention.brut.isupper() and len(mention.brut) <= _SIGLE_MAX and (concept := diplome_de(mention.brut)):
            return mention.brut, concept
    return None


def _dans(spans: list[Preuve], position: int) -> bool:
    return any(p.debut <= position < p.fin for p in spans)
