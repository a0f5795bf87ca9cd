"""Cutting text for the embedder: pieces that fit, and the parts of an offer's description."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from app.utils.annonce import titres

MORCEAUX_PASSAGE = 200
_CARACTERES_PAR_MORCEAU = 3

_MOT = re.compile(r"\w+|[^\w\s]")
_COUPURE = re.compile(r"(?<=[.!?;])\s+|\n")
_PUCE = re.compile(r"^(?:[-–—•*·▪►✓➢]\s+)+")


def propre(texte: str) -> str:
    """Composed characters, single spaces, no space nor bullet at the ends; line breaks stay."""
    lignes = (_PUCE.sub("", " ".join(ligne.split())) for ligne in unicodedata.normalize("NFC", texte).splitlines())
    return "\n".join(ligne for ligne in lignes if ligne)


def morceaux_estimes(texte: str) -> int:
    """Upper estimate of the word pieces of French or English text (measured on the corpus: 1.04 to 2.0 times the real number)."""
    return sum(-(-len(mot) // _CARACTERES_PAR_MORCEAU) for mot in _MOT.findall(texte))


def decouper(texte: str, place: int = MORCEAUX_PASSAGE) -> list[str]:
    """`texte` in pieces of at most `place` estimated word pieces, cut between sentences or lines, inside one only when it alone is too long."""
    return _remplir([unite for phrase in _COUPURE.split(propre(texte)) if phrase for unite in _unites(phrase, place)], place, " ")


def assembler(elements: Sequence[str], place: int = MORCEAUX_PASSAGE, separateur: str = ", ") -> list[str]:
    """`elements` joined into as few pieces of at most `place` estimated word pieces as their order allows."""
    return _remplir([unite for element in elements for unite in _unites(element, place)], place, separateur)


def _remplir(unites: Sequence[str], place: int, separateur: str) -> list[str]:
    pieces: list[str] = []
    libre = 0
    for unite in unites:
        cout = morceaux_estimes(unite) + len(separateur.strip())
        if pieces and cout <= libre:
            pieces[-1] += separateur + unite
        else:
            pieces.append(unite)
            libre = place
        libre -= cout
    return pieces


def _unites(phrase: str, place: int) -> Iterator[str]:
    if morceaux_estimes(phrase) <= place:
        yield phrase
        return
    largeur = place * _CARACTERES_PAR_MORCEAU
    mots = [mot[i : i + largeur] for mot in phrase.split() for i in range(0, len(mot), largeur)]
    yield from _remplir(mots, place, " ")


def rubriques_offre(description: str) -> dict[str, str]:
    """The description's `missions` and `profil` parts, told by their headings, empty parts left out.

    What describes the employer or what it gives is dropped, as it is not asked of anyone; text before any heading counts as missions.
    A description made of nothing else is kept whole as missions.
    """
    texte = propre(description)
    parties: dict[str, list[str]] = {"missions": [], "profil": [], "employeur": []}
    rubrique, debut = "missions", 0
    for debut_titre, fin_titre, suivante in titres(texte):
        parties[rubrique].append(texte[debut:debut_titre])
        rubrique, debut = "profil" if suivante == "souhaits" else suivante, fin_titre
    parties[rubrique].append(texte[debut:])
    trouvees = {nom: contenu for nom in ("missions", "profil") if (contenu := propre("\n".join(parties[nom])))}
    return trouvees or ({"missions": texte} if texte else {})
