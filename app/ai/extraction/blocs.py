"""Lines of a list of certificates or projects to items, and the words that only introduce an issuer."""

import re

from app.ai.extraction.morceaux import Morceau
from app.ai.lecture.mise_en_page import Ligne
from app.utils.text import fold

_DELIVRE = re.compile(r"(?:issued|delivered|awarded|delivree?s?|obtenue?s?)?\s?(?:by|par|from|aupres de|on|le)\b\s?:?\s*|(?:issuer|organisme|issued)\s?:?\s*")


def sans_prefixe(m: Morceau) -> Morceau | None:
    """`Issued by Scrum.org` without its opening words; None when nothing else is there."""
    trouve = _DELIVRE.match(fold(m.texte))
    if trouve is None or not trouve.end():
        return m
    reste = m.texte[trouve.end() :]
    return Morceau(reste, m.debut + trouve.end(), m.fin, m.rang, m.segment, m.gras, m.italique, m.taille) if reste else None


def blocs(lignes: list[Ligne]) -> list[list[Ligne]]:
    """Lines that belong together: a bullet, a bold line or a clear white opens a new block; wrapped lines follow on."""
    lus: list[list[Ligne]] = []
    for ligne in lignes:
        avant = lus[-1][-1] if lus else None
        if avant is None or ligne.puce or (ligne.gras and not avant.gras) or _nouvelle(avant, ligne, lignes):
            lus.append([ligne])
        else:
            lus[-1].append(ligne)
    return lus


def _nouvelle(avant: Ligne, ligne: Ligne, lignes: list[Ligne]) -> bool:
    """Same type as the line before and not its wrapped end: another item."""
    meme = abs(avant.taille - ligne.taille) < 0.5 and avant.gras == ligne.gras
    droite = max(li.boite[2] for li in lignes)
    plein = len(avant.segments) == 1 and avant.boite[2] + ligne.mots[0].boite[2] - ligne.mots[0].boite[0] > droite - 1 and len(avant.mots) > 3
    return (meme and not plein) or ligne.ecart > 1.2 * ligne.taille
