"""The work that follows commits, by kind of job."""

import uuid
from collections.abc import Mapping

from app.services.coherence import Coherence
from app.services.cv_ecriture import ecrire_extrait
from app.services.cv_service import CVService
from app.services.effacement import EffacementService
from app.services.index_service import IndexService
from app.services.ressources import Ressources
from app.services.taches import Progression, Travail


def travaux(cvs: CVService, ressources: Ressources) -> Mapping[str, Travail]:
    """What any worker can do."""
    dossier = ressources.settings.CV_EXTRAITS_DIR

    def extraire(parametres: Mapping[str, object], _: Progression) -> Mapping[str, object]:
        with ressources.unite() as session:
            return {"ecrit": ecrire_extrait(session, dossier, uuid.UUID(str(parametres["cv_id"])))}

    def enrichir(parametres: Mapping[str, object], _: Progression) -> Mapping[str, object]:
        return {"enrichi": cvs.enrichir(uuid.UUID(str(parametres["cv_id"])))}

    def entretenir(_: Mapping[str, object], __: Progression) -> Mapping[str, object]:
        return {"balayes": Coherence(ressources).balayer()}

    return {
        "ecrire_extrait": extraire,
        "enrichir_cv": enrichir,
        "achever_effacement": EffacementService(ressources).travail_achever,
        "entretenir": entretenir,
    }


def travaux_index(index: IndexService) -> Mapping[str, Travail]:
    """What only a process that holds the index can do: the one that owns the folder, or any when the index is on a server."""
    return {
        "indexer": index.travail_indexer,
        "desindexer": index.travail_desindexer,
        "comparer_index": index.travail_comparer,
        "reconstruire_index": index.travail_reconstruire,
    }
