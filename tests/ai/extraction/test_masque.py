"""What the reading model sees of a page whose narrow column breaks personal lines, and of schools and employers that share a word with the owner's name."""

import pytest

from app.ai.extraction.ancrage import masquer
from app.ai.extraction.modele import LONGUEUR_MAX
from app.schemas.profil import ExperienceLue, FormationLue, ProfilExtrait
from tests.ai.extraction.personnage import CV, lire

CADRE = "Compétences\n{}\nPython, SQL\nExpérience\nInfirmier à Lyon"


def vu(texte: str, profil: ProfilExtrait | None = None) -> str:
    """What is left of `texte` for the model, in the profile's name and without proofs."""
    lecture = lire(CV + texte)
    return masquer(lecture.model_copy(update={"preuves": {}, "profil": profil or ProfilExtrait()}), LONGUEUR_MAX).texte[len(_debut()) :]


def _debut() -> str:
    return masquer(lire().model_copy(update={"preuves": {}, "profil": ProfilExtrait()}), LONGUEUR_MAX).texte


@pytest.mark.parametrize(
    "personnel",
    [
        "Date et lieu de naissance : 4 juin 1990,\nDakar", "Lieu de naissance :\nClermont-Ferrand", "Lieu de naissance : Clermont-\nFerrand", "Lieu de naissance :\nDakar (Sénégal)", "Née le 12 mars 1968 à\nOran",
        "Née le 12 mars\n1968 à Oran", "Place of birth:\nMumbai", "Born on 12 March 1968 in\nLagos", "Âgée de\n52 ans",
        "Nationalité :\nfrançaise", "De nationalité\nsénégalaise", "Double nationalité franco-\nturque", "Originaire du\nPortugal", "Originaire de La\nRéunion", "Naturalisée française en\n2012",
        "Titre de séjour valable jusqu'en\n2031", "Ressortissante de l'Union\neuropéenne",
        "Situation familiale :\nmariée", "Situation familiale :\nMariée", "Situation de famille : mariée, 4 enfants (12, 9,\n6 et 2 ans)", "Mère de\ntrois enfants", "Mariée, 3\nenfants", "Marital status:\nDivorced",
        "Religion :\nprotestante", "De confession\njuive", "Témoin de\nJéhovah", "Témoin\nde Jéhovah", "Catholique\npratiquante",
        "Déléguée syndicale\nCGT", "Déléguée\nsyndicale CGT", "Adhérente à la\nCFDT", "Militante à\nSolidaires", "Élue au CSE (liste\nFO)", "Membre du syndicat\nSUD", "Syndiquée\nCFDT",
        "Date et lieu de naissance : 4 juin 1990, Dakar · Témoin de\nJéhovah", "Situation familiale : célibataire, nationalité\nfrançaise", "Nationalité française · Sexe : F · Née à\nDakar",
    ],
)  # fmt: skip
def test_une_ligne_personnelle_coupee_part_entiere(personnel):
    assert vu(CADRE.format(personnel)) == vu(CADRE.format("").replace("\n\n", "\n"))


@pytest.mark.parametrize(
    "texte",
    [
        "Nationalité française\nPython, SQL", "Syndiquée\nPython, SQL", "Lieu de naissance : Dakar\nPermis B", "Lieu de naissance : Dakar,\nPython", "Originaire du\n• Python", "Née à Oran, originaire du\nCOMPÉTENCES",
        "Situation familiale : mariée · Python", "Date de naissance : 04/06/1990 · Permis B", "Date et lieu de naissance : 4 juin 1990,\nInfirmière", "Déléguée syndicale\nPython", "Militante à\n\nSQL",
    ],
)  # fmt: skip
def test_un_fait_de_metier_a_la_suite_reste(texte):
    fait = max(("Python, SQL", "Permis B", "Python", "COMPÉTENCES", "Infirmi", "SQL"), key=lambda x: (x in texte, len(x)))
    assert fait in vu(texte)


MARTIN = ProfilExtrait(
    nom_complet="Jean-Baptiste Martin", prenom="Jean-Baptiste", nom="Martin",
    experiences=[ExperienceLue(poste="Monteur", entreprise="Martin SA"), ExperienceLue(poste="Gérant", entreprise="Jean-Baptiste Martin Conseil"), ExperienceLue(poste="Artisan", entreprise="Martin"),
                 ExperienceLue(poste="Fondateur et consultant", entreprise="Cabinet Martin Rénovation")],
    formations=[FormationLue(diplome="BTS", etablissement="Institut Jean Vigo"), FormationLue(diplome="Bac", etablissement="Lycée Jean-Moulin")],
)  # fmt: skip


@pytest.mark.parametrize(
    ("ligne", "masquee"),
    [
        ("BTS, Institut Jean Vigo, 2018", "BTS, Institut Jean Vigo, 2018"),
        ("Bac, LYCÉE JEAN-MOULIN", "Bac, LYCÉE JEAN-MOULIN"),
        ("Monteur chez Martin SA", "Monteur chez Martin SA"),
        ("Gérant de Jean-Baptiste Martin Conseil", "Gérant de [NOM] Conseil"),
        ("Artisan chez Martin", "Artisan chez [NOM]"),
        ("Consultant, Cabinet Martin Rénovation", "Consultant, Cabinet [NOM] Rénovation"),
        ("Jean et Martin, Institut Jean Vigo", "[NOM] et [NOM], Institut Jean Vigo"),
        ("Référent : jean-martin-demo", "Référent : [NOM]"),
    ],
)
def test_une_ecole_ou_un_employeur_garde_son_nom_sauf_sa_propre_entreprise(ligne, masquee):
    assert vu(ligne, MARTIN) == masquee
