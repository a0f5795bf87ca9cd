"""Twins from the PDF's bytes: the same embedded texts, the same prompts, a score difference of exactly 0. The whole 2,000: `python -m benchmarks.jumeaux`."""

import pytest

from app.ai.lecture import Lecteur
from app.vector_store.embedder import Embedder
from benchmarks.jumeaux.chaine import Chaine
from benchmarks.jumeaux.contenu import accorder, bases
from benchmarks.jumeaux.epreuve import comparer, eprouver
from benchmarks.jumeaux.rendu import MISES_EN_PAGE, dessiner
from benchmarks.jumeaux.variations import AXES, jumeaux, reference


@pytest.fixture(scope="module")
def chaine():
    lecteur = Lecteur(enfants=2, ocr=False)
    yield Chaine(lecteur, Embedder())
    lecteur.fermer()


@pytest.mark.lent
def test_two_hundred_twins(chaine):
    bilan = eprouver(chaine, 200)
    assert [(base.cle, personne, *ecart) for base, personne, *ecart in bilan.ecarts] == []
    assert (bilan.nombre, bilan.ecart_max) == (200, 0.0)
    assert set(bilan.par_axe) == set(AXES)


def test_what_counts_is_seen_to_change(chaine):
    """The comparison can fail: another trade's CV differs in everything that it looks at."""
    un, autre = bases()[0], bases()[1]
    ecarts = {champ for champ, _, _ in comparer(chaine.suivre(un, reference(un)), chaine.suivre(autre, reference(autre)), reference(un))}
    assert ecarts == {"passages", "vecteurs", "lu", "fiches", "scores", "details"}


def test_the_bases_are_varied():
    assert len(bases()) >= 10
    assert {b.langue for b in bases()} == {"fr", "en"}
    assert {b.mise_en_page for b in bases()} == set(MISES_EN_PAGE)
    assert len({b.offre.titre for b in bases()}) == len(bases())


def test_twins_are_many_and_their_files_differ():
    base = bases()[1]
    personnes = list(jumeaux(base, 170, 2026))
    assert len(set(personnes)) == 170
    assert list(jumeaux(base, 170, 2026)) == personnes
    assert sum(dessiner(base, p) != dessiner(base, reference(base)) for p in personnes) >= 160
    assert "Infirmière" in accorder(base.titre, "f")
    assert "Infirmier " in accorder(base.titre, "m")
