"""Timelines, tables of posts and cards: what stands in columns is read row by row, and each post keeps its own words."""

from datetime import date

import pytest

from app.ai.lecture.chaine import lire
from app.schemas.profil import ProfilExtrait
from tests.ai.lecture.fabrique import Element, placer

RECU_LE = date(2026, 11, 22)
TETE: list[Element] = [(50, 50, 20, "b", "Karim Haddad"), (50, 72, 11, "", "karim.haddad@example.com"), (50, 110, 14, "b", "Expérience professionnelle")]
Poste = tuple[str | None, str | None, str | None, str | None]


def _profil(*elements: Element) -> ProfilExtrait:
    return lire(placer([*TETE, *elements]), recu_le=RECU_LE).profil


def _postes(profil: ProfilExtrait) -> list[Poste]:
    return [(e.poste, e.entreprise, e.debut, e.fin) for e in profil.experiences]


def _frise(*dates: str) -> list[Element]:
    """Two posts; the dates of each run down the margin, line by line, between the lines of its text."""
    lus: list[Element] = []
    for rang, (titre, employeur, recit) in enumerate(
        (
            ("Chef de chantier", "Bâtiments du Nord, Lille", "Encadrement de quinze compagnons, suivi du budget."),
            ("Maçon", "SARL Delattre, Tourcoing", "Coffrage et ferraillage."),
        )
    ):
        y = 135 + 60 * rang
        lus += [(50, y + 13 * k, 10, "", morceau) for k, morceau in enumerate(dates[rang].split("|"))]
        lus += [(150, y, 10, "b", titre), (150, y + 15, 10, "", employeur), (150, y + 30, 10, "", recit)]
    return lus


@pytest.mark.parametrize(
    ("dates", "attendues"),
    [
        (("janv. 2019|–|présent", "mars 2014|–|déc. 2018"), (("2019-01", None), ("2014-03", "2018-12"))),
        (("2019 –|présent", "2014 –|2018"), (("2019", None), ("2014", "2018"))),
        (("03/2019|à|aujourd'hui", "01/02/2014 au|31/12/2018"), (("2019-03", None), ("2014-02", "2018-12"))),
    ],
)
def test_dates_empilees_dans_la_marge(dates: tuple[str, str], attendues: tuple[tuple[str, str | None], ...]) -> None:
    profil = _profil(*_frise(*dates))
    assert _postes(profil) == [("Chef de chantier", "Bâtiments du Nord", *attendues[0]), ("Maçon", "SARL Delattre", *attendues[1])]
    assert profil.experiences[0].description == "Encadrement de quinze compagnons, suivi du budget."


def test_une_date_par_ligne_reste_a_sa_ligne() -> None:
    """Years one under the other, each beside its own post, close no period."""
    profil = _profil(
        (50, 135, 10, "", "2019"), (150, 135, 10, "b", "Chef de chantier, Bâtiments du Nord"),
        (50, 150, 10, "", "2014"), (150, 150, 10, "b", "Maçon, SARL Delattre"),
    )  # fmt: skip
    assert [(e.poste, e.debut) for e in profil.experiences] == [("Chef de chantier", "2019"), ("Maçon", "2014")]


@pytest.mark.parametrize("dates", [("janv. 2019|–|présent", "mars 2014|–|déc. 2018"), ("01/2019 – présent", "03/2014 – 12/2018")])
def test_frise_et_barre_a_droite(dates: tuple[str, str]) -> None:
    """Dates, text, sidebar: the page parts before the sidebar, not between the dates and what they date."""
    barre: list[Element] = [
        (430, 112, 12, "b", "Compétences"), (430, 137, 10, "", "AutoCAD"), (430, 153, 10, "", "Lecture de plans"),
        (430, 195, 12, "b", "Langues"), (430, 220, 10, "", "Anglais A2"),
    ]  # fmt: skip
    ecole: list[Element] = [
        (50, 270, 14, "b", "Formation"),
        (50, 295, 10, "", "2008 – 2010"),
        (150, 295, 10, "b", "CAP Maçon"),
        (150, 310, 10, "", "Lycée Turgot"),
    ]
    profil = _profil(*_frise(*dates), *barre, *ecole)
    assert _postes(profil) == [("Chef de chantier", "Bâtiments du Nord", "2019-01", None), ("Maçon", "SARL Delattre", "2014-03", "2018-12")]
    assert [(f.diplome, f.etablissement, f.debut, f.fin) for f in profil.formations] == [("CAP", "Lycée Turgot", "2008", "2010")]
    assert [c.brut for c in profil.competences] == ["AutoCAD", "Lecture de plans"]
    assert [(lu.langue, lu.niveau) for lu in profil.langues] == [("en", "A2")]
