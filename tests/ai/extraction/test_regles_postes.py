"""Posts in the hard layouts that the design lists (reading, section 2)."""

from datetime import date

import pytest

from app.ai.lecture.chaine import lire
from app.schemas.profil import ProfilExtrait
from tests.ai.lecture.fabrique import Element, placer

RECU_LE = date(2026, 11, 22)
Attendu = list[tuple[str | None, str | None, str | None, str | None]]


def _profil(*pages: list[Element]) -> ProfilExtrait:
    return lire(placer(*pages), recu_le=RECU_LE).profil


def _postes(profil: ProfilExtrait) -> Attendu:
    return [(e.poste, e.entreprise, e.debut, e.fin or ("présent" if e.en_cours else None)) for e in profil.experiences]


TETE: list[Element] = [(50, 50, 20, "b", "Karim Haddad"), (50, 72, 11, "", "karim.haddad@example.com"), (50, 100, 14, "b", "Expérience professionnelle")]
DEUX: Attendu = [("Chef de chantier", "Bâtisseurs du Rhône", "2019-03", "présent"), ("Maçon", "Entreprise Colas", "2014-09", "2019-02")]

DISPOSITIONS: dict[str, list[Element]] = {
    "dates à droite": [
        (50, 120, 10, "b", "Chef de chantier"), (450, 120, 10, "", "mars 2019 - présent"), (50, 134, 10, "i", "Bâtisseurs du Rhône"), (60, 148, 10, "", "• Suivi de dix ouvriers."),
        (50, 175, 10, "b", "Maçon"), (450, 175, 10, "", "09/2014 - 02/2019"), (50, 189, 10, "i", "Entreprise Colas"), (60, 203, 10, "", "• Coffrage et ferraillage."),
    ],
    "dates dans leur colonne": [
        (50, 120, 10, "", "03/2019 - présent"), (180, 120, 10, "b", "Chef de chantier"), (180, 134, 10, "", "Bâtisseurs du Rhône"), (190, 148, 10, "", "• Suivi de dix ouvriers."),
        (50, 175, 10, "", "09/2014 - 02/2019"), (180, 175, 10, "b", "Maçon"), (180, 189, 10, "", "Entreprise Colas"), (190, 203, 10, "", "• Coffrage et ferraillage."),
    ],
    "dates empilées": [
        (50, 120, 10, "", "mars 2019"), (150, 120, 10, "b", "Chef de chantier"), (50, 132, 10, "", "présent"), (150, 132, 10, "i", "Bâtisseurs du Rhône"), (150, 148, 10, "", "Suivi de dix ouvriers et du planning."),
        (50, 180, 10, "", "sept. 2014"), (150, 180, 10, "b", "Maçon"), (50, 192, 10, "", "févr. 2019"), (150, 192, 10, "i", "Entreprise Colas"), (150, 208, 10, "", "Coffrage et ferraillage des dalles."),
    ],
    "dates coupées par une colonne étroite": [
        (50, 120, 10, "", "mars 2019 –"), (150, 120, 10, "b", "Chef de chantier, Bâtisseurs du Rhône"), (50, 132, 10, "", "présent"), (160, 132, 10, "", "• Suivi de dix ouvriers."),
        (50, 170, 10, "", "sept. 2014 –"), (150, 170, 10, "b", "Maçon, Entreprise Colas"), (50, 182, 10, "", "févr. 2019"), (160, 182, 10, "", "• Coffrage et ferraillage."),
    ],
    "chez": [
        (50, 120, 10, "b", "Chef de chantier chez Bâtisseurs du Rhône"), (50, 134, 10, "", "Depuis mars 2019"), (60, 148, 10, "", "• Suivi de dix ouvriers."),
        (50, 175, 10, "b", "Maçon chez Entreprise Colas"), (50, 189, 10, "", "De septembre 2014 à février 2019"), (60, 203, 10, "", "• Coffrage et ferraillage."),
    ],
    "tout sur une ligne": [
        (50, 120, 10, "", "03/2019 - présent : Chef de chantier, Bâtisseurs du Rhône (Lyon)"), (60, 134, 10, "", "- Suivi de dix ouvriers."),
        (50, 160, 10, "", "09/2014 - 02/2019 : Maçon, Entreprise Colas (Vienne)"), (60, 174, 10, "", "- Coffrage et ferraillage."),
    ],
    "entreprise en tête": [
        (50, 120, 10, "b", "Bâtisseurs du Rhône"), (480, 120, 10, "", "Lyon"), (50, 134, 10, "i", "Chef de chantier"), (450, 134, 10, "", "03/2019 - présent"), (60, 148, 10, "", "• Suivi de dix ouvriers."),
        (50, 175, 10, "b", "Entreprise Colas"), (480, 175, 10, "", "Vienne"), (50, 189, 10, "i", "Maçon"), (450, 189, 10, "", "09/2014 - 02/2019"), (60, 203, 10, "", "• Coffrage et ferraillage."),
    ],
    "barres et paragraphes": [
        (50, 120, 11, "b", "CHEF DE CHANTIER"), (50, 134, 10, "", "Bâtisseurs du Rhône | Lyon | 03/2019 - présent"), (50, 150, 10, "", "Suivi quotidien de dix ouvriers, commandes de matériaux et réunions avec les architectes."),
        (50, 180, 11, "b", "MAÇON"), (50, 194, 10, "", "Entreprise Colas | Vienne | 09/2014 - 02/2019"), (50, 210, 10, "", "Coffrage, ferraillage et coulage de dalles sur des chantiers de logements collectifs."),
    ],
}  # fmt: skip


