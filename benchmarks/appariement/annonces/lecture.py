"""Reads the set (format: the package's docstring) into that of the measuring set, so that the same tools draw, read and rank it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.core.enums import TypeContrat
from app.schemas.offres import OffreCreate
from benchmarks.appariement.donnees import CV, Certificat, Formation, Groupe, Jeu, LangueParlee, Note, OffreMesuree, Poste, annees

ICI = Path(__file__).parent
Attendus = dict[str, tuple[str, ...]]
"""Criterion -> values that a reader takes from the text."""


@dataclass(frozen=True)
class Annonces:
    """The set: `jeu.notes` holds each offer's own CVs only."""

    jeu: Jeu
    attendus: dict[str, Attendus]


def charger_annonces() -> Annonces:
    """Read both files. Raises ValueError where a line breaks the format."""
    offres: dict[str, OffreMesuree] = {}
    attendus: dict[str, Attendus] = {}
    for entete, lignes in _blocs(ICI / "offres.txt"):
        ident, titre, lieu = entete
        description = "\n".join(lignes[1:]).strip()
        offre = OffreCreate(titre=titre, description=description, localisation=lieu, type_contrat=TypeContrat.cdi)
        offres[ident] = OffreMesuree(id=ident, langue="fr", metier=titre, reserve=int(ident[1:]) % 2 == 0, offre=offre)
        attendus[ident] = _attendus(lignes[0])
    cvs: dict[str, CV] = {}
    notes: dict[tuple[str, str], Note] = {}
    for (ident, note, raison), lignes in _blocs(ICI / "cvs.txt"):
        cvs[ident] = _cv(ident, lignes)
        notes[ident[:3], ident] = Note(offre=ident[:3], cv=ident, note=int(note), raison=raison)
    return Annonces(Jeu(offres, cvs, notes, ()), attendus)


def _blocs(fichier: Path) -> Iterator[tuple[list[str], list[str]]]:
    for bloc in re.split(r"^@ ", fichier.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        entete, *lignes = bloc.rstrip("\n").split("\n")
        yield _champs(entete), lignes


def _champs(ligne: str) -> list[str]:
    return [champ.strip() for champ in ligne.split("|")]


def _attendus(ligne: str) -> Attendus:
    attendus = {}
    for champ in ligne.removeprefix("?").split(";"):
        critere, _, valeurs = champ.strip().partition(" ")
        attendus[critere] = tuple(v.strip() for v in valeurs.split(",") if v.strip() != "-")
    return attendus


def _cv(ident: str, lignes: list[str]) -> CV:
    titre, resume = _champs(lignes[0])
    par_signe: dict[str, list[list[str]]] = {signe: [] for signe in ">*#+="}
    for ligne in lignes[1:]:
        if ligne:
            par_signe[ligne[0]].append(_champs(ligne[1:]))
    postes = [_poste(champs) for champs in par_signe[">"]]
    formations = [_formation(champs) for champs in par_signe["*"]]
    return CV(
        id=ident,
        lang="fr",
        name="Camille Testard",
        title=titre,
        email=f"{ident}@example.org",
        phone="+33199004700",
        location="France",
        links=[],
        summary=resume,
        skills=[Groupe(category="", items=_liste(champs[0])) for champs in par_signe["#"]],
        experiences=postes,
        education=formations,
        languages=[_langue(x) for champs in par_signe["="] for x in _liste(champs[0])],
        certifications=[Certificat(name=nom, issuer="", date=mois) for nom, mois in par_signe["+"]],
        years_experience=annees(postes),
        education_eqf=max((f.eqf for f in formations), default=None),
    )


def _liste(champ: str) -> list[str]:
    return [x.strip() for x in champ.split(",")]


def _poste(champs: list[str]) -> Poste:
    titre, chez, dates, taches = champs
    entreprise, _, ville = chez.rpartition(", ")
    debut, _, fin = (x.strip() for x in dates.partition("–"))
    return Poste(title=titre, company=entreprise, location=ville, start=debut, end=fin or None, description=[t.strip() for t in taches.split(" ; ")])


def _formation(champs: list[str]) -> Formation:
    diplome, domaine, an, niveau = champs
    return Formation(degree=diplome, field=domaine, institution="", location="", start="", end=an, eqf=int(niveau))


def _langue(texte: str) -> LangueParlee:
    nom, _, niveau = texte.rpartition(" ")
    return LangueParlee(name=nom, level=niveau)
