"""Languages a person speaks, with a level on the CEFR scale, from French and English CVs.

A level told in words or by a test score is *inferred*: it has a lower confidence than a CEFR code.
"""

import re
from dataclasses import dataclass, replace

from app.ai.extraction.etendue import Etendue
from app.ai.extraction.noms_langues import feminins, noms_et_motif
from app.core.enums import NiveauLangue
from app.utils.text import fold


@dataclass(frozen=True)
class LangueTrouvee(Etendue):
    """A language (ISO 639: two letters, else three) and its CEFR level, None when none is told; `infere` when it comes from a word or a score."""

    langue: str
    niveau: NiveauLangue | None
    infere: bool
    confiance: float

    def decalee(self, de: int) -> "LangueTrouvee":
        """The same, found in a text that stands `de` characters into another."""
        return replace(self, debut=self.debut + de, fin=self.fin + de)


@dataclass(frozen=True)
class _Mention(Etendue):
    """A language name, a level, or a test; a test of its own language carries both."""

    langue: str | None = None
    niveau: NiveauLangue | None = None
    infere: bool = False


C2, C1, B2, B1, A2, A1 = (NiveauLangue(n) for n in ("C2", "C1", "B2", "B1", "A2", "A1"))

# Levels in words; the longest expression at a place wins.
_MOTS: dict[NiveauLangue, str] = {
    C2: r"langues?(?:\(s\))? maternelles?(?:\(s\))?|maternel(?:le)?s?|langue natale|natifs?|natives?|native(?:\s?(?:or|/)\s?bilingual)?(?: proficiency| speaker| level)?|mother[- ]tongues?(?:\(s\))?|first language|bilingues?|bilingual|bilinguisme|"
    r"parfaitement bilingue|niveau natif|near[- ]native",
    C1: r"courante?s?|couramment|courrant|fluent(?:ly)?|fluency|fluide|professional fluency|full professional(?: proficiency| working proficiency)?|full working proficiency|avance(?:e|s|es)?|advanced|proficient|parfaite maitrise|excellente? (?:maitrise|niveau)|"
    r"maitrise(?:e)? (?:parfaite|totale|complete)|tres bon(?:ne)? (?:niveau|maitrise)|excellent|business fluent|professionnel complet|capacite professionnelle complete|very good|autonome confirme",
    B2: r"professionnel(?:le)?s?(?: courant)?|niveau professionnel|professional(?: working)?(?: proficiency| level)?|working proficiency|working knowledge|upper[- ]intermediate|intermediaire superieur|intermediaire avance|"
    r"bon(?:ne)? (?:niveau|maitrise)|operationnel(?:le)?|business level|bonnes connaissances|bon|good|bien|independant|independent user",
    B1: r"intermediaires?|intermediate(?: level)?|niveau moyen|moyen(?:ne)?|conversational(?: proficiency| level)?|conversationnel|conversation|limited working(?: proficiency)?|capacite professionnelle limitee|niveau correct|correct",
    A2: r"limited(?: proficiency| knowledge)?|scolaires?|niveau (?:scolaire|lycee|bac)|elementary(?: proficiency)?|elementaires?|pre[- ]intermediate|school level|faux debutant|competence elementaire",
    A1: r"notions?(?: de base)?|debutante?s?|beginner|basics?(?: knowledge)?|niveau de base|bases|base|basiques?|rudiments?|rudimentaire|initiation|novice",
}
_CEFR = re.compile(r"(?<![\w/.])(?P<a>[abc][12])(?:\s?[+])?(?:\s?(?:/|-|a|to)\s?(?P<b>[abc][12]))?(?![\w])")
_NIVEAU_MOT = re.compile(
    "(?<![\\w-])(?:" + "|".join(f"(?P<{niveau.value}>{mots.replace(' ', chr(92) + 's')})" for niveau, mots in _MOTS.items()) + ")(?![\\w-])"
)
_ORDRE = [A1, A2, B1, B2, C1, C2]

