"""Invented people with consistent careers, each with a CV as a real PDF."""

import random
import unicodedata
import uuid
from collections.abc import Callable
from dataclasses import dataclass

from app.services.demonstration.calendrier import Moment, moments
from app.services.demonstration.catalogue import Contexte, Metier, contexte, metiers

DERNIER_MOIS = 12 * 2026 + 9  # October 2026, as 12 * year + month - 1: careers end at the latest here, whatever the day of the demonstration
COEUR = 5  # the first skills of a trade: everyone in it has them
RECUS_DEPUIS = (25, 40)  # working days: before any application
TELETRAVAIL = frozenset({"numerique", "services"})


@dataclass(frozen=True)
class PosteDemo:
    """A post; months are `12 * year + month - 1`, `fin` is None for the present one."""

    titre: str
    entreprise: str
    ville: str
    debut: int
    fin: int | None
    missions: tuple[str, ...]


@dataclass(frozen=True)
class EtudeDemo:
    """A degree with its years."""

    diplome: str
    etablissement: str
    debut: int
    fin: int


@dataclass(frozen=True)
class FicheCV:
    """All that a CV says: the truth of its PDF."""

    prenom: str
    nom: str
    email: str
    telephone: str
    ville: str
    code_postal: str
    metier: str
    titre: str
    resume: str
    competences: tuple[str, ...]
    postes: tuple[PosteDemo, ...]
    etudes: tuple[EtudeDemo, ...]
    langues: tuple[tuple[str, str], ...]
    certifications: tuple[tuple[str, str, int], ...]
    permis: tuple[str, ...]
    interets: str
    benevolat: str | None
    mobilite: tuple[str, ...]
    teletravail: bool


@dataclass(frozen=True)
class CVDemo:
    """A CV of the demonstration. `contenu` is the PDF, `fiche` what it says; `visible` when the person agrees to be found."""

    id: uuid.UUID
    nom_fichier: str
    contenu: bytes
    visible: bool
    disposition: str
    fiche: FicheCV
    recu: Moment

    @property
    def prenom(self) -> str:
        """First name."""
        return self.fiche.prenom

    @property
    def nom(self) -> str:
        """Family name."""
        return self.fiche.nom

    @property
    def email(self) -> str:
        """Address at example.com or example.org."""
        return self.fiche.email

    @property
    def metier(self) -> str:
        """Key of the trade."""
        return self.fiche.metier

    @property
    def mobilite(self) -> tuple[str, ...]:
        """Towns where the person wants to work; empty when the CV does not say."""
        return self.fiche.mobilite


def identifiant_cv(numero: int) -> uuid.UUID:
    """The fixed id of CV `numero` (from 1), the same on every machine."""
    return uuid.UUID(f"0c000000-0000-4000-8000-{numero:012d}")


def adresse(prenom: str, nom: str, domaine: str = "example.com") -> str:
    """E-mail of an invented person."""
    return f"{_ascii(prenom)}.{_ascii(nom)}@{domaine}"


def _ascii(texte: str) -> str:
    sans_accents = unicodedata.normalize("NFD", texte).encode("ascii", "ignore").decode().lower()
    return "".join(c if c.isalnum() else "-" for c in sans_accents.replace("'", "")).strip("-")


def _postes(metier: Metier, genre: str, ville: str, monde: Contexte, hasard: random.Random) -> tuple[PosteDemo, ...]:
    """One to four posts, newest first: seniority rises with the years, companies differ, missions are never repeated."""
    nombre = hasard.choice((1, 2, 2, 3, 3, 4))
    durees = [hasard.randint(14, 58) for _ in range(nombre)]
    entreprises = hasard.sample(monde.entreprises[metier.secteur], nombre)
    missions = hasard.sample(metier.missions, len(metier.missions))
    fin: int | None = None if hasard.random() < 0.75 else DERNIER_MOIS - hasard.randint(1, 5)
    postes: list[PosteDemo] = []
    for rang, duree in enumerate(durees):
        anciennete = sum(durees[rang + 1 :])
        echelon = 0 if anciennete < 20 and nombre > 1 else 1 if anciennete < 75 else 2
        debut = (DERNIER_MOIS if fin is None else fin) - duree
        part = 3 if rang == 0 and nombre < 4 else 2 if rang == 0 or nombre == 2 else 1
        choisies, missions = tuple(missions[:part]), missions[part:]
        lieu = ville if rang == 0 else hasard.choice(monde.lieux)[0]
        postes.append(PosteDemo(metier.postes[echelon][genre == "f"], entreprises[rang], lieu, debut, fin, choisies))
        fin = debut - hasard.choice((0, 0, 1, 1, 3))
    return tuple(postes)


