"""Job titles: linking, finding, nearness."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ai.referentiels import lexique


@pytest.mark.parametrize(
    ("titre", "attendu"),
    [
        ("Développeuse full-stack senior", "developpeur-full-stack"),
        ("Développeur·euse Python H/F", "developpeur-python"),
        ("Développeuse web (alternance)", "developpeur-web"),
        ("Software Engineer (Backend)", "developpeur"),
        ("Infirmière DE", "infirmier"),
        ("Infirmier(ère) de bloc", "infirmier-de-bloc-operatoire"),
        ("Conducteur de travaux", "conducteur-de-travaux"),
        ("Contrôleur de gestion industriel", "controleur-de-gestion"),
        ("Clinical Research Nurse", "infirmier"),
        ("Cheffe de rang", "chef-de-rang"),
        ("Chauffeur PL", "conducteur-routier"),
        ("Alternance - Chargé(e) de communication", "charge-de-communication"),
        ("Lead Data Scientist", "data-scientist"),
        ("AUXILIAIRE DE VIE", "auxiliaire-de-vie"),
    ],
)
def test_a_title_is_linked(titre: str, attendu: str) -> None:
    metier = lexique().lier_metier(titre)
    assert metier is not None
    assert metier.id == attendu


@pytest.mark.parametrize("titre", ["", "Lyon", "Responsable", "Stagiaire", "Graduate Analyst", "Mme Durand", "x" * 400])
def test_a_text_that_names_no_job_is_not_linked(titre: str) -> None:
    assert lexique().lier_metier(titre) is None


def test_every_form_of_every_title_links_to_it() -> None:
    lex = lexique()
    ailleurs = []
    for metier in lex.metiers.values():
        for forme in (metier.fr_m, metier.fr_f, metier.en):
            lie = lex.lier_metier(forme)
            if lie is None or lie.id != metier.id:
                ailleurs.append((forme, lie and lie.id))
    assert ailleurs == []


def test_titles_in_running_text() -> None:
    texte = "D'abord aide-soignante (AS) à Metz, as-tu dit, puis infirmière."
    assert [(m.metier_id, m.brut, texte[m.debut : m.fin]) for m in lexique().trouver_metiers(texte)] == [
        ("aide-soignant", "aide-soignante", "aide-soignante"),
        ("aide-soignant", "AS", "AS"),
        ("infirmier", "infirmière", "infirmière"),
    ]


@pytest.mark.parametrize(
    ("a", "b", "attendue"),
    [
        ("Développeuse back-end", "Développeur backend senior", 1.0),
        ("Registered nurse", "Infirmière diplômée d'État", 1.0),
        ("Développeur back-end", "Développeur full-stack", 0.6),
        ("Contrôleur de gestion industriel", "Contrôleur de gestion", 1.0),
        ("Data engineer", "Ingénieur DevOps", 0.3),
        ("Développeur Python", "Comptable", 0.0),
        ("Travail avec des chats", "Cuisine avec des amis", 0.0),
        ("Souffleuse de bulles", "Souffleur de bulles junior", 1.0),
        ("", "Comptable", 0.0),
    ],
)
def test_nearness_of_titles(a: str, b: str, attendue: float) -> None:
    lex = lexique()
    assert lex.proximite_titres(a, b) == attendue
    assert lex.proximite_titres(b, a) == attendue


def test_nearness_of_jobs() -> None:
    lex = lexique()
    assert lex.proximite_metiers("comptable", "comptable") == 1.0
    assert lex.proximite_metiers("comptable", "aide-comptable") == 0.6
    assert lex.proximite_metiers("comptable", "juriste") == 0.3
    assert lex.proximite_metiers("comptable", "boulanger") == 0.0
    assert lex.proximite_metiers("comptable", "inconnu") == 0.0
    assert lex.proximite_metiers("electricien", "technicien-de-maintenance") == 0.6, "neighbours of two sectors"
    assert lex.proximite_metiers("technicien-de-maintenance", "electricien") == 0.6


def test_titles_that_share_what_they_work_on_share_no_trade() -> None:
    lex = lexique()
    assert lex.proximite_titres("Acheteur maintenance", "Technicien de maintenance industrielle") == 0.0
    assert lex.proximite_titres("Électricien de maintenance", "Électricien du bâtiment N3P1/N3P2 (H/F)") == 0.6


TITRES = st.sampled_from(["Comptable", "Développeuse web", "chef", "de", "projet", "senior", "H/F", "avec", "Soudeur TIG", "", "(CDI)", "bulles"])


@given(st.lists(TITRES, max_size=4).map(" ".join), st.lists(TITRES, max_size=4).map(" ".join))
def test_nearness_is_symmetric_and_bounded(a: str, b: str) -> None:
    lex = lexique()
    proximite = lex.proximite_titres(a, b)
    assert 0.0 <= proximite <= 1.0
    assert proximite == lex.proximite_titres(b, a)
