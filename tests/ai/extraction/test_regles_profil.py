"""Name, title, skills, languages, wishes: what the head and the lists of a CV give."""

from datetime import date
from pathlib import Path

import pytest

from app.ai.lecture.chaine import lire
from app.core.enums import NiveauLangue, TypeContrat
from app.schemas.profil import LectureCV
from tests.ai.lecture.fabrique import Element, placer

RECU_LE = date(2026, 11, 22)
CORPS: list[Element] = [
    (50, 300, 14, "b", "Expérience"),
    (50, 318, 10, "", "2015 - 2019 : Vendeur, Magasin Alba"),
    (50, 340, 14, "b", "Formation"),
    (50, 358, 10, "", "2014 : BTS NRC, Lycée Ampère"),
]


def _lire(*elements: Element) -> LectureCV:
    return lire(placer([*elements, *CORPS]), recu_le=RECU_LE)


@pytest.mark.parametrize(
    ("ligne", "nom_complet", "prenom", "nom"),
    [
        ("Aya N'Guessan", "Aya N'Guessan", "Aya", "N'Guessan"),
        ("Marie d'Estaing", "Marie d'Estaing", "Marie", "d'Estaing"),
        ("Maëlle Le Goff", "Maëlle Le Goff", "Maëlle", "Le Goff"),
        ("Salma El Amrani", "Salma El Amrani", "Salma", "El Amrani"),
        ("Jean-Baptiste LEFÈVRE", "Jean-Baptiste LEFÈVRE", "Jean-Baptiste", "LEFÈVRE"),
        ("DUPONT Anne Sophie", "DUPONT Anne Sophie", "Anne Sophie", "DUPONT"),
        ("Mme Zoé de La Tour", "Zoé de La Tour", "Zoé", "de La Tour"),
        ("Luc MARTIN - Comptable", "Luc MARTIN", "Luc", "MARTIN"),
        ("Luc Martin Développeur web", "Luc Martin", "Luc", "Martin"),
        ("Nom : Karim Haddad", "Karim Haddad", "Karim", "Haddad"),
    ],
)
def test_noms(ligne: str, nom_complet: str, prenom: str, nom: str) -> None:
    profil = _lire((50, 50, 20, "b", ligne), (50, 75, 10, "", "contact@example.com")).profil
    assert (profil.nom_complet, profil.prenom, profil.nom) == (nom_complet, prenom, nom)


@pytest.mark.parametrize("ligne", ["CURRICULUM VITAE", "Développeur Full Stack", "Lyon, France", "Profil Professionnel"])
def test_ce_qui_n_est_pas_un_nom(ligne: str) -> None:
    assert _lire((50, 50, 20, "b", ligne)).profil.nom_complet is None


def test_nom_sur_deux_lignes_et_titre_en_dessous() -> None:
    profil = _lire((50, 50, 26, "b", "Jean-Baptiste"), (50, 78, 26, "b", "Le Goff"), (50, 100, 12, "", "Technicien de maintenance")).profil
    assert (profil.nom_complet, profil.titre) == ("Jean-Baptiste Le Goff", "Technicien de maintenance")


TETE: Element = (50, 50, 20, "b", "Karim Haddad")


