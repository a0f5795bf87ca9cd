"""The skills and the legal titles that one clause of an advertisement names."""

import re
from collections.abc import Iterable, Iterator

from app.ai.extraction.langues import trouver_langues
from app.ai.matching.annonce import TITRE_QUI_DEMANDE, Portee, Proposition
from app.ai.matching.competences import PERMIS, TITRES_LEGAUX, listes_caces
from app.ai.matching.projection import document_competence
from app.ai.referentiels import Concept, lexique
from app.schemas.documents import CompetenceDocument
from app.utils.text import fold

QUALITES = "Qualités professionnelles"

_COUPE = re.compile(r"[,;:()/•]|\s[-–—]\s|\b(?:et|ou|and|or|ainsi que|type|dont|comme|tel(?:le)?s? que)\b")
_AMORCE = re.compile(
    r"^.*\b(?:connaissances?|maitrise[zs]?|maitriser|pratique|utilisation|notions?|experience|competences?|formation|bases|lecture|conduite|sensibilite|appetence|a l'aise|minimum|ans|annees|knowledge|experience|proficiency)\b"
    r"(?:\s(?:reussie|solide|confirmee|avancee|parfaite|approfondie|technique|significative|professionnelle|minimum))?\s(?:des?|du|d'|en|dans|sur|avec|a|au|aux|les?|la|l'|of|in|with|using)\s?(?:la\s|le\s|les\s|l'|un\s|une\s|logiciels?\s|outils?\s)?"
    r"|^.*\b(?:maitrise[zs]|maitriser|utilise[zs]|connaisse[zs]|connais|pratique[zs])\s(?:parfaitement\s|bien\s)?(?:la\s|le\s|les\s|l')?"
)
_TETE = re.compile(r"^(?:(?:(?:la|les?|une?|des?|du|en|bonnes?|bons?|solides?|excellente?s?|parfaite|tres|vous|tu|logiciels?|outils?)\s|[ld]')(?=\S))*")
_QUEUE = re.compile(
    r"\s(?:est|sont|ser(?:a|ait|ont|aient)|exigee?s?|requise?s?|obligatoires?|indispensables?|imperati\w+|souhaitee?s?|appreciee?s?|courants?|required)\b.*$"
)
_DIPLOME = re.compile(
    r"\b(?:bac\s?(?:\+\s?\d|pro\w*|techno\w*)?|c\.?a\.?p|b\.?e\.?p|b\.?t\.?s|d\.?u\.?t|b\.?u\.?t(?=\s[a-z])|licences? (?:pro|en)|masters?|dcg|diplome\w*|formation|ecole)\b"
    r"(?:(?!\b(?:vous|tu|avec|maitris|connaissance|experience|justifi|et (?:une|d'|vous|dispos|poss|\d))).)*?(?=[,;.(]|\b(?:vous|tu|avec|maitris|connaissance|experience|justifi|et (?:une|d'|vous|dispos|poss|\d))|$)"
)
_UN_PARMI = re.compile(r"\bou\b|\b(?:bts|dut|cap|bep|bac pro\w*)\b")
_SANS_OBJET = re.compile(r"\bpremiere?s? experiences?\b|\b[2-5]\s?x\s?[78]\b|\btravail (?:poste|de nuit)\b")
_MOTS_MAX = 6
_MOTS_DE_TACHE = 2
_VIRGULES = re.compile(r"[^,;]+")
_ET = re.compile(r"\s{0,3}(?:et\s{1,3})?(?:(?:la|les?|une?|des?|du)\s{1,3}|l'\s{0,3})?(?P<nom>\S.*?)(?=\set\s|$)")


def competences(p: Proposition) -> Iterator[CompetenceDocument]:
    """Skills of a clause: those that running text names, and in the profile each item that is the name of one."""
    exclus = [(x.debut, x.fin) for x in trouver_langues(p.texte)]
    # "Formation : Bac +2" asks for no training of others
    exclus += [m.span() for m in [TITRE_QUI_DEMANDE.match(p.plie)] if m and p.plie[m.end() :].lstrip()[:1] in (":", "")]
    if p.portee is Portee.exigee:
        # one of several degrees that would do asks for none of their fields: "BTS Maintenance ou DUT GIM", "Bac+2 en comptabilité" asks for its own
        exclus += [m.span() for m in _DIPLOME.finditer(p.plie) if _UN_PARMI.search(m[0])]
    for mention in lexique().trouver(p.texte):
        concept = lexique().concept(mention.concept_id)
        # "fluent English" names no software
        if (
            concept
            and _est_competence(concept, p)
            and not _SANS_OBJET.search(fold(mention.brut))
            and not any(debut < mention.fin and mention.debut < fin for debut, fin in exclus)
        ):
            yield document_competence(mention.brut, concept.id)
    for debut, item in [*_items(p), *(_liste_de_taches(p) if p.rubrique == "missions" else ())]:
        concept = lexique().lier(item)
        if concept and _est_competence(concept, p) and not any(d <= debut < f for d, f in exclus):
            yield document_competence(item, concept.id)


