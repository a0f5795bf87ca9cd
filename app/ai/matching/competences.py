"""Whether a CV holds a skill that an offer asks for, with the quotation that shows it."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from app.ai.matching.apercu import CompetenceCompare, CVCompare
from app.ai.matching.citations import chercher
from app.ai.referentiels import CATEGORIES_DE_TITRES, lexique
from app.schemas.documents import Citation, CompetenceDocument
from app.utils.scoring import UNITE
from app.utils.text import fold

PARTIEL = UNITE // 2
PERMIS = "Permis de conduire"
TITRES_LEGAUX = CATEGORIES_DE_TITRES - {"Certifications professionnelles"}
"""Categories of what the law asks for; a professional certificate only proves a skill."""
_CATEGORIES_PERMIS = re.compile(r"\b(?:[Pp]ermis|[Ll]icen[cs]es?|[Cc]ategor(?:y|ies)|[Cc]at\.?)((?:\s{0,3}(?:,|/|et|and|&)?\s{0,3}(?:[A-D]1?\+?E?)\b)+)")
_LETTRE_PERMIS = re.compile(r"\b[A-D]1?\+?E?\b")
_LISTE_CACES = re.compile(
    r"\bcaces\s?(?P<norme>r\s?\d{3}m?)?\s?(?::|\()?\s?(?:categories?|cat\.?)?\s?(?P<liste>\d[ab]?(?:\s?(?:,|/|-|et|ou|&|\+)\s?(?:cat(?:egorie)?\.?\s?)?\d[ab]?(?![\w]))+)"
)
_plier = lru_cache(maxsize=65_536)(fold)
_CODE_POSTAL = re.compile(r"\A\s*\d{5}(?!\w)")


@dataclass(frozen=True)
class Correspondance:
    """What a CV shows for one skill asked for. `valeur`: 10000 met, 5000 a close relative of it (`voisine`), 0 nothing."""

    demandee: CompetenceDocument
    valeur: int
    citations: tuple[Citation, ...] = ()
    voisine: str | None = None
    pratiquee: bool = False


class CompetencesCV:
    """The skills of one CV, ready to be asked for. A skill that no quotation proves is not there."""

    def __init__(self, cv: CVCompare) -> None:
        self._cv = cv
        prouvees = [c for c in (*cv.competences, *cv.certifications) if c.citations]
        self._par_concept: dict[str, CompetenceCompare] = {}
        self._par_nom: dict[str, CompetenceCompare] = {}
        for competence in prouvees:
            if competence.concept_id:
                self._par_concept.setdefault(competence.concept_id, competence)
            self._par_nom.setdefault(_plier(competence.nom), competence)
        # one line may hold several licences: "Permis C et CE"
        for certificat in (c for c in cv.certifications if c.citations):
            for titre in sorted(nommes(certificat.nom)):
                if lexique().est_un_titre(titre):
                    self._par_concept.setdefault(titre, certificat)

    def chercher(self, demandee: CompetenceDocument, demandes: frozenset[str] = frozenset()) -> Correspondance:
        """The best that the CV shows for `demandee`. A parent that is among `demandes`, the concepts asked for, is proof of itself alone."""
        exacte = self._par_concept.get(demandee.concept_id) if demandee.concept_id else self._par_nom.get(_plier(demandee.nom))
        if exacte:
            return Correspondance(demandee, PARTIEL if exacte.debutant else UNITE, exacte.citations, None, exacte.pratiquee)
        return self._parente(demandee, demandes) if demandee.concept_id else self._litterale(demandee)

    def _parente(self, demandee: CompetenceDocument, demandes: frozenset[str]) -> Correspondance:
        proche = min(self._proches(demandee.concept_id, demandes), key=self._rangs.__getitem__, default=None) if demandee.concept_id else None
        if proche is None:
            return Correspondance(demandee, 0)
        competence = self._par_concept[proche]
        if demandee.concept_id in self._enfants and proche in self._enfants[demandee.concept_id] and lexique().est_un_titre(proche):
            return Correspondance(demandee, UNITE, competence.citations, None, competence.pratiquee)  # a category of the CACES is the CACES
        return Correspondance(demandee, PARTIEL, competence.citations, competence.libelle_fr or competence.nom, competence.pratiquee)

    def _proches(self, concept_id: str, demandes: frozenset[str]) -> list[str]:
        """The CV's concepts that are parents or children of this one.

        A domain ("human resources", "Python" with its sixteen libraries) shows none of its skills; doing the work shows no licence.
        """
        concept = lexique().concept(concept_id)
        parents = [p for p in concept.parents if p in self._par_concept and p not in demandes and not lexique().est_un_domaine(p)] if concept else []
        proches = [*parents, *self._enfants.get(concept_id, ())]
        return [p for p in proches if lexique().est_un_titre(p)] if est_un_titre_legal(concept_id) else proches

    @cached_property
    def _rangs(self) -> dict[str, int]:
        return {identifiant: rang for rang, identifiant in enumerate(self._par_concept)}

    @cached_property
    def _enfants(self) -> dict[str, list[str]]:
        """The CV's concepts by each of their parents."""
        enfants: dict[str, list[str]] = {}
        for identifiant in self._par_concept:
            concept = lexique().concept(identifiant)
            for parent in concept.parents if concept else ():
                enfants.setdefault(parent, []).append(identifiant)
        return enfants

    def _litterale(self, demandee: CompetenceDocument) -> Correspondance:
        # a number or a postcode in a text shows no skill
        span = chercher(demandee.nom, self._cv.texte) if any(c.isalpha() for c in demandee.nom) and not _CODE_POSTAL.match(demandee.nom) else None
        if span is None:
            return Correspondance(demandee, 0)
        pratiquee = any(chercher(demandee.nom, e.description) for e in self._cv.experiences)
        page = max(1, bisect_right(self._cv.debuts_pages, span[0]))
        citation = Citation(citation=self._cv.texte[span[0] : span[1]], page=page, debut=span[0], fin=span[1])
        return Correspondance(demandee, UNITE, (citation,), None, pratiquee)

    def satisfait(self, correspondance: Correspondance) -> bool:
        """Whether a must is met: the skill itself, or a more specific one (a CACES category for the CACES).

        One of several licences or diplomas is enough where the must names several ("FIMO ou FCO"). That they are held, not only named, the projection sees to.
        """
        titres = titres_nommes(correspondance.demandee)
        if titres:
            return any(titre in self._par_concept or titre in self._enfants for titre in titres)
        demande = correspondance.demandee.concept_id
        return correspondance.valeur == UNITE or (correspondance.valeur > 0 and demande in self._enfants)


