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


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        # every entry is an item of a list
        ("• Depuis mars 2019 : Chef de chantier, Colas, Lyon\n• 2014 – 2019 : Maçon, Bâti Sud, Vienne", [("Chef de chantier", "Colas", "2019-03", None), ("Maçon", "Bâti Sud", "2014", "2019")]),
        # what a bracket says of a contract or of a client is neither title, nor employer, nor place
        ("** Vendeuse (CDD 6 mois)\t2019 - 2020\nCamaïeu – Nîmes\n• Vente\n** Hôtesse de caisse (CDI, temps partiel)\t2015 - 2018\nIntermarché – Alès\n• Caisse",
         [("Vendeuse", "Camaïeu", "2019", "2020"), ("Hôtesse de caisse", "Intermarché", "2015", "2018")]),
        ("2020 – 2022 Technicien support (mission chez Orange) – Capgemini, Nantes\n2018 – 2020 Consultant junior – Sopra Steria (client : Airbus)",
         [("Technicien support", "Capgemini", "2020", "2022"), ("Consultant junior", "Sopra Steria", "2018", "2020")]),
        ("2019 – 2021 Développeuse web (alternance) – Studio Korrigan, Brest", [("Développeuse web (alternance)", "Studio Korrigan", "2019", "2021")]),
        # agencies
        ("Janvier 2016 à juin 2017 : Agent de production (intérim Manpower) – Renault, Flins\n2014 – 2015 : Missions d'intérim – Adecco, Lyon",
         [("Agent de production", "Renault", "2016-01", "2017-06"), ("Missions d'intérim", "Adecco", "2014", "2015")]),
        # a single date behind the same mark as the periods; a line that tells all of its post lends no employer to the next
        ("Serveur – Restaurant Le Bistrot (Lille) – été 2019\nAnimateur – Centre de loisirs de Lomme – juillet 2018\nBaby-sitting – 2016 à 2018",
         [("Serveur", "Restaurant Le Bistrot", "2019-06", "2019-08"), ("Animateur", "Centre de loisirs de Lomme", "2018-07", "2018-07"), ("Baby-sitting", None, "2016", "2018")]),
        ("CDI – Comptable – Cabinet Fiducial – Lyon (69) – depuis mars 2019\nCDD – Aide-comptable – Transports Perrin – 09/2017 à 02/2019",
         [("Comptable", "Cabinet Fiducial", "2019-03", None), ("Aide-comptable", "Transports Perrin", "2017-09", "2019-02")]),
    ],
)  # fmt: skip
def test_listes_contrats_clients_et_agences(texte: str, attendu: list[tuple[str | None, str | None, str | None, str | None]]) -> None:
    assert _postes(texte) == attendu


@pytest.mark.parametrize(
    "texte",
    [
        "Bac professionnel Accompagnement, soins et services à la personne – Lycée Jean Moulin – 2012 – 2015\nDiplôme d'État d'aide-soignant – IFAS du CH de Roubaix – 2016 – 2017",
        "• Bac professionnel Accompagnement, soins et services à la personne – Lycée Jean Moulin – 2012 – 2015\n• Diplôme d'État d'aide-soignant – IFAS du CH de Roubaix – 2016 – 2017",
    ],
)
def test_diplomes_sur_une_ligne_que_leurs_annees_finissent(texte: str) -> None:
    lues = [(f.diplome, f.domaine, f.etablissement, f.debut, f.fin) for f in _page(f"karim.haddad@example.com\n# Formation\n{texte}").formations]
    assert lues == [
        ("Bac professionnel", "Accompagnement, soins et services à la personne", "Lycée Jean Moulin", "2012", "2015"),
        ("Diplôme d'État d'aide-soignant", None, "IFAS du CH de Roubaix", "2016", "2017"),
    ]


SUITE: list[Element] = [(50, 200, 14, "b", "Expérience professionnelle"), (50, 220, 10, "", "2019 – 2023 : Maçon, Bâti Sud, Vienne")]