def _est_competence(concept: Concept, p: Proposition) -> bool:
    # manners are in every advertisement and in no proof
    if concept.categorie == QUALITES:
        return False
    if p.portee is Portee.exigee and concept.categorie in TITRES_LEGAUX - {PERMIS}:
        return False  # held or not: a must, not a skill
    # a title named among the tasks is somebody else's
    return not lexique().est_un_titre(concept.id) or p.rubrique != "missions" or p.ferme


def _items(p: Proposition) -> Iterator[tuple[int, str]]:
    """What stands between commas and the like, without the words that lead to it ("bonne connaissance de"): where, and what."""
    debut = 0
    for coupe in [*_COUPE.finditer(p.plie), None]:
        fin = coupe.start() if coupe else len(p.plie)
        plie = p.plie[debut:fin].rstrip(" .,!?")
        queue = _QUEUE.search(plie)
        tete = len(plie) - len(plie.lstrip(" .'"))
        for amorce in (_AMORCE, _TETE):
            lu = amorce.match(plie[tete:])
            if lu is None:
                continue
            depart = debut + tete + lu.end()
            nom = p.texte[depart : debut + (queue.start() if queue else len(plie))].strip()
            if nom and len(nom.split()) <= _MOTS_MAX and not _SANS_OBJET.search(fold(nom)) and (p.rubrique != "missions" or nom.isupper()):
                yield depart, nom
        debut = coupe.end() if coupe else fin


def _liste_de_taches(p: Proposition) -> Iterator[tuple[int, str]]:
    """What a clause names that is a list of tasks and no more ("Encaissement, mise en rayon et facing"), as `_items`: a word alone there is no figure of speech."""
    depart = p.plie.rfind(":") + 1
    morceaux = list(_VIRGULES.finditer(p.plie, depart, len(p.plie.rstrip(" .!"))))
    if any(len(m[0].split()) > _MOTS_MAX for m in morceaux):
        return
    for morceau in morceaux:
        noms = list(_ET.finditer(p.plie, *morceau.span()))
        if len(noms) == 1 or all(len(m["nom"].split()) <= _MOTS_DE_TACHE for m in noms):
            yield from ((m.start("nom"), p.texte[m.start("nom") : m.end("nom")].strip()) for m in noms)


def titres_exiges(p: Proposition) -> Iterator[CompetenceDocument]:
    """Licences, authorisations and regulated diplomas without which nobody may be hired; those between which one may choose are one."""
    if p.rubrique == "missions" and not p.ferme:
        return
    trouves = listes_caces(p.plie)
    pris = [(debut, fin) for debut, fin, _ in trouves]
    for m in lexique().trouver(p.texte):
        if _est_legal(m.concept_id, p) and not any(debut <= m.debut < fin for debut, fin in pris):
            trouves.append((m.debut, m.fin, [document_competence(m.brut, m.concept_id)]))
    groupes: list[list[CompetenceDocument]] = []
    fin_precedente = -1
    for debut, fin, titres in sorted(trouves, key=lambda t: t[:2]):
        if groupes and _OU.fullmatch(p.plie, fin_precedente, debut):
            groupes[-1] += titres
        elif _SUITE_OUVERTE.match(p.plie, fin):
            continue
        elif " ou " in p.plie[debut:fin]:
            groupes.append(titres)
        else:
            groupes += [[titre] for titre in titres]
        fin_precedente = fin
    for groupe in groupes:
        distincts = uniques(groupe)
        yield distincts[0] if len(distincts) == 1 else CompetenceDocument(nom=" ou ".join(t.nom for t in distincts))


def _est_legal(concept_id: str, p: Proposition) -> bool:
    concept = lexique().concept(concept_id)
    return concept is not None and concept.categorie in TITRES_LEGAUX and (p.ferme or concept.categorie != PERMIS)


_OU = re.compile(r"\s?(?:\([^()]{0,60}\)\s?)?(?:ou|or|/)\s(?:bien\s)?(?:(?:du|de la|de l'|d'une?|des?|le|la|les|un|une|l'|an?|the)\s?)?")
_SUITE_OUVERTE = re.compile(r"[^.;]{0,20}(?:\.\.\.|…|\betc\b)")


def uniques(competences: Iterable[CompetenceDocument]) -> tuple[CompetenceDocument, ...]:
    """Each skill once, the first naming of it."""
    gardees: dict[str, CompetenceDocument] = {}
    for competence in competences:
        gardees.setdefault(cle(competence), competence)
    return tuple(gardees.values())


def cle(competence: CompetenceDocument) -> str:
    """What tells a skill from another: its concept, else its name."""
    return competence.concept_id or fold(competence.nom)
