"""Layouts of other people's LaTeX, Word and web templates: each fault that they showed, with the general rule that mends it."""

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject

from app.ai.lecture.caracteres import pictogramme
from app.ai.lecture.chaine import lire
from app.ai.lecture.reparations import relever
from app.schemas.profil import LectureCV, ProfilExtrait
from tests.ai.lecture.fabrique import Element, placer

RECU_LE = date(2026, 11, 22)
TETE: list[Element] = [(50, 50, 20, "b", "Karim Haddad"), (50, 72, 11, "", "karim.haddad@example.com"), (50, 110, 14, "b", "Expérience professionnelle")]


def _profil(*elements: Element) -> ProfilExtrait:
    return lire(placer([*TETE, *elements]), recu_le=RECU_LE).profil


def _postes(*elements: Element) -> list[tuple[str | None, str | None, str | None, str | None]]:
    return [(e.poste, e.entreprise, e.debut, e.fin) for e in _profil(*elements).experiences]


def _format_herite(contenu: bytes) -> LectureCV:
    """Read a file whose page takes its size from the node of all pages, as XeTeX writes it."""
    ecrit = PdfWriter(PdfReader(BytesIO(contenu)))
    page = ecrit.pages[0]
    noeud = page["/Parent"].get_object()
    noeud[NameObject("/MediaBox")] = page.pop(NameObject("/MediaBox"))
    sortie = BytesIO()
    ecrit.write(sortie)
    return lire(sortie.getvalue(), recu_le=RECU_LE)


def test_format_de_page_herite() -> None:
    contenu = placer([*TETE, (50, 135, 10, "b", "Cariste"), (50, 150, 10, "", "Logis Transport, Lyon | 2019 - 2021")])
    lue, simple = _format_herite(contenu), lire(contenu, recu_le=RECU_LE)
    assert lue.profil == simple.profil
    assert lue.qualite == simple.qualite
    assert lue.preuves == simple.preuves


@pytest.mark.parametrize(
    ("police", "attendu"),
    [
        ("abcdef+fontawesome5free-solid", ""),
        ("materialicons-regular", ""),
        ("myriadpro-semicondensed", None),
        ("lmsansdemicond10-regular", None),
        ("lexiconno1", None),
    ],
)
def test_police_de_pictogrammes(police: str, attendu: str | None) -> None:
    assert pictogramme(police) == attendu


@pytest.mark.parametrize(("mot", "attendu"), [("CURRiCULUM", "CURRICULUM"), ("DiPLÔME", "DIPLÔME"), ("iOS", "iOS"), ("WiFi", "WiFi"), ("iPhone", "iPhone")])
def test_petites_capitales(mot: str, attendu: str) -> None:
    assert relever(mot) == attendu


def test_petite_ligne_sous_un_grand_nom() -> None:
    profil = lire(
        placer(
            [(150, 60, 32, "b", "Karim Haddad"), (190, 71, 8, "", "CHEF DE CUISINE"), *TETE[2:], (50, 135, 10, "", "Chef de cuisine, Le Lac | 2019 - 2021")]
        ),
        recu_le=RECU_LE,
    )
    assert (profil.profil.nom_complet, profil.profil.titre) == ("Karim Haddad", "CHEF DE CUISINE")


def test_tableau_de_l_experience_au_dessus_de_deux_colonnes() -> None:
    """What was done stands at the right of each post; under the table the page has two columns with headings of their own."""
    profil = _profil(
        (50, 135, 11, "b", "Hôtel du Parc"),
        (50, 150, 10, "", "Réceptionniste"), (200, 150, 10, "", "2019-05 - 2021-04"), (340, 150, 10, "", "Accueil de cent clients par jour."),
        (340, 163, 10, "", "Tenue de la caisse."),
        (50, 185, 11, "b", "Camping des Pins"),
        (50, 200, 10, "", "Animateur"), (200, 200, 10, "", "2017-05 - 2018-09"), (340, 200, 10, "", "Soirées et jeux pour enfants."),
        (50, 240, 14, "b", "Formation"), (340, 240, 14, "b", "Compétences"),
        (50, 260, 10, "", "BTS Tourisme, Lycée Descartes, 2017"), (340, 260, 10, "", "Excel"),
        (50, 275, 10, "", "Bac général, Lycée Descartes, 2015"), (340, 275, 10, "", "Accueil"),
    )  # fmt: skip
    assert [(e.poste, e.entreprise, e.debut, e.fin) for e in profil.experiences] == [
        ("Réceptionniste", "Hôtel du Parc", "2019-05", "2021-04"),
        ("Animateur", "Camping des Pins", "2017-05", "2018-09"),
    ]
    assert profil.experiences[0].description == "Accueil de cent clients par jour.\nTenue de la caisse."
    assert [c.brut for c in profil.competences] == ["Excel", "Accueil"]


