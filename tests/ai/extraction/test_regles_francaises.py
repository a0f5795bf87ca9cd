"""What people write in French CVs and no template holds: forms, agencies, contracts, civil state, names in capitals. Whole chain, from the page."""

from datetime import date

import pytest

from app.ai.extraction.etiquettes import Role, role
from app.ai.extraction.niveaux import lire_diplome
from app.ai.lecture.chaine import lire
from app.schemas.profil import ProfilExtrait
from tests.ai.lecture.fabrique import Element, placer

RECU_LE = date(2026, 11, 22)


def _page(texte: str) -> ProfilExtrait:
    """A page of lines: `# ` opens a heading, `** ` a bold line, a tab a second cell."""
    elements: list[Element] = [(50, 50, 20, "b", "Karim Haddad")]
    y = 56.0
    for brute in texte.strip("\n").split("\n"):
        taille, style, ligne = (14.0, "b", brute[2:]) if brute.startswith("# ") else (10.5, "b", brute[3:]) if brute.startswith("** ") else (10.0, "", brute)
        y += 1.4 * taille + (12 if brute.startswith("# ") else 0)
        elements += [((50, 330)[rang], y, taille, style, cellule) for rang, cellule in enumerate(ligne.split("\t")) if cellule]
    return lire(placer(elements), recu_le=RECU_LE).profil


def _postes(texte: str) -> list[tuple[str | None, str | None, str | None, str | None]]:
    return [(e.poste, e.entreprise, e.debut, e.fin) for e in _page(f"karim.haddad@example.com\n# Expérience professionnelle\n{texte}").experiences]


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("Poste", Role.poste), ("Poste occupé :", Role.poste), ("Fonction ou poste occupé", Role.poste), ("Occupation or position held", Role.poste),
        ("Employeur", Role.entreprise), ("Nom et adresse de l’employeur", Role.entreprise), ("Name of employer", Role.entreprise),
        ("Lieu", Role.lieu), ("Dates", Role.autre), ("Type de contrat", Role.autre), ("Poste source", None), ("Directeur", None), ("La Poste", None),
    ],
)  # fmt: skip
def test_etiquettes(texte: str, attendu: Role | None) -> None:
    assert role(texte) == attendu


def test_formulaire_en_lignes() -> None:
    assert _postes(
        "Depuis janvier 2020\nPoste : Assistante de direction\nEntreprise : Groupe Valmont (Lyon)\nMissions : gestion des agendas\n"
        "Octobre 2016 - Décembre 2019\nPoste : Secrétaire médicale\nEntreprise : Clinique du Parc (Villeurbanne)\nMissions : accueil des patients"
    ) == [("Assistante de direction", "Groupe Valmont", "2020-01", None), ("Secrétaire médicale", "Clinique du Parc", "2016-10", "2019-12")]


def test_formulaire_europass() -> None:
    """Labels in their own column; the employer is told after what was done."""
    assert _postes(
        "Dates\tnov. 2017 – présent\nFonction ou poste occupé\tResponsable de secteur\nPrincipales activités\tPortefeuille de 90 magasins.\nNom de l’employeur\tLesieur, Lille\n"
        "Dates\tjanv. 2014 – oct. 2017\nFonction ou poste occupé\tAttaché commercial\nPrincipales activités\tProspection d’artisans.\nNom de l’employeur\tComptoir du Bois, Roubaix"
    ) == [("Responsable de secteur", "Lesieur", "2017-11", None), ("Attaché commercial", "Comptoir du Bois", "2014-01", "2017-10")]


def test_contrats_agences_et_dates_abregees() -> None:
    assert _postes(
        "** 09/2019 à ce jour : Cariste CDI – Castorama, Lille\nMissions : chargement des camions\n"
        "** Sept 18 – Fév 19 : Intérim – Manpower pour Toyota Onnaing\nPoste : opératrice de montage\n"
        "** 2016-2018 : Vendeuse en CDD, Boulangerie Paul, Roubaix\n"
        "** Été 2015 : Stage (6 mois) – Hôtesse de caisse, Auchan V2"
    ) == [
        ("Cariste", "Castorama", "2019-09", None),
        ("opératrice de montage", "Manpower pour Toyota Onnaing", "2018-09", "2019-02"),
        ("Vendeuse", "Boulangerie Paul", "2016", "2018"),
        ("Hôtesse de caisse", "Auchan V2", "2015-06", "2015-08"),
    ]


def test_a_son_compte_n_herite_d_aucun_employeur() -> None:
    assert _postes("Sept. 2022 → auj. : Artisan plombier à mon compte, Marseille\n2014 - 2016 : Apprenti plombier, Entreprise Roussel, Toulon") == [
        ("Artisan plombier à mon compte", None, "2022-09", None),
        ("Apprenti plombier", "Entreprise Roussel", "2014", "2016"),
    ]
    assert _postes("2014 - 2016 : Apprenti plombier, Entreprise Roussel, Toulon\nSept. 2022 → auj. : Artisan plombier à mon compte")[1][1] is None