_TESTS = re.compile(
    r"(?<!\w)(?:(?P<toeic>toeic)|(?P<toefl>toefl(?:\s?ibt)?)|(?P<ielts>ielts)|(?P<linguaskill>linguaskill|bulats)|(?P<cambridge>cae|fce|cpe|cambridge\s(?:c1|c2|b2|b1)(?:\s(?:advanced|proficiency|first|preliminary))?)|"
    r"(?P<fr>delf|dalf|tcf|tef)|(?P<es>dele)|(?P<de>goethe(?:-zertifikat)?|testdaf)|(?P<it>celi|cils)|(?P<jlpt>jlpt))"
    r"(?:\s(?:academic|listening\s(?:and|&)\sreading|l&r|score|test))?\s{0,2}[:(–-]?\s{0,2}(?:score\s?(?:of|de)?\s?:?\s?)?(?P<v>n[1-5](?!\w)|[abc][12](?!\w)|\d{1,3}(?:[.,]\d)?(?![\d]))?(?:\s?/\s?\d{1,3})?"
    r"(?:\s?(?:points?|pts)(?!\w))?(?:\s{0,2}[(–,-]\s?(?:niveau\s|level\s)?(?P<dit>[abc][12])(?!\w))?"
)
_CAMBRIDGE = {"cae": C1, "fce": B2, "cpe": C2}
_JLPT = {"n1": C1, "n2": B2, "n3": B1, "n4": A2, "n5": A1}
_SEUILS = {
    "toeic": ((945, C1), (785, B2), (550, B1), (225, A2), (120, A1)),
    "toefl": ((95, C1), (72, B2), (42, B1)),
    "ielts": ((8.5, C2), (7, C1), (5.5, B2), (4, B1)),
}
_SCORE_MAX = {"toeic": 990, "toefl": 120, "ielts": 9}

# A name of a language that stands for a people, a state or something else.
_AVANT_AUTRE = re.compile(
    r"(?:nationalites?|citoyennete|nationality|citizenship|citizen|passeport|passport|origine|droit|marche|marches|clients?|clientele|cuisine|gastronomie|"
    r"litterature|histoire|culture|civilisation|ambassade|equipes?|entreprises?|societes?|groupe|filiale|territoire|sol|etat|code|normes?|club|lycee|institut|ecole|bac|permis)\s{0,2}[:-]?\s{0,2}$"
)
_APRES_AUTRE = re.compile(
    r"\s(?:de\s(?:belgique|suisse|france|nationalite)|citizen|national|nationality|passport|market|markets|clients?|customers|team|teams|literature|history|cuisine|food|law|embassy|company|civilisation|civilization|langue\setrangere|as\sa\s(?:foreign|second))"
)
_AVANT_LANGUE = re.compile(r"langue\s$")
_NOM_INCONNU = re.compile(r"(?:^|[\n,;|•–-])\s{0,3}[^\W\d_][\w'’]{2,19}\s{0,2}[:(–-]\s{0,2}$")
_LIEN_PREFIXE = re.compile(r"[\s:(\[–,-]{0,4}(?:in|en|of|de|d'|du|l'|speaker\sof|le|la|knowledge\sof|working|written|spoken|oral|level)?[\s:]{0,2}(?:l'|d')?")
_SON_NIVEAU = re.compile(r"\s{0,2}[:(\[–—-]?\s{0,2}(?:(?:niveau|level)\s{0,2}:?\s{0,2})?")
_ENTRE_LANGUES = re.compile(r"\s{0,2}(?:,|/|&|-|–|\bet\b|\band\b|\+)\s{0,2}(?:l'|d'|le\s|en\s|in\s)?")
_ET = re.compile(r"\s{0,2}(?:/|&|-|\bet\b|\band\b|\+)\s{0,2}(?:l'|d'|le\s|en\s|in\s)?")
_ECART_SUFFIXE = re.compile(
    r"[^.;\n]{0,60}|[^.;\n]{0,25}\n\s{0,4}(?:(?:listening|understanding|reading|ecouter|comprehension(?:\s(?:orale|ecrite))?|niveau|level)[\s:]{1,3}){0,2}[(]?"
)
_ECART_PROCHE = re.compile(
    r"[\s:(\[–—|,.*•●○★☆■□▪-]{0,12}(?:(?:niveau|level|lu|ecrit|parle|oral|des\saffaires|technique|technical|business|professionnel|langue|\d(?:ere|e|nde|eme)?|lv[123]|speaker|et)[\s:(,–/|-]{1,4}){0,4}"
)


