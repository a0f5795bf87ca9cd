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
        ("f\u200bemme", "sexe"),
        ("fem\u00adme", "sexe"),
        ("\uff26\uff45\uff4d\uff4d\uff45", "sexe"),
        ("fem-me", "sexe"),
        ("f.e.m.m.e", "sexe"),
        ("f e m m e", "sexe"),
        ("under 30", "âge"),
        ("né après 1990", "âge"),
        ("native French", "nationalité"),
        ("de type européen", "origine"),
        ("sans voile", "religion"),
        ("bonne présentation", "apparence"),
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
        "présentation",
        "bonne présentation orale",
        "français langue maternelle",
        "React Native",
        "cloud-native",
        "over 10 years of experience",
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


@pytest.mark.parametrize(
    "nom", ["H", "F", "F uniquement", "âge : 30", "voile interdit", "non voilée", "sans accent", "accent neutre", "Native speaker", "valide", "Valides"]
)
def test_what_a_breaker_would_try(nom):
    assert mot_protege(nom)


@pytest.mark.parametrize("nom", ["C", "R", "F#", "Accentuation", "Voile (sport)", "voilerie", "permis B", "validation", "Senior manager"])
def test_what_only_looks_like_it(nom):
    assert mot_protege(nom) is None
