"""The plan of applications is believable: own trade first, legal steps, reasons for refusals."""

import itertools
from collections import Counter
from datetime import date

import pytest

from app.api import exemples
from app.core.enums import StatutCandidature
from app.services.demonstration.calendrier import Moment, moments
from app.services.demonstration.candidatures import VITRINE, VOISINS, CandidatureDemo, candidatures_demo
from app.services.demonstration.catalogue import metiers
from app.services.demonstration.cvs import FicheCV, generer_fiches
from app.services.demonstration.offres import OffreDemo, entreprises_demo, offres_demo

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


@pytest.mark.parametrize("jour", [date(2026, 11, 29), date(2026, 11, 30), date(2028, 3, 1)])
def test_each_step_has_its_own_working_day_in_order_after_the_offer_and_before_the_filling(
    plan: list[CandidatureDemo], offres: list[OffreDemo], jour: date
) -> None:
    for candidature in plan:
        dates = [moment.avant(jour) for moment in candidature.moments]
        assert len(dates) == 1 + len(candidature.etapes) + candidature.retiree
        suite = [offres[candidature.offre - 1].publiee.avant(jour), *dates]
        assert all(avant.date() < apres.date() for avant, apres in itertools.pairwise(suite))
        assert dates[-1].date() < jour and all(d.weekday() < 5 and 7 <= d.hour < 17 for d in suite)
    envois = {candidature.moments[0].avant(jour).date() for candidature in plan}
    assert len(envois) >= 15 and (max(envois) - min(envois)).days >= 21
    vus = {moment for candidature in plan for moment in candidature.moments[:1]}
    assert len(vus) == len(plan), "no two at the same minute"


def test_the_past_is_the_same_each_time(plan: list[CandidatureDemo]) -> None:
    assert moments("candidature 0 2", 3, (1, 6)) == moments("candidature 0 2", 3, (1, 6)) != moments("candidature 0 3", 3, (1, 6))
    # a Sunday's last working days are Friday and Thursday
    assert [Moment(n, 600).avant(date(2026, 11, 29)).isoformat() for n in (1, 2)] == ["2026-11-27T10:00:00+00:00", "2026-11-26T10:00:00+00:00"]


def test_the_examples_of_swagger_are_what_they_say(plan: list[CandidatureDemo], offres: list[OffreDemo]) -> None:
    par_id = {str(c.id): c for c in plan}
    entreprise_du_recruteur = entreprises_demo()[0].cle
    leur, nouvelle, *comparees = (par_id[i] for i in (exemples.LEUR_CANDIDATURE, exemples.NOUVELLE, *exemples.COMPAREES))
    assert (leur.candidat, nouvelle.etapes, nouvelle.retiree) == (VITRINE, (), False)
    assert {offres[c.offre - 1].entreprise for c in (leur, nouvelle)} == {entreprise_du_recruteur}
    assert [str(offres[c.offre - 1].id) for c in comparees] == [exemples.PREMIERE_OFFRE] * 2 and not any(c.retiree for c in comparees)


def test_letters_name_the_offer_and_are_signed(plan: list[CandidatureDemo], fiches: list[FicheCV], offres: list[OffreDemo]) -> None:
    for candidature in plan:
        fiche = fiches[candidature.candidat]
        assert offres[candidature.offre - 1].titre in candidature.lettre
        assert candidature.lettre.endswith(f"\n{fiche.prenom} {fiche.nom}")
