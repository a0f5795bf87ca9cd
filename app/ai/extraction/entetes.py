"""Headers of tables (`Période`, `Employeur`, `Fonction`): they name the columns below, and are no fact themselves."""

import re
from dataclasses import dataclass, replace

from app.ai.extraction.etiquettes import Role, est_recit, role
from app.ai.extraction.morceaux import Morceau
from app.ai.lecture.mise_en_page import Ligne, Segment
from app.utils.text import fold

_POSTE = re.compile(
    r"(?:intitules? d[ue] )?(?:postes?|emplois?|fonctions?|metiers?|missions? et fonctions?)(?: (?:occupes?|occupees?|exercees?))?|titre|job(?: title)?|position|role"
)
_EMPLOYEUR = re.compile(
    r"(?:nom de l'|nom )?(?:employeurs?|entreprises?|societes?|structures?|etablissements?|organismes?|clients?)(?: (?:d'accueil|et lieu))?|company|employer|organi[sz]ation"
)
_RECIT = re.compile(
    r"(?:principales? )?(?:missions?|taches?|activites?|realisations?|responsabilites?|descriptions?|competences(?: acquises)?|contenu|details?|tasks|duties|responsibilities)(?: (?:principales?|realisees?|exercees?|effectuees?))?(?: et (?:missions|taches|realisations|responsabilites|resultats))?"
)
_DIPLOME = re.compile(
    r"(?:intitules? d[ue] )?(?:diplomes?|formations?|titres?|certificats?|qualifications?|cursus)(?: (?:obtenus?|prepares?|obtenues?))?(?: ou titre)?|degree|qualification|course"
)
_ECOLE = re.compile(
    r"(?:nom de l')?(?:etablissements?|ecoles?|universites?|organismes?(?: de formation)?|centres?(?: de formation)?|lieux?(?: d'etudes?| de formation)?)|school|institution|university|college"
)
_DOMAINE = re.compile(r"specialites?|domaines?(?: d'etudes?)?|options?|filieres?|series?|disciplines?|field(?: of study)?|major|subject")
_AUTRE = re.compile(
    r"annees?|ans?|years?|dates?(?: d'obtention)?|periodes?|durees?|debut|fin|de|a|du|au|mentions?|niveaux?|resultats?|contrats?|type(?: de contrat)?|secteurs?|pays|grade"
)

_MOTIFS_POSTE: tuple[tuple[re.Pattern[str], Role], ...] = ((_POSTE, Role.poste), (_EMPLOYEUR, Role.entreprise), (_AUTRE, Role.autre))
_MOTIFS_FORMATION: tuple[tuple[re.Pattern[str], Role], ...] = (
    (_ECOLE, Role.entreprise),
    (_DIPLOME, Role.poste),
    (_DOMAINE, Role.domaine),
    (_AUTRE, Role.autre),
)


@dataclass(frozen=True)
class Colonne:
    """A column of a table as its header names it: `role` of its cells; `recit` when they tell what was done."""

    x0: float
    x1: float
    role: Role
    recit: bool = False


def _colonne(segment: Segment, formation: bool) -> Colonne | None:
    plie = re.sub(r"\(s\)", "s", fold(segment.texte)).replace("’", "'").strip(" :.")
    motifs = _MOTIFS_FORMATION if formation else _MOTIFS_POSTE
    lu = next((r for motif, r in motifs if motif.fullmatch(plie)), None) or role(segment.texte)
    recit = lu is None and (est_recit(segment.texte) or _RECIT.fullmatch(plie) is not None)
    return Colonne(segment.x0, segment.x1, lu or Role.autre, recit) if lu or recit else None


def lire_entete(ligne: Ligne, formation: bool) -> list[Colonne]:
    """Columns that a line names, all of it; empty when it is no header."""
    colonnes = [_colonne(s, formation) for s in ligne.segments]
    lues = [c for c in colonnes if c]
    nommes = sum(c.role is not Role.autre for c in lues)
    return lues if len(lues) == len(colonnes) > 1 and nommes else []


@dataclass
class Tableau:
    """Lines of a section without its header, and what each of their cells is by its column."""

    lignes: list[Ligne]
    roles: dict[int, Role]

    def nommer(self, pieces: list[Morceau], tete: list[Ligne]) -> list[Morceau]:
        """Pieces with the role of their column for the first of each cell."""
        lus: list[Morceau] = []
        for m in pieces:
            debut = tete[m.rang].segments[m.segment].debut
            premier = not lus or (lus[-1].rang, lus[-1].segment) != (m.rang, m.segment)
            lus.append(replace(m, role=self.roles[debut]) if premier and m.role is None and debut in self.roles else m)
        return lus


def lire_tableau(lignes: list[Ligne], formation: bool = False) -> Tableau:
    """A section as a table: its header names the cells of the lines below; those that tell what was done go under the rest of their line."""
    colonnes: list[Colonne] = []
    lu = Tableau([], {})
    for ligne in lignes:
        if entete := lire_entete(ligne, formation):
            colonnes = entete
            continue
        cellules = _par_colonne(ligne, colonnes) if colonnes else []
        recits = [s for s, c in cellules if c.recit]
        lu.roles.update({s.debut: c.role for s, c in cellules if c.role is not Role.autre})
        restes = tuple(s for s in ligne.segments if s not in recits)
        if restes:
            lu.lignes.append(replace(ligne, segments=restes))
        lu.lignes += [replace(ligne, segments=(s,), puce=True, ecart=0.0) for s in recits]
    return lu


def _par_colonne(ligne: Ligne, colonnes: list[Colonne]) -> list[tuple[Segment, Colonne]]:
    """Cells of a line with their columns: one each in order, else the column whose header stands over the cell."""
    if len(ligne.segments) == len(colonnes):
        return list(zip(ligne.segments, colonnes, strict=True))
    if len(ligne.segments) > len(colonnes):
        return []
    return [(s, c) for s in ligne.segments for c in colonnes if s.x0 <= c.x1 and c.x0 <= s.x1]
