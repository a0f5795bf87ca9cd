"""The measuring set of matching holds what the issue promises, and its loader refuses a set that contradicts itself."""

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.appariement.donnees import DOSSIER, Jeu, JeuInvalide, annees, charger


@pytest.fixture(scope="module")
def jeu() -> Jeu:
    return charger()


@pytest.fixture
def copie(tmp_path: Path) -> Path:
    return Path(shutil.copytree(DOSSIER, tmp_path / "jeu"))


def test_twelve_trades_with_an_offer_in_each_language(jeu):
    assert len(jeu.offres) == 24
    assert Counter((o.metier, o.langue) for o in jeu.offres.values()) == {
        (m, langue): 1 for m in {o.metier for o in jeu.offres.values()} for langue in ("fr", "en")
    }
    assert len({o.metier for o in jeu.offres.values()}) == 12


def test_some_offers_name_no_skill_and_the_law_stands_in_others(jeu):
    assert [i for i, o in jeu.offres.items() if not o.offre.competences_requises] == ["o02", "o03", "o10", "o11", "o15", "o17", "o20", "o22", "o24"]
    assert [i for i, o in jeu.offres.items() if o.offre.obligatoires] == ["o07", "o08", "o09", "o13", "o14", "o17", "o19", "o21", "o22"]


def test_a_third_is_set_aside_half_in_each_language_of_eight_trades(jeu):
    reserve = [o for o in jeu.offres.values() if o.reserve]
    assert [o.id for o in reserve] == ["o03", "o06", "o08", "o09", "o12", "o13", "o17", "o24"]
    assert Counter(o.langue for o in reserve) == {"fr": 4, "en": 4}
    assert len({o.metier for o in reserve}) == 8


def test_forty_cvs_whose_totals_follow_from_their_posts_and_degrees(jeu):
    assert Counter(c.lang for c in jeu.cvs.values()) == {"fr": 22, "en": 18}
    assert {c.id: c.years_experience for c in jeu.cvs.values()} == {c.id: annees(c.experiences) for c in jeu.cvs.values()}
    assert {c.id: c.education_eqf for c in jeu.cvs.values()} == {c.id: max(f.eqf for f in c.education) for c in jeu.cvs.values()}
    assert len({c.name for c in jeu.cvs.values()}) == len({c.email for c in jeu.cvs.values()}) == 40
    assert all(c.email.endswith("@example.com") for c in jeu.cvs.values())


def test_every_pair_is_graded_and_the_grades_spread_over_both_languages(jeu):
    assert Counter(n.note for n in jeu.notes.values()) == {0: 874, 1: 22, 2: 37, 3: 27}
    memes = Counter((n.note, jeu.offres[n.offre].langue == jeu.cvs[n.cv].lang) for n in jeu.notes.values() if n.note)
    assert memes == {(3, True): 13, (3, False): 14, (2, True): 24, (2, False): 13, (1, True): 7, (1, False): 15}
    assert all({3, 2} <= {n.note for n in jeu.notes.values() if n.offre == offre} for offre in jeu.offres)
    assert {n.cv for n in jeu.notes.values() if n.note >= 2} >= set(jeu.cvs) - {"c15"}


def test_what_is_graded_above_zero_has_a_reason_of_its_own(jeu):
    raisons = Counter(n.raison for n in jeu.notes.values() if n.note)
    assert set(raisons.values()) == {1}
    assert not any(raison.startswith("autre métier") for raison in raisons)


def _reecrire(chemin: Path, avant: str, apres: str) -> None:
    texte = chemin.read_text(encoding="utf-8")
    assert avant in texte
    chemin.write_text(texte.replace(avant, apres, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("fichier", "avant", "apres", "message"),
    [
        ("notes.tsv", "o01\tc01\t3", "o01\tc01\t4", "less than or equal to 3"),
        ("notes.tsv", "o01\tc01\t3", "o01\tc02\t3", "en double [('o01', 'c02')]"),
        ("notes.tsv", "o01\tc01\t3", "o01\tc99\t3", "paires inconnues [('o01', 'c99')]"),
        ("cvs.json", '"id": "c40"', '"id": "c01"', "en double ['c01']"),
        ("cvs.json", '"summary"', '"resume"', "Field required"),
        ("offres.json", '"type_contrat": "cdi"', '"type_contrat": "a_vie"', "type_contrat"),
        ("offres.json", '"niveau_min": "C1"', '"niveau_min": "D1"', "niveau_min"),
    ],
)
def test_a_set_that_contradicts_itself_is_refused(copie, fichier, avant, apres, message):
    _reecrire(copie / fichier, avant, apres)
    with pytest.raises(JeuInvalide) as exc:
        charger(copie)
    assert message in str(exc.value)


def test_a_pair_without_a_grade_is_named(copie):
    chemin = copie / "notes.tsv"
    chemin.write_text(
        "".join(ligne for ligne in chemin.read_text(encoding="utf-8").splitlines(keepends=True) if not ligne.startswith("o24\tc40\t")), encoding="utf-8"
    )
    with pytest.raises(JeuInvalide, match=r"paires sans note \[\('o24', 'c40'\)\]"):
        charger(copie)


def test_overlapping_posts_count_once(jeu):
    poste = jeu.cvs["c16"].experiences[1]
    assert annees([poste]) == annees([poste, poste]) == 2.1
    assert json.loads((DOSSIER / "cvs.json").read_text(encoding="utf-8"))[15]["years_experience"] == 2.4
