"""Gender inflection away: twins that differ only in it become one text.

Nothing here knows French grammar. Words about a person are sent to their masculine form by lists (`donnees/genre_*.txt`, the
job titles' pairs) and by the few endings that are safe in a CV. Agreement of other words is left alone or changed alike in
both twins, which is all that a score needs.
"""

import re
from functools import lru_cache

import ahocorasick

from app.ai.referentiels.chargement import DOSSIER, lire
from app.ai.referentiels.genre_listes import epicenes, invariables, paires, personnes
from app.utils.text import fold

# (ending, replacement, least length); tried on folded words that no list knows
_FINS = (
    ("ees", "s", 5),
    ("ee", "", 3),
    ("trices", "teurs", 8),
    ("trice", "teur", 7),
    ("ieuses", "ieux", 8),
    ("ieuse", "ieux", 7),
    ("euses", "eurs", 7),
    ("euse", "eur", 6),
    ("eures", "eurs", 8),
    ("eure", "eur", 7),
    ("iennes", "iens", 8),
    ("ienne", "ien", 7),
    ("eennes", "ens", 8),
    ("eenne", "en", 7),
)
# endings of an adjective that follows a word about a person ("assistante commerciale", "secrétaire médicale")
_FINS_ADJECTIF = (
    ("ales", "aux", 6),
    ("ale", "al", 5),
    ("ives", "ifs", 6),
    ("ive", "if", 5),
    ("elles", "els", 7),
    ("elle", "el", 6),
    ("ières", "iers", 7),
    ("ière", "ier", 6),
    ("antes", "ants", 7),
    ("ante", "ant", 6),
    ("entes", "ents", 7),
    ("ente", "ent", 6),
    ("ointe", "oint", 7),
)
# Participles by their root: "-ue", "-ie", "-ite" also end "avenue", "pharmacie", "suite"
_PARTICIPE = re.compile(
    r"\A(?:(?:re|in|me)?connue|\w+tenue|(?:de|par|inter|pre|con|bien|sur|re)venue|\w*cue(?<=vecue|incue)|(?:re|de|con|per|aper)cue|(?:re)?elue|(?:voul|reso|devo|absol|resol|devol|revol)ue"
    r"|(?:dis|ap|re)?parue|\w*courue|\w*(?:n|r)due|(?:pro|e)mue|\w+pourvue|(?:re|de)?cousue|\w*battue|(?:re|de)?vetue|tetue|pointue"
    r"|(?:de)?munie|(?:re|in)?accomplie|remplie|(?:ir)?reflechie|\w*investie|\w*vertie|aguerrie|(?:re)?etablie|choisie|\w*grandie|reussie|guerie|enrichie|affranchie|assujettie|epanouie"
    r"|rejouie|endurcie|eclaircie|elargie|(?:de)?saisie|(?:in|re|de)?finie|(?:re)?unie|punie|bannie|benie|nourrie|murie|vieillie|\w*cueillie|aboutie|assortie|ravie|cherie|hardie|polie|jolie|amie|trahie"
    r"|(?:de|en)gourdie|etourdie|arrondie|approfondie|batie|affaiblie|embellie|assouplie|nantie|suivie|poursuivie|impartie|garnie|fournie|ressentie"
    r"|(?:instr|constr|reconstr|detr|sed|trad|red|introd|recond|prod)uite|\w*faite|(?:in|pre|sou|trans|re)?scrite|(?:mal)?adroite|conjointe|jointe|rejointe"
    r"|(?:ad|sou|trans|per)mise|apprise|eprise|acquise|conquise|requise|vraie|gaie)s?\Z"
)
# "-ante", "-ente" agree but for verbs in "-mente" and the words that `genre_invariables.txt` keeps
_ANTE = re.compile(r"\A\w{3,}(?:an|(?<!m)en)tes?\Z", re.IGNORECASE)
_PERSONNE_ANTE = re.compile(
    r"(?:assist|consult|enseign|soign|interven|debut|etudi|appren|alternan|habit|remplac|surveill|ger|dirige|command|commerc|represent|exploit|fabric|negoci|particip|pratiqu|"
    r"postul|accompagn|anim|resid|figur|adolesc|gouvern|trait|attach|commun|march)(?:ante|ente|antes|entes)\Z"
)

