"""Layouts of other people's CVs: what the first readings missed, each fault with the general rule that mends it."""

from datetime import date

import pytest

from app.ai.extraction.contacts import trouver_telephones
from app.ai.extraction.niveaux import lire_diplome
from app.ai.lecture.assemblage import est_pagination
from app.ai.lecture.chaine import lire
from app.schemas.profil import LectureCV, ProfilExtrait
from tests.ai.lecture.fabrique import Element, placer

RECU_LE = date(2026, 11, 22)
TETE: list[Element] = [(50, 50, 20, "b", "Karim Haddad"), (50, 72, 11, "", "karim.haddad@example.com")]


def _lecture(*elements: Element) -> LectureCV:
    return lire(placer([*TETE, *elements]), recu_le=RECU_LE)


def _profil(*elements: Element) -> ProfilExtrait:
    return _lecture(*elements).profil


@pytest.mark.parametrize(
    ("texte", "diplome", "domaine", "niveau"),
    [
        ("MA Education", "MA", "Education", 7),
        ("MA – Education", "MA", "Education", 7),
        ("PGCE, Secondary English", "PGCE", "Secondary English", 7),
        ("LLB (Hons) Law", "LLB (Hons)", "Law", 6),
        ("BEng (Hons) Mechanical Engineering, University of Leeds", "BEng (Hons)", "Mechanical Engineering", 6),
        ("HND – Computing", "HND", "Computing", 5),
        ("Foundation Degree in Early Years", "Foundation Degree", "Early Years", 5),
        ("NVQ Level 3, Health and Social Care", "NVQ Level 3", "Health and Social Care", 4),
        ("NVQ Level 2 – Warehousing and Storage", "NVQ Level 2", "Warehousing and Storage", 3),
        ("GNVQ Advanced Business", "GNVQ Advanced", "Business", 4),
        ("Level 3 Diploma in Adult Care", "Level 3 Diploma", "Adult Care", 4),
        ("BTEC Level 3 Extended Diploma, Business", "BTEC Level 3 Extended Diploma", "Business", 4),
        ("A-levels – Mathematics, Economics and French", "A-levels", "Mathematics, Economics and French", 4),
        ("8 GCSEs (A*–C), Fairfield School", "GCSEs", None, 3),
        ("Bac pro, Accompagnement, soins et services à la personne", "Bac pro", "Accompagnement, soins et services à la personne", 4),
        ("Master Droit, Université de Lyon, Lyon", "Master", "Droit", 7),
        ("BTS Tourisme, Lyon", "BTS", "Tourisme", 5),
        ("Master in Finance, Paris and London", "Master", "Finance", 7),
    ],
)
def test_diplome_domaine_et_niveau(texte: str, diplome: str, domaine: str | None, niveau: int) -> None:
    lu = lire_diplome(texte)
    assert lu is not None
    assert (lu.diplome, lu.domaine, lu.niveau) == (diplome, domaine, niveau)


@pytest.mark.parametrize(
    ("texte", "langue", "region", "attendu"),
    [
        ("07700 900 168", "en", None, "+447700900168"),
        ("07700 900 168", "en", "GB", "+447700900168"),
        ("087 123 4567", "en", "IE", "+353871234567"),
        ("(212) 555-0123", "en", None, "+12125550123"),
        ("06 12 34 56 78", "en", None, "+33612345678"),
        ("06 12 34 56 78", "fr", None, "+33612345678"),
        ("rue des Lilas / +33\n2 61 91 80 79", "fr", None, "+33261918079"),
    ],
)
def test_telephone_du_pays_du_candidat(texte: str, langue: str, region: str | None, attendu: str) -> None:
    assert [c.valeur for c in trouver_telephones(texte, langue, (), region)] == [attendu]


@pytest.mark.parametrize(
    ("nom", "prenom", "famille"),
    [
        ("CHARLOTTE Ó BRIAIN", "CHARLOTTE", "Ó BRIAIN"),
        ("Seán Ó BRIAIN", "Seán", "Ó BRIAIN"),
        ("DUPONT Jean", "Jean", "DUPONT"),
        ("Jean K. DUPONT", "Jean K.", "DUPONT"),
    ],
)
def test_nom_en_capitales(nom: str, prenom: str, famille: str) -> None:
    profil = lire(
        placer(
            [
                (50, 50, 20, "b", nom),
                (50, 80, 14, "b", "Compétences"),
                (50, 100, 10, "", "Python, SQL"),
                (50, 120, 14, "b", "Langues"),
                (50, 140, 10, "", "Anglais (B2)"),
            ]
        ),
        recu_le=RECU_LE,
    ).profil
    assert (profil.nom_complet, profil.prenom, profil.nom) == (nom, prenom, famille)


