"""The work that follows commits, by kind of job."""

import uuid
from collections.abc import Mapping

from app.services.cv_ecriture import ecrire_extrait
from app.services.cv_service import CVService
from app.services.effacement import EffacementService
from app.services.index_service import IndexService
from app.services.ressources import Ressources
from app.services.taches import Progression, Travail


def travaux(cvs: CVService, ressources: Ressources, index: IndexService | None) -> Mapping[str, Travail]:
    """What a worker can do; without an index of its own it leaves indexing to the process that owns one."""
    dossier = ressources.settings.CV_EXTRAITS_DIR

    def extraire(parametres: Mapping[str, object], _: Progression) -> Mapping[str, object]:
        with ressources.unite() as session:
            return {"ecrit": ecrire_extrait(session, dossier, uuid.UUID(str(parametres["cv_id"])))}

    def enrichir(parametres: Mapping[str, object], _: Progression) -> Mapping[str, object]:
        return {"enrichi": cvs.enrichir(uuid.UUID(str(parametres["cv_id"])))}

    connus: dict[str, Travail] = {"ecrire_extrait": extraire, "enrichir_cv": enrichir, "achever_effacement": EffacementService(ressources).travail_achever}
    if index is not None:
        connus |= {
            "indexer": index.travail_indexer,
            "desindexer": index.travail_desindexer,
            "sonder_index": index.travail_sonder,
            "reconstruire_index": index.travail_reconstruire,
        }
    return connus
