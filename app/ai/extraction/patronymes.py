"""Words of names that are words of the language too: "Boulanger" is a trade and a family, "DA" a director and a particle."""

import re

from app.ai.extraction.metiers import score_metier
from app.ai.referentiels import lexique
from app.utils.text import fold

METIER_SUR = 0.8
PARTICULES = frozenset(
    re.findall(
        r"\S+",
        "de du des d' da do dos das del della di la le les van von der den ten ter el al ben bin ibn abd ould y e i of af zu st saint o' mac mc",
    )
)
# given names among the words of the lexicon
_PRENOMS = frozenset(
    re.findall(
        r"\S+",
        "ben blanche cassandra ema fleur flore france hana isis julia julie juste line loan lourdes mac maria marie marin marine martial max maya "
        "pam paris pascal pat patience perle pierre reine rose ruby sol urbain will",
    )
)


def mots_pleins(texte: str) -> list[str]:
    """Words of a name without its particles and commas."""
    return [m for m in re.findall(r"[^\s,]+", texte) if fold(m) not in PARTICULES]


def propre_a_un_nom(mot: str) -> bool:
    """Whether a word is a given name, or means nothing to the lexicon in any of its halves, as the words of names do and those of titles do not."""
    parties = [p for p in re.split(r"[-'’.]", fold(mot)) if len(p) > 1]
    return bool(parties) and all(p in _PRENOMS or not lexique().connait_le_mot(p) for p in parties)


def metier_de_famille(texte: str) -> int | None:
    """Rank of the one word of a name that is also a trade ("Julie BOULANGER": 1), None when there is none or the whole is a title."""
    mots = re.findall(r"[^\s,]+", texte)
    pleins = [i for i, m in enumerate(mots) if fold(m) not in PARTICULES]
    metiers = [i for i in pleins if score_metier(mots[i]) >= METIER_SUR]
    if len(metiers) != 1 or len(pleins) < 2:
        return None
    return metiers[0] if all(propre_a_un_nom(mots[i]) for i in pleins if i != metiers[0]) else None


def est_un_titre(texte: str) -> bool:
    """Whether a piece names a job, and no person whose family or particle is written like one."""
    if score_metier(texte) < METIER_SUR:
        return False
    pleins = mots_pleins(texte)
    personne = len(pleins) < len(texte.split()) and bool(pleins) and all(propre_a_un_nom(m) for m in pleins)
    return not personne and metier_de_famille(texte) is None
