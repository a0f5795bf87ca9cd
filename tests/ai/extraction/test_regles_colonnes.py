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


ENTETE: list[Element] = [(90, 135, 10, "b", "Période"), (240, 135, 10, "b", "Employeur"), (400, 135, 10, "b", "Fonction")]


def test_entetes_de_tableau() -> None:
    """The header names the columns: it is nobody's employer, and an unknown name under `Employeur` is one."""
    profil = _profil(
        *ENTETE,
        (50, 155, 10, "", "Depuis le 15/09/2020"), (200, 155, 10, "", "Les Jardins d'Ivry"), (350, 155, 10, "", "Aide-soignante de nuit"),
        (50, 175, 10, "", "2013 à 2015"), (200, 175, 10, "", "Adomicil"), (350, 175, 10, "", "Intervenante polyvalente"),
    )  # fmt: skip
    assert _postes(profil) == [("Aide-soignante de nuit", "Les Jardins d'Ivry", "2020-09", None), ("Intervenante polyvalente", "Adomicil", "2013", "2015")]


def test_cellules_de_tableau_sur_plusieurs_lignes() -> None:
    """Cells set in the middle of their row wrap above and below its date: each row is read whole."""
    profil = _profil(
        *ENTETE,
        (50, 155, 10, "", "2016 à 2020"), (200, 149, 10, "", "Hôpital Charles-Foix (AP-"), (200, 161, 10, "", "HP)"), (350, 155, 10, "", "Aide-soignante"),
        (350, 182, 10, "", "Aide-soignante de nuit : toilettes, change,"), (50, 188, 10, "", "2014 à 2016"), (200, 188, 10, "", "Les Jardins d'Ivry"),
        (350, 194, 10, "", "surveillance des constantes"),
        (50, 215, 10, "", "2012 à 2014"), (200, 215, 10, "", "Adomicil"), (350, 215, 10, "", "Auxiliaire de vie"),
    )  # fmt: skip
    assert _postes(profil) == [
        ("Aide-soignante", "Hôpital Charles-Foix", "2016", "2020"),
        ("Aide-soignante de nuit", "Les Jardins d'Ivry", "2014", "2016"),
        ("Auxiliaire de vie", "Adomicil", "2012", "2014"),
    ]


def test_colonne_des_missions() -> None:
    """A column of tasks is the story of the post beside it."""
    profil = _profil(
        (50, 135, 10, "b", "Dates"), (150, 135, 10, "b", "Poste occupé"), (270, 135, 10, "b", "Entreprise"), (370, 135, 10, "b", "Missions"),
        (50, 155, 10, "", "2018 - 2022"), (150, 155, 10, "", "Cariste"), (270, 155, 10, "", "Lesieur"), (370, 155, 10, "", "Chargement des camions"),
        (50, 175, 10, "", "2015 - 2018"), (150, 175, 10, "", "Préparateur"), (270, 175, 10, "", "Logidis"), (370, 175, 10, "", "Préparation de commandes"),
    )  # fmt: skip
    assert _postes(profil) == [("Cariste", "Lesieur", "2018", "2022"), ("Préparateur", "Logidis", "2015", "2018")]
    assert [e.description for e in profil.experiences] == ["Chargement des camions", "Préparation de commandes"]


def test_tableau_de_diplomes() -> None:
    profil = _profil(
        (50, 135, 10, "", "2018 - 2022 : Cariste, Lesieur, Lille"), (50, 170, 14, "b", "Formation"),
        (50, 195, 10, "b", "Année"), (130, 195, 10, "b", "Diplôme"), (250, 195, 10, "b", "Spécialité"), (400, 195, 10, "b", "Établissement"),
        (50, 215, 10, "", "2015"), (130, 215, 10, "", "BTS"), (250, 215, 10, "", "Transport et logistique"), (400, 215, 10, "", "Ozanam"),
    )  # fmt: skip
    assert [(f.diplome, f.domaine, f.etablissement, f.fin) for f in profil.formations] == [("BTS", "Transport et logistique", "Ozanam", "2015")]


