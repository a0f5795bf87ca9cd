"""Hostile text for a regular expression, made from its own tree: what it repeats, what it begins with, and never its end."""

import random
import re
import sys
from collections.abc import Callable, Iterator

if sys.version_info >= (3, 11):
    from re import _parser
else:
    import sre_parse as _parser

GENERIQUES = ("a", "1", " ", "é", "A", "\n", ".", "-", "_", "(", "a ", "1 ", "a-", "a.", "a,", "1/", "A'", "A ", "a\n", "- ", "(a", "a@", "! ", "___! ")
GRAND = 20
_CATEGORIES = {"DIGIT": "1", "NOT_DIGIT": "aé A", "SPACE": " \n", "NOT_SPACE": "aA1-", "WORD": "aA1é_", "NOT_WORD": " -.\n"}
_AUTRES = "aA1 -.,/(é\t:'_"
Noeud = tuple[object, object]


def _caractere(classe: list[Noeud], tirage: random.Random) -> str:
    possibles: list[str] = []
    for operation, valeur in classe:
        match str(operation):
            case "LITERAL":
                possibles.append(chr(valeur))
            case "RANGE":
                possibles += [chr(valeur[0]), chr(valeur[1]), chr(sum(valeur) // 2)]
            case "CATEGORY":
                possibles += _CATEGORIES[str(valeur).removeprefix("CATEGORY_")]
    if str(classe[0][0]) == "NEGATE":
        possibles = [c for c in _AUTRES if c not in possibles]
    return tirage.choice(possibles or ["\x01"])


def _morceau(operation: object, valeur: object, tirage: random.Random, fois: Callable[[], int]) -> str:
    match str(operation):
        case "LITERAL":
            return chr(valeur)
        case "NOT_LITERAL":
            return "b" if chr(valeur) == "a" else "a"
        case "ANY":
            return tirage.choice("a 1")
        case "IN":
            return _caractere(valeur, tirage)
        case "BRANCH":
            return exemple(tirage.choice(valeur[1]), tirage, fois)[-1]
        case "SUBPATTERN":
            return exemple(valeur[3], tirage, fois)[-1]
        case "MAX_REPEAT" | "MIN_REPEAT":
            return "".join(exemple(valeur[2], tirage, fois)[-1] for _ in range(max(valeur[0], min(valeur[1], fois()))))
    return ""  # anchors, what is ahead or behind, references to groups: they take no room


def exemple(arbre: object, tirage: random.Random, fois: Callable[[], int]) -> list[str]:
    """A text that nearly matches, part after part: the last is the whole."""
    debuts = [""]
    for operation, valeur in arbre:
        debuts.append(debuts[-1] + _morceau(operation, valeur, tirage, fois))
    return debuts


def enfants(operation: object, valeur: object) -> list[object]:
    """Trees within a node."""
    match str(operation):
        case "MAX_REPEAT" | "MIN_REPEAT":
            return [valeur[2]]
        case "SUBPATTERN":
            return [valeur[3]]
        case "BRANCH":
            return list(valeur[1])
        case "ASSERT" | "ASSERT_NOT":
            return [valeur[1]]
    return []


def repetes(arbre: object) -> Iterator[object]:
    """Trees that may come more than `GRAND` times."""
    for operation, valeur in arbre:
        if str(operation) in ("MAX_REPEAT", "MIN_REPEAT") and valeur[1] > GRAND:
            yield valeur[2]
        for enfant in enfants(operation, valeur):
            yield from repetes(enfant)


def attaques(motif: "re.Pattern[str]") -> list[tuple[str, str]]:
    """(beginning, unit to repeat) of each hostile text, the same ones at each run."""
    tirage = random.Random(motif.pattern)
    arbre = _parser.parse(motif.pattern, motif.flags)
    unites = [exemple(corps, tirage, lambda: tirage.choice((1, 1, 2)))[-1] for corps in repetes(arbre) for _ in range(3)]
    debuts = [d for _ in range(4) for d in exemple(arbre, tirage, lambda: tirage.choice((0, 1, 1, 2, 3))) if 0 < len(d) < 200]
    seuls = [*GENERIQUES, *unites, *(forme for d in debuts for forme in (d, d[:-1], f"{d} ", f" {d}"))]
    tirage.shuffle(debuts)
    suivis = [(d, u) for u in (*[*dict.fromkeys(unites)][:12], " ", "a", "1", "\n") for d in debuts[:5]]
    return [*dict.fromkeys((d, u) for d, u in [*(("", u) for u in seuls), *suivis] if u)]


def texte(attaque: tuple[str, str], longueur: int) -> str:
    """`longueur` characters of an attack, and one that nothing ends with."""
    debut, unite = attaque
    return (debut + unite * (longueur // len(unite) + 1))[:longueur] + "\x00"
