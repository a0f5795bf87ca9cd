"""The measuring set of matching holds what the issue promises, and its loader refuses a set that contradicts itself."""

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from app.utils.text import fold
from benchmarks.appariement.donnees import CV, DOSSIER, Jeu, JeuInvalide, annees, charger


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
    assert Counter(n.note for n in jeu.notes.values()) == {0: 874, 1: 20, 2: 39, 3: 27}
    memes = Counter((n.note, jeu.offres[n.offre].langue == jeu.cvs[n.cv].lang) for n in jeu.notes.values() if n.note)
    assert memes == {(3, True): 13, (3, False): 14, (2, True): 24, (2, False): 15, (1, True): 7, (1, False): 13}
    assert all({3, 2} <= {n.note for n in jeu.notes.values() if n.offre == offre} for offre in jeu.offres)
    assert {n.cv for n in jeu.notes.values() if n.note >= 2} >= set(jeu.cvs) - {"c15"}


def test_what_is_graded_above_zero_has_a_reason_of_its_own(jeu):
    raisons = Counter(n.raison for n in jeu.notes.values() if n.note)
    assert set(raisons.values()) == {1}
    assert not any(raison.startswith("autre métier") for raison in raisons)


def test_ten_traps_of_each_kind_a_third_of_them_set_aside(jeu):
    assert Counter(p.genre for p in jeu.adverses) == dict.fromkeys(
        ("bourrage", "mauvais_role", "synonymes", "autre_langue", "surqualifie", "sans_certificat"), 10
    )
    assert Counter(jeu.offres[p.offre].reserve for p in jeu.adverses) == {False: 40, True: 20}
    assert {p.offre for p in jeu.adverses} == set(jeu.offres)


def test_each_kind_of_trap_states_its_own_bound(jeu):
    bornes = {genre: {tuple(sorted(p.attendu.model_fields_set)) for p in jeu.adverses if p.genre == genre} for genre in {p.genre for p in jeu.adverses}}
    assert bornes == {
        "bourrage": {("gain_max",)},
        "mauvais_role": {("sous",)},
        "synonymes": {("au_dessus",)},
        "autre_langue": {("au_dessus",)},
        "surqualifie": {("au_dessus", "pas_au_dessus")},
        "sans_certificat": {("sous",)},
    }
    assert {p.attendu.gain_max for p in jeu.adverses if p.genre == "bourrage"} == {5}


def test_stuffing_changes_no_post_degree_or_certificate_of_the_honest_cv(jeu):
    for paire in (p for p in jeu.adverses if p.genre == "bourrage"):
        honnete, piege = jeu.cvs[paire.honnete], jeu.piege(paire)
        ecarts = {cle for cle in CV.model_fields if getattr(piege, cle) != getattr(honnete, cle)}
        assert paire.piege.base == paire.honnete
        assert {"id"} < ecarts <= {"id", "title", "summary", "skills"}, paire.id


def test_bounds_agree_with_the_grades(jeu):
    for p in jeu.adverses:
        for haut in filter(None, (p.attendu.sous, p.attendu.pas_au_dessus)):
            assert jeu.notes[p.offre, haut].note >= 2, p.id
        if p.genre in ("synonymes", "surqualifie"):
            assert jeu.notes[p.offre, p.attendu.au_dessus].note == 0, p.id
        if p.genre == "autre_langue":
            assert jeu.cvs[p.attendu.au_dessus].lang == jeu.offres[p.offre].langue != jeu.piege(p).lang, p.id
            assert jeu.notes[p.offre, p.piege.base].note == 3 > jeu.notes[p.offre, p.attendu.au_dessus].note, p.id


def test_synonyms_use_none_of_the_offers_skill_names(jeu):
    for p in (p for p in jeu.adverses if p.genre == "synonymes"):
        offre, texte = jeu.offres[p.offre].offre, fold(jeu.piege(p).model_dump_json())
        assert [nom for nom in offre.competences_requises + offre.competences_souhaitees if fold(nom) in texte] == [], p.id


def test_a_trap_counts_its_own_years_and_degree(jeu):
    pieges = {p.id: jeu.piege(p) for p in jeu.adverses}
    assert (pieges["q05"].id, pieges["q05"].years_experience, pieges["q05"].education_eqf) == ("q05", 22.5, 7)
    assert pieges["k01"].education_eqf == 6
    assert pieges["r02"].experiences == jeu.cvs["c31"].experiences


def _reecrire(chemin: Path, avant: str, apres: str) -> None:
    texte = chemin.read_text(encoding="utf-8")
    assert avant in texte
    chemin.write_text(texte.replace(avant, apres, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("fichier", "avant", "apres", "message"),
    [
        ("notes.tsv", "o01\tc01\t3", "o01\tc01\t5", "less than or equal to 4"),
        ("notes.tsv", "o01\tc01\t3", "o01\tc02\t3", "en double [('o01', 'c02')]"),
        ("notes.tsv", "o01\tc01\t3", "o01\tc99\t3", "paires inconnues [('o01', 'c99')]"),
        ("cvs.json", '"id": "c40"', '"id": "c01"', "en double ['c01']"),
        ("cvs.json", '"summary"', '"resume"', "Field required"),
        ("adverses.json", '"honnete": "c03"', '"honnete": "c98"', "a01 cite ['c98']"),
        ("adverses.json", '"offre": "o01"', '"offre": "o99"', "a01 cite ['o99']"),
        ("adverses.json", '"genre": "bourrage"', '"genre": "ruse"', "genre"),
        ("adverses.json", '"base": "c03",', "", "un piège a soit base et modifications, soit cv"),
        ("adverses.json", '"gain_max": 5', "", "aucune borne"),
        ("adverses.json", '"skills"', '"talents"', "a01 : 1 validation error"),
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
