"""Base CVs of the twins, read from `bases.txt`, and their texts in either gender."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal

Genre = Literal["m", "f"]
_CHOIX = re.compile(r"\[([^\[\]|]*)\|([^\[\]|]*)\]")


@dataclass(frozen=True)
class Poste:
    """A post; months as `YYYY-MM`, `fin` empty when current."""

    titre: str
    entreprise: str
    ville: str
    debut: str
    fin: str
    missions: tuple[str, ...]


@dataclass(frozen=True)
class Formation:
    """A degree."""

    diplome: str
    ecole: str
    debut: int
    fin: int


@dataclass(frozen=True)
class Offre:
    """An offer of the same trade."""

    titre: str
    description: str
    requises: tuple[str, ...]
    souhaitees: tuple[str, ...]


@dataclass
class Base:
    """A CV without its person."""

    cle: str
    langue: str
    mise_en_page: str
    titre: str = ""
    resume: str = ""
    competences: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    postes: list[Poste] = field(default_factory=list)
    formations: list[Formation] = field(default_factory=list)
    certifs: list[str] = field(default_factory=list)
    langues: list[tuple[str, str]] = field(default_factory=list)
    offre: Offre = Offre("", "", (), ())


def accorder(texte: str, genre: Genre) -> str:
    """`texte` with each [masculine|feminine] chosen."""
    return _CHOIX.sub(lambda m: m.group(1 if genre == "m" else 2), texte)


def _champs(valeur: str) -> list[str]:
    return [c.strip() for c in re.split(r"\|(?![^\[\]]*\])", valeur)]


def _liste(valeur: str) -> tuple[str, ...]:
    return tuple(x.strip() for x in valeur.split(";") if x.strip())


def _poste(base: Base, valeur: str) -> None:
    base.postes.append(Poste(*_champs(valeur), missions=()))


def _formation(base: Base, valeur: str) -> None:
    diplome, ecole, debut, fin = _champs(valeur)
    base.formations.append(Formation(diplome, ecole, int(debut), int(fin)))


def _langue(base: Base, valeur: str) -> None:
    nom, niveau = _champs(valeur)
    base.langues.append((nom, niveau))


def _offre(base: Base, valeur: str) -> None:
    titre, description, requises, souhaitees = _champs(valeur)
    base.offre = Offre(titre, description, _liste(requises), _liste(souhaitees))


_LECTEURS: dict[str, Callable[[Base, str], None]] = {
    "titre": lambda base, valeur: setattr(base, "titre", valeur),
    "resume": lambda base, valeur: setattr(base, "resume", valeur),
    "certif": lambda base, valeur: base.certifs.append(valeur),
    "poste": _poste,
    "formation": _formation,
    "langue": _langue,
    "offre": _offre,
}


@lru_cache(maxsize=1)
def bases() -> tuple[Base, ...]:
    """Every base of `bases.txt`, in order."""
    lues: list[Base] = []
    for ligne in (Path(__file__).parent / "bases.txt").read_text("utf-8").splitlines():
        if ligne.startswith("@ "):
            lues.append(Base(*ligne[2:].split()))
        elif ligne.startswith("- "):
            poste = lues[-1].postes[-1]
            lues[-1].postes[-1] = Poste(poste.titre, poste.entreprise, poste.ville, poste.debut, poste.fin, (*poste.missions, ligne[2:]))
        elif ligne and not ligne.startswith("#"):
            cle, _, valeur = ligne.partition(":")
            if cle.startswith("competences "):
                lues[-1].competences.append((cle.removeprefix("competences ").strip(), _liste(valeur)))
            else:
                _LECTEURS[cle.strip()](lues[-1], valeur.strip())
    return tuple(lues)
