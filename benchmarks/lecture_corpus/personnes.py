"""Draws an invented person: a career, degrees, skills, languages, contacts. Nothing here knows how a CV prints them."""

import random
import re
import unicodedata
from dataclasses import dataclass

from benchmarks.lecture_corpus.dates import RECU, Mois
from benchmarks.lecture_corpus.donnees import Diplome, Metier, metiers, noms, villes


@dataclass(frozen=True)
class Poste:
    """A post; `fin` None when current."""

    titre: str
    entreprise: str
    ville: str
    debut: Mois
    fin: Mois | None
    missions: list[str]


@dataclass(frozen=True)
class Etude:
    """A degree earned at a school."""

    diplome: Diplome
    ecole: str
    ville: str
    debut: int
    fin: int


@dataclass(frozen=True)
class Personne:
    """An invented person."""

    langue: str
    prenom: str
    nom: str
    titre: str
    email: str
    telephone: tuple[str, str]
    """As printed, and E.164."""
    ville: tuple[str, str]
    lien: str
    resume: str
    metier: Metier
    postes: list[Poste]
    etudes: list[Etude]
    competences: dict[str, list[str]]
    langues: list[tuple[str, str]]
    """ISO code and CEFR level."""
    certifs: list[tuple[str, str, int]]
    interets: list[str]


INTERETS = {
    "fr": [
        "Randonnée",
        "Chorale",
        "Potager",
        "Course à pied",
        "Cinéma japonais",
        "Échecs",
        "Bénévolat",
        "Photographie argentique",
        "Natation",
        "Bricolage",
        "Théâtre d'improvisation",
    ],
    "en": [
        "Hill walking",
        "Choir",
        "Allotment gardening",
        "Marathon running",
        "Film photography",
        "Chess",
        "Volunteering",
        "Open-water swimming",
        "Board games",
        "Baking",
    ],
}
ETRANGERES = ["es", "de", "it", "pt", "ar", "pl"]


def _ascii(texte: str) -> str:
    """Letters of an e-mail address or a profile's address."""
    plat = unicodedata.normalize("NFD", texte.replace("ł", "l").replace("Ł", "L").replace("Đ", "D"))
    return re.sub(r"[^a-z]+", "", "".join(c for c in plat.lower() if c.isascii()))


def _telephone(langue: str, hasard: random.Random) -> tuple[str, str]:
    """A number from the ranges kept for fiction, in one of many forms."""
    if langue == "fr":
        tete = hasard.choice(("199 00", "639 98", "261 91", "465 71"))
        abonne = tete.replace(" ", "") + f"{hasard.randrange(10_000):04}"
        paires = [abonne[i : i + 2] for i in range(1, 9, 2)]
        formes = ("0{0} {1}", "0{0}.{2}", "+33 {0} {1}", "+33 (0){0} {1}", "0033 {0} {1}", "0{0}{3}", "0{0}-{4}", "+33{0}{3}")
        poids = (6, 3, 4, 1, 1, 2, 1, 1)
        forme = hasard.choices(formes, poids)[0]
        return forme.format(abonne[0], " ".join(paires), ".".join(paires), "".join(paires), "-".join(paires)), f"+33{abonne}"
    if hasard.random() < 0.5:
        fin = f"{hasard.randrange(1000):03}"
        forme = hasard.choice(("020 7946 0{0}", "+44 20 7946 0{0}", "+44 (0)20 7946 0{0}", "(020) 7946 0{0}"))
        return forme.format(fin), f"+44207946{'0' + fin}"
    fin = f"{hasard.randrange(1000):03}"
    forme = hasard.choice(("07700 900{0}", "+44 7700 900{0}", "07700 900 {0}", "+44 (0)7700 900{0}"))
    return forme.format(fin), f"+447700900{fin}"


def _recul(mois: Mois, n: int) -> Mois:
    total = mois[0] * 12 + mois[1] - 1 - n
    return total // 12, total % 12 + 1


