"""The demonstration's companies and offers, ready for `OffreService`."""

import uuid
from dataclasses import dataclass

from app.core.enums import SalairePeriode, Teletravail, TypeContrat
from app.services.demonstration.calendrier import Moment, moments
from app.services.demonstration.catalogue import CanevasOffre, EntrepriseDemo, catalogue_offres

PUBLIEES_DEPUIS = (25, 40)  # working days: before any application


@dataclass(frozen=True)
class OffreDemo:
    """The fields of `OffreCreate`, with the company that publishes it and the trade it is about.

    `langues` are (ISO 639-1 code, least CEFR level); salaries are whole euros a `salaire_periode`.
    """

    id: uuid.UUID
    entreprise: str
    metier: str
    titre: str
    description: str
    localisation: str
    teletravail: Teletravail
    type_contrat: TypeContrat
    salaire_min: int
    salaire_max: int
    salaire_periode: SalairePeriode
    devise: str
    experience_min: int
    niveau_etudes_min: int | None
    competences_requises: tuple[str, ...]
    competences_souhaitees: tuple[str, ...]
    langues: tuple[tuple[str, str], ...]
    obligatoires: tuple[str, ...]
    publiee: Moment


def identifiant_offre(numero: int) -> uuid.UUID:
    """The fixed id of offer `numero` (from 1), the same on every machine: the examples in Swagger name the first."""
    return uuid.UUID(f"0d000000-0000-4000-8000-{numero:012d}")


def entreprises_demo() -> tuple[EntrepriseDemo, ...]:
    """The three companies that recruit."""
    return catalogue_offres().entreprises


def _description(canevas: CanevasOffre, presentation: str) -> str:
    missions = "\n".join(f"- {mission}" for mission in canevas.missions)
    requises = ", ".join(canevas.requises)
    paragraphes = [
        f"{canevas.contexte} {presentation}",
        f"Vos missions :\n{missions}",
        f"Votre profil : {canevas.profil} Vous maîtrisez : {requises}.",
        f"Ce que nous proposons : {canevas.conditions}",
        "Nous répondons à chaque candidature sous deux semaines.",
    ]
    if canevas.obligatoires:
        paragraphes.insert(3, f"Indispensable pour exercer : {', '.join(canevas.obligatoires)}.")
    return "\n\n".join(paragraphes)


def offres_demo() -> list[OffreDemo]:
    """The forty offers, in the order of their ids."""
    presentations = {entreprise.cle: entreprise.presentation for entreprise in entreprises_demo()}
    return [
        OffreDemo(
            id=identifiant_offre(numero),
            entreprise=canevas.entreprise,
            metier=canevas.metier,
            titre=canevas.titre,
            description=_description(canevas, presentations[canevas.entreprise]),
            localisation=canevas.localisation,
            teletravail=canevas.teletravail,
            type_contrat=canevas.type_contrat,
            salaire_min=canevas.salaire[0],
            salaire_max=canevas.salaire[1],
            salaire_periode=canevas.salaire[2],
            devise="EUR",
            experience_min=canevas.experience_min,
            niveau_etudes_min=canevas.niveau_etudes_min,
            competences_requises=canevas.requises,
            competences_souhaitees=canevas.souhaitees,
            langues=canevas.langues,
            obligatoires=canevas.obligatoires,
            publiee=moments(f"offre {numero}", 1, PUBLIEES_DEPUIS)[0],
        )
        for numero, canevas in enumerate(catalogue_offres().offres, start=1)
    ]