@pytest.mark.parametrize(
    ("entete", "nom", "famille"),
    [
        # a name on two lines of large type, an address beside it
        ([(50, 60, 24, "", "Jean-Baptiste"), (400, 50, 9, "", "12 rue des Lilas"), (400, 63, 9, "", "66000 Perpignan"), (50, 90, 24, "", "MARTINEZ"),
          (400, 78, 9, "", "jb.martinez@example.com")], "Jean-Baptiste MARTINEZ", "MARTINEZ"),
        ([(50, 60, 24, "", "Thibault"), (50, 90, 24, "b", "de La Rochebrune"), (50, 110, 9, "", "t.rochebrune@example.com")], "Thibault de La Rochebrune", "de La Rochebrune"),
        # only their weight parts the first name from the family name
        ([(50, 60, 24, "", "Kévin"), (120, 60, 24, "b", "PAYET"), (50, 80, 9, "", "kevin@example.com")], "Kévin PAYET", "PAYET"),
    ],
)  # fmt: skip
def test_noms_en_deux_morceaux(entete: list[Element], nom: str, famille: str) -> None:
    profil = lire(placer([*entete, *SUITE]), recu_le=RECU_LE).profil
    assert (profil.nom_complet, profil.nom) == (nom, famille)


def test_un_numero_d_outre_mer_se_lit_par_son_code_postal() -> None:
    assert _page("0692 45 67 89\n97410 Saint-Pierre\n# Formation\nCAP Cuisine, 2017").telephone == "+262692456789"
    assert _page("06 92 45 67 89\n69003 Lyon\n# Formation\nCAP Cuisine, 2017").telephone == "+33692456789"


def test_plusieurs_certificats_sur_une_ligne() -> None:
    lus = _page("karim.haddad@example.com\n# Certifications\nSSIAP 2 ; SST – H0B0\nCACES R489 cat. 1, 3 et 5 ; FIMO\nPermis CE, FIMO à jour").certifications
    emis = _page("karim.haddad@example.com\n# Certifications\nProfessional Scrum Master I – Scrum.org\nCCNA, Cisco, 2021").certifications
    assert [(c.nom, c.organisme) for c in emis] == [("Professional Scrum Master I", "Scrum.org"), ("CCNA", "Cisco")]
    assert [c.nom for c in lus] == ["SSIAP 2", "SST", "H0B0", "CACES R489 cat. 1, 3 et 5", "FIMO", "Permis CE"]


def test_un_entete_que_finit_un_point() -> None:
    """LaTeX templates end their headers so; the dates stand below when the line is full."""
    assert _postes(
        "** Assistante commerciale, Novatrans, Saint-Ouen-sur-Seine, CDI.\nMai 2016 – décembre 2019\n• Traitement des commandes\n"
        "** Secrétaire polyvalente, Mairie d’Aubervilliers, Aubervilliers, CDD.\nSeptembre 2014 – avril 2016\n• Accueil du public"
    ) == [("Assistante commerciale", "Novatrans", "2016-05", "2019-12"), ("Secrétaire polyvalente", "Mairie d’Aubervilliers", "2014-09", "2016-04")]


@pytest.mark.parametrize(
    ("texte", "diplome", "domaine"),
    [
        ("DU : Plaies et cicatrisation", "DU", "Plaies et cicatrisation"),
        ("2019 DU de gérontologie – Université Paul Sabatier", "DU", "gérontologie"),
        ("DIU Soins palliatifs", "DIU", "Soins palliatifs"),
    ],
)
def test_un_diplome_d_universite_n_a_pas_de_niveau(texte: str, diplome: str, domaine: str) -> None:
    lu = lire_diplome(texte)
    assert lu is not None
    assert (lu.diplome, lu.domaine, lu.niveau) == (diplome, domaine, None)


@pytest.mark.parametrize("texte", ["UNIVERSITÉ DU MANS", "AGENT DU SERVICE COMMERCIAL", "Centre hospitalier DU PARC"])
def test_du_n_est_pas_toujours_un_diplome(texte: str) -> None:
    assert lire_diplome(texte) is None
