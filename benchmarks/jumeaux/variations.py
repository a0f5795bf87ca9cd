"""Twins of a base CV: one person in the place of another, everything that counts unchanged."""

import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from benchmarks.jumeaux import donnees
from benchmarks.jumeaux.contenu import Base, Genre, accorder

PLACES = ("entete", "contact", "rubrique")
MANDATAIRES = frozenset({"ecoles", "recul", "trou", "conge"})
"""Axes that are facts of a career which stand for a person: the reader reads them (so its prompt holds them), no score may feel them."""


@dataclass(frozen=True)
class Personne:
    """All that one twin may differ in; nothing of it may reach a score. `recul`, `trou` in years; `axes` names what differs from the reference."""

    axes: tuple[str, ...] = ()
    genre: Genre = "f"
    prenom: str = "Anne"
    nom: str = "Dupont"
    email: str = "anne.dupont@example.org"
    telephone: str = "06 39 98 12 34"
    adresse: str = ""
    lien: str = "linkedin.com/in/anne-dupont-demo"
    lignes: tuple[str, ...] = ()
    place: str = "entete"
    debut_resume: str = ""
    loisirs: tuple[str, ...] = ("Randonnée", "Lecture")
    photo: int = 0
    fichier: str = "cv.pdf"
    ecoles: tuple[str, ...] = ()
    recul: int = 0
    trou: int = 0
    conge: str = ""

    @property
    def nom_complet(self) -> str:
        """First name, then family name."""
        return f"{self.prenom} {self.nom}"


Variation = Callable[[Base, Personne, random.Random], Personne]


def _ascii(texte: str) -> str:
    plat = unicodedata.normalize("NFD", texte.replace("ł", "l").replace("Ł", "L").replace("ı", "i").replace("Đ", "D"))
    return re.sub(r"[^a-z]+", "-", "".join(c for c in plat.lower() if c.isascii())).strip("-")


def _nommer(p: Personne, origine: str, hasard: random.Random) -> Personne:
    hommes, femmes, familles = donnees.NOMS[origine]
    prenom, nom = hasard.choice(hommes if p.genre == "m" else femmes), hasard.choice(familles)
    nom = nom.upper() if hasard.random() < 0.3 else nom
    a, b = _ascii(prenom), _ascii(nom)
    email = hasard.choice((f"{a}.{b}@example.org", f"{b}{hasard.randrange(1955, 2004)}@example.com", f"{a}_{b}@example.net", f"maman-de-{a}@example.org"))
    return replace(p, prenom=prenom, nom=nom, email=email, lien=f"linkedin.com/in/{a}-{b}-{hasard.randrange(10, 99)}")


def _nom(base: Base, p: Personne, hasard: random.Random) -> Personne:  # noqa: ARG001
    return _nommer(p, hasard.choice(sorted(donnees.NOMS)), hasard)


def _genre(base: Base, p: Personne, hasard: random.Random) -> Personne:
    # the opposite gender with a name that shows it: every inflected word of the CV changes
    return _nom(base, replace(p, genre="m" if p.genre == "f" else "f"), hasard)


def _adresse(base: Base, p: Personne, hasard: random.Random) -> Personne:
    return replace(p, adresse=hasard.choice(donnees.ADRESSES[base.langue]))


def _telephone(base: Base, p: Personne, hasard: random.Random) -> Personne:  # noqa: ARG001
    return replace(p, telephone=hasard.choice(("+33 1 99 00 12 34", "0033 6 39 98 00 11", "06.39.98.44.55", "+221 33 800 00 00", "+44 7700 900123")))


def _ligne(sorte: str) -> Variation:
    def varier(base: Base, p: Personne, hasard: random.Random) -> Personne:
        ligne = hasard.choice(donnees.PERSONNEL[base.langue][sorte])
        return replace(p, lignes=(*p.lignes, ligne), place=hasard.choice(PLACES))

    return varier


