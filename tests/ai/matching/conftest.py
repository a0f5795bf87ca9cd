import pytest

from app.ai.matching.projection import projeter_cv
from app.ai.matching.projection_offre import OffreSource, projeter_offre
from app.ai.matching.score import calculer_score
from app.core.enums import NiveauLangue, Teletravail
from tests.ai.matching import vecteurs
from tests.ai.matching.fabrique import lire, verite


@pytest.fixture
def cv_de():
    """The projection of a truth (a dictionary, or the name of a file)."""

    def projeter(v, **lignes):
        return projeter_cv(*lire(verite(v) if isinstance(v, str) else v, **lignes).args())

    return projeter


@pytest.fixture
def noter():
    def calculer(cv, offre):
        return calculer_score(cv, vecteurs.de_cv(cv), offre, vecteurs.d_offre(offre), vecteurs.MODELE)

    return calculer


@pytest.fixture
def offre_python():
    return projeter_offre(
        OffreSource(
            titre="Développeur / Développeuse full-stack (F/H)",
            description="Vous concevez une API Python et des interfaces React, vous tenez l'intégration continue et la revue de code.",
            competences_requises=("Python", "FastAPI", "React", "Terraform"),
            competences_souhaitees=("Docker", "Redis"),
            experience_min=3,
            niveau_etudes_min=6,
            langues=(("en", NiveauLangue.B2),),
            localisation="Lyon",
            teletravail=Teletravail.partiel,
        )
    )


@pytest.fixture
def offre_grue():
    return projeter_offre(
        OffreSource(
            titre="Grutier / Grutière à tour",
            description="Conduite d'une grue à tour sur chantier, levage de charges, contrôle quotidien de l'engin, respect des règles de sécurité.",
            competences_requises=("CACES R487", "levage", "élingage"),
            experience_min=3,
            localisation="Dunkerque",
        )
    )
