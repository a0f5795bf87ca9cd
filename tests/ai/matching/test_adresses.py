"""An address, or somebody else's name, is never where a skill is read."""

import time

import pytest

from app.ai.matching.adresses import spans_adresses, spans_tiers
from app.ai.matching.identite import effacer
from app.ai.matching.projection import projeter_cv
from app.ai.matching.projection_offre import OffreSource, projeter_offre
from app.core.enums import Critere
from app.schemas.profil import Localisation, PageTexte
from tests.ai.matching.fabrique import lire, verite

NOM = "d01_rendercv_classic_fr"
ADRESSES = [
    (("Adresse : Résidence Les Lilas, bât. B", "93370 Montfermeil - Seine-Saint-Denis"), ("Résidence", "Lilas", "Montfermeil", "Seine-Saint-Denis", "93370")),
    (("12 rue des Lilas, 69003 Lyon",), ("rue", "Lilas", "Lyon", "69003")),
    (("3 cité des Bosquets",), ("cité", "Bosquets")),
    (("3 cité des Bosquets", "93370 Montfermeil"), ("Bosquets", "Montfermeil")),
    (("Résidence Les Lilas, bât. B", "93370 Montfermeil"), ("Lilas", "Montfermeil")),
    (("Appartement 4", "12 bis, avenue Jean Jaurès", "94200 Ivry-sur-Seine"), ("Appartement", "Jaurès", "Ivry-sur-Seine")),
    (("14 boulevard de la Liberté – 59000 Lille – France",), ("Liberté", "Lille")),
    (("Address: 27 Acacia Road", "Sheffield S1 2AB, England"), ("Acacia", "Sheffield")),
    (("Flat 3, 221 Baker Street, London NW1 6XE",), ("Baker", "London")),
    (("Domicile : Kerdudal, Plouhinec",), ("Kerdudal", "Plouhinec")),
]  # fmt: skip


def blanchir(texte, lieu=None):
    return effacer(texte, [*spans_adresses(texte, lieu, {}, [PageTexte(numero=1, largeur=595, hauteur=842, debut=0, fin=len(texte))]), *spans_tiers(texte)])


@pytest.mark.parametrize("place", ["entete", "pied"])
@pytest.mark.parametrize(("lignes", "mots"), ADRESSES)
def test_no_word_of_an_address_is_a_skill_and_twins_score_the_same(lignes, mots, place, cv_de, noter):
    cv, autre = cv_de(NOM), cv_de(NOM, **{place: lignes})
    offre = projeter_offre(OffreSource("Poste", competences_requises=mots))
    un, deux = noter(cv, offre), noter(autre, offre)
    requises = next(c for c in deux.criteres if c.critere is Critere.competences_requises)
    assert (requises.score, requises.satisfaits) == (0.0, [])
    assert deux.score == un.score
    assert len(autre.texte) == len(lire(verite(NOM), **{place: lignes}).texte.texte)


@pytest.mark.parametrize(
    ("ligne", "reste"),
    [
        ("Références : M. Diop, Mme Awa Ndiaye", "Références :  , "), ("References: Ms Jane O'Neil and Mr Smith", "References:  and "), ("Sous la direction de Mme Traoré", "Sous la direction de "),
        ("Références : Awa Diop, responsable d'atelier", "Références : , responsable d'atelier"), ("Références\nAwa Diop, responsable", "Références\n, responsable"),
    ],
)  # fmt: skip
def test_names_of_other_people_go(ligne, reste):
    assert " ".join(blanchir(ligne).split()) == " ".join(reste.split())


def test_the_town_of_residence_goes_where_people_write_theirs():
    assert blanchir("Awa Diop\nMontfermeil, Seine-Saint-Denis\nDéveloppeuse", Localisation(ville="Montfermeil")).split() == ["Awa", "Diop", "Développeuse"]


@pytest.mark.parametrize(
    "ligne",
    [
        "12000 lignes de code Python", "Gestion de 3 résidences de 40 logements", "Address complex customer issues", "Place de marché en ligne", "Route de livraison : 40 clients",
        "Conduite d'une grue, quai de chargement", "Ms Office, Ms Excel", "M2 Informatique", "Cité scolaire : enseignement de la physique", "25 rapports 10 000 Clients", "Python, Django",
    ],
)  # fmt: skip
def test_what_speaks_of_work_stays(ligne):
    assert blanchir(ligne) == ligne


def test_a_skill_beside_an_address_stays():
    assert blanchir("Développeuse Python – 12 rue des Lilas, 69003 Lyon – Django").split() == ["Développeuse", "Python", "–", ",", "–", "Django"]


def test_the_town_of_a_post_stays(cv_de):
    v = verite(NOM)
    v["experiences"][0]["description"] = [*v["experiences"][0]["description"], "Boutique de Lyon, puis 69003 Lyon"]
    assert "Boutique de Lyon, puis 69003 Lyon" in projeter_cv(*lire(v).args()).texte


@pytest.mark.parametrize(
    "texte",
    [
        "A" * 100_000, "A " * 50_000, "M. A " * 20_000, "1 rue " * 17_000, "12345 A " * 12_500, " " * 100_000, "12 a " * 20_000, "Références :\n" * 8_000, "@a" * 50_000, "résidence\n" * 10_000,
        "A-" * 50_000, "place 75000 Paris\n" * 5_500, "\n" * 100_000, "|" * 100_000, "0" * 100_000,
    ],
)  # fmt: skip
def test_worst_inputs_take_no_longer(texte):
    debut = time.process_time()
    blanchir(texte, Localisation(ville="Paris"))
    assert time.process_time() - debut < 2


@pytest.mark.parametrize("nom", ["93370", "12", "69003 Lyon"])
def test_a_number_or_a_postcode_is_never_shown_by_a_text(nom, cv_de, noter):
    cv = cv_de(NOM).model_copy(update={"texte": "93370 12 69003 Lyon"})
    score = noter(cv, projeter_offre(OffreSource("Poste", competences_requises=(nom,))))
    assert score.criteres[0].score == 0.0
