"""What a person types into a correction."""

import pytest

from app.ai.extraction.saisie import comprendre, verifier
from app.core.errors import Code, ErreurMetier
from app.schemas.profil import ExperienceLue, FormationLue, ProfilExtrait


@pytest.mark.parametrize(
    ("chemin", "saisi", "compris"),
    [
        ("titre", "  Comptable ", "Comptable"),
        ("titre", "   ", None),
        ("telephone", "06 12 34 56 78", "+33612345678"),
        ("telephone", "+32 470 12 34 56", "+32470123456"),
        ("email", " Ines.LeGoff@Example.COM ", "Ines.LeGoff@example.com"),
        ("experiences.0.debut", "09/2021", "2021-09"),
        ("experiences.0.debut", "sept. 2021", "2021-09"),
        ("experiences.0.debut", "2021-09", "2021-09"),
        ("certifications.0.date", "2019", "2019"),
        ("permis.0", " B ", "B"),
        ("annees_experience", 3.5, 3.5),
        ("langues.0.niveau", "B2", "B2"),
        ("mobilite.lieux", ["Nantes"], ["Nantes"]),
        ("competences.0", None, None),
    ],
)
def test_one_field(chemin: str, saisi: object, compris: object) -> None:
    assert comprendre({chemin: saisi}) == {chemin: compris}


def test_a_post_that_goes_on_has_no_end() -> None:
    assert comprendre({"experiences.2.en_cours": True}) == {"experiences.2.en_cours": True, "experiences.2.fin": None}
    assert comprendre({"experiences.2.en_cours": False, "experiences.2.fin": "2020"}) == {"experiences.2.en_cours": False, "experiences.2.fin": "2020"}


def test_a_skill_is_linked_to_the_lexicon() -> None:
    js = {"brut": "JS", "nom": "JavaScript", "concept_id": "javascript", "categorie": "Langages informatiques"}
    assert comprendre({"competences.3": {"brut": " JS ", "niveau": "courant"}}) == {"competences.3": {**js, "niveau": "courant"}}
    assert comprendre({"competences.3.brut": "JS"}) == {f"competences.3.{c}": v for c, v in {**js, "mois": None}.items()}
    assert comprendre({"competences.0": {"brut": "zorglonde"}}) == {
        "competences.0": {"brut": "zorglonde", "nom": "zorglonde", "concept_id": None, "categorie": None}
    }


def test_an_element_keeps_only_what_is_said() -> None:
    saisi = {"poste": "Comptable ", "entreprise": "", "debut": "01/2019", "en_cours": False}
    assert comprendre({"experiences.0": saisi}) == {"experiences.0": {"poste": "Comptable", "debut": "2019-01", "en_cours": False}}


@pytest.mark.parametrize(
    ("chemin", "saisi", "champ"),
    [
        ("telephone", "abc", "telephone"),
        ("telephone", "12", "telephone"),
        ("email", "ines@", "email"),
        ("experiences.0.fin", "hier", "experiences.0.fin"),
        ("experiences.0.fin", "13/2021", "experiences.0.fin"),
        ("experiences.0.fin", "12/09/2021", "experiences.0.fin"),
        ("experiences.1", {"poste": "x", "debut": "hier"}, "experiences.1.debut"),
        ("experiences.1", {"poste": " ", "en_cours": False}, "experiences.1"),
        ("competences.1", {"niveau": "expert"}, "competences.1.brut"),
        ("competences.1.brut", "", "competences.1.brut"),
    ],
)
def test_what_cannot_be_understood_names_its_field(chemin: str, saisi: object, champ: str) -> None:
    with pytest.raises(ErreurMetier) as leve:
        comprendre({chemin: saisi})
    assert (leve.value.code, leve.value.champ) == (Code.DONNEES_INVALIDES, champ)


def test_a_period_ends_after_it_begins() -> None:
    profil = ProfilExtrait(
        experiences=[ExperienceLue(debut="2021-05", fin="2021"), ExperienceLue(debut="2021-05", fin="2021-04")],
        formations=[FormationLue(debut="2019", fin="2018")],
    )
    verifier(profil, {"experiences.0.fin": "2021", "titre": "x", "competences.1": None, "formations": []})
    for chemin, champ in (("experiences.1.fin", "experiences.1.fin"), ("formations.0.debut", "formations.0.fin")):
        with pytest.raises(ErreurMetier) as leve:
            verifier(profil, {chemin: "x"})
        assert leve.value.champ == champ