@pytest.mark.parametrize("nom", DISPOSITIONS)
def test_dispositions(nom: str) -> None:
    lus = [(p.casefold() if p else p, *reste) for p, *reste in _postes(_profil([*TETE, *DISPOSITIONS[nom]]))]
    assert lus == [(p.casefold() if p else p, *reste) for p, *reste in DEUX]


def test_plusieurs_postes_dans_une_entreprise() -> None:
    profil = _profil(
        [
            *TETE,
            (50, 120, 12, "b", "Ledgerloop SAS"),
            (50, 136, 10, "i", "Cheffe de produit"), (450, 136, 10, "", "04/2021 - présent"), (60, 150, 10, "", "• Feuille de route."),
            (50, 166, 10, "i", "Assistante marketing"), (450, 166, 10, "", "01/2019 - 03/2021"), (60, 180, 10, "", "• Salons."),
            (50, 210, 12, "b", "Trifold Travel"),
            (50, 226, 10, "i", "Conseillère clientèle"), (450, 226, 10, "", "06/2016 - 12/2018"), (60, 240, 10, "", "• Litiges."),
        ]
    )  # fmt: skip
    assert _postes(profil) == [
        ("Cheffe de produit", "Ledgerloop SAS", "2021-04", "présent"),
        ("Assistante marketing", "Ledgerloop SAS", "2019-01", "2021-03"),
        ("Conseillère clientèle", "Trifold Travel", "2016-06", "2018-12"),
    ]


def test_les_mois_qui_se_recouvrent_comptent_une_fois() -> None:
    profil = _profil([*TETE, (50, 120, 10, "", "01/2018 - 12/2019 : Vendeur, Magasin Alba"), (50, 150, 10, "", "07/2019 - 12/2020 : Caissier, Magasin Borée")])
    assert profil.annees_experience == 3.0


def test_une_experience_qui_passe_a_la_page_suivante() -> None:
    profil = _profil(
        [*TETE, (50, 700, 10, "b", "Chef de chantier chez Bâtisseurs du Rhône"), (50, 714, 10, "", "Depuis mars 2019"), (50, 820, 8, "", "Karim Haddad - 1/2")],
        [
            (50, 50, 10, "", "• Suivi de dix ouvriers."),
            (50, 90, 10, "b", "Maçon chez Entreprise Colas"),
            (50, 104, 10, "", "De septembre 2014 à février 2019"),
            (50, 820, 8, "", "Karim Haddad - 2/2"),
        ],
    )
    assert _postes(profil) == DEUX
    assert profil.experiences[0].description == "Suivi de dix ouvriers."


def test_deux_colonnes_sur_deux_pages() -> None:
    gauche: list[Element] = [
        (40, 60, 12, "b", "COMPÉTENCES"),
        (40, 78, 10, "", "Coffrage"),
        (40, 92, 10, "", "AutoCAD"),
        (40, 120, 12, "b", "LANGUES"),
        (40, 138, 10, "", "Français : natif"),
    ]
    droite: list[Element] = [
        (220, 60, 12, "b", "EXPÉRIENCE PROFESSIONNELLE"), (220, 80, 10, "b", "Chef de chantier"), (220, 94, 10, "", "Bâtisseurs du Rhône, Lyon"), (220, 108, 10, "", "mars 2019 - présent"),
        (230, 122, 10, "", "• Suivi de dix ouvriers."),
    ]  # fmt: skip
    suite: list[Element] = [
        (220, 60, 10, "b", "Maçon"),
        (220, 74, 10, "", "Entreprise Colas, Vienne"),
        (220, 88, 10, "", "sept. 2014 - févr. 2019"),
        (230, 102, 10, "", "• Coffrage de murs banchés."),
    ]
    profil = _profil([(40, 30, 20, "b", "Karim Haddad"), *gauche, *droite], suite)
    assert _postes(profil) == DEUX
    assert [c.brut for c in profil.competences] == ["Coffrage", "AutoCAD"]


def test_une_section_sans_date_n_invente_rien() -> None:
    assert _profil([*TETE, (50, 120, 10, "", "Nombreuses missions en intérim dans le bâtiment.")]).experiences == []


@pytest.mark.parametrize(
    ("titre", "x"),
    [("E X P É R I E N C E", 50), ("MES EXPÉRIENCES", 50), ("Parcours professionnel", 50), ("Work Experience", 50), ("Career history", 50)],
)
def test_intitules(titre: str, x: float) -> None:
    page: list[Element] = [TETE[0], TETE[1], (x, 100, 14, "b", titre), *DISPOSITIONS["chez"]]
    assert _postes(_profil(page)) == DEUX


def test_sans_aucun_intitule_les_postes_evidents_sont_lus() -> None:
    page: list[Element] = [
        TETE[0], TETE[1], (50, 110, 10, "b", "Chef de chantier chez Bâtisseurs du Rhône"), (50, 124, 10, "", "De mars 2019 à juin 2022"), (60, 138, 10, "", "• Suivi de dix ouvriers."),
        (50, 160, 10, "", "2012 - 2014 : BTS Bâtiment, Lycée Gustave Eiffel"),
    ]  # fmt: skip
    profil = _profil(page)
    assert _postes(profil) == [("Chef de chantier", "Bâtisseurs du Rhône", "2019-03", "2022-06")]
    assert [(f.diplome, f.niveau) for f in profil.formations] == [("BTS", 5)]