@pytest.mark.parametrize(
    ("lignes", "attendus"),
    [
        ([(50, 160, 10, "", "Langages : Python, Go ; Outils : Docker, Git")], ["Python", "Go", "Docker", "Git"]),
        ([(50, 160, 10, "", "• Python"), (50, 174, 10, "", "• Gestion de projet")], ["Python", "Gestion de projet"]),
        ([(50, 160, 10, "", "Python"), (100, 160, 10, "", "Django"), (150, 160, 10, "", "User research")], ["Python", "Django", "User research"]),
        ([(50, 160, 10, "b", "Langages"), (50, 174, 10, "", "Python"), (50, 188, 10, "", "SQL")], ["Python", "SQL"]),
        ([(50, 160, 10, "", "Python (avancé), Excel : expert, C++, C#, .NET")], ["Python", "Excel", "C++", "C#", ".NET"]),
        ([(50, 160, 10, "", "Python (Django, Flask), SQL")], ["Python", "Django", "Flask", "SQL"]),
        (
            [(50, 160, 10, "", "Outils"), (120, 160, 10, "", "Excel, SAP"), (50, 174, 10, "", "Langages"), (120, 174, 10, "", "Python, SQL")],
            ["Excel", "SAP", "Python", "SQL"],
        ),
    ],
)
def test_listes_de_competences(lignes: list[Element], attendus: list[str]) -> None:
    lecture = _lire(TETE, (50, 140, 14, "b", "Compétences"), *lignes)
    assert [c.brut for c in lecture.profil.competences] == attendus
    assert [lecture.preuves[f"competences.{i}"].citation for i in range(len(attendus))] == attendus


def test_mois_de_pratique_d_une_competence() -> None:
    postes: list[Element] = [(50, 160, 14, "b", "Compétences"), (50, 178, 10, "", "Python, Excel")]
    extra: list[Element] = [
        (50, 400, 14, "b", "Expériences"),
        (50, 418, 10, "", "01/2020 - 12/2021 : Développeur, Atelier Nord"),
        (60, 432, 10, "", "• API en Python."),
    ]
    profil = _lire(TETE, *postes, *extra).profil
    assert {c.brut: c.mois for c in profil.competences} == {"Python": 24, "Excel": None}


@pytest.mark.parametrize(
    ("lignes", "attendues"),
    [
        ([(50, 160, 10, "", "Français (langue maternelle), Anglais (C1)")], [("fr", NiveauLangue.C2), ("en", NiveauLangue.C1)]),
        (
            [(50, 160, 10, "", "Anglais"), (150, 160, 10, "", "Espagnol"), (50, 174, 10, "", "B2"), (150, 174, 10, "", "notions")],
            [("en", NiveauLangue.B2), ("es", NiveauLangue.A1)],
        ),
        ([(50, 160, 10, "", "Allemand : courant"), (50, 174, 10, "", "Arabe : scolaire")], [("de", NiveauLangue.C1), ("ar", NiveauLangue.A2)]),
    ],
)
def test_langues(lignes: list[Element], attendues: list[tuple[str, NiveauLangue]]) -> None:
    profil = _lire(TETE, (50, 140, 14, "b", "Langues"), *lignes).profil
    assert sorted((la.langue, la.niveau) for la in profil.langues) == sorted(attendues)


def test_souhaits_declares() -> None:
    profil = _lire(
        TETE, (50, 80, 10, "", "Recherche un CDI, disponible immédiatement."), (50, 95, 10, "", "Mobilité : Lyon, Grenoble"), (50, 110, 10, "", "Permis B")
    ).profil
    assert profil.type_contrat_souhaite is TypeContrat.cdi
    assert profil.disponibilite == "disponible immédiatement"
    assert profil.mobilite is not None
    assert profil.mobilite.lieux == ["Lyon", "Grenoble"]
    assert profil.permis == ["B"]


def test_formation_sans_dates_et_niveau_le_plus_haut() -> None:
    lecture = lire(
        placer(
            [
                TETE,
                (50, 100, 14, "b", "Formation"),
                (50, 120, 10, "", "Master Génie civil, INSA Lyon"),
                (50, 140, 10, "", "2012 - 2014 : BTS Bâtiment, Lycée Gustave Eiffel"),
            ]
        ),
        recu_le=RECU_LE,
    )
    assert [(f.diplome, f.domaine, f.etablissement, f.niveau) for f in lecture.profil.formations] == [
        ("Master", "Génie civil", "INSA Lyon", 7),
        ("BTS", "Bâtiment", "Lycée Gustave Eiffel", 5),
    ]
    assert lecture.profil.niveau_etudes == 7


def test_la_lecture_est_deterministe() -> None:
    contenu = placer([TETE, *CORPS])
    assert lire(contenu, recu_le=RECU_LE).model_dump_json() == lire(contenu, recu_le=RECU_LE).model_dump_json()