def test_plusieurs_diplomes_sous_une_seule_date() -> None:
    profil = _profil(
        (50, 100, 14, "b", "Education"), (50, 120, 10, "b", "Eastmoor University, York"), (450, 120, 10, "", "2015 – 2018"), (50, 134, 10, "", "BA – Accounting and Finance"),
        (50, 160, 10, "b", "Larkfield College, Coventry"), (50, 174, 10, "", "A-levels – Mathematics, Economics and French"),
    )  # fmt: skip
    assert [(f.diplome, f.domaine, f.etablissement, f.fin) for f in profil.formations] == [
        ("BA", "Accounting and Finance", "Eastmoor University", "2018"),
        ("A-levels", "Mathematics, Economics and French", "Larkfield College", None),
    ]


def test_date_au_dessus_du_second_diplome() -> None:
    profil = _profil(
        (50, 100, 14, "b", "Formations"), (50, 120, 10, "b", "Master Management commercial"), (50, 132, 10, "", "École de commerce Altaria – Lyon"),
        (50, 156, 10, "", "2012-2014"), (50, 168, 10, "b", "BTS Tourisme"), (50, 180, 10, "", "Lycée Marie-Balland – Nantes"),
    )  # fmt: skip
    assert [(f.diplome, f.etablissement, f.debut, f.fin) for f in profil.formations] == [
        ("Master", "École de commerce Altaria", None, None),
        ("BTS", "Lycée Marie-Balland", "2012", "2014"),
    ]


def test_poste_d_une_seule_annee_commence_et_finit_alors() -> None:
    profil = _profil(
        (50, 100, 14, "b", "Expérience"),
        (50, 120, 10, "b", "Maçon"),
        (450, 120, 10, "", "2018"),
        (50, 134, 10, "", "Entreprise Colas, Lyon"),
        (60, 148, 10, "", "• Coffrage."),
    )
    assert [(e.poste, e.debut, e.fin) for e in profil.experiences] == [("Maçon", "2018", "2018")]


def test_postes_sans_aucune_date() -> None:
    profil = _profil(
        (50, 100, 14, "b", "Expériences"), (50, 120, 10, "b", "Chauffeur-livreur"), (50, 134, 10, "", "Transports Garnier, Tours"), (60, 148, 10, "", "• Livraison en ville"),
        (50, 170, 10, "b", "Préparateur de commandes"), (50, 184, 10, "", "Logidis, Orléans"), (60, 198, 10, "", "• Préparation au scan"),
    )  # fmt: skip
    assert [(e.poste, e.entreprise, e.lieu, e.debut, e.fin) for e in profil.experiences] == [
        ("Chauffeur-livreur", "Transports Garnier", "Tours", None, None),
        ("Préparateur de commandes", "Logidis", "Orléans", None, None),
    ]
    assert profil.annees_experience is None


def test_poste_sans_date_apres_un_poste_date() -> None:
    profil = _profil(
        (50, 100, 14, "b", "Expériences"), (50, 120, 10, "b", "Chauffeur-livreur"), (450, 120, 10, "", "2020 – 2022"), (50, 134, 10, "", "Transports Garnier, Tours"), (60, 148, 10, "", "• Livraison en ville"),
        (50, 170, 10, "b", "Préparateur de commandes"), (50, 184, 10, "", "Logidis, Orléans"), (60, 198, 10, "", "• Préparation au scan"),
    )  # fmt: skip
    assert [(e.poste, e.entreprise, e.debut) for e in profil.experiences] == [
        ("Chauffeur-livreur", "Transports Garnier", "2020"),
        ("Préparateur de commandes", "Logidis", None),
    ]