def test_recit_apres_l_entete() -> None:
    """Dates, post and the first sentence of the story on one line."""
    profil = _profil(
        (50, 135, 10, "", "2017 – 2021 Chef de partie, Auberge du Semnoz, Annecy. En charge des poissons"),
        (70, 148, 10, "", "et des entrées froides."),
        (50, 166, 10, "", "2014 – 2017 Commis, Hôtel Bellevue, Lyon. Mise en place et dressage des"),
        (70, 179, 10, "", "desserts."),
    )
    assert [(e.poste, e.entreprise, e.lieu, e.debut, e.fin) for e in profil.experiences] == [
        ("Chef de partie", "Auberge du Semnoz", "Annecy", "2017", "2021"),
        ("Commis", "Hôtel Bellevue", "Lyon", "2014", "2017"),
    ]
    assert profil.experiences[0].description == "En charge des poissons et des entrées froides."


def test_recit_sous_une_date_seule() -> None:
    """A list of definitions: the date, then post, employer and story in one paragraph, a name broken by the line end."""
    assert _postes(
        (50, 135, 10, "", "2016 – 2021"),
        (85, 150, 10, "", "Infirmière en médecine polyvalente, Centre hospitalier de"),
        (85, 162, 10, "", "Cornouaille, Quimper. Soins auprès de quatorze patients par poste."),
        (50, 180, 10, "", "2015 – 2016"),
        (85, 195, 10, "", "• Infirmière intérimaire, Appel Médical, Rennes. Remplacements en clinique."),
    ) == [
        ("Infirmière en médecine polyvalente", "Centre hospitalier de Cornouaille", "2016", "2021"),
        ("Infirmière intérimaire", "Appel Médical", "2015", "2016"),
    ]  # fmt: skip


def test_colonne_de_dates_trop_etroite() -> None:
    """The dates fill their column to the brim and go on in the row below, with or without their dash."""
    assert _postes(
        (50, 135, 10, "", "Mars 2017 – Avril"), (131, 135, 10, "", "Auberge du Lac"), (50, 148, 10, "", "2021"), (131, 148, 10, "", "Chef de partie"),
        (131, 166, 10, "", "Responsable des poissons."),
        (50, 184, 10, "", "Novembre 2015"), (131, 184, 10, "", "Hôtel Bellevue"), (50, 197, 10, "", "– mars 2017"), (131, 197, 10, "", "Commis"),
        (131, 215, 10, "", "Mise en place."),
        (50, 233, 10, "", "2013 – aujour-"), (131, 233, 10, "", "Traiteur Moulin"), (50, 246, 10, "", "d’hui"), (131, 246, 10, "", "Cuisinier"),
    ) == [
        ("Chef de partie", "Auberge du Lac", "2017-03", "2021-04"),
        ("Commis", "Hôtel Bellevue", "2015-11", "2017-03"),
        ("Cuisinier", "Traiteur Moulin", "2013", None),
    ]  # fmt: skip


def test_nom_coupe_par_un_tiret() -> None:
    assert _postes(
        (50, 135, 10, "", "Jan 2022 – Present : Data Engineer, Northwind Ana-"),
        (50, 148, 10, "", "lytics (London)"),
        (60, 163, 10, "", "• Built streaming ingestion."),
    ) == [("Data Engineer", "Northwind Analytics", "2022-01", None)]


def test_date_justifiee_sur_deux_cellules() -> None:
    assert _postes(
        (50, 135, 10, "", "Mai 2021 –"), (112, 135, 10, "", "Présent"), (170, 135, 10, "", "• Chef de partie, Auberge du Lac, Annecy."),
        (180, 148, 10, "", "Responsable des poissons."),
        (50, 163, 10, "", "Mars 2017 –"), (114, 163, 10, "", "Avril 2021"), (170, 163, 10, "", "• Commis, Hôtel Bellevue, Lyon."),
    ) == [("Chef de partie", "Auberge du Lac", "2021-05", None), ("Commis", "Hôtel Bellevue", "2017-03", "2021-04")]  # fmt: skip


def test_enumeration_etiree_jusqu_a_la_marge() -> None:
    assert _postes(
        (50, 135, 10, "", "2014 – 2017"), (150, 135, 10, "", "Attaché"), (205, 135, 10, "", "commercial,"), (276, 135, 10, "", "Comptoir du Bois,"), (376, 135, 10, "", "Roubaix."),
        (150, 148, 10, "", "Prospection d’artisans."),
    ) == [("Attaché commercial", "Comptoir du Bois", "2014", "2017")]  # fmt: skip
