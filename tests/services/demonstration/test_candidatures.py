"""The plan of applications is believable: own trade first, legal steps, reasons for refusals."""

from collections import Counter

import pytest

from app.core.enums import StatutCandidature
from app.services.demonstration.candidatures import VITRINE, VOISINS, CandidatureDemo, candidatures_demo
from app.services.demonstration.catalogue import metiers
from app.services.demonstration.cvs import FicheCV, generer_fiches
from app.services.demonstration.offres import OffreDemo, offres_demo

SUITE = [StatutCandidature.en_revue, StatutCandidature.entretien, StatutCandidature.proposition, StatutCandidature.acceptee]


@pytest.fixture(scope="module")
def fiches() -> list[FicheCV]:
    return generer_fiches()


@pytest.fixture(scope="module")
def offres() -> list[OffreDemo]:
    return offres_demo()


@pytest.fixture(scope="module")
def plan(fiches: list[FicheCV], offres: list[OffreDemo]) -> list[CandidatureDemo]:
    return candidatures_demo(fiches, offres)


def test_eighty_applications_and_nobody_applies_twice(plan: list[CandidatureDemo]) -> None:
    assert len(plan) == 80
    assert len({(c.candidat, c.offre) for c in plan}) == 80
    assert {c.candidat for c in plan} == set(range(60))


def test_own_trade_or_next_to_it(plan: list[CandidatureDemo], fiches: list[FicheCV], offres: list[OffreDemo]) -> None:
    assert set(VOISINS) | set(VOISINS.values()) <= {metier.id for metier in metiers()}
    genres = Counter("sien" if fiches[c.candidat].metier == offres[c.offre - 1].metier else "voisin" for c in plan)
    autres = [c for c in plan if c.candidat != VITRINE]
    assert all(offres[c.offre - 1].metier in (fiches[c.candidat].metier, VOISINS.get(fiches[c.candidat].metier)) for c in autres)
    assert genres == {"sien": 68, "voisin": 12}


def test_whose_log_in_is_printed_may_still_apply_to_the_offer_of_swagger(plan: list[CandidatureDemo], fiches: list[FicheCV]) -> None:
    siennes = [c for c in plan if c.candidat == VITRINE]
    assert 1 not in [c.offre for c in siennes]
    assert siennes and all(c.etapes == (StatutCandidature.en_revue, StatutCandidature.entretien) for c in siennes)
    assert fiches[VITRINE].metier == "developpement_python"


def test_steps_are_the_legal_ones_and_every_state_is_shown(plan: list[CandidatureDemo]) -> None:
    for candidature in plan:
        etapes = list(candidature.etapes)
        if etapes[-1:] == [StatutCandidature.refusee]:
            assert candidature.motif and not candidature.retiree
            etapes.pop()
        assert etapes == SUITE[: len(etapes)]
    derniers = {c.etapes[-1].value if c.etapes else "recue" for c in plan}
    assert derniers == {"recue", "en_revue", "entretien", "proposition", "acceptee", "refusee"}
    assert sum(c.retiree for c in plan) >= 1


def test_letters_name_the_offer_and_are_signed(plan: list[CandidatureDemo], fiches: list[FicheCV], offres: list[OffreDemo]) -> None:
    for candidature in plan:
        fiche = fiches[candidature.candidat]
        assert offres[candidature.offre - 1].titre in candidature.lettre
        assert candidature.lettre.endswith(f"\n{fiche.prenom} {fiche.nom}")
