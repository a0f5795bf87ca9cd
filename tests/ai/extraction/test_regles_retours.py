"""Names that a line end broke, columns that touch, slanted letters that lean out of theirs. Whole chain, from the page."""

from datetime import date

from reportlab.pdfbase.pdfmetrics import stringWidth

from app.ai.lecture.chaine import lire
from app.schemas.profil import ProfilExtrait
from tests.ai.lecture.fabrique import Element, placer

RECU_LE = date(2026, 11, 22)


def _lignes(x: float, y: float, *lignes: str) -> list[Element]:
    """Plain lines, 14 points apart; `# ` opens a heading, `/ ` a slanted line."""
    styles = {"# ": "b", "/ ": "i"}
    return [(x, y + 14 * rang, 13 if li[:2] == "# " else 10, styles.get(li[:2], ""), li[2:] if li[:2] in styles else li) for rang, li in enumerate(lignes)]


def _lire(*elements: list[Element]) -> ProfilExtrait:
    return lire(placer([(50, 50, 20, "b", "Karim Haddad"), *(e for bloc in elements for e in bloc)]), recu_le=RECU_LE).profil


def test_employeur_et_ecole_coupes_en_bout_de_ligne() -> None:
    lu = _lire(
        _lignes(50, 70, "# Expériences professionnelles", "Septembre 2020 – Présent", "Chargée de communication | Communauté de communes du Grand"),
        _lignes(50, 112, "Pic Saint-Loup | Saint-Mathieu-de-Tréviers", "Rédaction du magazine et des réseaux sociaux", "# Formations"),
        _lignes(50, 154, "2015 – 2017", "Master Communication publique et associative | Université Paul-", "Valéry Montpellier 3, Montpellier", "2010"),
        _lignes(50, 210, "Baccalauréat professionnel Secrétariat | Lycée", "Chaptal, Quimper"),
        _lignes(400, 70, "# Contact", "karim.haddad@example.com", "# Compétences", "Photoshop", "InDesign"),
    )
    assert [(e.poste, e.entreprise) for e in lu.experiences] == [("Chargée de communication", "Communauté de communes du Grand Pic Saint-Loup")]
    assert [f.etablissement for f in lu.formations] == ["Université Paul-Valéry Montpellier 3", "Lycée Chaptal"]


def test_une_ligne_pleine_par_hasard_ne_recoud_pas_un_metier() -> None:
    """The longest line of its column proves no edge, and a town goes on with no name."""
    lu = _lire(
        _lignes(
            50, 70, "# Expériences professionnelles", "2019 – 2022", "Chargée de communication | Mairie de Bron", "Lyon", "# Formations", "2015 Master Droit"
        ),
        _lignes(400, 70, "# Contact", "karim.haddad@example.com", "# Compétences", "Photoshop"),
    )
    assert [(e.entreprise, e.lieu) for e in lu.experiences] == [("Mairie de Bron", "Lyon")]


def test_periode_collee_a_l_intitule() -> None:
    """The dates' column is so narrow that no gap parts it from the title; the employer stands under the title."""
    collee = 50 + stringWidth("05/2009 à 01/2016 ", "Helvetica", 10)
    lu = _lire(
        _lignes(50, 70, "# Expériences", "02/2016 à ce jour"), _lignes(collee, 84, "Conducteur routier", "Transports Ducournau SA – Orléans", "Livraison de palettes"),
        _lignes(50, 130, "05/2009 à 01/2016"), _lignes(collee, 130, "Chauffeur poids lourd", "Groupe Heppner – Saran", "Ramasses et livraisons"),
        _lignes(50, 180, "# Formation", "2009 CAP Conducteur routier"),
    )  # fmt: skip
    assert [(e.poste, e.entreprise) for e in lu.experiences] == [("Conducteur routier", "Transports Ducournau SA"), ("Chauffeur poids lourd", "Groupe Heppner")]