_FINALES = r"e|ne|le|euse|rice|trice|ière|ienne|enne|ive|ve|te|sse|ère|re|fe"
_MARQUES = re.compile(
    r"(?<=[^\W\d_])(?:"
    r"[·•‧⋅](?P<a>[a-zéè]{1,6})(?P<pa>[·•‧⋅]s|s)?(?![^\W_])"
    r"|\.(?P<b>e|ne|euse|rice|trice|ière|ienne|enne|ve|sse|ère)(?P<pb>\.s|s)?(?![^\W_]|\.(?!e(?![^\W_]))[^\W_])"
    rf"|\((?P<c>{_FINALES})(?P<pc>s)?\)(?P<pc2>s)?"
    r"|/-?(?P<d>e|ne|euse|rice|trice|ière|ienne|enne|ive|ve|ère|fe)(?P<pd>s)?(?![^\W_])"
    r"|-(?P<e>e|ne|euse|rice|trice|ière|ère)(?P<pe>-s|s)?(?![^\W_-])"
    r")+"
)
_PLURIELS = ("pa", "pb", "pc", "pc2", "pd", "pe")
_HF = re.compile(r"\s?[(\[]?\s?\b(?:[HhFf]\s?/\s?[HhFf]|[Mm]\s?/\s?[Ff]|[Ff]\s?/\s?[Mm])(?:\s?/\s?[Xx])?\b\s?[)\]]?")
_CIVILITE = re.compile(r"(?<![^\W_])(?:(?:Mme|Mlle|Mmes|MM|Mesdames|Messieurs|Madame|Mademoiselle|Monsieur|Mrs|Ms|Mr)\b\.?|M\.(?=\s+[A-ZÀ-Ý]))\s*")
_ANGLAIS = dict(
    re.findall(
        r"(\w+)/(\w+)",
        "she/they he/they him/their her/their his/their hers/their herself/themselves himself/themselves waitress/waiter waitresses/waiters actress/actor "
        "actresses/actors stewardess/steward hostess/host hostesses/hosts saleswoman/salesperson salesman/salesperson saleswomen/salespeople "
        "salesmen/salespeople chairwoman/chairperson chairman/chairperson businesswoman/businessperson businessman/businessperson "
        "policewoman/policeman barmaid/barman handywoman/handyman spokeswoman/spokesperson spokesman/spokesperson headmistress/headteacher headmaster/headteacher "
        "landlady/landlord salesgirl/salesperson mother/parent father/parent wife/partner husband/partner woman/person man/person women/people men/people lady/person gentleman/person",
    )
)
_MOT = re.compile(r"[^\W\d_]+")
_BLOC = re.compile(r"\S+")
_ADRESSE = re.compile(r"://|@|\Awww\.")
_ADJECTIF_MASCULIN = re.compile(r"\A.*(?:al|if|el|ier|ant|ent|é|eux|ique|aire|able)\Z", re.IGNORECASE)
_ARTICLES = {"la": "le", "cette": "ce", "ma": "mon", "sa": "son", "ta": "ton"}
_ARTICLE = re.compile(r"\b(?P<prep>(?:de|à)\s+)?(?P<art>la|cette|ma|sa|ta)(?P<blanc>\s+)(?!petite\senfance)(?P<mot>sage-femme|[^\W\d_]+)", re.IGNORECASE)
_PAS_UN_NOM = frozenset(("elle", "elles", "une", "celle", "celles"))
_DOUBLE = re.compile(r"(?<![^\W_])(?P<mot>[^\W\d_]{2,40}(?:[ -][^\W\d_]+){0,3}?)\s?/\s?(?P=mot)(?![^\W_])", re.IGNORECASE)
_ET_DOUBLE = re.compile(r"(?<![^\W_])(?P<mot>[^\W\d_]{5,40})\s(?:et|ou)\s(?P=mot)(?![^\W_])", re.IGNORECASE)


