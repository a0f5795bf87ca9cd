"""A worker on its own: `python -m app.worker`, on any number of machines. With embedded Chroma, indexing stays with the API process."""

import signal
import sys

from app.core.config import get_settings
from app.services.cv_service import CVService
from app.services.demarrage import DemarrageImpossible, verifier_base
from app.services.index_service import IndexService
from app.services.ressources import Ressources
from app.services.suivi import travaux, travaux_index
from app.services.taches import Ouvrier
from app.utils.logging import configurer_journal


def main() -> int:
    """Work until SIGTERM or SIGINT; 1 when the database cannot be used."""
    configurer_journal()
    settings = get_settings()
    ressources = Ressources(settings)
    try:
        verifier_base(settings, ressources.unite)
    except DemarrageImpossible as erreur:
        print(erreur, file=sys.stderr)  # noqa: T201
        return 1
    connus = travaux(CVService(ressources), ressources)
    if settings.CHROMA_HOST:
        connus = {**connus, **travaux_index(IndexService(ressources.unite, ressources.index, settings))}
    ouvrier = Ouvrier(ressources.unite, connus, ressources.reveil)
    for signal_ in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signal_, lambda *_: ouvrier.arreter())
    ouvrier.boucler()
    ressources.fermer()
    return 0


if __name__ == "__main__":
    sys.exit(main())