def _langues(plie: str) -> list[_Mention]:
    """Names of languages that speak of a language. Feminine adjectives only count after "langue"."""
    noms, motif = noms_et_motif()
    mentions = []
    for lu in motif.finditer(plie):
        avant = plie[max(0, lu.start() - 24) : lu.start()]
        if lu.group() in feminins() and not _AVANT_LANGUE.search(avant):
            continue
        if _AVANT_AUTRE.search(avant) or _APRES_AUTRE.match(plie, lu.end()):
            continue
        mentions.append(_Mention(*lu.span(), langue=noms[lu.group()]))
    return mentions


def _niveau_du_test(nom: str, valeur: str | None) -> NiveauLangue | None:
    """CEFR level of a test result, by the publishers' tables; None when the score is missing or impossible."""
    if valeur and valeur.upper() in NiveauLangue.__members__:
        return NiveauLangue(valeur.upper())
    if nom == "jlpt":
        return _JLPT.get(valeur or "")
    if nom not in _SEUILS or valeur is None or not valeur[0].isdigit():
        return None
    score = float(valeur.replace(",", "."))
    if score > _SCORE_MAX[nom]:
        return None
    return next((niveau for seuil, niveau in _SEUILS[nom] if score >= seuil), None)


def _tests(plie: str) -> list[_Mention]:
    mentions = []
    for lu in _TESTS.finditer(plie):
        nom = next((g for g, v in lu.groupdict().items() if v and g not in ("v", "dit")), None)
        if nom is None:
            continue
        langue = {"fr": "fr", "es": "es", "de": "de", "it": "it", "jlpt": "ja"}.get(nom, "en")
        if nom == "cambridge":
            code = lu[nom].split()[-1] if lu[nom] in _CAMBRIDGE else lu[nom].split()[1]
            niveau: NiveauLangue | None = _CAMBRIDGE.get(code) or NiveauLangue(code.upper())
        else:
            niveau = _niveau_du_test(nom, lu["v"])
        if lu["dit"]:
            niveau = NiveauLangue(lu["dit"].upper())  # "TOEIC 905/990 (C1)": what the person says of it
        if niveau:
            mentions.append(_Mention(*lu.span(), langue=langue, niveau=niveau, infere=not (lu["dit"] or lu["v"] or "").startswith(("a", "b", "c"))))
    return mentions


def _niveaux(plie: str, pris: list[_Mention]) -> list[_Mention]:
    """Level mentions outside `pris`. Of "B2/C1" the lower is taken: it is surely reached."""
    mentions = [_Mention(*lu.span(), niveau=NiveauLangue(lu["a"].upper())) for lu in _CEFR.finditer(plie)]
    for lu in _NIVEAU_MOT.finditer(plie):
        mentions.append(_Mention(*lu.span(), niveau=NiveauLangue(str(lu.lastgroup)), infere=True))
    occupes = bytearray(len(plie) + 1)
    for m in pris:
        occupes[m.debut : m.fin] = b"\1" * (m.fin - m.debut)
    return [m for m in mentions if not any(occupes[m.debut : m.fin])]


def _attribuer_avant(plie: str, mentions: list[_Mention], rang: int) -> list[int]:
    """Languages that the level at `rang` introduces: "bilingue français-anglais", "fluent in English and Spanish"."""
    trouves: list[int] = []
    position = mentions[rang].fin
    for suivant in range(rang + 1, min(rang + 9, len(mentions))):
        mention = mentions[suivant]
        motif = _LIEN_PREFIXE if not trouves else _ENTRE_LANGUES
        ecart = plie[position : mention.debut]
        if mention.langue is None or "\n" in ecart.strip(" ") or not motif.fullmatch(ecart) or (trouves and _a_son_niveau(plie, mentions, suivant)):
            break
        trouves.append(suivant)
        position = mention.fin
    return trouves


