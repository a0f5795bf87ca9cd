"""A name is found wherever it stands, and nothing that only looks like it."""

import pytest

from app.ai.matching.identite import effacer, retirer, sans_annees, spans_nom, spans_valeurs
from app.schemas.profil import ProfilExtrait


def personne(prenom: str | None, nom: str | None, complet: str | None = None) -> ProfilExtrait:
    return ProfilExtrait(nom_complet=complet or (f"{prenom} {nom}" if prenom and nom else None), prenom=prenom, nom=nom)


@pytest.mark.parametrize(
    ("prenom", "nom", "texte", "reste"),
    [
        ("Zoé", "Marchandeau", "Signé Zoé Marchandeau, Nantes", "Signé                , Nantes"),
        ("Zoé", "Marchandeau", "MARCHANDEAU Zoé\nComptable", "               \nComptable"),
        ("Zoé", "Marchandeau", "par Z. Marchandeau", "par               "),
        ("Zoé", "Marchandeau", "L'avis de Zoe et de ZOÉ", "L'avis de     et de    "),
        # a part without a capital is a word, and one in another word too
        ("Zoé", "Marchandeau", "zoé, Zoéline, Marchandeaux", "zoé, Zoéline, Marchandeaux"),
        # three letters are a name, two are too common to be taken out alone
        ("Ana", "Li", "Ana et Li, puis Ana Li", "    et Li, puis       "),
        # a name that is a word of the trades stays where it stands alone, and goes with the rest of the name
        ("Java", "Marchandeau", "Java Marchandeau développe en Java", "                 développe en Java"),
        ("Jean", "d'Arvieux", "Jean  d’Arvieux", "               "),
    ],
)
def test_the_owner_s_name(prenom: str, nom: str, texte: str, reste: str):
    assert effacer(texte, spans_nom(texte, personne(prenom, nom))) == reste


def test_one_half_of_a_name_is_enough():
    assert spans_nom("Bonjour Yasmine", personne("Yasmine", None)) == [(8, 15)]
    assert spans_nom("Bonjour Kaddour", personne(None, "Kaddour")) == [(8, 15)]
    assert spans_nom("Bonjour", personne(None, None)) == []


@pytest.mark.parametrize(
    ("valeurs", "attendu"),
    [
        (["Garance", "Université de Garance"], [(7, 28)]),
        ([None, "", "é", " x "], []),
        (["UNIVERSITE   de"], [(7, 20)]),
    ],
)
def test_values_the_longest_first_whatever_accents_and_blanks(valeurs: list[str | None], attendu: list[tuple[int, int]]):
    assert spans_valeurs("Master Université de Garance", valeurs) == attendu


@pytest.mark.parametrize(
    ("texte", "span", "reste"),
    [
        ("Permis B, Zoé, mobile", (10, 13), "Permis B, mobile"),
        ("Comptable (Zoé) à Nantes", (11, 14), "Comptable à Nantes"),
        ("Zoé | Comptable", (0, 3), "Comptable"),
        ("Comptable\nZoé\nNantes", (10, 13), "Comptable\nNantes"),
        ("Encadrée par Zoé.", (13, 16), "Encadrée par."),
    ],
)
def test_what_is_taken_out_leaves_no_marks(texte: str, span: tuple[int, int], reste: str):
    assert retirer(texte, [span]) == reste


def test_spans_beyond_the_text_are_cut_to_it():
    assert effacer("abc\ndef", [(-3, 2), (2, 5), (6, 99)]) == "   \n e "


def test_years_go_and_other_numbers_stay():
    assert sans_annees("BTS en 2012, 35 h, 1949 et 2050 depuis 1999. Norme 9001") == "BTS, 35 h, 1949 et 2050. Norme 9001"
