"""Titles as job boards write them: the job stays, what surrounds it goes."""

import time

import pytest

from app.ai.matching.intitule import intitule_du_poste, metiers_nommes
from app.ai.matching.paire import proximite
from app.ai.matching.projection import lier_metier
from app.ai.matching.projection_offre import OffreSource, projeter_offre


@pytest.mark.parametrize(
    ("titre", "lieu", "attendu", "metier"),
    [
        ("Soudeur H/F – CDI – Lyon (69) – réf 2231", "", "Soudeur", "soudeur"),
        ("Recrute 2 plombiers chauffagistes N3P1 (H/F) – mission intérim 6 mois", "", "Plombiers chauffagistes N3P1", "plombier"),
        ("URGENT : 3 caristes (CACES 1, 3 et 5) - Saint-Priest", "Saint-Priest (69)", "Caristes (CACES 1, 3 et 5)", "cariste"),
        ("Développeur·se Java | 38-45K€ | 2 jours de télétravail", "", "Développeur Java", "developpeur-java"),
        ("CDI - Comptable général (H/F)", "", "Comptable général", "comptable"),
        ("Infirmier(ère) DE en EHPAD - CDD 6 mois renouvelable - Temps plein", "", "Infirmier DE en EHPAD", "infirmier"),
        ("Cuisinier - secteur Vannes - 39h", "Vannes (56)", "Cuisinier", "cuisinier"),
        ("Alternance – 2 ans – Vendeur en prêt-à-porter", "", "Alternance – Vendeur en prêt-à-porter", "vendeur-en-pret-a-porter"),
        ("Chargé de clientèle, assurances de personnes", "", "Chargé de clientèle, assurances de personnes", "conseiller-en-assurances"),
        ("CDI", "", "CDI", None),
    ],
)
def test_a_title_keeps_its_job_alone(titre, lieu, attendu, metier):
    document = projeter_offre(OffreSource(titre=titre, localisation=lieu, description="Poste à pourvoir."))
    assert (document.titre, document.metier_id) == (attendu, metier)


@pytest.mark.parametrize(
    "titre", ["12-" * 60 + "!", "ref-1-" * 30 + "!", "ref. 12 - " * 18 + "zz", "CDI " * 40 + "!"], ids=["nombres", "références", "rangs", "contrats"]
)
def test_what_could_be_cut_in_a_million_ways_is_cut_in_one(titre: str):
    debut = time.process_time()
    intitule_du_poste(titre)
    assert time.process_time() - debut < 0.2


def test_a_place_that_opens_the_title_stays():
    assert intitule_du_poste("Lyon – Soudeur", "Lyon") == "Lyon – Soudeur"


@pytest.mark.parametrize(
    ("titre", "metiers"),
    [
        ("Plombier et chauffagiste", ("plombier", "chauffagiste")),
        ("Secrétaire comptable / assistant ADV", ("secretaire-comptable", "assistant-commercial")),
        ("Agent d'accueil et d'état civil", ("hote-d-accueil", "secretaire-de-mairie")),
        ("Serveur ou barman", ("serveur", "barman")),
        ("Responsable achats et logistique", ("responsable-achats",)),
    ],
)
def test_a_title_may_join_jobs_and_each_is_the_job(titre, metiers):
    assert metiers_nommes(titre) == metiers
    principal = lier_metier(titre)
    assert [proximite("Poste", m, titre, principal.id) for m in metiers] == [10_000] * len(metiers)


def test_a_title_whose_words_all_stand_in_the_other_is_a_near_one():
    assert proximite("Responsable d'exploitation", "responsable-d-exploitation", "Responsable d'exploitation logistique", "responsable-logistique") == 6_000
    assert proximite("Technicien", None, "Technicien de paie", "gestionnaire-de-paie") < 6_000
