"""Degrees, levels of education, and cue words of schools and companies."""

import time
from pathlib import Path

import pytest

from app.ai.extraction.niveaux import lire_diplome, ressemble_ecole, ressemble_entreprise


@pytest.mark.parametrize(
    ("texte", "diplome", "domaine", "niveau"),
    [
        ("Doctorat en chimie", "Doctorat", "chimie", 8),
        ("PhD in Physics, MIT", "PhD", "Physics", 8),
        ("Ph.D. Chemistry", "Ph.D.", "Chemistry", 8),
        ("Master", "Master", None, 7),
        ("2015-2017 : Master CCA Comptabilité Contrôle Audit, IAE Lyon (Lyon)", "Master CCA", "Comptabilité Contrôle Audit", 7),
        ("Master – Marketing digital", "Master", "Marketing digital", 7),
        ("Master en Génie logiciel à l'Université de Lyon", "Master", "Génie logiciel", 7),
        ("Master 2 Droit des affaires", "Master 2", "Droit des affaires", 7),
        ("Mastère Spécialisé Big Data", "Mastère Spécialisé", "Big Data", 7),
        ("MSc in Statistics", "MSc", "Statistics", 7),
        ("Master of Science (MSc), Data Science", "Master of Science", "Data Science", 7),
        ("Master's degree in Finance", "Master's degree", "Finance", 7),
        ("MBA, Business Administration", "MBA", "Business Administration", 7),
        ("MA in History", "MA", "History", 7),
        ("LLM International Law", "LLM", "International Law", 7),
        ("M2 Finance", "M2", "Finance", 7),
        ("Diplôme d'ingénieur en informatique – INSA Lyon", "Diplôme d'ingénieur", "informatique", 7),
        ("Programme Grande École, ESSEC", "Programme Grande École", None, 7),
        ("DESS Gestion", "DESS", "Gestion", 7),
        ("Bac+5 Marketing", "Bac+5", "Marketing", 7),
        ("Master 1 Droit", "Master 1", "Droit", 6),
        ("Licence Informatique", "Licence", "Informatique", 6),
        ("Licence professionnelle Métiers du web", "Licence professionnelle", "Métiers du web", 6),
        ("BUT Informatique", "BUT", "Informatique", 6),
        ("Bachelor Universitaire de Technologie (BUT) GEA", "Bachelor Universitaire de Technologie", "GEA", 6),
        ("University of Leeds, Bachelor of Science in Computer Science – Leeds", "Bachelor of Science", "Computer Science", 6),
        ("BA in English Studies", "BA", "English Studies", 6),
        ("BSc (Hons) Mathematics", "BSc (Hons)", "Mathematics", 6),
        ("Maîtrise de droit public", "Maîtrise", "droit public", 6),
        ("Diplôme d'État d'infirmier", "Diplôme d'État d'infirmier", None, 6),
        ("Infirmière DE", "Infirmière DE", None, 6),
        ("BTS Communication", "BTS", "Communication", 5),
        ("BTS MCO – Lycée Voltaire", "BTS MCO", None, 5),
        ("DUT GEA Gestion des entreprises et des administrations, IUT Lyon 3", "DUT GEA", "Gestion des entreprises et des administrations", 5),
        ("Bac +2 en commerce", "Bac +2", "commerce", 5),
        ("Prépa MPSI", "Prépa MPSI", None, 5),
        ("CPGE, Lycée Hoche", "CPGE", None, 5),
        ("HND Computing", "HND", "Computing", 5),
        ("Associate degree in Nursing", "Associate degree", "Nursing", 5),
        ("Bac S mention bien", "Bac S", None, 4),
        ("Baccalauréat STMG, Lycée Hoche", "Baccalauréat STMG", None, 4),
        ("Bac pro Commerce", "Bac pro", "Commerce", 4),
        ("A-Levels: Maths", "A-Levels", "Maths", 4),
        ("High school diploma", "High school diploma", None, 4),
        ("CAP Cuisine", "CAP", "Cuisine", 3),
        ("Diplôme de Master en finance", "Diplôme de Master", "finance", 7),
        ("Titre professionnel Soudeur (bac+2)", "Titre professionnel", "Soudeur", 5),
        ("Diploma in Business", "Diploma", "Business", None),
        ("1ère année de licence", "licence", None, None),
        ("BEP Vente", "BEP", "Vente", 3),
        ("Titre RNCP niveau 6 Concepteur développeur", "Titre RNCP", "Concepteur développeur", 6),
        ("Titre certifié RNCP de niveau II", "Titre certifié RNCP", None, 6),
        ("Titre professionnel Développeur web", "Titre professionnel", "Développeur web", None),
    ],
)
def test_diplome(texte: str, diplome: str, domaine: str | None, niveau: int | None) -> None:
    lu = lire_diplome(texte)
    assert lu is not None
    assert (lu.diplome, lu.domaine, lu.niveau) == (diplome, domaine, niveau)
    assert texte[lu.debut : lu.fin] == diplome
    assert lu.span_domaine is None or texte[slice(*lu.span_domaine)] == domaine