def _a_son_niveau(plie: str, mentions: list[_Mention], rang: int) -> bool:
    """Whether a level of its own follows the language at `rang`, one that does not introduce the next: "langue maternelle : français, anglais : B2"."""
    if rang + 1 >= len(mentions) or mentions[rang + 1].langue is not None or not _SON_NIVEAU.fullmatch(plie[mentions[rang].fin : mentions[rang + 1].debut]):
        return False
    if rang + 2 >= len(mentions) or mentions[rang + 2].langue is None:
        return True
    ecart = plie[mentions[rang + 1].fin : mentions[rang + 2].debut]
    return "," in ecart or "\n" in ecart or not _LIEN_PREFIXE.fullmatch(ecart)


def _suit_sa_langue(plie: str, mentions: list[_Mention], servis: set[int], rang: int) -> bool:
    """Whether the level at `rang` stands just after a language without one, so that it cannot introduce the next."""
    avant = rang - 1
    if avant < 0 or mentions[avant].langue is None:
        return False
    return avant not in servis and _ECART_PROCHE.fullmatch(plie[mentions[avant].fin : mentions[rang].debut]) is not None


def _a_un_autre_nom(plie: str, mentions: list[_Mention], rang: int) -> bool:
    """Whether the level at `rang` ends the item of a name that no list knows: "Créole : langue maternelle, anglais : débutant"."""
    if rang + 2 >= len(mentions) or mentions[rang + 1].langue is None or mentions[rang + 2].langue is not None:
        return False
    niveau, langue, le_sien = mentions[rang : rang + 3]
    separe = any(marque in plie[niveau.fin : langue.debut] for marque in ",;–-")
    return separe and bool(_ECART_PROCHE.fullmatch(plie[langue.fin : le_sien.debut]) and _NOM_INCONNU.search(plie, max(0, niveau.debut - 30), niveau.debut))


def _associer(plie: str, mentions: list[_Mention], en_section: bool) -> dict[int, list[_Mention]]:
    """Levels of each language, by the rank of its mention."""
    niveaux: dict[int, list[_Mention]] = {i: [] for i, m in enumerate(mentions) if m.langue}
    servis: set[int] = set()
    derniere = -1
    renverse = en_section and _niveaux_en_tete(plie, mentions)
    for rang, mention in enumerate(mentions):
        if mention.langue:
            derniere = rang
            continue
        if renverse:
            niveaux[rang + 1].append(mention)
            continue
        if not _suit_sa_langue(plie, mentions, servis, rang):
            if _a_un_autre_nom(plie, mentions, rang):
                continue
            if cibles := _attribuer_avant(plie, mentions, rang):
                for cible in cibles:
                    niveaux[cible].append(mention)
                servis.update(cibles)
                continue
        for cible in _cibles_avant(plie, mentions, rang, derniere, en_section):
            if cible not in servis:
                niveaux[cible].append(mention)
    return niveaux


def _niveaux_en_tete(plie: str, mentions: list[_Mention]) -> bool:
    """Whether levels stand on lines of their own above their languages: "Courant / Anglais / Natif / Français"."""
    if len(mentions) < 4 or len(mentions) % 2:
        return False
    return all(
        mentions[i].langue is None and mentions[i + 1].langue is not None and "\n" in plie[mentions[i].fin : mentions[i + 1].debut]
        for i in range(0, len(mentions), 2)
    )


