"""Who applies to what, and how far each application gets: decided beforehand, the same each time."""

import random
import uuid
from dataclasses import dataclass

from app.core.enums import StatutCandidature
from app.services.demonstration.calendrier import Moment, moments
from app.services.demonstration.cvs import FicheCV
from app.services.demonstration.offres import OffreDemo

NOMBRE = 80
VITRINE = 0  # the person whose log-in is printed: the first offer stays open to them, since Swagger's example applies to it
METIER_VITRINE = "data"
# working days since the last step: what waits for an answer is recent
EN_COURS_DEPUIS, CLOSE_DEPUIS = (1, 6), (1, 12)
# People also try their luck in trades next to their own
VOISINS = {
    "developpement_web": "developpement_python",
    "data": "developpement_python",
    "controle_gestion": "comptabilite",
    "paie": "ressources_humaines",
    "assistanat": "ressources_humaines",
    "commerce_b2b": "marketing",
    "vente_magasin": "service_salle",
    "service_salle": "reception_hotel",
    "aide_soignant": "petite_enfance",
    "transport": "cariste",
    "cariste": "transport",
    "macon": "conduite_travaux",
    "electricien": "maintenance_industrielle",
    "soudeur": "maintenance_industrielle",
}
S = StatutCandidature
PARCOURS: tuple[tuple[StatutCandidature, ...], ...] = (
    *((),) * 8,
    *((S.en_revue,),) * 5,
    *((S.en_revue, S.entretien),) * 3,
    (S.en_revue, S.entretien, S.proposition),
    (S.en_revue, S.entretien, S.proposition, S.acceptee),
    (S.en_revue, S.entretien, S.refusee),
)
PARCOURS_VOISIN: tuple[tuple[StatutCandidature, ...], ...] = ((), (), (S.en_revue,), (S.en_revue, S.refusee), (S.en_revue, S.refusee))
MOTIF_REFUS = "Merci de votre candidature et de notre échange. À l’issue des entretiens, nous poursuivons avec une autre personne."
MOTIF_REFUS_VOISIN = "Merci de votre candidature. Ce poste demande une pratique du métier que votre parcours ne montre pas encore."


@dataclass(frozen=True)
class CandidatureDemo:
    """An application: its fixed id, rank of the person, number of the offer (from 1), letter, and the steps that a recruiter will decide.

    `motif` goes with a refusal; `retiree` when the candidate withdraws at the end. `moments`: of the sending, of each step, of the withdrawal.
    """

    id: uuid.UUID
    candidat: int
    offre: int
    lettre: str
    etapes: tuple[StatutCandidature, ...]
    motif: str | None
    retiree: bool
    moments: tuple[Moment, ...]


def identifiant_candidature(numero: int) -> uuid.UUID:
    """The fixed id of application `numero` (from 1), the same on every machine: examples in Swagger name some."""
    return uuid.UUID(f"0e000000-0000-4000-8000-{numero:012d}")


def _lettre(fiche: FicheCV, offre: OffreDemo, hasard: random.Random) -> str:
    poste = fiche.postes[0]
    temps = "Actuellement" if poste.fin is None else "Dernièrement"
    fin = hasard.choice(("Un échange me ferait plaisir." if poste.fin is None else "Je suis disponible dès maintenant.", "Je reste à votre écoute."))
    return (
        f"Bonjour,\n\nVotre offre « {offre.titre} » a retenu mon attention. {temps} chez {poste.entreprise}, j’ai notamment eu pour mission : "
        f"« {poste.missions[0]} » {fin}\n\nCordialement,\n{fiche.prenom} {fiche.nom}"
    )


def _paires(fiches: list[FicheCV], offres: list[OffreDemo], hasard: random.Random) -> list[tuple[int, int]]:
    """(rank of the person, number of the offer): one offer of one's own trade each, then neighbours, then the rest of one's trade."""
    par_metier: dict[str, list[int]] = {}
    for numero, offre in enumerate(offres, start=1):
        par_metier.setdefault(offre.metier, []).append(numero)
    premieres: list[tuple[int, int]] = []
    autres: list[tuple[int, int]] = []
    voisines: list[tuple[int, int]] = []
    for rang, fiche in enumerate(fiches):
        siennes = par_metier.get(METIER_VITRINE if rang == VITRINE else fiche.metier, [])
        premieres += [(rang, numero) for numero in siennes[:1]]
        autres += [(rang, numero) for numero in siennes[1:]]
        voisines += [(rang, numero) for numero in par_metier.get(VOISINS.get(fiche.metier, ""), [])[:1]]
    hasard.shuffle(autres)
    hasard.shuffle(voisines)
    melange = [paire for deux in zip(autres, voisines, strict=False) for paire in deux]
    return sorted((premieres + melange)[:NOMBRE])


def candidatures_demo(fiches: list[FicheCV], offres: list[OffreDemo], graine: int = 2026) -> list[CandidatureDemo]:
    """At most eighty applications, in order of person and offer; nobody applies twice to one offer."""
    hasard = random.Random(graine)  # noqa: S311 - not a secret: the same plan each time
    plan: list[CandidatureDemo] = []
    for place, (rang, numero) in enumerate(_paires(fiches, offres, hasard), start=1):
        voisin = fiches[rang].metier != offres[numero - 1].metier
        etapes = (S.en_revue, S.entretien) if rang == VITRINE else hasard.choice(PARCOURS_VOISIN if voisin else PARCOURS)
        refusee = etapes[-1:] == (S.refusee,)
        lettre = _lettre(fiches[rang], offres[numero - 1], hasard)
        retiree = rang != VITRINE and len(etapes) < 3 and not refusee and hasard.random() < 0.06
        close = retiree or refusee or etapes[-1:] == (S.acceptee,)
        plan.append(
            CandidatureDemo(
                id=identifiant_candidature(place),
                candidat=rang,
                offre=numero,
                lettre=lettre,
                etapes=etapes,
                motif=(MOTIF_REFUS_VOISIN if voisin else MOTIF_REFUS) if refusee else None,
                retiree=retiree,
                moments=moments(f"candidature {rang} {numero}", 1 + len(etapes) + retiree, CLOSE_DEPUIS if close else EN_COURS_DEPUIS),
            )
        )
    return plan