def test_durees_sans_date() -> None:
    assert _postes("Auxiliaire de vie – ADHAP Services – Saint-Denis – 4 ans\nAide à la toilette\nAgent d'entretien – Onet Propreté – Paris – 2 ans\nNettoyage de bureaux") == [
        ("Auxiliaire de vie", "ADHAP Services", None, None),
        ("Agent d'entretien", "Onet Propreté", None, None),
    ]  # fmt: skip


def test_une_annee_seule_parmi_des_periodes() -> None:
    assert _postes(
        "2019 – 2022 : Développeur, Maison Horizon (Nantes)\n– Interfaces React\n2018 : Stagiaire développeur, Orange Labs (Lannion)\n– Prototype"
    ) == [
        ("Développeur", "Maison Horizon", "2019", "2022"),
        ("Stagiaire développeur", "Orange Labs", "2018", "2018"),
    ]


def test_une_phrase_n_est_pas_un_employeur() -> None:
    assert _postes(
        "nov. 2017 – présent\nVendeur conseil – Leroy Merlin (Lille)\nConseil en rayon carrelage du magasin.\n2014 – 2017\nCaissier – Auchan (Lille)\nCaisse."
    ) == [
        ("Vendeur conseil", "Leroy Merlin", "2017-11", None),
        ("Caissier", "Auchan", "2014", "2017"),
    ]


def test_employeur_coupe_autour_de_la_date() -> None:
    assert _postes("Infirmière chez Centre hospitalier de\tSept. 2016 - Fév. 2021\nCornouaille\nQuimper\n• Soins") == [
        ("Infirmière", "Centre hospitalier de Cornouaille", "2016-09", "2021-02"),
    ]


def test_etat_civil_anciennete_et_titre() -> None:
    """Birth, state and permits are no summary; years of experience are no part of the title."""
    profil = _page(
        "Chef de projet BTP – 15 ans d'expérience\nCélibataire, 38 ans, Permis B et véhicule – Mobilité nationale\nNé le 12/03/1988 à Toulouse, nationalité française, permis B\n"
        "karim.haddad@example.com\n# Expérience\nChef de projet, Eiffage Construction, Toulouse | 2017 - 2020"
    )
    assert (profil.titre, profil.resume, profil.permis) == ("Chef de projet BTP", None, ["B"])


def test_titre_a_cote_de_la_ville() -> None:
    profil = _page("Data Analyst | Paris (75011)\nkarim.haddad@example.com\n# Expérience\nData Analyst @ BlaBlaCar – Paris\tJanv. 2022 – Aujourd'hui")
    assert (profil.titre, profil.localisation and profil.localisation.ville) == ("Data Analyst", "Paris")


@pytest.mark.parametrize(
    ("ecrit", "adresse", "attendu"),
    [
        ("LEFEBVRE CÉLINE", "celine.lefebvre@example.fr", ("CÉLINE", "LEFEBVRE")),
        ("CÉLINE LEFEBVRE", "celine.lefebvre@example.fr", ("CÉLINE", "LEFEBVRE")),
        ("LEFEBVRE Céline", "clef80@example.fr", ("Céline", "LEFEBVRE")),
        ("Céline Lefebvre", "lefebvre.celine@example.fr", ("Céline", "Lefebvre")),
    ],
)
def test_ordre_du_nom(ecrit: str, adresse: str, attendu: tuple[str, str]) -> None:
    page = placer(
        [(50, 50, 20, "b", ecrit), (50, 75, 10, "", adresse), (50, 110, 14, "b", "Expérience"), (50, 130, 10, "", "Aide-soignante, CHU d'Amiens | 2018 - 2020")]
    )
    profil = lire(page, recu_le=RECU_LE).profil
    assert (profil.prenom, profil.nom) == attendu


def test_certificats_sous_qualifications() -> None:
    profil = _page(
        "karim.haddad@example.com\n# Expérience\nAgent de sécurité, Securitas, Paris | 2015 - 2020\n# Qualifications\nSSIAP 1 (recyclage 2024)\nSST\nCarte professionnelle CNAPS"
    )
    assert [c.nom for c in profil.certifications] == ["SSIAP 1", "SST", "Carte professionnelle CNAPS"]


def test_domaine_avant_le_diplome() -> None:
    profil = _page(
        "karim.haddad@example.com\n# Formation\nComputer Science, MSc, Instituto Superior Técnico\t2014 - 2016\nDiplôme d’État, Infirmier, IFSI de Rennes\t2009 - 2012"
    )
    assert [(f.diplome, f.domaine, f.etablissement, f.niveau) for f in profil.formations] == [
        ("MSc", "Computer Science", "Instituto Superior Técnico", 7),
        ("Diplôme d’État", "Infirmier", "IFSI de Rennes", 6),
    ]


def test_brevet_professionnel_et_boite_postale() -> None:
    lu = lire_diplome("BP Coiffure, CFA de Lyon")
    assert lu is not None
    assert (lu.diplome, lu.domaine, lu.niveau) == ("BP", "Coiffure", 4)
    assert lire_diplome("BP 123, 69003 Lyon") is None