def _carriere(metier: Metier, feminin: bool, nombre: int, groupes: bool, hasard: random.Random) -> list[Poste]:
    """Posts, newest first; with `groupes` two neighbours share their employer."""
    titres = [t[1 if feminin else 0] for t in metier.titres]
    rangs = sorted((hasard.randrange(len(titres)) for _ in range(nombre)), reverse=True)
    if hasard.random() < 0.6:
        rangs = [max(0, len(titres) - 1 - i) for i in range(nombre)]
    employeurs = hasard.sample(metier.employeurs, k=min(nombre, len(metier.employeurs)))
    if groupes and nombre > 1:
        employeurs[1] = employeurs[0]
        rangs[1] = max(0, rangs[0] - 1) if rangs[0] else rangs[1]
    missions = hasard.sample(metier.missions, k=len(metier.missions))
    lieux = villes(metier.langue)
    fin: Mois | None = None if hasard.random() < 0.75 else _recul(RECU, hasard.randrange(2, 20))
    postes: list[Poste] = []
    for i in range(nombre):
        duree = hasard.randrange(7, 55)
        debut = _recul(fin or RECU, duree)
        memes = groupes and i == 1 and postes[0].entreprise == employeurs[i]
        ville = postes[0].ville if memes else hasard.choice(lieux)[0]
        postes.append(
            Poste(titres[rangs[i]], employeurs[i], ville, debut, fin, [missions[(3 * i + j) % len(missions)] for j in range(hasard.choice((1, 2, 3, 3, 4)))])
        )
        fin = _recul(debut, 1 if groupes and i == 0 else hasard.choice((1, 1, 2, 4, 9)))
    return postes


def _etudes(metier: Metier, premier: int, hasard: random.Random) -> list[Etude]:
    choisis = sorted(hasard.sample(metier.diplomes, k=hasard.choice((1, 2, 2))), key=lambda d: -(d.niveau or 0))
    etudes, fin = [], premier - hasard.choice((0, 0, 1))
    for diplome in choisis:
        duree = {8: 4, 7: 2, 6: 3, 5: 2, 4: 2, 3: 2}.get(diplome.niveau or 0, 1)
        etudes.append(Etude(diplome, hasard.choice(diplome.ecoles), hasard.choice(villes(metier.langue))[0], fin - duree, fin))
        fin -= duree
    return etudes


def _competences(metier: Metier, hasard: random.Random) -> dict[str, list[str]]:
    tirees = {c: hasard.sample(items, k=hasard.randrange(max(2, len(items) - 2), len(items) + 1)) for c, items in metier.competences.items()}
    return {c: items for c, items in tirees.items() if len(tirees) < 3 or hasard.random() < 0.85} or tirees


def _langues(langue: str, hasard: random.Random) -> list[tuple[str, str]]:
    if hasard.random() < 0.06:
        return []
    autres = hasard.sample(ETRANGERES, k=hasard.choice((0, 1, 1, 2)))
    parlees = [(langue, "C2"), ("en" if langue == "fr" else "fr", hasard.choice(("C1", "B2", "B1", "A2")))] if hasard.random() < 0.9 else [(langue, "C2")]
    return parlees + [(autre, hasard.choice(("C2", "C1", "B2", "B1", "A2", "A1"))) for autre in autres]


def tirer(langue: str, partie: str, nombre_postes: int, hasard: random.Random, groupes: bool = False) -> Personne:
    """Draw a person of one half (`dev`, `jugement`)."""
    metier = hasard.choice(metiers(langue, partie))
    feminin = hasard.random() < 0.5
    prenom, nom = hasard.choice(noms(langue, "f" if feminin else "m", partie)), hasard.choice(noms(langue, "noms", partie))
    postes = _carriere(metier, feminin, nombre_postes, groupes, hasard)
    a, b = _ascii(prenom), _ascii(nom)
    identifiant = hasard.choice((f"{a}.{b}", f"{a[0]}.{b}", f"{a}{b}", f"{b}.{a}", f"{a}_{b}{hasard.randrange(70, 99)}"))
    certifs = [(nom_c, organisme, hasard.randrange(2014, 2026)) for nom_c, organisme in metier.certifs if hasard.random() < 0.6]
    return Personne(
        langue=langue,
        prenom=prenom,
        nom=nom,
        titre=postes[0].titre,
        email=f"{identifiant}@example.{hasard.choice(('com', 'org', 'net'))}",
        telephone=_telephone(langue, hasard),
        ville=hasard.choice(villes(langue)),
        lien=f"linkedin.com/in/{a}-{b}-demo",
        resume=hasard.choice(metier.resumes),
        metier=metier,
        postes=postes,
        etudes=_etudes(metier, postes[-1].debut[0], hasard),
        competences=_competences(metier, hasard),
        langues=_langues(langue, hasard),
        certifs=certifs,
        interets=hasard.sample(INTERETS[langue], k=3),
    )