def _cibles_avant(plie: str, mentions: list[_Mention], rang: int, precedent: int, en_section: bool) -> list[int]:
    """Languages before the level at `rang` to which it belongs; a plural or "bilingue" reaches both of "anglais et français"."""
    if precedent < 0 or mentions[rang].debut - mentions[precedent].fin > 120:
        return []
    entier = plie[mentions[precedent].fin : mentions[rang].debut]
    ecart = entier if precedent == rang - 1 else ""
    motif = _ECART_SUFFIXE if en_section else _ECART_PROCHE
    if not motif.fullmatch(ecart) or (precedent < rang - 1 and "\n" in entier.strip()):
        return []
    cibles = [precedent]
    mot = plie[mentions[rang].debut : mentions[rang].fin]
    if mentions[rang].infere and (mot.endswith(("s", "x")) or mot.startswith("biling")):
        while (
            len(cibles) < 6
            and cibles[0] > 0
            and mentions[cibles[0] - 1].langue
            and _ET.fullmatch(plie[mentions[cibles[0] - 1].fin : mentions[cibles[0]].debut])
        ):
            cibles.insert(0, cibles[0] - 1)
    return cibles


def _retenir(niveaux: list[_Mention]) -> _Mention | None:
    """One level of several: a CEFR code before a word; of a grid of three and more the median."""
    codes = sorted((m for m in niveaux if not m.infere and m.niveau), key=lambda m: _ORDRE.index(m.niveau or A1))
    if len(codes) >= 3:
        return codes[len(codes) // 2]
    return next((m for m in niveaux if not m.infere), niveaux[0] if niveaux else None)


def _fusionner(trouvees: list[LangueTrouvee]) -> list[LangueTrouvee]:
    """Each language once, with its best attested level, at its first place with that level."""
    par_langue: dict[str, LangueTrouvee] = {}
    for lue in trouvees:
        gardee = par_langue.get(lue.langue)
        if gardee is None:
            par_langue[lue.langue] = lue
        elif (lue.niveau is not None, not lue.infere) > (gardee.niveau is not None, not gardee.infere):
            par_langue[lue.langue] = replace(lue, confiance=max(lue.confiance, gardee.confiance))
    return list(par_langue.values())


def niveaux_de_suite(texte: str) -> list[tuple[NiveauLangue | None, bool]]:
    """Levels told one after the other, each with whether a word tells it; one in brackets belongs to that before: "Bilingue (C2) Débutant"."""
    plie = fold(texte)
    groupes: list[list[_Mention]] = []
    for m in sorted(_niveaux(plie, []), key=lambda m: m.debut):
        if groupes and plie[groupes[-1][-1].fin : m.debut].strip() in ("(", ":", "-", "–", "/"):
            groupes[-1].append(m)
        else:
            groupes.append([m])
    return [(retenu.niveau, retenu.infere) for groupe in groupes if (retenu := _retenir(groupe))]


def trouver_langues(texte: str, en_section: bool = False) -> list[LangueTrouvee]:
    """Languages told in `texte`, each once, in order of mention.

    Outside a section of languages (`en_section` false) a language without a level has confidence 0.4: it may be an adjective.
    The span runs from the first to the last of name and level.
    """
    plie = fold(texte)
    tests = _tests(plie)
    langues = _langues(plie)
    libres = sorted([*langues, *_niveaux(plie, [*langues, *tests])], key=lambda m: m.debut)
    trouvees = [LangueTrouvee(t.debut, t.fin, t.langue or "en", t.niveau, t.infere, 0.75 if t.infere else 0.9) for t in tests]
    for rang, niveaux in _associer(plie, libres, en_section).items():
        mention, niveau = libres[rang], _retenir(niveaux)
        if niveau is None:
            trouvees.append(LangueTrouvee(mention.debut, mention.fin, mention.langue or "", None, False, 0.85 if en_section else 0.4))
            continue
        debut, fin = min(mention.debut, niveau.debut), max(mention.fin, niveau.fin)
        fin += texte[fin : fin + 1] == ")" and "(" in texte[debut:fin]
        trouvees.append(LangueTrouvee(debut, fin, mention.langue or "", niveau.niveau, niveau.infere, 0.8 if niveau.infere else 0.95))
    return _fusionner(sorted(trouvees, key=lambda t: (t.infere and t.niveau is not None and t.confiance < 0.8, t.debut)))
