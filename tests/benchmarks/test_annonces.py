"""The set of advertisements reads, and its measure of order counts as it says."""

from collections import Counter

import pytest

from app.ai.matching.projection_offre import OffreSource, projeter_offre
from benchmarks.appariement.annonces.__main__ import ecarts, ordre_juste
from benchmarks.appariement.annonces.lecture import charger_annonces


def test_sixteen_offers_of_which_half_is_set_aside_and_five_cvs_each():
    annonces = charger_annonces()
    assert Counter(o.reserve for o in annonces.jeu.offres.values()) == {True: 8, False: 8}
    assert Counter(offre for offre, _ in annonces.jeu.notes) == dict.fromkeys(annonces.jeu.offres, 5)
    assert {n.note for n in annonces.jeu.notes.values()} == {0, 1, 2, 3}


@pytest.mark.parametrize(("scores", "justes"), [({"a": 3, "b": 2, "c": 1}, 2), ({"a": 1, "b": 2, "c": 3}, 0), ({"a": 2, "b": 2, "c": 2}, 1)])
def test_a_tie_counts_half_and_equal_grades_are_no_pair(scores, justes):
    assert ordre_juste(scores, {"a": 2, "b": 1, "c": 1}) == (justes, 2)


def test_what_is_read_wrongly_is_named_by_criterion():
    document = projeter_offre(OffreSource("Soudeur", "Vous avez 3 ans d'expérience. Vous maîtrisez Excel. Permis B exigé."))
    fautes = ecarts(document, {"experience": ("2",), "requises": ("TIG",), "pas": ("Excel",)})
    assert {c: f for c, f in fautes.items() if f} == {
        "experience": ["lu ['3'], attendu ['2']"],
        "obligatoires": ["de trop : Permis B"],
        "requises": ["absent : TIG"],
        "pas": ["Excel"],
    }
