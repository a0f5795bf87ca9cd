"""Whether each sentence about a score is borne out by its record (design: matching, section 5)."""

import re
from dataclasses import dataclass

from app.ai.matching.explication_en import langue as langue_en
from app.ai.matching.faits import Faits
from app.ai.matching.personnel import spans_proteges
from app.ai.referentiels import lexique, neutraliser
from app.core.enums import Critere
from app.schemas.score import ScoreCalcule
from app.utils.text import fold

_PHRASES = re.compile(r"(?<=[.!?…])\s+|\n+")
_NOMBRE = re.compile(r"\d+(?:[.,]\d+)?")
_CECR = re.compile(r"\b[ABC][12]\b")
_DIPLOME = re.compile(r"\bbac(?:calaureat)?(?:\s?\+\s?\d)?|\b(?:licence|master|mastere|doctorat|doctorate|phd|bachelor|ingenieur|degree)\b")
_SIGLE_DIPLOME = re.compile(r"\b(?:CAP|BEP|BTS|DUT|BUT|DEUG|MBA|DE)\b")
_UNITES = r"(?:an|ans|annees?|mois|semaines?|%|pour\s+cent|points?|years?|months?|weeks?|percent)"
_EN_LETTRES = {
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "quinze": 15, "vingt": 20, "trente": 30,
    "two": 2, "three": 3, "four": 4, "five": 5, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30,
}  # fmt: skip
_NOMBRE_EN_LETTRES = re.compile(rf"\b({'|'.join(_EN_LETTRES)})\s+{_UNITES}\b")
# words that look like a name or a tool and are neither
_MOTS_ADMIS = frozenset({"cv", "rh", "hr", "i", "score", "ia", "ai"})
# everyday words of an explanation, some of which are also skills of the lexicon: they claim nothing
_COURANTS = frozenset(
    re.findall(
        r"\w+",
        "a abord accorde account acquired acquis agree agrees ajoute ajoutent all also among an and any apprendre are as ask asked assez atteint "
        "atteinte attendu attendus attentif au aucun aussi autres aux avant avec b be before belong belongs bien bringing but by calls candidature "
        "cannot career careful carry ce ces cette ceux chacun check close comme common commun communs competence competences complementaire compter "
        "concret concrete could count counted course courte cv d dans date dated dates de decision decrive demande demandee demandees demandez des "
        "describing description deserves detailing detaille do does du duree each early education elle eloigne empeche en enough entierement "
        "entre entretien essentiel est establish established establishes et etablie etablies etablir etablit etudes evaluation examen example exemple "
        "expected experience experiences far few first for formation formations from further gagnerait gaps gauge good hand has held il "
        "illustre in indispensable interview is it job justifie l la language languages langue langues le learnt left length les level lieu lieux "
        "little look mais match meeting meets meme merite mesurer met metier metiers mette mission missions montre most mots n ne nearer "
        "neighbouring niveau niveaux no none not notably notamment occupes of offer offre on one ones ont or other others ou out par "
        "parcours parmi part partie pas passer past peu peut place places plus point points position post poste postes posts pour pourrait practice "
        "pratique precise precises pres proches profil profile progress project projects projet projets qu que quelques qui raise rapide rapproche "
        "reached real realisation recent recente recit recognition recruitment recrutement reel releve relevent remains remote rencontre repond "
        "required requise requises reste restent revanche s same score se see servi shares shorter showing shown shows skill skills so "
        "soient some sont souhait souhaite souhaitees souhaites speak stated stating still strengths sur surtout teletravail than that the these they "
        "this those to touche touches toute toutes trade training travail tres un une used validation verifiez very voisin voyez well were "
        "what where wholly wish wished with without words work worthwhile would y ",
    )
)
_MOT = re.compile(r"[^\W\d_](?:[\w+#./'’-]*[\w+#])?")
_MANQUE = re.compile(
    r"\b(?:manqu\w*|absent\w*|lacune\w*|sans|pas|ne|n'|ni|aucune?|non|reste\w*|preciser|verifier|etablir|confirmer|approfondir|renforcer|acquerir|apprendre|montrer|detailler|decrire|clarifier|gagner\w*|augment\w*|elever\w*|"
    r"ameliorer\w*|hausser|rapprocher\w*|demande[rz]?|demandees?|requise?s?|interroger|questionner|entretien|formation|voisine?s?|proches?|partiel\w*|moins|toutefois|lack\w*|missing|gaps?|not|no|without|nor|remain\w*|interview|ask\w*|clarify|"
    r"verify|check|confirm|improve|raise|required|learn\w*|close|partial\w*|show\w*|would|could|pourrai\w*|gain\w*|increase\w*)\b|n'"
)
# the offer's own title, quoted as such, says nothing of the CV
_TITRE_OFFRE = re.compile(r"\b(?:l'offre|the offer) (?:« ?[^«»]*»|\"[^\"]*\")")
_ABSENCE = re.compile(r"\b(?:manquent|manque|absente?s?|lacunes?|fait defaut|font defaut|is missing|are missing|lacks?|lacking)\b")

_NON_MONTRE = re.compile(
    r"\bne (?:montre|dit|mentionne|cite) pas\b|\breste(?:nt)? a etablir\b|\b(?:does not|doesn't) (?:show|tell|mention|name)\b|\bto be shown\b"
)


@dataclass(frozen=True)
class Fiche:
    """What a record bears out."""

    mots: frozenset[str]
    nombres: frozenset[float]
    texte: str
    concepts: frozenset[str]
    satisfaits: tuple[str, ...]
    manquants: tuple[str, ...]
    cites: tuple[str, ...]


