"""Labels of forms before what they name: `Poste : Cariste`, `Nom de l'employeur` beside `Lesieur, Lille` (Europass and forms alike)."""

import re
from enum import Enum

from app.ai.lecture.mise_en_page import Ligne
from app.utils.text import fold


class Role(Enum):
    """What a label says of the text after it."""

    poste = "poste"
    entreprise = "entreprise"
    lieu = "lieu"
    domaine = "domaine"
    autre = "autre"


_MOTS: dict[Role, str] = {
    Role.poste: r"(?:intitule|titre)?(?: ?d[ue] ?)?(?:poste|emploi|fonction)s?(?: (?:occupee?s?|exercee?s?))?(?: ou poste occupe)?|position(?: held)?|job title|role|occupation(?: or position held)?",
    Role.entreprise: r"entreprise|employeur|societe|organisme|structure|company|employer|(?:nom(?: et (?:adresse|ville))? de l'(?:employeur|entreprise)|name(?: and (?:address|town))? of (?:the )?employer)",
    Role.lieu: r"lieu(?: de travail)?|ville|localisation|location|place",
    Role.autre: r"dates?|periodes?|duree|periods?|duration|(?:intitule|titre) du diplome(?: obtenu)?|title of qualification(?: awarded)?|diplome obtenu|"
    r"(?:type de )?contrat|(?:type ou )?secteur d'activite|(?:type of )?business or sector|nom(?: et type)? de l'etablissement.{0,30}|name(?: and type)? of organi[sz]ation.{0,50}",
}  # fmt: skip
_ETIQUETTE = re.compile("|".join(f"(?P<{role.value}>{mots})" for role, mots in _MOTS.items()))
_RECIT = re.compile(
    r"(?:principales? )?(?:activites?|missions?|taches?|responsabilites?)(?: (?:principales?|exercees?))?(?: et responsabilites?(?: principales?)?)?|(?:main )?(?:activities|duties|tasks)(?: and responsibilities)?"
)
_DEUX_POINTS = re.compile(r"\s?:")


def role(texte: str) -> Role | None:
    """What a piece is the label of, None when it is none."""
    lu = _ETIQUETTE.fullmatch(re.sub(r"\(s\)", "s", fold(texte)).replace("’", "'").strip(" :"))
    return Role(lu.lastgroup) if lu else None


def est_recit(texte: str) -> bool:
    """Whether a piece is the label of what was done in a post: `Principales activités`."""
    return _RECIT.fullmatch(fold(texte).strip(" :")) is not None


def suivie(texte: str, fin: int) -> bool:
    """Whether a colon, or the edge of a cell, stands at `fin`: a label asks for what it names."""
    return texte[fin : fin + 1] == "\t" or _DEUX_POINTS.match(texte, fin) is not None or texte[fin - 1 : fin] == ":"


def role_de_ligne(ligne: Ligne) -> Role | None:
    """What the label that opens a line announces."""
    premier = ligne.segments[0].texte
    if len(ligne.segments) > 1 and (lu := role(premier)):
        return lu
    avant, deux_points, apres = premier.partition(":")
    return role(avant) if deux_points and apres.strip() else None