# A pass may uncover one more inflection ("(H/F)" away, then a doubled title): real text settles in three. Hostile text must not buy more.
_PASSES = 6
_LONGUEUR = 40  # letters: no inflected word is longer
# Set phrases whose words say nothing about a person
_GROUPE = (
    r"(?:langues?|clientèles?|devises?|marchandises?) (?:vivantes? )?étrangères?|matières? premières?|(?:maisons?|sociétés?|cartes?|cellules?|langues?) mères?|pères? noël"
    r"|sages?[- ]femmes?|hommes?[- ](?:machine|orchestre)s?|(?:femme|homme|valet)s? (?:de|à|d'|toutes?) ?\w+|(?:coiffures?|mode|prêt-à-porter|vêtements?|rayon) (?:femme|homme)s?"
    r"|droits? (?:de l'homme|des femmes)|(?:égalité|santé|violences?)(?: \w+){0,3} (?:hommes?|femmes?)(?:[ -](?:et |/ ?)?(?:hommes?|femmes?))?|zones? franches?|(?-i:Premiere)|adobe première|première pro"
)
_MOT_LIBRE = re.compile(rf"(?<![^\W_])(?:(?P<groupe>{_GROUPE})(?![^\W_])|(?P<mot>[^\W\d_]+))|[^\W\d_]+", re.IGNORECASE)
_DE_LUI = re.compile(r"\b(?P<de>d|qu)(?:e\s|')(?:lui|elle|il)(?P<s>s)?\b(?!-)", re.IGNORECASE)
_D_EUX = re.compile(r"\b(?P<de>d|qu)['’]eux\b", re.IGNORECASE)
# Nouns by themselves, participles about a person before these words: "issue d'une école", "entrée comme apprentie", "retenue parmi", "fine connaisseuse"
_DEVANT = re.compile(
    r"\b(?:(?P<a>issue)(?=s?\s(?:de|du|des)\b|s?\sd['’])|(?P<b>entrée|arrivée|rentrée|partie|sortie)(?=\s(?:comme|major|première|en tant|chez)\b|\sen\s(?:19|20)\d\d)"
    r"|(?P<c>retenue)(?=\s(?:parmi|pour|comme)\b)|(?P<d>fine)(?=\s(?:connaiss|gestionnaire|strat[eè]ge|observat|psychologue|n[ée]gociat|p[ée]dagogue|analyste|lect))|(?P<e>tenue)(?=\s(?:à|au|de rendre)\b))",
    re.IGNORECASE,
)
_MAIEUTICIEN = re.compile(r"\bma[iï]euticien(?:ne)?(s?)\b", re.IGNORECASE)


def neutraliser(texte: str) -> str:
    """`texte` with French (and English) gender inflection about a person sent to one form. Idempotent.

    `Développeuse diplômée` and `Développeur diplômé` give the same text, as do `développeur·euse` and `motivé(e)`.
    """
    for _ in range(_PASSES):
        neutre = _passe(texte)
        if neutre == texte:
            break
        texte = neutre
    return texte


def _passe(texte: str) -> str:
    """One pass over everything but addresses."""
    morceaux: list[str] = []
    fin = 0
    for m in _BLOC.finditer(texte):
        if _ADRESSE.search(m.group()):
            morceaux += (_passe_mots(texte[fin : m.start()]), m.group())
            fin = m.end()
    return "".join((*morceaux, _passe_mots(texte[fin:])))


def _passe_mots(texte: str) -> str:
    texte = _HF.sub("", texte) if "/" in texte else texte
    texte = _CIVILITE.sub("", texte)
    texte = _MARQUES.sub(lambda m: "s" if any(m.group(g) for g in _PLURIELS) else "", texte)
    texte = _ARTICLE.sub(_article, texte)
    texte = _titres(texte)
    texte = _accorder(texte)
    texte = _DEVANT.sub(lambda m: m.group()[:-1], texte)
    texte = _MAIEUTICIEN.sub(r"sage\1-femme\1", texte)
    texte = _DE_LUI.sub(r"\g<de>'il\g<s>", _D_EUX.sub(r"\g<de>'ils", texte))
    texte = _mots(texte)
    texte = _DOUBLE.sub(lambda m: m.group("mot"), texte) if "/" in texte else texte
    return _ET_DOUBLE.sub(lambda m: m.group("mot"), texte)


def _mots(texte: str) -> str:
    """Each word to its masculine, but inside a skill's name of several words ("petite enfance", "mise en place"), which agrees with a thing."""
    plie = fold(texte)
    gardes = bytearray(len(texte) + 1)
    libre = 0
    for fin, longueur in _competences().iter_long(plie):
        debut = fin + 1 - longueur
        if debut >= libre and not plie[max(debut - 1, 0) : debut].isalnum() and not plie[fin + 1 : fin + 2].isalnum():
            gardes[debut : fin + 1] = b"\1" * longueur
            libre = fin + 1
    return _MOT_LIBRE.sub(lambda m: m.group() if m.group("groupe") or gardes[m.start()] else _mot(m.group()), texte)


@lru_cache(maxsize=1)
def _competences() -> ahocorasick.Automaton:
    """Folded skill names of several words that the words' own rules would change."""
    automate = ahocorasick.Automaton()
    noms = {fold(forme.texte): forme.texte for formes in lire(DOSSIER).formes.values() for forme in formes if " " in forme.texte}
    for plie, nom in noms.items():
        neutre = fold(_MOT.sub(lambda m: _mot(m.group()), nom))
        if neutre != plie and neutre not in noms:  # both forms known: the name is about a person ("DE infirmière", "DE infirmier")
            automate.add_word(plie, len(nom))
    automate.make_automaton()
    return automate