def test_a_trade_that_is_spelt_almost_like_a_town_is_a_title() -> None:
    assert _lire((50, 50, 20, "b", "Gaël Kervella"), (50, 75, 12, "", "Maçon"), (50, 95, 10, "", "Lille (59000)")).profil.titre == "Maçon"
    assert _lire((50, 50, 20, "b", "Gaël Kervella"), (50, 75, 12, "", "Mâcon")).profil.titre is None


def test_several_ways_to_write_a_skill_are_one_skill_with_all_its_proofs() -> None:
    lu = _lire(TETE, (50, 80, 14, "b", "Compétences"), (50, 98, 10, "", "Paie, Excel, Bulletins de salaire, Solde de tout compte"))
    assert [(c.nom, c.brut) for c in lu.profil.competences] == [("gestion de la paie", "Paie"), ("Microsoft Excel", "Excel")]
    assert [lu.preuves[f"competences.0{x}"].citation for x in ("", ".autres.0", ".autres.1")] == ["Paie", "Bulletins de salaire", "Solde de tout compte"]


def test_certificats_francais_nom_organisme_et_date() -> None:
    for ligne in (Path(__file__).parent / "certificats_francais.tsv").read_text(encoding="utf-8").splitlines():
        texte, nom, organisme, jour = ligne.split("\t")
        lus = _lire(TETE, (50, 100, 14, "b", "Certifications"), (50, 118, 10, "", texte)).profil.certifications
        assert [(c.nom, c.organisme or "", c.date or "") for c in lus] == [(nom, organisme, jour)], texte


METIERS = [
    ["Rapprochements bancaires", "Saisie de factures", "Établissement des bulletins de paie", "Entretiens annuels", "Accueil téléphonique", "Droit du travail"],
    ["Prévention des escarres", "Aide à la prise des repas", "Bientraitance", "Toilettes et soins d'hygiène", "Transmissions écrites et orales", "Rigueur"],
    ["Pose de carrelage", "Lecture de plans", "Coffrage et ferraillage", "Enduits à la chaux", "Conduite d'engins", "Sertissage cuivre"],
    ["Filmage de palettes", "Inventaire tournant", "Respect du code de la route", "Arrimage des charges", "Chronotachygraphe", "Préparation de commandes"],
    ["Service à l'assiette", "Encaissement", "Mise en place de la salle", "Dressage des assiettes", "Marche en avant", "Entretien des chambres"],
    ["Gestion de classe", "Différenciation pédagogique", "Évaluation des acquis", "Taille de la vigne", "Traite des vaches", "Soins aux animaux"],
    ["Respect des règles d'hygiène et de sécurité au travail", "Filtrage des accès", "Ronde de surveillance", "Tri sélectif", "Facing", "Ponctualité"],
]


@pytest.mark.parametrize("metier", METIERS, ids=lambda m: m[0])
@pytest.mark.parametrize("entre", [", ", " ; ", " / ", " – ", " • ", " | "])
def test_competences_francaises_separees_sur_une_ligne(metier: list[str], entre: str) -> None:
    lignes: list[Element] = [(50, 118 + 14 * rang, 10, "", entre.join(metier[2 * rang : 2 * rang + 2])) for rang in range(3)]
    profil = _lire(TETE, (50, 100, 14, "b", "Compétences"), *lignes).profil
    assert [c.brut for c in profil.competences] == metier


@pytest.mark.parametrize("metier", METIERS, ids=lambda m: m[0])
@pytest.mark.parametrize("devant", ["", "• ", "- ", "> ", "» ", "✓ "])
def test_competences_francaises_une_par_ligne(metier: list[str], devant: str) -> None:
    lignes: list[Element] = [(50, 118 + 14 * rang, 10, "", devant + texte) for rang, texte in enumerate(metier)]
    profil = _lire(TETE, (50, 100, 14, "b", "Compétences"), *lignes).profil
    assert [c.brut for c in profil.competences] == metier