def _etudes(metier: Metier, premier_poste: int, monde: Contexte, hasard: random.Random) -> tuple[EtudeDemo, ...]:
    etudes: list[EtudeDemo] = []
    fin = (premier_poste - 1) // 12
    for diplome, _, annees, genre in sorted(metier.formations, key=lambda formation: -formation[1]):
        etudes.append(EtudeDemo(diplome, hasard.choice(monde.etablissements[genre]), fin - annees, fin))
        fin -= annees
    return tuple(etudes)


def _langues(metier: Metier, monde: Contexte, hasard: random.Random) -> tuple[tuple[str, str], ...]:
    langues = [("Français", hasard.choice(("langue maternelle", "langue maternelle", "bilingue")))]
    if metier.anglais or hasard.random() < 0.5:
        langues.append(("Anglais", hasard.choice(monde.langues.anglais) if metier.anglais else "A2"))
    if hasard.random() < 0.45:
        langues.append(hasard.choice(monde.langues.autres))
    return tuple(langues)


def _fiche(rang: int, metier: Metier, personne: tuple[str, str, str], monde: Contexte, hasard: random.Random) -> FicheCV:
    prenom, nom, genre = personne
    ville, code_postal = hasard.choice(monde.lieux)
    postes = _postes(metier, genre, ville, monde, hasard)
    debut_carriere = postes[-1].debut
    domaine = hasard.choice(("example.com", "example.org"))
    espace, indicatif = hasard.choice(((" ", "0"), (" ", "+33 "), (".", "0")))
    telephone = indicatif + espace.join(("1", "99", "00", "10", str(10 + rang)))
    mobilite = (ville, *hasard.sample([v for v, _ in monde.lieux if v != ville], 1)) if hasard.random() < 0.6 else ()
    annee = min(2026, debut_carriere // 12 + 1)
    return FicheCV(
        prenom=prenom,
        nom=nom,
        email=adresse(prenom, nom, domaine),
        telephone=telephone,
        ville=ville,
        code_postal=code_postal,
        metier=metier.id,
        titre=postes[0].titre,
        resume=metier.resume,
        competences=(*metier.competences[:COEUR], *hasard.sample(metier.competences[COEUR:], min(len(metier.competences) - COEUR, hasard.randint(3, 5)))),
        postes=postes,
        etudes=_etudes(metier, debut_carriere, monde, hasard),
        langues=_langues(metier, monde, hasard),
        certifications=tuple((nom_certif, organisme, min(2026, annee + i)) for i, (nom_certif, organisme) in enumerate(metier.certifications)),
        permis=metier.permis if metier.id == "transport" or hasard.random() < 0.7 else (),
        interets=hasard.choice(monde.interets),
        benevolat=hasard.choice(monde.benevolat) if hasard.random() < 0.3 else None,
        mobilite=mobilite,
        teletravail=bool(mobilite) and metier.secteur in TELETRAVAIL and hasard.random() < 0.5,
    )


def generer_fiches(nombre: int = 60, graine: int = 2026) -> list[FicheCV]:
    """People and careers alone, without PDFs. Same arguments, same people. Raises ValueError beyond the people there are."""
    monde, tous = contexte(), metiers()
    if not 0 <= nombre <= len(monde.personnes):
        raise ValueError(f"between 0 and {len(monde.personnes)} CVs, not {nombre}")
    hasard = random.Random(graine)  # noqa: S311 - not a secret: the same people each time
    personnes = hasard.sample(monde.personnes, len(monde.personnes))
    return [_fiche(rang, tous[rang % len(tous)], personnes[rang], monde, hasard) for rang in range(nombre)]


def generer_cvs(nombre: int = 60, graine: int = 2026, suivi: Callable[[int, int], None] | None = None) -> list[CVDemo]:
    """CVs as PDFs, over all trades and layouts in turn; byte for byte the same for the same arguments.

    `suivi` is told (done, all) after each. Raises ValueError beyond the people there are.
    """
    from app.services.demonstration.mise_en_page import DISPOSITIONS  # reportlab takes 0.3 s to import

    noms = tuple(DISPOSITIONS)
    cvs: list[CVDemo] = []
    for rang, fiche in enumerate(generer_fiches(nombre, graine)):
        disposition = noms[(rang + rang // len(metiers())) % len(noms)]
        contenu = DISPOSITIONS[disposition](fiche)
        nom_fichier = f"cv-{_ascii(fiche.prenom)}-{_ascii(fiche.nom)}.pdf"
        recu = moments(f"cv {rang}", 1, RECUS_DEPUIS)[0]
        cvs.append(CVDemo(identifiant_cv(rang + 1), nom_fichier, contenu, rang % 2 == 0, disposition, fiche, recu))
        if suivi is not None:
            suivi(rang + 1, nombre)
    return cvs
