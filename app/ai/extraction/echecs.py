"""What a CV says was not reached, not done or not known: no degree, post or skill is read there."""

import re
from datetime import date

from app.ai.extraction.dates import Periode
from app.utils.text import fold

NON_OBTENU = re.compile(
    r"[\s(:,–-]{1,4}(?:(?:non|pas) (?:obtenu|valide)e?|abandonnee?|abandon|interrompue?|inachevee?|echouee?|echec|ajournee?|"
    r"not (?:obtained|completed|awarded)|incomplete|unfinished|dropped out)(?!\w)(?: en \w{1,9} annee)?\)?"
)
CONCOURS = re.compile(r"\s(?:aux? |d'entree |de |du |des )?(?:concours|examen)(?!\w)")
_EN_COURS = re.compile(r"(?<!\w)(?:en cours(?! (?:du|de|d'))|in progress|ongoing)(?!\w)")
_PAUSE = re.compile(
    r"(?:en )?(?:conge (?:parental|maternite|paternite|sabbatique|sans solde|maladie)|arret maladie|recherche (?:active )?d'(?:un )?emploi|demandeu(?:r|se) d'emploi|sans emploi|"
    r"chomage|sans activite|periode d'inactivite|inactivite|annee sabbatique|(?:annee de )?cesure|tour du monde|voyages? (?:autour du monde|a l'etranger|personnels?)|(?:mere|pere) au foyer|"
    r"parental leave|maternity leave|paternity leave|sick leave|career break|sabbatical|gap year|unemployed|job search(?:ing)?|travell?ing|world tour)(?!\w)"
)
_NEGATION = re.compile(
    r"(?:pas (?:de |d'|encore )|aucune? (?:connaissance|notion|experience|maitrise)|je ne |je (?:souhaite|veux|voudrais|aimerais|desire) |"
    r"(?:souhaite|envie d'|desire|volonte d') ?(?:apprendre|me former)|no (?:knowledge|experience) |(?:i )?(?:want|would like|wish|willing) to learn)"
)


def en_cours(texte: str, periode: Periode | None, recu_le: date) -> bool:
    """Whether a course goes on: its header says so, or it ends after the day the CV came in."""
    return bool(_EN_COURS.search(fold(texte))) or (periode is not None and (periode.en_cours or _apres(periode.fin, recu_le)))


def est_a_venir(periode: Periode, recu_le: date) -> bool:
    """Whether a period starts after the day the CV came in."""
    return _apres(periode.debut or periode.fin, recu_le)


def _apres(jour: str | None, recu_le: date) -> bool:
    return jour is not None and jour > recu_le.isoformat()[: len(jour)]


def est_une_pause(texte: str) -> bool:
    """Whether a piece of a header tells why no work was done."""
    return _PAUSE.match(fold(texte)) is not None


def est_une_negation(texte: str) -> bool:
    """Whether an item says what is not known, or only wished for."""
    return _NEGATION.match(fold(texte)) is not None
