"""What somebody does not do, or wishes to learn, is not a skill they hold."""

import time

import pytest

from app.ai.matching.identite import effacer
from app.ai.matching.negations import spans_d_autrui, spans_nies
from app.ai.matching.projection import projeter_cv
from app.ai.matching.projection_offre import OffreSource, projeter_offre
from app.schemas.profil import CertificationLue, CompetenceLue, ExperienceLue, ProfilExtrait
from tests.ai.matching.fabrique import Feuille, Lecture


def reste(texte):
    return " ".join(effacer(texte, spans_nies(texte)).split())


@pytest.mark.parametrize(
    "phrase",
    [
        "Aucune expérience en Python, Django ou PostgreSQL.", "Aucune expérience en Python, Django\nou PostgreSQL.", "Je ne connais pas Python ni Django, ni PostgreSQL.",
        "No experience with Python, Django or PostgreSQL.", "I don't know Python, Django or PostgreSQL.", "Bons résultats sans Python ni Django ni PostgreSQL.",
        "Souhaite apprendre Python, Django et PostgreSQL.", "Je n'ai jamais utilisé Python, Django ou PostgreSQL.", "Eager to learn Python, Django and PostgreSQL.",
    ],
)  # fmt: skip
def test_a_denied_skill_counts_for_nothing(phrase, noter):
    feuille = Feuille()
    feuille.ecrire("Technicien de laboratoire")
    for ligne in phrase.split("\n"):
        feuille.ecrire(ligne)
    profil = ProfilExtrait(resume=phrase, competences=[CompetenceLue(nom="Python", brut="Python")])
    cv = projeter_cv(*Lecture(profil, feuille.preuves, feuille.visible).args())
    requises = noter(cv, projeter_offre(OffreSource("Poste", competences_requises=("Python", "Django", "PostgreSQL")))).criteres[0]
    assert (requises.score, requises.satisfaits, requises.preuves) == (0.0, [], [])


@pytest.mark.parametrize(
    ("phrase", "garde"),
    [
        ("Aucune expérience en Java mais cinq ans de Python.", "mais cinq ans de Python."), ("No experience with Java. Python daily.", ". Python daily."),
        ("Aucune expérience en Java\nPython, Django", "Python, Django"), ("Je ne connais pas seulement Python.", "Je ne connais pas seulement Python."),
        ("• CACES R389 (validité échue en 2023)\n• Permis B", "• en 2023)\n• Permis B".replace("\n", " ")), ("Gestion des produits périmés", "Gestion des produits périmés"),
        ("First Aid, expired in 2020\nPython", "2020 Python"), ("Relance des créances échues", "Relance des créances échues"),
        ("Expérience de Python et Django", "Expérience de Python et Django"), ("Une API sans serveur, en Python", "Une API , en Python"),
    ],
)  # fmt: skip
def test_the_rest_stays(phrase, garde):
    assert reste(phrase) == garde


@pytest.mark.parametrize("chemin", ["certifications.0.nom", "certifications.0"])
@pytest.mark.parametrize(("suite", "tenu"), [("", True), (" (validité échue en 2023)", False), ("\n(validité échue en 2023)", False)])
def test_a_certificate_that_has_expired_is_not_held(suite, tenu, chemin):
    feuille = Feuille()
    feuille.ecrire("Permis B")
    feuille.ecrire((chemin, "CACES R489 catégorie 3"), *suite.split("\n")[:1])
    feuille.ecrire(*suite.split("\n")[1:])
    profil = ProfilExtrait(certifications=[CertificationLue(nom="CACES R489 catégorie 3")])
    cv = projeter_cv(*Lecture(profil, feuille.preuves, feuille.visible).args())
    assert [bool(c.citations) for c in cv.certifications] == [tenu]
    assert any("CACES" in c.nom for c in cv.competences if c.citations) is False or tenu


@pytest.mark.parametrize(
    "texte",
    ["aucune expérience " * 6_000, "sans " * 20_000, "a" * 100_000, "ne connais pas " * 7_000, "sans a ni " * 10_000, "validite echue " * 6_000, " " * 100_000],
)
def test_worst_inputs_take_no_longer(texte):
    debut = time.process_time()
    spans_nies(texte)
    assert time.process_time() - debut < 2


@pytest.mark.parametrize(
    ("phrase", "trouve"),
    [
        ("Share the room with an éducatrice de jeunes enfants.", ["éducatrice de jeunes enfants"]), ("Encadrement de trois développeurs Python.", ["développeurs Python"]),
        ("Réunions avec l'équipe de développeurs Python.", ["développeurs Python"]), ("Développeur Python chez un éditeur.", []), ("Réalisation des soins infirmiers.", []),
    ],
)  # fmt: skip
def test_the_trade_of_somebody_else(phrase, trouve):
    assert [phrase[a:b] for a, b in spans_d_autrui(phrase)] == trouve


@pytest.mark.parametrize(
    ("phrase", "tenues"),
    [("Share the room with an éducatrice de jeunes enfants.", []), ("Accueil de jeunes enfants, chansons.", ["petite enfance"]), ("Réalisation des soins infirmiers.", ["soins infirmiers"])],
)  # fmt: skip
def test_a_skill_named_by_somebody_else_s_trade_is_not_shown(phrase, tenues):
    feuille = Feuille()
    feuille.ecrire(("experiences.0.poste", "Agent"))
    feuille.ecrire(("experiences.0.description", phrase))
    profil = ProfilExtrait(experiences=[ExperienceLue(poste="Agent", description=phrase)])
    cv = projeter_cv(*Lecture(profil, feuille.preuves, feuille.visible).args())
    assert [c.libelle_fr for c in cv.competences if c.citations] == tenues
    assert bool(cv.experiences[0].concepts) == bool(tenues)


@pytest.mark.parametrize(
    ("texte", "debutant"),
    [
        ("Docker (notions), Git", True), ("Docker (niveau découverte)", True), ("Notions de Docker", True), ("Docker – débutant", True),
        ("Docker, notions de Git", False), ("Docker (bases de données)", False), ("Docker, Git", False), ("Notions de Git, Docker", False),
    ],
)  # fmt: skip
def test_a_skill_called_a_beginner_s_unless_a_post_uses_it(texte, debutant):
    for description in ("Accueil.", "Images Docker."):
        feuille = Feuille()
        feuille.ecrire(("experiences.0.description", description))
        feuille.ecrire(texte)
        profil = ProfilExtrait(experiences=[ExperienceLue(poste="Agent", description=description)])
        cv = projeter_cv(*Lecture(profil, feuille.preuves, feuille.visible).args())
        (docker,) = [c for c in cv.competences if c.libelle_fr == "Docker"]
        assert docker.debutant is (debutant and "Docker" not in description)