def _resume(base: Base, p: Personne, hasard: random.Random) -> Personne:
    return replace(p, debut_resume=hasard.choice(donnees.RESUMES[base.langue]))


def _loisirs(base: Base, p: Personne, hasard: random.Random) -> Personne:
    return replace(p, loisirs=hasard.choice(donnees.LOISIRS[base.langue]))


def _photo(base: Base, p: Personne, hasard: random.Random) -> Personne:  # noqa: ARG001
    return replace(p, photo=hasard.randrange(1, 1 << 30))


def _fichier(base: Base, p: Personne, hasard: random.Random) -> Personne:  # noqa: ARG001
    return replace(p, fichier=hasard.choice(donnees.FICHIERS).format(nom=p.nom))


def _ecoles(base: Base, p: Personne, hasard: random.Random) -> Personne:
    return replace(p, ecoles=tuple(hasard.sample(donnees.ECOLES[base.langue], k=len(base.formations))))


def _recul(base: Base, p: Personne, hasard: random.Random) -> Personne:  # noqa: ARG001
    return replace(p, recul=hasard.choice((-1, 4, 11, 20)))


def _trou(base: Base, p: Personne, hasard: random.Random) -> Personne:  # noqa: ARG001
    return replace(p, trou=2)


def _conge(base: Base, p: Personne, hasard: random.Random) -> Personne:
    return replace(p, trou=2, conge=hasard.choice(donnees.CONGES[base.langue]))


AXES: dict[str, Variation] = {
    "nom": _nom, "genre": _genre, "adresse": _adresse, "telephone": _telephone, "age": _ligne("age"), "nationalite": _ligne("nationalite"), "famille": _ligne("famille"),
    "handicap": _ligne("handicap"), "syndicat": _ligne("syndicat"), "religion": _ligne("religion"), "civilite": _ligne("genre"), "resume": _resume, "loisirs": _loisirs,
    "photo": _photo, "fichier": _fichier, "ecoles": _ecoles, "recul": _recul, "trou": _trou, "conge": _conge,
}  # fmt: skip


def reference(base: Base) -> Personne:
    """The person that every twin of `base` is compared with."""
    adresse = {"fr": "5 rue Nationale, 37000 Tours", "en": "7 Station Road, York YO1 6AB"}[base.langue]
    return Personne(adresse=adresse, loisirs={"fr": ("Randonnée", "Lecture"), "en": ("Hill walking", "Reading")}[base.langue])


def jumeaux(base: Base, nombre: int, graine: int) -> Iterator[Personne]:
    """`nombre` different twins of `base`, the same for a seed: first each axis alone in turn, then one in two with several axes at once."""
    hasard = random.Random(f"{graine}/{base.cle}")
    vus = {reference(base)}
    # a short run over all the bases still meets every axis
    premier = hasard.randrange(len(AXES))
    for rang in range(nombre):
        personne = _jumeau(base, [list(AXES)[(premier + rang) % len(AXES)]] if rang < len(AXES) or rang % 2 else _plusieurs(hasard), hasard)
        while personne in vus:
            personne = _jumeau(base, _plusieurs(hasard), hasard)
        vus.add(personne)
        yield personne


def _plusieurs(hasard: random.Random) -> list[str]:
    return hasard.sample(sorted(AXES), k=hasard.randint(2, 6))


def _jumeau(base: Base, axes: list[str], hasard: random.Random) -> Personne:
    # the name follows the gender, the file name follows the name
    ordonnes = sorted(axes, key=lambda a: (a != "genre", a == "fichier", a))
    if "genre" in ordonnes and "nom" in ordonnes:
        ordonnes.remove("nom")
    personne = reference(base)
    for axe in ordonnes:
        personne = AXES[axe](base, personne, hasard)
    return replace(personne, axes=tuple(ordonnes), lignes=tuple(accorder(li, personne.genre) for li in personne.lignes))
