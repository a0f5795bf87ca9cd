"""Names whose words are also trades, particles or labels, and names in the type of the text."""

from datetime import date

import pytest

from app.ai.extraction.patronymes import est_un_titre, metier_de_famille
from app.ai.lecture.chaine import lire
from app.schemas.profil import ProfilExtrait
from tests.ai.lecture.fabrique import Element, placer

CORPS: list[Element] = [
    (50, 300, 14, "b", "Expérience"),
    (50, 318, 10, "", "2015 - 2019 : Vendeur, Magasin Alba"),
    (50, 340, 14, "b", "Formation"),
    (50, 358, 10, "", "2014 : BTS NRC, Lycée Ampère"),
]


def _profil(*elements: Element) -> ProfilExtrait:
    return lire(placer([*elements, *CORPS]), recu_le=date(2026, 11, 22)).profil


@pytest.mark.parametrize(
    ("ligne", "prenom", "nom"),
    [
        ("DA SILVA Maria-Fernanda", "Maria-Fernanda", "DA SILVA"),
        ("DA COSTA Paulo", "Paulo", "DA COSTA"),
        ("Julie BOULANGER", "Julie", "BOULANGER"),
        ("Julie Boulanger", "Julie", "Boulanger"),
        ("Charpentier Marc", "Marc", "Charpentier"),
        ("Aminata Berger", "Aminata", "Berger"),
        ("Pierre Boucher", "Pierre", "Boucher"),
    ],
)
def test_une_famille_n_est_pas_un_metier(ligne: str, prenom: str, nom: str) -> None:
    profil = _profil((50, 50, 20, "b", ligne), (50, 75, 10, "", "x59@example.com"))
    assert (profil.nom_complet, profil.prenom, profil.nom) == (ligne, prenom, nom)


@pytest.mark.parametrize("titre", ["Boulanger Pâtissier", "Charpentier bois", "Serveur confirmé", "Développeur Freelance", "DA", "Chauffeur Livreur"])
def test_un_titre_reste_un_titre(titre: str) -> None:
    assert est_un_titre(titre)
    assert metier_de_famille(titre) is None


@pytest.mark.parametrize("style", ["", "b"])
@pytest.mark.parametrize("dessous", ["Électricien", "34 ans, marié", "59000 Lille"])
def test_nom_dans_le_corps_du_texte(style: str, dessous: str) -> None:
    profil = _profil((50, 50, 10, style, "Karim Haddad"), (50, 64, 10, "", dessous), (50, 78, 10, "", "06 12 34 56 78"), (50, 92, 10, "", "kh59@example.com"))
    assert (profil.nom_complet, profil.prenom, profil.nom) == ("Karim Haddad", "Karim", "Haddad")


def test_mots_du_lexique_dans_le_corps_du_texte_ne_sont_pas_un_nom() -> None:
    profil = _profil((50, 50, 10, "", "Gestion Commerciale"), (50, 64, 10, "", "06 12 34 56 78"))
    assert profil.nom_complet is None


@pytest.mark.parametrize(
    ("lignes", "attendu", "titre"),
    [
        (["Karim Haddad, électricien"], ("Karim Haddad", "Karim", "Haddad"), "électricien"),
        (["CV de Karim Haddad", "Électricien"], ("Karim Haddad", "Karim", "Haddad"), "Électricien"),
        (["Curriculum vitae – Karim Haddad", "Électricien"], ("Karim Haddad", "Karim", "Haddad"), "Électricien"),
        (["Nom : Haddad", "Prénom : Karim", "Électricien"], ("Karim Haddad", "Karim", "Haddad"), "Électricien"),
        (["Nom : Le Goff Prénom : Anne Marie"], ("Anne Marie Le Goff", "Anne Marie", "Le Goff"), None),
        (["Marie Lefèvre¹"], ("Marie Lefèvre", "Marie", "Lefèvre"), None),
        (["LE GOFF"], ("LE GOFF", None, None), None),
    ],
)
def test_ce_qui_entoure_le_nom_n_en_est_pas(lignes: list[str], attendu: tuple[str, str | None, str | None], titre: str | None) -> None:
    profil = _profil(*[(50, 50 + 24 * i, 20, "b", ligne) for i, ligne in enumerate(lignes)], (50, 150, 10, "", "x59@example.com"))
    assert ((profil.nom_complet, profil.prenom, profil.nom), profil.titre) == (attendu, titre)


def test_prenom_et_famille_de_deux_tailles() -> None:
    profil = _profil((50, 50, 22, "", "Hugo"), (50, 76, 28, "b", "LE GOFF"), (50, 110, 10, "", "x59@example.com"))
    assert (profil.nom_complet, profil.prenom, profil.nom) == ("Hugo LE GOFF", "Hugo", "LE GOFF")


def test_un_formulaire_dit_le_metier_apres_son_etiquette() -> None:
    profil = _profil((50, 50, 20, "b", "Karim Haddad"), (50, 74, 12, "", "Métier : Électricien"))
    assert profil.titre == "Électricien"
