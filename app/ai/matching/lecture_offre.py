"""What an advertisement asks, read from its text for the fields that its author left empty.

Only what is asked is read: a wish ("serait un plus", "idéalement") makes no condition, what is refused ("non exigé") or told of the employer makes nothing.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.ai.extraction.langues import trouver_langues
from app.ai.extraction.niveaux import lire_diplome
from app.ai.matching.annonce import Portee, Proposition, propositions
from app.ai.matching.competences import titres_nommes
from app.ai.matching.lecture_competences import cle, competences, titres_exiges, uniques
from app.ai.matching.mots import langue as nom_de_langue
from app.ai.referentiels import lexique, mot_protege, neutraliser
from app.core.enums import NiveauLangue
from app.schemas.documents import CompetenceDocument, LangueDemandee
from app.utils.text import fold

COMPETENCES_LUES_MAX = 15
ANNEES_MAX = 20


@dataclass(frozen=True)
class Demande:
    """What a text asks. `experience_min` in years and `niveau_etudes_min` on the European scale are None when it asks none."""

    requises: tuple[CompetenceDocument, ...]
    souhaitees: tuple[CompetenceDocument, ...]
    obligatoires: tuple[CompetenceDocument, ...]
    experience_min: float | None
    niveau_etudes_min: int | None
    langues: tuple[LangueDemandee, ...]


def lire_demande(description: str) -> Demande:
    """The criteria that a description states."""
    lues = propositions(neutraliser(description))
    exigees = [p for p in lues if p.portee is Portee.exigee]
    souhaitees = [p for p in lues if p.portee is Portee.souhaitee]
    langues = _langues(exigees)
    obligatoires = uniques(titre for p in exigees for titre in titres_exiges(p))
    prises = {nom for c in obligatoires for nom in (cle(c), *titres_nommes(c))}
    # the profile says what is asked, the tasks what it is for
    requises = _sans((c for p in sorted(exigees, key=lambda p: p.rubrique != "profil") for c in competences(p)), prises)
    prises |= {cle(c) for c in requises}
    voeux = _sans([*(c for p in souhaitees for c in competences(p)), *_langues_souhaitees(souhaitees, langues)], prises)
    plie = fold(description)
    return Demande(
        requises=tuple(_tel_quel(c, plie) for c in requises),
        souhaitees=tuple(_tel_quel(c, plie) for c in voeux),
        obligatoires=tuple(_tel_quel(c, plie) for c in obligatoires),
        experience_min=_experience(lues),
        niveau_etudes_min=_niveau(exigees),
        langues=langues,
    )


@dataclass(frozen=True)
class Voeux:
    """What a text wishes besides skills, for the recruiter to see: no score counts it. `experience` in years; the languages are those with a level."""

    experience: float | None
    langues: dict[str, NiveauLangue]


def lire_voeux(description: str) -> Voeux:
    """The years and the levels of languages that a description only wishes for."""
    souhaitees = [p for p in propositions(neutraliser(description)) if p.portee is Portee.souhaitee]
    niveaux = {t.langue: t.niveau for p in souhaitees for t in trouver_langues(p.texte) if t.niveau}
    return Voeux(max((a for p in souhaitees for a in _durees(p)), default=None), niveaux)


def _tel_quel(competence: CompetenceDocument, plie: str) -> CompetenceDocument:
    """Named as the text does; by its label where taking gender out of the text has changed the words."""
    if competence.libelle_fr is None or fold(competence.nom) in plie:
        return competence
    return competence.model_copy(update={"nom": competence.libelle_fr})


# experience

_NOMBRES = {"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "dix": 10,
            "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7, "eight": 8, "ten": 10}  # fmt: skip
_N = rf"(?P<n>\d{{1,2}}(?:[.,]\d)?|{'|'.join(_NOMBRES)})"
_DUREE = re.compile(
    rf"(?<![\w,.+])\+?\s?{_N}\s?(?:\(\d+\)\s?)?\+?\s?(?:(?:a|ou|-|/|et|to)\s?(?:\d{{1,2}}|{'|'.join(_NOMBRES)})\+?\s?)?(?P<u>ans?|annees?|mois|years?|yrs?|months?)\b"
)
_SAVOIR = re.compile(r"\b(?:experiences?|pratique|anciennete|metier|poste (?:similaire|equivalent)|fonction similaire|experienced?)\b")
_SEUIL = re.compile(r"\b(?:minimum|mini|min|au moins|minimale?|ou plus|et plus|at least|or more|plus de)\b")
_LA_OU = re.compile(r"\s(?:ou plus|dans|en|sur|derriere|comme|chez|aupres|a un|in|with|within|as|of|building|working|leading|managing|or more)\b")
_OUVERTE = re.compile(r"\s?\([^()\d]{0,12}\Z")
_CONFIRME = re.compile(r"\b(?:confirme|experimente|senior|aguerri|chevronne)e?\Z")
_AGES = frozenset({"16", "17", "18"})  # "animation (17 ans minimum)"
_AUTRE_DUREE = re.compile(
    r"\b(?:cdd|contrat|mission|interim|depuis(?! (?:au moins|plus))|il y a|stage de|alternance|duree|pendant \d+ mois|renouvelable|a partir d[eu]|forfait|enfants?|formation de|garantie?)\b|\bpermis \w{1,3} \([^()]{0,14}\d|\bexperience (?:de l'entreprise|du groupe)\b|\bforte? de\b|\b(?:nos|notre) \d"
)
_DEBUTANT = re.compile(
    r"\bdebutante?s?\b[^,;.]{0,25}\b(?:accept|bienvenu|possible|motive|ok)|\b(?:ouvert|accessible) (?:aux|a tous les|a des)\s(?:profils )?debutants?\b|\bexperience (?:non|pas) (?:exigee|requise|necessaire|obligatoire)|\bsans experience\b|\baucune experience\b|\bno experience (?:required|necessary)"
)


def _experience(lues: list[Proposition]) -> float | None:
    """Fewest years asked, None when beginners are welcome or no number is given."""
    if any(_DEBUTANT.search(p.plie) for p in lues):
        return None
    annees = [a for p in lues if p.portee is Portee.exigee for a in _durees(p)]
    return max(annees) if annees else None


def _durees(p: Proposition) -> Iterator[float]:
    for m in _DUREE.finditer(p.plie):
        autour = p.plie[max(0, m.start() - 60) : m.end() + 60]
        if _AUTRE_DUREE.search(p.plie[max(0, m.start() - 40) : m.end() + 12]):
            continue
        suivi = re.match(r"\s?(?:d'|de |of )?(?:d')?\s?(?:experience|pratique)", p.plie[m.end() :])
        if not (
            suivi or _SAVOIR.search(autour) or _entre_parentheses(p, m) or (p.rubrique == "profil" and (_SEUIL.search(autour) or _LA_OU.match(p.plie, m.end())))
        ):
            continue
        nombre = float(_NOMBRES.get(m["n"]) or m["n"].replace(",", "."))
        annees = round(nombre / 12, 2) if m["u"].startswith(("mois", "month")) else nombre
        if 0 < annees <= ANNEES_MAX:
            yield annees


def _entre_parentheses(p: Proposition, duree: re.Match[str]) -> bool:
    """Whether a duration says how long what stands before it was done: "confirmé (5 ans minimum)", "Python (au moins 3 ans)"."""
    ouverte = _OUVERTE.search(p.plie, 0, duree.start())
    if ouverte is None:
        return False
    if _CONFIRME.search(p.plie, 0, ouverte.start()):
        return True
    autour = p.plie[ouverte.start() : duree.end() + 15]
    mentions = lexique().trouver(p.texte[: ouverte.start()]) if _SEUIL.search(autour) and duree["n"] not in _AGES else []
    return bool(mentions) and mentions[-1].fin == ouverte.start() and not lexique().est_un_titre(mentions[-1].concept_id)


# degrees

_ETUDES = re.compile(
    r"\b(?:formation|diplom\w*|titulaires?|niveau|issue?s?|ecoles?|etudes|etudiant|cap|bep|bts|dut|but|bac|licence|master|degree|bachelor|graduate|education|valide)\b"
)
_BAC = re.compile(r"\bbac\s?\+\s?(?P<n>[2-8])")
_NIVEAU_DU_BAC = {2: 5, 3: 6, 4: 6, 5: 7, 6: 7, 7: 8, 8: 8}
_PREPARE = re.compile(r"\b(?:prepar\w+|en vue d|souhait\w+ (?:integrer|suivre)|stagiaires|apprentis?|vers un|obtenir|viser)\b[^,;.]*")
_MENTION = re.compile(
    r"\b(?:bac\s?(?:pro|professionnel|technologique|general)\b|bac\b(?!\s?\+)|c\.?a\.?p\b|b\.?e\.?p\b|b\.?t\.?s\b|d\.?u\.?t\b|b\.?u\.?t\b(?=\s[a-z])|deug|deust|dcg|dscg|(?<!driving )(?<!forklift )(?<!software )(?<!the )licences?(?=\s?(?:en\b|pro|[,/).]|ou\b|mention|$|minimum|a\b))|bachelors?|masters?(?! data)|mba|doctorat|grandes? ecoles?"
    r"|ecoles? (?:d'|de |specialisee )?(?:ingenieur|commerce|management)\w*|ingenieurs?|diplome (?:d'etat|d'infirmier)[^,;.(]{0,40}|brevet professionnel)"
)
_NIVEAUX = (
    (re.compile(r"bac\s?(?:pro|tech|gene)|^bac$|brevet pro"), 4), (re.compile(r"^c\.?a\.?p|^b\.?e\.?p"), 3), (re.compile(r"^b\.?t\.?s|^d\.?u\.?t|^deu"), 5),
    (re.compile(r"^b\.?u\.?t|^dcg|^licence|^bachelor"), 6), (re.compile(r"^master|^mba|^dscg|ecole|ingenieur"), 7), (re.compile(r"^doctorat"), 8),
)  # fmt: skip


def _niveau(exigees: list[Proposition]) -> int | None:
    """The lowest level that would do."""
    niveaux = [n for p in exigees if p.rubrique == "profil" or _ETUDES.search(p.plie) for n in _niveaux(p)]
    return min(niveaux) if niveaux else None


def _niveaux(p: Proposition) -> Iterator[int]:
    plie = _PREPARE.sub("", p.plie)
    bacs = [_NIVEAU_DU_BAC[int(m["n"])] for m in _BAC.finditer(plie)]
    if bacs:
        yield min(bacs)
        return
    if p.rubrique == "missions" and not re.search(r"\b(?:formation|diplom|titulaire|niveau)", plie):
        return
    for m in _MENTION.finditer(plie):
        if m[0].startswith("diplome"):
            diplome = lire_diplome(p.texte)
            if diplome and diplome.niveau:
                yield diplome.niveau
        else:
            yield next(niveau for motif, niveau in _NIVEAUX if motif.search(m[0]))


# languages

_PARLEE = re.compile(
    r"\b(?:langues?|niveau|couran\w+|couramment|bilingue|maitris\w+|parl\w+|lu|ecrit\w*|oral|pratique|technique|professionnel\w*|fluent|fluency|speak\w*|proficien\w+|notions?|connaissance|aise|echang\w+)\b|\b[abc][12]\b"
)
_TECHNIQUE = re.compile(r"\b(?:technique|lu\b|lecture|notions?|scolaire)")


def _langues(exigees: list[Proposition]) -> tuple[LangueDemandee, ...]:
    """Languages asked, each with the level told; B2 where the text only asks for the language, B1 where it is to be read."""
    lues: dict[str, NiveauLangue] = {}
    for p in exigees:
        if not (p.ferme or _PARLEE.search(p.plie)):
            continue
        for trouvee in trouver_langues(p.texte):
            # everyone who answers an advertisement in French reads it; one that insists asks for more
            if trouvee.langue == "fr" and not p.ferme and (trouvee.niveau is None or trouvee.infere):
                continue
            defaut = NiveauLangue.B1 if _TECHNIQUE.search(p.plie) else NiveauLangue.B2
            lues.setdefault(trouvee.langue, trouvee.niveau or defaut)
    return tuple(LangueDemandee(langue=code, niveau_min=niveau) for code, niveau in lues.items())


def _langues_souhaitees(souhaitees: list[Proposition], exigees: tuple[LangueDemandee, ...]) -> list[CompetenceDocument]:
    codes = dict.fromkeys(t.langue for p in souhaitees for t in trouver_langues(p.texte) if t.langue != "fr")
    return [CompetenceDocument(nom=nom_de_langue(code)) for code in codes if code not in {x.langue for x in exigees}]


def _sans(competences: Iterable[CompetenceDocument], prises: set[str]) -> tuple[CompetenceDocument, ...]:
    """Each once, without those taken and those that name somebody's person, the first few."""
    return tuple(c for c in uniques(competences) if cle(c) not in prises and mot_protege(c.nom) is None)[:COMPETENCES_LUES_MAX]
