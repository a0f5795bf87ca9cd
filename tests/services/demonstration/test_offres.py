"""The forty offers are complete and cover every trade of the CVs."""

import re
from collections import Counter

from app.services.demonstration.catalogue import metiers
from app.services.demonstration.offres import entreprises_demo, offres_demo

NIVEAUX = {"A1", "A2", "B1", "B2", "C1", "C2"}
# Legal minimum wage of 2026 in whole euros, under which no full-time offer may be: an hour, a month of 35 h, a year
MINIMUM = {"heure": 12, "mois": 1823, "jour": 84, "an": 21876}


def test_forty_offers_by_three_companies_on_every_trade() -> None:
    offres = offres_demo()
    assert len(offres) == 40
    assert {offre.metier for offre in offres} == {metier.id for metier in metiers()}
    assert Counter(offre.entreprise for offre in offres) == {"lumen": 14, "valmarin": 17, "belleroche": 9}
    assert {offre.entreprise for offre in offres} == {entreprise.cle for entreprise in entreprises_demo()}


def test_offers_are_worded_as_the_law_asks() -> None:
    for offre in offres_demo():
        assert "(F/H)" in offre.titre
        assert offre.salaire_min < offre.salaire_max
        if offre.type_contrat.value != "alternance":
            assert offre.salaire_min >= MINIMUM[offre.salaire_periode.value], offre.titre
        assert all(re.fullmatch("[a-z]{2}", langue) and niveau in NIVEAUX for langue, niveau in offre.langues)


def test_descriptions_say_missions_profile_and_duties() -> None:
    for offre in offres_demo():
        assert 400 < len(offre.description) < 2000, offre.titre
        assert "Vos missions :\n- " in offre.description
        assert all(competence in offre.description for competence in offre.competences_requises)
        assert all(piece in offre.description for piece in offre.obligatoires)
        assert not set(offre.competences_requises) & set(offre.competences_souhaitees)


def test_regulated_jobs_name_what_the_law_demands() -> None:
    par_titre = {offre.titre: offre.obligatoires for offre in offres_demo()}
    assert par_titre["Infirmier diplômé d’État / Infirmière diplômée d’État (F/H)"] == ("Diplôme d’État d’infirmier",)
    assert par_titre["Conducteur routier / Conductrice routière SPL (F/H)"] == ("Permis CE", "FIMO marchandises")
    assert par_titre["Cariste réceptionnaire (F/H)"] == ("CACES R489 catégorie 3",)


def test_ids_never_change_and_the_first_is_named_in_swagger() -> None:
    ids = [str(offre.id) for offre in offres_demo()]
    assert ids[0] == "0d000000-0000-4000-8000-000000000001"
    assert len(set(ids)) == 40
    assert offres_demo()[0].titre == "Développeur / Développeuse Python (F/H)"