def test_diplomes_francais_de_tous_les_metiers() -> None:
    """A "titre professionnel" has the level that the text gives, none without."""
    lignes = (Path(__file__).parent / "diplomes_francais.tsv").read_text(encoding="utf-8").splitlines()
    attendus = dict(ligne.split("\t") for ligne in lignes)
    lus = {texte: lire_diplome(texte) for texte in attendus}
    assert {texte: str(lu.niveau) if lu and lu.niveau else "-" for texte, lu in lus.items()} == attendus


@pytest.mark.parametrize(
    "texte",
    [
        "HDR photo et retouche",
        "TP de chimie encadrés au lycée",
        "MC pour mariages et soirées",
        "BMA House, London",
        "Analyste BPA et RPA",
        "PROJET DE INFIRMIERE",
    ],
)
def test_sigle_qui_n_est_pas_un_diplome(texte: str) -> None:
    assert lire_diplome(texte) is None


@pytest.mark.parametrize(
    "texte",
    [
        "Certification AWS",
        "Certified Kubernetes Administrator",
        "Permis B",
        "Driving licence",
        "Scrum Master certifié",
        "MS Excel",
        "Boston, MA",
        "Maîtrise d'Excel",
        "Maîtrise de Photoshop",
        "Infirmière de nuit",
        "but de la formation",
        "Cap sur l'avenir",
        "a level of quality",
        "Bac à sable",
        "Développeur Python",
        "niveau 3 de support",
        "Mise en place d'un LLM en production",
        "Support L2 et L3",
        "Licence Ouverte 2.0",
        "La licence de ce logiciel est libre",
        "Tests M1 | passlib 1.7.4",
        "",
    ],
)
def test_pas_un_diplome(texte: str) -> None:
    assert lire_diplome(texte) is None


def test_ingenieur_seul_est_moins_sur_qu_un_diplome_d_ingenieur() -> None:
    seul, complet = lire_diplome("Ingénieur INSA Lyon"), lire_diplome("Diplôme d'ingénieur")
    assert seul is not None and complet is not None
    assert (seul.niveau, seul.confiance, complet.confiance) == (7, 0.6, 0.95)
    phrase = lire_diplome("Responsable master data")
    assert phrase is not None and phrase.confiance == 0.6


@pytest.mark.parametrize(
    ("texte", "diplome", "domaine", "niveau"),
    [
        ("Niveau Bac (formation interrompue)", "Niveau Bac", None, None), ("Niveau d'études : Master", "Master", None, 7),
        ("Baccalauréat S SI, mention Très bien", "Baccalauréat S SI", None, 4),
        ("Licence professionnelle Assurance, banque, finance – Metz", "Licence professionnelle", "Assurance, banque, finance", 6),
        ("BTS Comptabilité, obtenu en 2015", "BTS", "Comptabilité", 5),
        ("Diplôme d'État d'éducateur de jeunes enfants, ESTES, Strasbourg", "Diplôme d'État d'éducateur de jeunes enfants", None, 6),
    ],
)  # fmt: skip
def test_ce_qui_borne_un_diplome(texte: str, diplome: str, domaine: str | None, niveau: int | None) -> None:
    lu = lire_diplome(texte)
    assert lu is not None and (lu.diplome, lu.domaine, lu.niveau) == (diplome, domaine, niveau)


@pytest.mark.parametrize(
    ("texte", "ecole", "entreprise"),
    [
        ("Université Clermont Auvergne", True, False),
        ("Kedge Business School", True, False),
        ("Lycée Gustave Eiffel", True, False),
        ("IAE Lyon", True, False),
        ("Trinity College Dublin", True, False),
        ("Sciences Po", True, False),
        ("OpenClassrooms", True, False),
        ("École maternelle Jules-Ferry", False, False),
        ("Cabinet Orsay & Fils", False, True),
        ("Office de tourisme d’Arcachon", False, True),
        ("CHU de Lyon", False, True),
        ("Boulangerie Martin SARL", False, True),
        ("Harborlight Systems", False, True),
        ("Danone SA", False, True),
        ("sa mission", False, False),
        ("Mirabelle Santé", False, False),
        ("Chef de projet", False, False),
    ],
)
def test_indices(texte: str, ecole: bool, entreprise: bool) -> None:
    assert (ressemble_ecole(texte), ressemble_entreprise(texte)) == (ecole, entreprise)


@pytest.mark.parametrize("motif", ["master ", "bac + ", "a", "titre niveau ", "niveau ", "licence ", " ", "ingenieur ", "A ", "diplome d'"])
def test_temps_lineaire(motif: str) -> None:
    texte = motif * (40_000 // len(motif))
    for grammaire in (lire_diplome, ressemble_ecole, ressemble_entreprise):
        depart = time.process_time()
        grammaire(texte)
        assert time.process_time() - depart < 0.4, grammaire.__name__
