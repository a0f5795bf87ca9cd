"""Headings of sections, decorated or not, and lines that only look like one."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ai.extraction.intitules import _DONNEES, Section, reconnaitre, reconnaitre_prefixe


def _formes() -> list[tuple[Section, str]]:
    section, formes = Section.autres, []
    for ligne in (_DONNEES / "intitules.txt").read_text(encoding="utf-8").splitlines():
        if ligne.startswith("["):
            section = Section(ligne.strip("[]"))
        elif ligne and not ligne.startswith("#"):
            formes.append((section, ligne))
    return formes


FORMES = _formes()


@pytest.mark.parametrize(
    ("ligne", "section"),
    [
        ("E X P É R I E N C E", Section.experience),
        ("E X P É R I E N C E S   P R O F E S S I O N N E L L E S", Section.experience),
        ("C O M P É T E N C E S", Section.competences),
        ("COMPÉTENCES", Section.competences),
        ("Compétences clés :", Section.competences),
        ("Mes principales compétences techniques", Section.competences),
        ("Stack technique", Section.competences),
        ("Boîte à outils", Section.competences),
        ("Langages", Section.competences),
        ("Savoir-être", Section.competences),
        ("Skills & Tools", Section.competences),
        ("Parcours professionnel", Section.experience),
        ("Expériences professionnelles et stages", Section.experience),
        ("1. Expérience professionnelle", Section.experience),
        ("Expérience professionnelle (5 ans)", Section.experience),
        ("Work history", Section.experience),
        ("Expérience(s) professionnelle(s)", Section.experience),
        ("COMPÉTENCE(S) :", Section.competences),
        ("Formation (scolaire)", Section.formation),
        ("Je parle", Section.langues),
        ("Most proud of", Section.autres),
        ("PROFESSIONAL EXPERIENCE", Section.experience),
        ("II. FORMATION", Section.formation),
        ("• Formation •", Section.formation),
        ("Diplômes & formations", Section.formation),
        ("\uf19d Education", Section.formation),
        ("Education & Qualifications", Section.formation),
        ("★ Langues ★", Section.langues),
        ("--- Languages ---", Section.langues),
        ("Centres d’intérêt", Section.interets),
        ("Centres d'intérêts", Section.interets),
        ("LOISIRS ET CENTRES D'INTÉRÊT", Section.interets),
        ("Mon univers", Section.profil),
        ("À propos de moi", Section.profil),
        ("ABOUT ME", Section.profil),
        ("Informations personnelles", Section.contact),
        ("Certifications & Licenses", Section.certifications),
        ("Projets personnels (GitHub)", Section.projets),
        ("Volunteer Experience", Section.benevolat),
        ("Publications and Talks", Section.publications),
        ("Références", Section.references),
        ("Mobilité et permis", Section.mobilite),
        ("Divers", Section.autres),
    ],
)
def test_intitule(ligne: str, section: Section) -> None:
    lu = reconnaitre(ligne)
    assert lu is not None
    assert lu.section is section
    assert 0 < lu.confiance <= 1


@pytest.mark.parametrize(
    "ligne",
    [
        "Expérience du service client en magasin",
        "Formation Python avancée",
        "Formation en alternance",
        "Expérience de 5 ans dans la vente",
        "Gestion de projet",
        "Python, Java, SQL",
        "Développeur",
        "Marketing",
        "Bordeaux",
        "LinkedIn",
        "J'ai une solide expérience. Je cherche un poste.",
        "Communication",
        "Langues : Français, Anglais",
        "contact@exemple.fr",
        "06 12 34 56 78",
        "2019 - 2020",
        "",
        "•",
    ],
)
def test_pas_un_intitule(ligne: str) -> None:
    assert reconnaitre(ligne) is None


def test_etendue_sans_decoration() -> None:
    ligne = "  ▪ FORMATION : "
    lu = reconnaitre(ligne)
    assert lu is not None
    assert ligne[lu.debut : lu.fin] == "FORMATION"


def test_confiance_plus_forte_en_capitales_et_plus_faible_pour_un_mot_courant() -> None:
    confiances = [lu.confiance for ligne in ("FORMATION", "Formation", "formation", "Stage") if (lu := reconnaitre(ligne))]
    assert confiances == [1.0, 0.95, 0.7, 0.6]


def test_prefixe_rend_le_debut_du_contenu() -> None:
    ligne = "Langues : Français, Anglais"
    lu = reconnaitre_prefixe(ligne)
    assert lu is not None
    assert lu.section is Section.langues
    assert ligne[lu.fin :] == "Français, Anglais"
    assert reconnaitre_prefixe("Marketing : SEO, Google Ads") is None
    assert reconnaitre_prefixe("Langues :") is None


def test_chaque_section_a_vingt_cinq_formes() -> None:
    for section in Section:
        assert len({forme for lue, forme in FORMES if lue is section}) >= 25, section


@pytest.mark.parametrize(
    "ecrire", [str, str.upper, str.capitalize, lambda f: f"{f} :", lambda f: f"➤ {f}", lambda f: f"2) {f}", lambda f: " ".join(f.replace(" ", "  "))]
)
def test_toute_forme_listee_est_reconnue(ecrire) -> None:
    for section, forme in FORMES:
        lu = reconnaitre(ecrire(forme))
        if lu is None and len(forme) < 4:
            continue  # three spaced letters are too few to be called letter-spacing
        assert lu is not None, forme
        assert lu.section is section, forme


@given(st.sampled_from(FORMES), st.sampled_from(["", "• ", "▶ ", "## ", "— "]), st.sampled_from(["", " :", " ...", " —", "  "]))
def test_les_decorations_ne_changent_rien(forme: tuple[Section, str], avant: str, apres: str) -> None:
    nu, decore = reconnaitre(forme[1]), reconnaitre(f"{avant}{forme[1]}{apres}")
    assert nu is not None and decore is not None
    assert nu.section is decore.section


@pytest.mark.parametrize("motif", ["A ", "a", "1. ", "(", ": ", "et ", "expérience ", " "])
def test_temps_lineaire(motif: str) -> None:
    texte = motif * (40_000 // len(motif))
    depart = time.process_time()
    assert reconnaitre(texte) is None
    reconnaitre_prefixe(texte)
    assert time.process_time() - depart < 0.2