@lru_cache(maxsize=8_192)
def nommes(texte: str) -> frozenset[str]:
    """Concepts that a short text names, each licence of a list of categories among them ("Permis C et CE", "licence category CE")."""
    lettres = [lettre for m in _CATEGORIES_PERMIS.finditer(texte) for lettre in _LETTRE_PERMIS.findall(m[1])]
    caces = [c.concept_id for _, _, categories in listes_caces(fold(texte)) for c in categories if c.concept_id]
    permis = [c.id for lettre in lettres if (c := lexique().lier(f"permis {lettre.replace('+', '')}"))]
    entier = lexique().lier(texte)
    concepts = [c for i in {m.concept_id for m in lexique().trouver(texte)} if (c := lexique().concept(i))] + ([entier] if entier else [])
    # "driving licence category CE" is no licence B
    return frozenset([*permis, *caces, *(c.id for c in concepts if not (permis and c.categorie == PERMIS))])


def listes_caces(plie: str) -> list[tuple[int, int, list[CompetenceDocument]]]:
    """Where a list of CACES categories stands in a folded text ("caces r489 categories 1, 3 et 5"), and each category."""
    trouvees = []
    for m in _LISTE_CACES.finditer(plie):
        norme = (m["norme"] or "").upper().replace(" ", "")
        noms = [" ".join(f"CACES {norme} {categorie.upper()}".split()) for categorie in re.findall(r"\d[ab]?", m["liste"])]
        trouvees.append(
            (m.start(), m.end(), [CompetenceDocument(nom=nom, concept_id=c.id, libelle_fr=c.fr, libelle_en=c.en) for nom in noms if (c := lexique().lier(nom))])
        )
    return trouvees


def titres_nommes(demandee: CompetenceDocument) -> frozenset[str]:
    """The licences, authorisations and regulated diplomas that a must names; none when it names anything else."""
    ids = frozenset({demandee.concept_id}) if demandee.concept_id else nommes(demandee.nom)
    return frozenset(i for i in ids if est_un_titre_legal(i))


def est_un_titre_legal(ident: str) -> bool:
    """Whether a concept is one of `TITRES_LEGAUX`."""
    concept = lexique().concept(ident)
    return concept is not None and concept.categorie in TITRES_LEGAUX


def chercher_toutes(cv: CompetencesCV, demandees: Iterable[CompetenceDocument], demandes: frozenset[str]) -> list[Correspondance]:
    """One answer for each skill asked for, in order. `demandes`: all the concepts that the offer asks for."""
    return [cv.chercher(d, demandes) for d in demandees]