def verifier_texte(texte: str, score: ScoreCalcule) -> tuple[str, float]:
    """The sentences of `texte` that the record bears out, and the share that was dropped (0 to 1; 0 for an empty text).

    A sentence is dropped when it names a skill, a number, a level or a proper name that is not in the record, calls missing what is met or met what is
    missing, says that the CV does not show what it names, or speaks of who the person is.
    """
    fiche = _fiche(score)
    paragraphes, total, gardees = [], 0, 0
    for paragraphe in texte.split("\n\n"):
        phrases = [p.strip() for p in _PHRASES.split(paragraphe) if p and p.strip()]
        sures = [p for p in phrases if _tient(p, fiche)]
        total, gardees = total + len(phrases), gardees + len(sures)
        if sures:
            paragraphes.append(" ".join(sures))
    return "\n\n".join(paragraphes), (1 - gardees / total if total else 0.0)


def _fiche(score: ScoreCalcule) -> Fiche:
    faits = Faits(score, "")
    textes = [score.recommandation, *score.avertissements]
    satisfaits: list[str] = []
    manquants: list[str] = []
    nombres = {score.score, round(score.score), 100.0}
    for c in score.criteres:
        textes += [c.libelle, *c.satisfaits, *c.manquants, c.conseil or ""]
        if c.critere in (Critere.competences_requises, Critere.competences_souhaitees):
            satisfaits += c.satisfaits
            manquants += c.manquants
        if c.critere is Critere.langues:
            textes += [langue_en(x) for x in (*c.satisfaits, *c.manquants)]
        nombres |= {c.contribution, c.poids, round(c.poids), round(c.contribution)}
    textes += [x for i in score.criteres_ignores for x in (i.libelle, i.raison)]
    ensemble = "\n".join(textes)
    nombres |= {_valeur(n) for n in _NOMBRE.findall(ensemble)}
    return Fiche(
        mots=frozenset(_mots(ensemble) | _mots(neutraliser(ensemble))),
        nombres=frozenset(nombres),
        texte=_plat(ensemble),
        concepts=frozenset(m.concept_id for m in lexique().trouver(ensemble, liste=True)),
        satisfaits=tuple(satisfaits),
        manquants=tuple(manquants),
        cites=tuple(n for n in manquants if faits.citee(n)),
    )


def _tient(phrase: str, fiche: Fiche) -> bool:
    plat = _plat(phrase)
    if spans_proteges(phrase) or any(_valeur(n) not in fiche.nombres for n in _NOMBRE.findall(_CECR.sub(" ", phrase))):
        return False
    if any(_EN_LETTRES[n] not in fiche.nombres for n in _NOMBRE_EN_LETTRES.findall(plat)):
        return False
    if (
        any(niveau.lower() not in fiche.mots for niveau in _CECR.findall(phrase))
        or any(d not in fiche.texte for d in _DIPLOME.findall(plat))
        or any(d.lower() not in fiche.mots for d in _SIGLE_DIPLOME.findall(phrase))
    ):
        return False
    if any(m.concept_id not in fiche.concepts and not _mots(m.brut) <= fiche.mots | _COURANTS for m in lexique().trouver(_sans_noms_connus(phrase, fiche))):
        return False
    return _noms_connus(phrase, fiche) and _juste(plat, fiche)


def _sans_noms_connus(phrase: str, fiche: Fiche) -> str:
    """`phrase` without the record's own names, so that what stands beside one is not read together with it."""
    plat = fold(phrase)
    for nom in sorted((*fiche.satisfaits, *fiche.manquants), key=len, reverse=True):
        for m in re.finditer(rf"(?<![\w+#]){re.escape(fold(nom))}(?![\w+#])", plat):
            phrase = f"{phrase[: m.start()]}{'|' * (m.end() - m.start())}{phrase[m.end() :]}"
    return phrase


def _noms_connus(phrase: str, fiche: Fiche) -> bool:
    """No word written as a name (a capital inside the sentence, capitals or signs inside the word) that the record does not hold."""
    for rang, trouve in enumerate(_MOT.finditer(phrase)):
        mot = trouve.group()
        nu = re.sub(r"^(?:[dljmnst]|qu)['’]", "", mot, flags=re.IGNORECASE)
        marque = any(c.isupper() for c in nu[1:]) or "+" in nu or "#" in nu or (nu[:1].isupper() and rang > 0 and not _debute(phrase, trouve.start()))
        if marque and not _mots(nu) <= fiche.mots | _MOTS_ADMIS and not _mots(neutraliser(nu)) <= fiche.mots:
            return False
    return True


def _debute(phrase: str, position: int) -> bool:
    """Whether what stands before `position` opens a clause: a quotation mark or a colon."""
    return phrase[:position].rstrip(" \u00a0\u202f")[-1:] in {":", "«", '"', "“", "(", "…"}


def _juste(plat: str, fiche: Fiche) -> bool:
    """Met and missing are not taken one for the other."""
    plat = _TITRE_OFFRE.sub(" ", plat)
    cites = [n for n in fiche.manquants if _cite(n, plat)]
    acquis = [n for n in fiche.satisfaits if _cite(n, plat)]
    if cites and not _MANQUE.search(plat):
        return False
    if _NON_MONTRE.search(plat) and any(n in fiche.cites for n in cites):
        return False
    return not (acquis and not cites and _ABSENCE.search(plat))


def _cite(nom: str, plat: str) -> bool:
    return re.search(rf"(?<![\w+#]){re.escape(_plat(nom))}(?![\w+#])", plat) is not None


def _plat(texte: str) -> str:
    return " ".join(fold(texte).split())


def _mots(texte: str) -> set[str]:
    return set(re.findall(r"[a-z0-9+#]+", fold(texte)))


def _valeur(nombre: str) -> float:
    return float(nombre.replace(",", "."))
