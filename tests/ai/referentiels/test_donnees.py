"""The data files: sound, wide enough, quick to load; a broken one is named."""

import time
from pathlib import Path

import pytest

from app.ai.referentiels import DonneesInvalides, charger, controle_donnees, lexique, mot_protege, neutraliser
from app.ai.referentiels.chargement import DOSSIER

LIGNE = "{id} | {id} | {id} |  |  | {parents} | \n"


def test_the_data_are_sound() -> None:
    assert controle_donnees() == []


def test_no_title_to_be_held_goes_by_the_plain_name_of_a_job() -> None:
    lex = lexique()
    titres = [c.id for c in lex.concepts.values() if lex.est_un_titre(c.id)]
    assert len(titres) > 80
    emplois = [(ident, nom) for ident in titres for nom in lex.noms(ident) if lex.nomme_metier(nom)]
    # these say the certificate or the diploma itself
    assert [(i, n) for i, n in emplois if not any(mot.isupper() for mot in n.split()) and "dipl" not in n] == [
        ("certification-salesforce", "Salesforce Administrator")
    ]


def test_the_lexicon_is_wide() -> None:
    lex = charger(DOSSIER)
    assert len(lex.concepts) >= 1500
    assert len(lex.metiers) >= 600
    assert sum(c.esco is not None for c in lex.concepts.values()) >= 150


def test_parents_give_half_credit() -> None:
    lex = lexique()
    assert lex.parente("react", "react") == 1.0
    assert lex.parente("react", "javascript") == 0.5
    assert lex.parente("javascript", "react") == 0.5
    assert lex.parente("react", "angular") == 0.0
    assert lex.parente("react", "absent") == 0.0


def _dossier(tmp_path: Path, texte: str) -> Path:
    (tmp_path / "competences").mkdir()
    (tmp_path / "competences" / "essai.txt").write_text(texte, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("texte", "faute"),
    [
        ("[x]\na | b\n", "essai.txt:2 : 2 champs au lieu de 7"),
        (LIGNE.format(id="a", parents=""), "essai.txt:1 : ligne avant la première section"),
        ("[x]\na | b |  |  |  |  | \n", "essai.txt:2 : identifiant, nom français et nom anglais sont obligatoires"),
        ("[x]\n" + LIGNE.format(id="a", parents="") * 2, "essai.txt:3 : identifiant « a » déjà défini"),
        ("[x]\n" + LIGNE.format(id="alpha", parents="zeta"), "alpha : parent inconnu « zeta »"),
        ("[x]\nalpha | vélo | deux |  |  |  | \nbeta | trois | vélo |  |  |  | \n", "« velo » appartient à alpha, beta sans raison déclarée"),
        ("[x]\n" + LIGNE.format(id="alpha", parents="beta") + LIGNE.format(id="beta", parents="alpha"), "cycle parmi les parents : alpha > beta > alpha"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, texte: str, faute: str) -> None:
    assert faute in controle_donnees(_dossier(tmp_path, texte))


def test_a_malformed_file_does_not_load(tmp_path: Path) -> None:
    with pytest.raises(DonneesInvalides, match="2 champs au lieu de 7"):
        charger(_dossier(tmp_path, "[x]\na | b\n"))


def test_loading_takes_a_fraction_of_a_second() -> None:
    meilleur = min(_duree(lambda: charger(DOSSIER)) for _ in range(2))
    assert meilleur < 1.0  # processor time; 0.25 s on the machine that wrote this


@pytest.mark.parametrize("brique", ["é", "(e)", "a / ", "et ", "Go, ", "go, ", "vente\n", "développeuse et ", "M. ", "\n", "homme "])
def test_time_grows_with_length_only(brique: str) -> None:
    texte = brique * (50_000 // len(brique))
    lex = lexique()
    for fonction in (lex.trouver, lex.trouver_metiers, neutraliser, mot_protege):
        assert _duree(lambda f=fonction: f(texte)) < 2.0


def _duree(fonction) -> float:
    debut = time.process_time()
    fonction()
    return time.process_time() - debut


def test_an_unknown_name_costs_far_less_than_a_millisecond() -> None:
    lex = lexique()
    noms = [f"gestion de quelque bidule{i} inconnuissime" for i in range(100)]
    assert _duree(lambda: [lex.lier(nom) for nom in noms]) / len(noms) < 0.001  # 0.01 ms on the machine that wrote this