def test_titre_centre_sur_un_tableau() -> None:
    """A heading in the middle of the page heads the whole table below, even where its first letter falls on a column."""
    profil = _profil(
        (50, 135, 10, "", "2018 - 2022 : Cariste, Lesieur, Lille"), (430, 72, 10, "", "34 ans, permis B, véhiculé"), (266, 170, 11, "b", "FORMATION"),
        (50, 195, 10, "", "2015"), (105, 195, 10, "", "Lycée Ozanam, Lille"), (265, 195, 10, "", "BTS Transport"),
        (50, 215, 10, "", "2013"), (105, 215, 10, "", "Lycée Ozanam, Lille"), (265, 215, 10, "", "Baccalauréat professionnel, mention très bien, option fret"),
        (90, 250, 11, "b", "LANGUES"), (300, 250, 11, "b", "INFORMATIQUE"),
        (50, 275, 10, "", "Portugais : natif"), (265, 275, 10, "", "Excel"), (50, 290, 10, "", "Anglais : B1"), (265, 290, 10, "", "Word"),
    )  # fmt: skip
    assert [(f.diplome, f.etablissement, f.fin) for f in profil.formations] == [
        ("BTS", "Lycée Ozanam", "2015"),
        ("Baccalauréat professionnel", "Lycée Ozanam", "2013"),
    ]
    assert [lu.langue for lu in profil.langues] == ["pt", "en"]


def _cartes(y: float, *rangees: tuple[str, ...]) -> list[Element]:
    return [(50 + 250 * k, y + 14 * rang, 10, "b" if rang == 0 else "", texte) for rang, cellules in enumerate(rangees) for k, texte in enumerate(cellules)]


def test_cartes_en_grille() -> None:
    profil = _profil(
        *_cartes(140, ("Responsable RH", "Chargée de recrutement"), ("Kiabi, Hem", "Adecco, Lille"), ("2020 - Présent", "2017 - 2020"), ("Paie", "Sourcing")),
        *_cartes(210, ("Assistante RH", "Stagiaire RH"), ("Auchan, Croix", "Decathlon, Lille"), ("2015 - 2017", "2014 - 2015"), ("Plannings", "Intégration")),
        (50, 280, 14, "b", "Formation"),
        *_cartes(305, ("Master GRH", "Licence AES"), ("IAE Lille", "Université de Lille"), ("2013 - 2015", "2010 - 2013")),
    )
    assert [(*p, e.description) for p, e in zip(_postes(profil), profil.experiences, strict=True)] == [
        ("Responsable RH", "Kiabi", "2020", None, "Paie"),
        ("Chargée de recrutement", "Adecco", "2017", "2020", "Sourcing"),
        ("Assistante RH", "Auchan", "2015", "2017", "Plannings"),
        ("Stagiaire RH", "Decathlon", "2014", "2015", "Intégration"),
    ]
    assert [(f.diplome, f.etablissement, f.debut, f.fin) for f in profil.formations] == [
        ("Master GRH", "IAE Lille", "2013", "2015"),
        ("Licence AES", "Université de Lille", "2010", "2013"),
    ]


def test_colonnes_debut_et_fin() -> None:
    """Two dates side by side, each in its cell, are the two ends of a period."""
    profil = _profil(
        (50, 135, 10, "b", "Employeur"), (200, 135, 10, "b", "Fonction"), (350, 135, 10, "b", "Début"), (450, 135, 10, "b", "Fin"),
        (50, 155, 10, "", "Lesieur"), (200, 155, 10, "", "Cariste"), (350, 155, 10, "", "sept. 2016"), (450, 155, 10, "", "févr. 2020"),
        (50, 175, 10, "", "Logidis"), (200, 175, 10, "", "Préparateur"), (350, 175, 10, "", "2014"), (450, 175, 10, "", "2016"),
    )  # fmt: skip
    assert _postes(profil) == [("Cariste", "Lesieur", "2016-09", "2020-02"), ("Préparateur", "Logidis", "2014", "2016")]


def test_retrait_dans_une_carte() -> None:
    """An item set a little in from the edge of its card stays in it."""
    profil = _profil(
        *_cartes(140, ("2020 - 2022", "2017 - 2020"), ("Responsable RH", "Chargée de paie"), ("Kiabi, Hem", "Adecco, Lille")),
        (62, 182, 10, "", "Recrutement de cadres"), (312, 182, 10, "", "Bulletins de salaire"),
    )  # fmt: skip
    assert [(*p, e.description) for p, e in zip(_postes(profil), profil.experiences, strict=True)] == [
        ("Responsable RH", "Kiabi", "2020", "2022", "Recrutement de cadres"),
        ("Chargée de paie", "Adecco", "2017", "2020", "Bulletins de salaire"),
    ]
