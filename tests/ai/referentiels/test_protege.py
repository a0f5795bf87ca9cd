"""Criteria that an offer may not set."""

import pytest

from app.ai.referentiels import lexique, mot_protege


@pytest.mark.parametrize(
    ("nom", "mot"),
    [
        ("homme", "sexe"),
        ("Femme", "sexe"),
        ("jeune", "âge"),
        ("moins de 35 ans", "âge"),
        ("entre 25 et 35 ans", "âge"),
        ("under 30 years old", "âge"),
        ("célibataire", "famille"),
        ("sans enfant", "famille"),
        ("catholique", "religion"),
        ("française", "nationalité"),
        ("nationalité française", "nationalité"),
        ("origine européenne", "origine"),
        ("non syndiqué", "syndicale"),
        ("bonne santé", "santé"),
        ("non handicapé", "handicap"),
        ("enceinte", "grossesse"),
        ("belle apparence", "apparence"),
        ("habiter à Lyon", "résidence"),
        ("hétérosexuel", "orientation"),
        ("photo d'identité", "photo"),
    ],
)
def test_a_protected_characteristic_is_refused_with_its_reason(nom: str, mot: str) -> None:
    raison = mot_protege(nom)
    assert raison is not None
    assert mot in raison


@pytest.mark.parametrize(
    "nom",
    [
        "français",
        "français courant",
        "anglais",
        "jeunes enfants",
        "petite enfance",
        "5 ans d'expérience",
        "plus de 10 ans d'expérience",
        "accompagnement du handicap",
        "coiffure homme",
        "relations syndicales",
        "sage-femme",
        "aide à domicile",
        "test boîte noire",
        "langue des signes française",
        "cuisine française",
        "Single sign-on",
        "",
    ],
)
def test_a_trade_or_a_language_is_not(nom: str) -> None:
    assert mot_protege(nom) is None


def test_no_name_of_a_skill_or_job_is_refused() -> None:
    lex = lexique()
    noms = [nom for ident in lex.concepts for nom in lex.noms(ident)] + [n for m in lex.metiers.values() for n in (m.fr_m, m.fr_f, m.en)]
    refuses = sorted({nom for nom in noms if mot_protege(nom)})
    assert refuses == []
