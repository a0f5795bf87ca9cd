"""Names and running text cut into comparable tokens: accents, case, plural, gender and small words away, offsets kept."""

import re
from functools import lru_cache
from typing import NamedTuple

from app.utils.text import fold

COUPURE = "|"  # stands where a name may not run on: a comma, a bracket, the end of a line

MOTS_VIDES = frozenset(
    re.findall(
        r"\w+",
        "de du des la le les un une au aux a the of an en dans sur par pour avec for in on to with by from "
        "sa ses leur leurs mon ma mes notre nos votre vos ces my our your their its",
    )
)
# small words that may stand between the words of a name or not, without changing it
MOTS_NEUTRES = MOTS_VIDES - frozenset(["a", "au", "aux", "en", "dans", "sur", "par", "pour", "avec", "for", "in", "on", "to", "with", "by", "from"])
_CONJONCTIONS = {"and": "et", "&": "et"}

_JETON = re.compile(
    r"(?P<elision>(?<![^\W_])(?:[ldjnmtsc]|qu|jusqu|lorsqu|puisqu|presqu)'(?=[^\W_]))"
    r"|(?P<possessif>(?<=[^\W_])'s(?![^\W_]))"
    r"|(?P<special>(?<![^\W_])(?:c\+\+(?:\d\d)?|[cf]\#|\.net(?![^\W_])|[^\W_]{1,3}&[^\W_]{1,3}(?![^\W_])|a/b(?=[ -]?test)))"
    r"|(?P<mot>[^\W_]+)"
    r"|(?P<et>&)"
    r"|(?P<point>\.(?=[^\W_]))"
    r"|(?P<coupure>[,;:.!?()\[\]{}<>|•·▪●◦■►*\"«»…=→\n\r\t\f]|(?<=\s)[-+/](?=\s))"
)
_MOT_COUPE = re.compile(r"[a-z]{3,}")
# "DE infirmier", "infirmière DE": the State diploma, not the small word, unless what stands beside it is in capitals too
_DE_DIPLOME = re.compile(r"DE(?=[ \t]+(?:d['’])?[a-zà-ÿ]|[ \t]*(?:[,;:.()\n–-]|\Z))(?<![A-ZÀ-Ý]{2} DE)")
_SANS_VOYELLE = re.compile(r"[^aeiouy]+\Z")  # CMMS: an acronym is not a plural


class Jeton(NamedTuple):
    """A token: its comparable form and where it stands in the text."""

    racine: str
    debut: int
    fin: int


@lru_cache(maxsize=32768)
def racine(mot: str) -> str:
    """Comparable form of one folded word: plural and the commonest French gender endings away.

    Not a linguistic stem: it only has to send the inflections of a word to one form, on both sides of a comparison.
    """
    if len(mot) < 4 or not _MOT_COUPE.match(mot) or _SANS_VOYELLE.match(mot):
        return mot
    mot = _singulier(mot)
    for fin, remplacement, minimum in _GENRE:
        if len(mot) >= minimum and mot.endswith(fin):
            return mot[: len(mot) - len(fin)] + remplacement
    return mot


def _singulier(mot: str) -> str:
    if mot.endswith("aux") and not mot.endswith("eaux"):
        return mot[:-2] + "l"
    if mot.endswith(("s", "ux")) and not mot.endswith(("ss", "us", "is")):  # only "-ux" is a plural: not "atex", "velux"
        return mot[:-1]
    return mot


# (ending, replacement, least length of the word); the first that fits is taken
_GENRE = (
    ("trice", "teu", 7),
    ("euse", "eu", 6),
    ("eur", "eu", 6),
    ("ienne", "ien", 7),
    ("onne", "on", 7),
    ("iere", "ier", 7),
    ("ffe", "f", 6),
    ("elle", "el", 8),
    ("ee", "e", 5),
    ("ive", "if", 6),
    ("ale", "al", 7),
    ("ante", "ant", 7),
    ("ente", "ent", 8),
    ("ie", "i", 6),
    ("y", "i", 6),
)


def jetons(texte: str) -> list[Jeton]:
    """Tokens of `texte` in order, `COUPURE` tokens where a name cannot run on. Offsets are those of `texte`."""
    plie = fold(texte)
    trouves: list[Jeton] = []
    for m in _JETON.finditer(plie):
        genre = m.lastgroup
        if genre == "coupure":
            _couper(trouves, m, plie)
        elif genre == "mot":
            mot = m.group()
            if mot not in MOTS_VIDES or (mot == "a" and texte[m.start()] == "A") or (mot == "de" and _DE_DIPLOME.match(texte, m.start())):
                trouves.append(Jeton(_CONJONCTIONS.get(mot) or racine(mot), m.start(), m.end()))
        elif genre == "special":
            trouves.append(Jeton("ab" if m.group() == "a/b" else m.group()[:3] if m.group().startswith("c++") else m.group(), m.start(), m.end()))
        elif genre == "et":
            trouves.append(Jeton("et", m.start(), m.end()))
    return trouves


_FIN_MOT_VIDE = re.compile(r"(?:^|[\s'])(?:de|du|des|d'|la|le|les|l'|en|of|the|for|a|au|aux|et|and)\s*$")


def _couper(trouves: list[Jeton], m: "re.Match[str]", plie: str) -> None:
    # "gestion de\nprojet": a line that ends on a small word goes on below
    if m.group() in "\n\r" and _FIN_MOT_VIDE.search(plie, max(0, m.start() - 8), m.start()):
        return
    if trouves and trouves[-1].racine != COUPURE:
        trouves.append(Jeton(COUPURE, m.start(), m.end()))


def cle(nom: str) -> str:
    """Comparable key of a whole name: `Gestion de projets` and `gestion du projet` share one. Empty when nothing is left."""
    if _SIMPLE.match(nom) and "DE" not in nom:
        # the same result without the tokenizer: most of the lexicon's 25,000 names are plain words
        mots = [racine_mot for racine_mot in map(_mot_simple, nom.split(" ")) if racine_mot]
    else:
        mots = [j.racine for j in jetons(nom) if j.racine != COUPURE]
    if len(mots) == 1:
        dernier = _MOTS.findall(fold(nom))[-1]
        if dernier in MOTS_VIDES:  # "permis a"
            mots.append(dernier)
    return " ".join(mots)


_MOTS = re.compile(r"[^\W_]+")
_SIMPLE = re.compile(r"\A[a-zA-Z0-9éèêëàâäîïôöûüùçÉÈÊÀÂÎÔÇ]+(?: [a-zA-Z0-9éèêëàâäîïôöûüùçÉÈÊÀÂÎÔÇ]+)*\Z")


@lru_cache(maxsize=32768)
def _mot_simple(mot: str) -> str:
    plie = mot.lower() if mot.isascii() else fold(mot)
    if plie in MOTS_VIDES and mot != "A":
        return ""
    return _CONJONCTIONS.get(plie) or racine(plie)


def cles(noms: str) -> frozenset[str]:
    """Keys of words parted by blanks."""
    return frozenset(cle(mot) for mot in noms.split()) - {""}