@lru_cache(maxsize=16384)
def _mot(mot: str) -> str:
    if len(mot) > _LONGUEUR:
        return mot
    plie = fold(mot)
    if plie in _ANGLAIS:
        return _casse(mot, _ANGLAIS[plie])
    if plie in invariables():
        return mot
    if plie in paires():
        return _casse(mot, paires()[plie])
    if _PERSONNE_ANTE.match(plie) or (_PARTICIPE.match(plie) and not mot.lower().endswith(("é", "és"))) or _ANTE.match(mot):
        return mot[:-2] + mot[-1] if plie.endswith("s") else mot[:-1]
    for fin, remplacement, minimum in _FINS:
        if len(plie) >= minimum and plie.endswith(fin):
            return _finir(mot, plie, fin, remplacement)
    return mot


def _finir(mot: str, plie: str, fin: str, remplacement: str) -> str:
    if fin in ("ee", "ees") and not mot.lower().endswith(fin.replace("ee", "ée")):  # "employee" is English, "créé" is masculine
        return mot
    return mot[: len(plie) - len(fin)] + _capitales(mot, mot[len(plie) - len(fin)] + remplacement if fin.startswith("ee") else remplacement)


def _capitales(mot: str, suite: str) -> str:
    return suite.upper() if len(mot) > 1 and mot.isupper() else suite


def _casse(mot: str, voulu: str) -> str:
    if len(mot) > 1 and mot.isupper():
        return voulu.upper()
    return voulu[0].upper() + voulu[1:] if mot[0].isupper() else voulu


def _feminin(mot: str) -> bool:
    return _mot(mot) != mot


def _article(m: "re.Match[str]") -> str:
    """`la directrice` -> `le directeur`, `de la` -> `du`, `à la` -> `au`: only before a word about a person."""
    mot = m.group("mot")
    if not _feminin(mot) and fold(mot) not in epicenes():
        return m.group()
    article, prep = m.group("art"), m.group("prep")
    neuf = _ARTICLES[article.lower()]
    if prep and neuf == "le":
        return f"{_casse(prep.strip(), 'du' if prep.strip().lower() == 'de' else 'au')}{m.group('blanc')}{mot}"
    return f"{prep or ''}{_casse(article, neuf)}{m.group('blanc')}{mot}"


def _accorder(texte: str) -> str:
    """Adjectives after a word about a person agree with it: `assistante commerciale`, `accompagnante éducative et sociale`."""
    morceaux: list[str] = []
    fin, porteur = 0, False
    for m in _MOT.finditer(texte):
        mot, entre = m.group(), texte[fin : m.start()]
        neuf = _adjectif(mot) if porteur and entre in (" ", " et ") else mot
        morceaux += (entre, neuf)
        accorde = porteur and entre in (" ", " et ") and (neuf != mot or bool(_ADJECTIF_MASCULIN.match(mot)))
        porteur = accorde or _de_personne(mot)
        fin = m.end()
    return "".join((*morceaux, texte[fin:]))


@lru_cache(maxsize=16384)
def _de_personne(mot: str) -> bool:
    """Whether an adjective after `mot` agrees with a person."""
    plie = fold(mot)
    return plie not in _PAS_UN_NOM and (_feminin(mot) or plie in personnes())


def _adjectif(mot: str) -> str:
    bas = mot.lower()
    if fold(mot) in invariables():
        return mot
    for fin, remplacement, minimum in _FINS_ADJECTIF:
        if len(bas) >= minimum and bas.endswith(fin):
            return mot[: len(mot) - len(fin)] + _capitales(mot, remplacement)
    return mot


@lru_cache(maxsize=1)
def _automate() -> ahocorasick.Automaton:
    """Feminine job titles -> masculine, over folded text."""
    automate = ahocorasick.Automaton()
    for metier in lire(DOSSIER).metiers.values():
        if metier.fr_m != metier.fr_f:
            automate.add_word(fold(metier.fr_f), (len(metier.fr_f), metier.fr_m))
    automate.make_automaton()
    return automate


def _titres(texte: str) -> str:
    """Whole job titles first: their two forms are known (`hôtesse de l'air`, `steward`)."""
    plie = fold(texte)
    trouves = [(fin + 1 - longueur, fin + 1, masculin) for fin, (longueur, masculin) in _automate().iter(plie)]
    pris: list[tuple[int, int, str]] = []
    for debut, fin, masculin in sorted(trouves, key=lambda t: (t[0], -t[1])):
        bords = not plie[debut - 1 : debut].isalnum() and not plie[fin : fin + 1].isalnum()
        if bords and (not pris or debut >= pris[-1][1]):
            pris.append((debut, fin, masculin))
    morceaux: list[str] = []
    suite = 0
    for debut, fin, masculin in pris:
        morceaux += (texte[suite:debut], _casse(texte[debut:fin], masculin))
        suite = fin
    return "".join((*morceaux, texte[suite:]))
