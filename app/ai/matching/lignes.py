"""Lines that the page's width broke, joined again: where a line ends depends on the length of words that agree with a person, and must change nothing."""

import re
from collections.abc import Iterable

Intervalle = tuple[int, int]

_SUITE = re.compile(r"\n(?=[^\S\n]*[a-zà-öø-ÿœ(])")
_DEBUT_EFFACE = re.compile(r"^[^\S\n]+[a-zà-öø-ÿœ]", re.MULTILINE)
_DANS_UN_FAIT = re.compile(r"(?<![.;:!?])\n(?![^\S\n]*(?:[•·▪◦●○■*–—>-]|\n))")


def deplier(texte: str, faits: Iterable[Intervalle] = ()) -> str:
    """`texte` with a space for each line break before a small letter, and for each inside a proved fact that neither a full stop nor a bullet explains. Every offset holds."""
    caracteres = list(texte)
    for m in _SUITE.finditer(texte):
        caracteres[m.start()] = " "
    for debut, fin in faits:
        for m in _DANS_UN_FAIT.finditer(texte, debut, fin):
            caracteres[m.start()] = " "
    return "".join(caracteres)


def relever(texte: str) -> str:
    """`texte` with a capital where blanks open a line: something personal stood there ("À 52 ans, chef de…"). Every offset holds."""
    return _DEBUT_EFFACE.sub(lambda m: m.group().upper() if len(m.group().upper()) == len(m.group()) else m.group(), texte)