def test_certificats_serres_dans_une_liste() -> None:
    profil = _profil(
        (50, 100, 14, "b", "Certifications"), (50, 120, 10, "", "ACCA – ACCA (2014)"), (50, 133, 10, "", "AAT Level 3 – AAT (2015)"),
        (50, 146, 10, "", "AWS Certified Solutions Architect – Associate | Amazon Web Services | 2022"), (50, 159, 10, "", "Certified Kubernetes Administrator (CKA), The Linux Foundation"),
        (50, 172, 10, "", "Emergency First Aid at Work, British Red Cross, May 2024"),
    )  # fmt: skip
    assert [(c.nom, c.organisme, c.date) for c in profil.certifications] == [
        ("ACCA", "ACCA", "2014"),
        ("AAT Level 3", "AAT", "2015"),
        ("AWS Certified Solutions Architect – Associate", "Amazon Web Services", "2022"),
        ("Certified Kubernetes Administrator", "The Linux Foundation", None),
        ("Emergency First Aid at Work", "British Red Cross", "2024-05"),
    ]


def test_certificats_parmi_les_diplomes() -> None:
    profil = _profil(
        (50, 100, 14, "b", "FORMATION"), (50, 120, 10, "", "2010-2012 : BTS Maintenance industrielle, Lycée Chateaubriand"), (50, 140, 10, "", "2023 : Habilitation électrique BR B2V, Apave"),
        (50, 160, 10, "", "2021 : CACES R489 cat. 3, AFTRAL"),
    )  # fmt: skip
    assert [(f.diplome, f.domaine) for f in profil.formations] == [("BTS", "Maintenance industrielle")]
    assert [(c.nom, c.date) for c in profil.certifications] == [("Habilitation électrique BR B2V", "2023"), ("CACES R489 cat. 3", "2021")]


def test_deux_points_dans_le_nom_d_un_certificat() -> None:
    profil = _profil(
        (50, 100, 14, "b", "Tickets"),
        (50, 120, 10, "", "2021: Microsoft Certified: Data Analyst Associate"),
        (50, 134, 10, "", "CSCS Gold Card"),
        (50, 160, 14, "b", "Languages"),
        (50, 180, 10, "", "English (C1)"),
    )
    assert [(c.nom, c.date) for c in profil.certifications] == [("Microsoft Certified: Data Analyst Associate", "2021"), ("CSCS Gold Card", None)]


def test_une_phrase_n_est_pas_un_titre() -> None:
    profil = _profil(
        (50, 100, 10, "", "Chargée de communication confirmée, je conçois des campagnes et j'anime des communautés."), (50, 130, 14, "b", "Compétences"), (50, 150, 10, "", "Excel, Word"),
        (50, 170, 14, "b", "Langues"), (50, 190, 10, "", "Anglais (B2)"),
    )  # fmt: skip
    assert (profil.titre, profil.resume) == (None, "Chargée de communication confirmée, je conçois des campagnes et j'anime des communautés.")


def test_groupes_de_competences_dits_par_le_blanc() -> None:
    hauts = [120.0, 132, 144, 168, 180, 192, 216, 228]
    noms = ["Languages", "Python", "Java", "Frameworks", "React", "Spring Boot", "Tools", "Git"]
    profil = _profil((50, 100, 14, "b", "Key skills"), *((50, y, 10, "", nom) for y, nom in zip(hauts, noms, strict=True)))
    assert [(c.brut, c.nom) for c in profil.competences] == [
        ("Python", "Python"),
        ("Java", "Java"),
        ("React", "React"),
        ("Spring Boot", "Spring Boot"),
        ("Git", "Git"),
    ]


def test_titres_a_cote_de_leur_contenu() -> None:
    profil = _profil(
        (50, 100, 10, "", "About me"), (180, 100, 10, "", "Calm under pressure, I put patients and families first."), (50, 125, 10, "b", "EXPERIENCE"),
        (50, 140, 10, "", "2022 – 2024"), (180, 140, 10, "b", "Ward Manager"), (180, 154, 10, "", "Northmere Infirmary, Cardiff"), (180, 168, 10, "", "Introduced a falls checklist"),
        (50, 195, 10, "", "Languages"), (180, 195, 10, "", "English (Native)"), (180, 209, 10, "", "French (A2)"), (180, 223, 10, "", "Arabic (B1)"),
        (50, 245, 10, "", "Interests"), (180, 245, 10, "", "Board games"), (180, 259, 10, "", "Baking"),
    )  # fmt: skip
    assert profil.resume == "Calm under pressure, I put patients and families first."
    assert [(la.langue, la.niveau and la.niveau.value) for la in profil.langues] == [("en", "C2"), ("fr", "A2"), ("ar", "B1")]
    assert profil.centres_interet == ["Board games", "Baking"]


