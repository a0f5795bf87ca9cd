"""ESCO and ROME downloads, from small files of the same format and from the real ones where they lie."""

from pathlib import Path

import pytest

from app.ai.referentiels import DonneesInvalides, charger, importer_esco, importer_rome
from app.ai.referentiels.chargement import DOSSIER
from app.ai.referentiels.importation import formes_rome

REELS = Path(__file__).parents[4] / "shared" / "referentiels"
ENTETE = "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,description\n"
A = "http://data.europa.eu/esco/skill/aaaa"
B = "http://data.europa.eu/esco/skill/bbbb"
M = "http://data.europa.eu/esco/occupation/mmmm"


@pytest.fixture
def esco(tmp_path: Path) -> Path:
    dossier = tmp_path / "esco"
    dossier.mkdir()
    (dossier / "skills_fr.csv").write_text(
        ENTETE + f'K,{A},,souffler dans une paille,"gonfler à la paille\nsouffler ; paille",x\nK,{B},,Python,,\n', encoding="utf-8"
    )
    (dossier / "skills_en.csv").write_text(ENTETE + f"K,{A},,blow through a straw,,\nK,{B},,Python,,\n", encoding="utf-8")
    (dossier / "occupations_fr.csv").write_text(ENTETE + f"O,{M},7318,empailleur de lune/empailleuse de lune,,\n", encoding="utf-8")
    (dossier / "occupations_en.csv").write_text(ENTETE + f"O,{M},7318,moon stuffer,lunar stuffer,\n", encoding="utf-8")
    return dossier


def test_esco_widens_the_lexicon(esco: Path, tmp_path: Path) -> None:
    cible = tmp_path / "ajouts"
    assert importer_esco(esco, cible) == (1, 1)  # Python is known already
    lex = charger(DOSSIER, cible)
    for nom in ("souffler dans une paille", "blow through a straw", "gonfler à la paille", "souffler paille"):
        concept = lex.lier(nom)
        assert concept is not None
        assert (concept.id, concept.esco) == ("esco-aaaa", A)
    python = lex.lier("Python")
    assert python is not None
    assert python.id == "python"
    metier = lex.lier_metier("Empailleuse de lune senior")
    assert metier is not None
    assert (metier.fr_m, metier.en, metier.groupe) == ("empailleur de lune", "moon stuffer", "ISCO 7318")


def test_rome_widens_the_job_titles(tmp_path: Path) -> None:
    entete = '"code_ogr","libelle_appellation_long","libelle_appellation_court","code_rome"\n'
    lignes = '"10200","x","Abatteur / Abatteuse de comètes","F1402"\n"10201","x","Développeur / Développeuse web","M1805"\n'
    (tmp_path / "appellations.csv").write_text(entete + lignes, encoding="utf-8")
    cible = tmp_path / "ajouts"
    assert importer_rome(tmp_path, cible) == 1
    metier = charger(DOSSIER, cible).lier_metier("Abatteuse de comètes")
    assert metier is not None
    assert (metier.id, metier.fr_m, metier.famille, metier.groupe) == ("rome-10200", "Abatteur de comètes", "rome-F", "F1402")


@pytest.mark.parametrize(
    ("libelle", "formes"),
    [
        ("Abatteur / Abatteuse de carrière", ("Abatteur de carrière", "Abatteuse de carrière")),
        ("Conducteur routier / Conductrice routière", ("Conducteur routier", "Conductrice routière")),
        ("Barista", ("Barista", "Barista")),
    ],
)
def test_both_forms_of_a_rome_title(libelle: str, formes: tuple[str, str]) -> None:
    assert formes_rome(libelle) == formes


def test_a_missing_file_or_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(DonneesInvalides, match=r"skills_en\.csv : fichier absent"):
        importer_esco(tmp_path, tmp_path / "ajouts")
    (tmp_path / "appellations.csv").write_text("code,titre\n", encoding="utf-8")
    with pytest.raises(DonneesInvalides, match="colonnes absentes : code_ogr"):
        importer_rome(tmp_path, tmp_path / "ajouts")


@pytest.mark.lent
@pytest.mark.skipif(not REELS.is_dir(), reason="the official downloads are not on this machine")
def test_the_official_downloads(tmp_path: Path) -> None:
    competences, metiers = importer_esco(REELS / "esco", tmp_path)
    assert competences > 10_000
    assert metiers > 2_000
    assert importer_rome(REELS / "rome", tmp_path) > 9_000
    lex = charger(DOSSIER, tmp_path)
    concept = lex.lier("gérer le personnel musical")
    assert concept is not None
    assert concept.en == "manage musical staff"
    metier = lex.lier_metier("Abatteuse de carrière")
    assert metier is not None
    assert metier.groupe == "F1402"
