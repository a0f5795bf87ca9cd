"""Offer rows as the API shows them, and their entity tags."""

from app.core.enums import Role
from app.models import Offre
from app.schemas.offres import OffreRead
from app.services.acteur import Acteur


def etag_de(version: int) -> str:
    """Entity tag of an offer or a CV."""
    return f'"v{version}"'


def etag_convient(if_match: str | None, version: int) -> bool:
    """Whether an `If-Match` (absent, `*` or a list of strong tags, RFC 9110) lets this version be changed."""
    return if_match is None or bool({"*", etag_de(version)} & {etag.strip() for etag in if_match.split(",")})


def rendre_offre(offre: Offre, acteur: Acteur | None, nb_candidatures: int | None = None) -> OffreRead:
    """An offer as the actor may see it: warnings and counts are for its entreprise."""
    lue = OffreRead.model_validate(offre, from_attributes=True)
    if acteur is None or acteur.role is not Role.recruteur or acteur.entreprise_id != offre.entreprise_id:
        return lue.model_copy(update={"avertissements": [], "nb_candidatures": None})
    return lue.model_copy(update={"nb_candidatures": nb_candidatures})