def test_titre_espace_coupe_en_cellules() -> None:
    profil = _profil(
        (50, 100, 11, "", "CERTIFICATIONS"), (50, 120, 10, "", "Vente consultative – Institut Mercator (2021)"), (50, 150, 11, "", "CENTRES"), (150, 150, 11, "", "D'INTÉRÊT"), (50, 170, 10, "", "Chorale | Échecs"),
    )  # fmt: skip
    assert [c.nom for c in profil.certifications] == ["Vente consultative"]
    assert profil.centres_interet == ["Chorale", "Échecs"]


def test_lignes_de_contact_et_resume_sans_titre() -> None:
    profil = _profil(
        (50, 90, 10, "", "Téléphone : 04 65 71 98 97"), (50, 104, 10, "", "Adresse : 3 rue des Lilas, 17000 La Rochelle"), (50, 118, 10, "", "LinkedIn : linkedin.com/in/karim-haddad-demo"),
        (50, 150, 10, "", "Organisé et discret, j'accompagne des dirigeants depuis dix ans et je prends en charge"), (50, 163, 10, "", "leurs agendas et leurs voyages."),
        (50, 200, 14, "b", "Compétences"), (50, 220, 10, "", "Pack Office, Sage"), (50, 240, 14, "b", "Langues"), (50, 260, 10, "", "Anglais (B2)"),
    )  # fmt: skip
    assert profil.resume == "Organisé et discret, j'accompagne des dirigeants depuis dix ans et je prends en charge leurs agendas et leurs voyages."
    assert profil.localisation is not None
    assert profil.localisation.ville == "La Rochelle"


def test_mobilite_sous_contact() -> None:
    profil = _profil(
        (50, 100, 14, "b", "Contact"), (50, 120, 10, "", "Mobilité : Tours, Orléans"), (50, 140, 14, "b", "Langues"), (50, 160, 10, "", "Anglais (B2)")
    )
    assert profil.mobilite is not None
    assert profil.mobilite.lieux == ["Tours", "Orléans"]


def test_curriculum_vitae_n_est_pas_une_rubrique() -> None:
    elements: list[Element] = [
        (50, 50, 14, "b", "CURRICULUM VITAE"), (50, 75, 20, "b", "Martin LE GALL"), (50, 100, 10, "", "12 allée des Tilleuls, 35000 Rennes"), (50, 130, 14, "b", "FORMATION"), (50, 150, 10, "", "2010-2012 BTS Tourisme"),
        (50, 180, 14, "b", "LANGUES"), (50, 200, 10, "", "Anglais (B2)"), (50, 230, 14, "b", "LOISIRS"), (50, 250, 10, "", "Pêche"),
    ]  # fmt: skip
    profil = lire(placer(elements), recu_le=RECU_LE).profil
    assert (profil.nom_complet, profil.localisation and profil.localisation.ville) == ("Martin LE GALL", "Rennes")


def test_une_facture_ne_donne_aucune_competence() -> None:
    lecture = lire(
        placer(
            [
                (50, 50, 16, "b", "FACTURE N° 2026-118"),
                (50, 80, 10, "", "Prestation de conseil en comptabilité et paramétrage du logiciel Sage"),
                (50, 100, 10, "", "Total HT 1 200 €, TVA 20 % 240 €, total TTC 1 440 €"),
            ]
        ),
        recu_le=RECU_LE,
    )
    profil = lecture.profil
    assert (profil.nom_complet, profil.experiences, profil.formations, profil.competences, profil.resume) == (None, [], [], [], None)
    assert "aucune_section" in {a.code for a in lecture.qualite.avertissements}


@pytest.mark.parametrize(
    ("texte", "attendu"), [("05/24 – 07/26", False), ("07/2021", False), ("Page 1/2", True), ("Karim Haddad - 2/3", True), ("1 / 2", True), ("08/15", False)]
)
def test_une_periode_n_est_pas_un_numero_de_page(texte: str, attendu: bool) -> None:
    assert est_pagination(texte) is attendu
