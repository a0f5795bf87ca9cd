"""Loads the hand-written pools: trades, names and towns."""

from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

DOSSIER = Path(__file__).parent / "donnees"


@dataclass(frozen=True)
class Diplome:
    """A degree with its level on the European scale and where it is earned."""

    diplome: str
    domaine: str
    niveau: int | None
    ecoles: tuple[str, ...]


@dataclass
class Metier:
    """A trade: titles from junior to senior (masculine, feminine), and everything its CVs mention."""

    nom: str
    partie: str
    langue: str
    titres: list[tuple[str, str]] = field(default_factory=list)
    competences: dict[str, list[str]] = field(default_factory=dict)
    employeurs: list[str] = field(default_factory=list)
    missions: list[str] = field(default_factory=list)
    diplomes: list[Diplome] = field(default_factory=list)
    certifs: list[tuple[str, str]] = field(default_factory=list)
    resumes: list[str] = field(default_factory=list)


def _liste(texte: str) -> list[str]:
    return [m.strip() for m in texte.split(";")]


def _lire(fichier: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Blocks `@ heading` of `key: value` lines."""
    blocs: list[tuple[str, list[tuple[str, str]]]] = []
    for ligne in (DOSSIER / fichier).read_text("utf-8").splitlines():
        if ligne.startswith("@"):
            blocs.append((ligne[1:].strip(), []))
        elif ligne.strip():
            cle, _, valeur = ligne.partition(": ")
            blocs[-1][1].append((cle, valeur.strip()))
    return blocs


def _diplome(texte: str) -> Diplome:
    diplome, domaine, niveau, ecoles = texte.split("|")
    return Diplome(diplome, domaine, int(niveau) if niveau else None, tuple(e.strip() for e in ecoles.split(",")))


def _metier(entete: str, lignes: list[tuple[str, str]], langue: str) -> Metier:
    nom, partie = entete.split()
    metier = Metier(nom, partie, langue)
    for cle, valeur in lignes:
        if cle == "titres":
            metier.titres = [(t.split("|")[0], t.split("|")[-1]) for t in _liste(valeur)]
        elif cle.startswith("competences "):
            metier.competences[cle.removeprefix("competences ")] = _liste(valeur)
        elif cle == "diplomes":
            metier.diplomes = [_diplome(d) for d in _liste(valeur)]
        elif cle == "certifs":
            metier.certifs = [(c.split("|")[0], c.split("|")[1]) for c in _liste(valeur)]
        elif cle == "resumes":
            metier.resumes = valeur.split("|")
        else:
            setattr(metier, cle, _liste(valeur))
    return metier


@lru_cache
def metiers(langue: str, partie: str) -> list[Metier]:
    """Trades of one language and one half."""
    lus = (_metier(entete, lignes, langue) for entete, lignes in _lire(f"metiers_{langue}.txt"))
    return [m for m in lus if m.partie == partie]


@lru_cache
def noms(langue: str, genre: str, partie: str) -> list[str]:
    """First names (`m`, `f`) or family names (`noms`): the two halves share none."""
    lignes = dict(next(bloc for entete, bloc in _lire("personnes.txt") if entete == langue))
    return _liste(lignes[genre])[0 if partie == "dev" else 1 :: 2]


@lru_cache
def villes(langue: str) -> list[tuple[str, str]]:
    """Towns with their postal code, empty when CVs there do not print one."""
    lignes = dict(next(bloc for entete, bloc in _lire("personnes.txt") if entete == "villes"))
    return [(v.split("|")[0], v.split("|")[1]) for v in _liste(lignes[langue])]