def test_un_mot_entre_parentheses_ne_cache_pas_l_employeur() -> None:
    lu = _lire(
        _lignes(50, 70, "# Expériences", "Oct. 2020 – aujourd'hui", "Conseillère clientèle", "Banque Populaire – Metz", "Gestion d'un portefeuille"),
        _lignes(50, 150, "Sept. 2019 – Août 2020", "Chargée d'accueil (alternance)", "Caisse d'Épargne Grand Est Europe – Thionville", "Accueil des clients"),
        _lignes(50, 215, "# Formation", "2019 BTS NDRC"),
    )
    assert [e.entreprise for e in lu.experiences] == ["Banque Populaire", "Caisse d'Épargne Grand Est Europe"]


def test_italique_qui_deborde_de_sa_colonne() -> None:
    """A slanted J starts left of the column it stands in: it does not run over the gutter."""
    barre = _lignes(50, 70, "# Contact", "karim.haddad@example.com", "# Compétences", "Paie", "Recrutement", "Silae", "# Langues", "Anglais : B2")
    corps = _lignes(
        230,
        70,
        "# Expérience",
        "Responsable RH",
        "Groupe SEB, Selongey",
        "/ Janvier 2019 – présent",
        "Chargée de recrutement",
        "Proman, Dijon",
        "/ Juin 2014 – mai 2018",
    )
    corps = [(x - 1.8 if style == "i" else x, y, taille, style, texte) for x, y, taille, style, texte in corps]
    lu = _lire(barre, corps)
    assert [(e.poste, e.entreprise, e.debut) for e in lu.experiences] == [
        ("Responsable RH", "Groupe SEB", "2019-01"),
        ("Chargée de recrutement", "Proman", "2014-06"),
    ]
    assert [c.brut for c in lu.competences] == ["Paie", "Recrutement", "Silae"]


def test_attestations_et_competences_dans_une_barre_etroite() -> None:
    """Items that a narrow column broke are closed; two certificates of which the first fills its line stay two; a heading "Habilitations" is one of certificates."""
    lu = _lire(
        _lignes(50, 70, "# Compétences", "Facturation et", "télétransmission", "Lecture de plans", "isométriques", "Soudage TIG"),
        _lignes(
            50,
            170,
            "# Habilitations",
            "Habilitations électriques B2V,",
            "BR, BC",
            "CACES R486 catégories A et",
            "B",
            "N1 risques chimiques",
            "Habilitation mécanique M0",
        ),
        _lignes(50, 268, "PRAP 2S", "Permis B, BE"),
        _lignes(230, 70, "# Expériences professionnelles", "2019 – 2022", "Soudeur, Mairie de Bron", "# Formation", "2015 CAP Soudeur, Lycée Chaptal"),
    )
    assert [c.brut for c in lu.competences] == ["Facturation et télétransmission", "Lecture de plans isométriques", "Soudage TIG"]
    assert [c.nom for c in lu.certifications] == [
        "Habilitations électriques B2V, BR, BC", "CACES R486 catégories A et B", "N1 risques chimiques", "Habilitation mécanique M0", "PRAP 2S", "Permis B, BE",
    ]  # fmt: skip


def test_une_ville_sous_le_nom_n_en_est_pas() -> None:
    page = placer(
        [
            (50, 50, 10, "", "Anne-Sophie Thévenet"),
            (50, 64, 10, "", "Clermont-Ferrand"),
            *_lignes(50, 78, "thevenet@example.com", "# Expérience", "2015 – 2019 : Comptable, Mairie de Bron", "# Formation", "2015 BTS NDRC"),
        ]
    )
    lu = lire(page, recu_le=RECU_LE).profil
    assert (lu.nom_complet, lu.localisation and lu.localisation.ville) == ("Anne-Sophie Thévenet", "Clermont-Ferrand")


def test_une_mission_d_interim_n_herite_pas_de_l_employeur_d_avant() -> None:
    lu = _lire(
        _lignes(
            50,
            70,
            "# Expériences",
            "2020 – 2022 : Cariste, STEF Logistique, Strasbourg",
            "2018 – 2020 : Préparateur de commandes, intérim",
            "# Formation",
            "2015 CAP Vente",
        ),
    )
    assert [e.entreprise for e in lu.experiences][-1] is None
