"""Phrases by which a CV says who its owner is: age, origin, family, health, faith, union, residence, contact (design: matching, section 1, rule 3).

Searched in folded text (no accents, lower case, same length), so that a span found there holds in the original. No phrase of a trade is one:
"délégation aux représentants du personnel" or "accueil d'enfants de 3 à 6 ans" speaks of work.
"""

import re

from app.ai.extraction.intitules import reconnaitre
from app.ai.referentiels import lexique
from app.utils.text import fold

Intervalle = tuple[int, int]

_FIN = r"[^\n,;|•·.]*"
_E = r"(?:e|\(e\)|\.e|·e)?"
_JOUR_MOIS = r"\d{1,2}(?:er)?[\s/.-]+(?:[a-z]{3,9}|\d{1,2})[\s/.-]+"
_MAJEURS = r"(?:1[6-9]|[2-7]\d)"
_NOMBRE = r"(?:[1-9]|une?|deux|trois|quatre|cinq|six)"
_AGE = (
    rf"\b(?:est\s+)?agee?(?:\(e\))?\s+de\s+\d{{1,2}}\s+ans\b|\bage\s*:?\s*\d{{1,2}}(?:\s+(?:ans|years))?\b|\bage\s+of\s+\d{{2}}\b"
    r"|\b(?:an?\s+)?\d{2}[\s-]+years?[\s-]+old\b|\baged\s+\d{2}\b|\b\d{2}\s?y/o\b"
    rf"|(?<!\d\s)(?<!ans\s)(?<!ages\s)\ba\s+{_MAJEURS}\s+ans\b(?=\s*[,.;\n]|\s*\Z),?"
    rf"|\b(?:jeune|dynamique)\s+(?:femme|homme|pere|mere|maman|papa|retraitee?)\b(?:\s+de\s+{_MAJEURS}\s+ans)?|\b(?:femme|homme)\s+de\s+{_MAJEURS}\s+ans\b"
    rf"|\bnee?(?:\(e\)|\.e|·e)?\s+(?:le|en)\s+(?:{_JOUR_MOIS})?\d{{4}}(?:\s+a\s+{_FIN})?"
    r"|\b(?:date|lieu|annee)(?:\s+et\s+lieu)?\s+de\s+naissance\b[^\n|;•·]*|\b(?:date|place|year)(?:\s+and\s+place)?\s+of\s+birth\b[^\n|;•·]*|\bd\.?o\.?b\.?\s*:[^\n|;•·]*|\bborn\s+(?:on|in)\b[^\n,;|•·.]*"
    r"|\b\d{1,2}[./-]\d{1,2}[./-](?:19|20)\d\d\s*\(\s*\d{2}\s*(?:ans|years)\s*\)"
)
_ORIGINE = (
    r"\b(?:(?:de|double)\s+)?nationalites?\s*:?\s*[a-z-]+(?:\s+et\s+[a-z-]+)?|\b(?:dual\s+)?nationality\s*:?\s*[a-z-]+|\b[a-z]+\s+(?:citizen|passport\s+holder)\b|\bbinationale?\b"
    rf"|\b(?:titulaire\s+d'une?\s+)?(?:titre|carte|permis)\s+de\s+(?:sejour|resident)\b{_FIN}|\bnaturalisee?\b{_FIN}|\bressortissant{_E}\b{_FIN}|\bcitoyen(?:ne)?\s+(?:de\s+l'union|francais|europeen|suisse|belge)\w*{_FIN}"
    rf"|\boriginaire\s+d(?:e|u|es)\b{_FIN}|\boriginaire\s+d'{_FIN}|\bd'origine\s+(?!controlee|protegee|animale|vegetale|geographique)[a-z-]+|\b(?:indefinite\s+leave\s+to\s+remain|(?:eu\s+)?(?:pre-?)?settled\s+status|work\s+permit\s+holder)\b"
)
_ENFANTS = rf"(?:(?:sans|{_NOMBRE})\s+(?:jeunes\s+)?enfants?(?:\s+a\s+charge)?|(?:no|one|two|three|four|[1-9])\s+(?:young\s+)?(?:child|children|kids))"
_ETAT_CIVIL = r"(?:celibataire|mariee?|pacsee?|divorcee?|veuf|veuve|separee?|fiancee?|(?:en\s+)?couple|en\s+concubinage|vie\s+maritale|single|married|divorced|widow(?:ed|er)?|engaged)"
_PARENT = r"(?:mere|pere|maman|papa|parent)\s+(?:de\s+famille|celibataire|isolee?|solo|au\s+foyer|de\s+(?:[a-z0-9]+\s+)?(?:jeunes\s+)?(?:enfants?|filles?|fils|garcons?|jumeaux|jumelles))"
_FAMILLE = (
    r"\b(?:situation|statut)\s+(?:de\s+famille|familiale?|matrimoniale?|maritale?)\b[^\n;|•·]*|\bmarital\s+status\b[^\n;|•·]*"
    rf"|\b(?:{_ETAT_CIVIL}\s+et\s+)?{_PARENT}\b|\b{_ETAT_CIVIL}(?:\s+(?:man|woman))?\s+(?:avec|with)\s+{_ENFANTS}\b"
    r"|\b(?:mother|father|mum|dad|parent)\s+of\s+[a-z0-9]+(?:\s+(?:young\s+)?(?:children|kids|boys|girls))?\b|\bfull[- ]time\s+(?:mother|father|parent|mum|dad)\b"
    r"|\b(?:en\s+)?conges?\s+(?:de\s+|d')?(?:maternite|paternite|parental|parentaux|adoption|maladie)\b(?:\s+d'education)?|\b(?:on\s+)?(?:maternity|paternity|parental|sick)\s+leave\b"
)
_SANTE = (
    r"\brqth\b|\b(?:reconnue?\s+)?(?:reconnaissance\s+(?:de\s+la\s+)?)?(?:qualite\s+de\s+)?travailleu(?:r|se)\s+handicapee?\b|\bregistered\s+disabled\b"
    r"|\bbeneficiaire\s+de\s+l'obligation\s+d'emploi\b|\b(?:titulaire\s+(?:de\s+la|d'une)\s+)?carte\s+(?:d'invalidite|mobilite\s+inclusion)\b|\bliving\s+with\s+an?\s+(?:disability|illness)\b"
)
_SYNDICAT = r"(?:cgt|cfdt|cftc|cfe-cgc|unsa|sud|solidaires|fsu|fo)"
_OPINION = (
    rf"\b(?:deleguee?|representante?)\s+syndicale?\b(?:\s+{_SYNDICAT}\b)?{_FIN}|\bsyndiquee?\b(?:\s+{_SYNDICAT}\b|[^\S\n]+[a-z]+)?|\belu{_E}\s+(?:au|du|suppleante?\s+au|titulaire\s+au)\s+(?:cse|ce|chsct|comite\s+(?:social|d'entreprise))\b{_FIN}"
    rf"|\b(?:membre|secretaire|tresorier[e]?)\s+(?:elue?\s+)?(?:de\s+|du\s+|au\s+|a\s+)(?:la\s+|l')?(?:{_SYNDICAT}|cse|syndicat|parti)\b(?:\s+{_SYNDICAT}\b)?{_FIN}"
    rf"|\b(?:militante?|adherente?|sympathisante?|encartee?)\s+(?:a|au|aux|de|du|des|chez|d')\b{_FIN}|\bconseill(?:er|ere)\s+prud'hom\w+\b(?:\s*\([^)\n]*\))?"
    r"|\btrade\s+union\b[^\n,;|•·.]*|\b(?:shop\s+steward|union\s+(?:rep(?:resentative)?|member|delegate))\b|\bmember\s+of\s+(?:[a-z]+\s+the\s+union|the\s+[a-z]+\s+union|unison|unite)\b|\b(?:unison|unite|gmb)\s+(?:shop\s+steward|rep(?:resentative)?)\b"
    r"|\b(?:catholique|musulmane?|juif|juive|protestante?|chretien|chretienne|bouddhiste|hindoue?)\s+(?:non\s+)?pratiquante?\b"
    r"|\b(?:de\s+)?(?:religion|confession)\s*:?\s+[a-z]+|\b(?:practising|practicing)\s+[a-z]+|\btemoin\s+de\s+jehovah\b"
)
_CIVILITE = (
    r"\b(?:mme|mlle|madame|mademoiselle|monsieur|mrs)\b\.?|\b(?:sexe|genre|gender|sex)\s*:\s*[a-z]+|\b(?:pronoms?|pronouns?)\s*:\s*[a-z]+(?:\s*/\s*[a-z]+)*|\b(?:she/her|he/him|they/them)(?:/\w+)?\b"
    r"|\b(?:degagee?|liberee?)\s+des\s+obligations\s+militaires\b"
)
_CONTACT = r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\b(?:https?://|www\.)[^\s,;|)]+|\b(?:linkedin|github|gitlab)\.com/[^\s,;|)]+|(?:\+\d{2}\s?|\b0)\d(?:[ .-]?\d{2}){4}\b"
# apart, so that a phrase that runs to the end of its line hides no other that begins there
_PARTOUT = tuple(map(re.compile, (_AGE, _ORIGINE, _FAMILLE, _SANTE, _OPINION, _CIVILITE, _CONTACT)))
_OUVERTE = re.compile(r"\([^()\n]{0,60}\Z|(?:\w-|\b(?:a|au|aux|de|du|des|la|le|les|en|et|in|of|the|and)|\b[dl]'|\b(?:lieu|place)\b[^\n]{0,60}[:,])\Z")
_SUITE = re.compile(r"[^\S\n]{0,20}\n[^\S\n]{0,20}(?![-–—*>▪◦●○■])(?P<suite>(?:[^\n,;|•·.():\s]|[^\S\n](?!-\s|–\s)){1,40}(?:\([^()\n]{1,30}\))?)")
_FERMETURE = re.compile(r"[^\S\n]{0,20}\n(?P<suite>[^()\n]{0,60}\))")
_RESIDENCE = re.compile(
    r"\b(?:[Bb]asée?|[Ii]nstallée?|[Dd]omiciliée?|[Hh]abite|[Hh]abitante?|[Rr]éside|[Rr]ésidante?|[Vv]it|[Vv]ivant)(?:\s+actuellement)?\s+(?:à|au|aux|en)\s+"
    r"(?:[Ll]a\s+|[Ll]e\s+)?[A-ZÀ-Ý][\w'’-]*(?:[ ][A-ZÀ-Ý][\w'’-]*)*"
    r"|\b[Hh]abitant\s+(?:à|au|aux|en)\s+(?:[Ll]a\s+|[Ll]e\s+)?[A-ZÀ-Ý][\w'’-]*(?:[ ][A-ZÀ-Ý][\w'’-]*)*"
    r"|\b(?:[Bb]ased|[Ll]iving|[Rr]esident)\s+in\s+[A-Z][\w'’-]*(?:[ ][A-Z][\w'’-]*)*"
)
_SEGMENT = re.compile(r"(?:[^\n,;|•·().\s]|[^\S\n](?!-\s|–\s|/\s)|\.(?=\w))+")
# said alone between two separators, in a list of such things: the same words inside a sentence speak of work
_SEGMENT_ENTIER = re.compile(
    rf"\d{{2}}\s+(?:ans|years)|{_ENFANTS}|{_ETAT_CIVIL}(?:\s+(?:et\s+|avec\s+|with\s+)?{_ENFANTS})?"
    r"|catholique|musulmane?|juif|juive|protestante?|chretien|chretienne|bouddhiste|hindoue?|athee?|catholic|muslim|jewish|christian|baptisee?|catechiste(?:\s+benevole)?|church\s?warden|sunday\s+school\s+teacher"
    r"|nee?\s+a(?:\s+.*)?|hommes?|femmes?|male|female|enceinte|pregnant|handicapee?|disabled|(?:personne\s+)?en\s+situation\s+de\s+handicap|pronoms?|m\.?|mr\.?|ms\.?"
    r"|(?:sourde?|malentendante?|aveugle|malvoyante?)(?:\s+de\s+naissance)?|dys(?:lexi|praxi|calculi|phasi)\w+|autiste|asperger|tdah|diabetique|epileptique|bipolaire|en\s+fauteuil(?:\s+roulant)?|paraplegique|en\s+remission"
    r"|deaf|blind|hard\s+of\s+hearing|wheelchair\s+user|dyslexic|autistic|adhd|diabetic|epileptic|(?:elu(?:e|\(e\))?\s+)?(?:representante?|deleguee?)\s+du\s+personnel"
    r"|(?:etat\s+civil|(?:informations?|renseignements|donnees)\s+personnel(?:le)?s|personal\s+(?:details|information|data))\s*:?"
)
_RUBRIQUE_LIGNES, _RUBRIQUE_CARACTERES = 12, 1_000
_RUBRIQUE = re.compile(
    r"^[^\S\n]*(?:[ée]tat\s+civil|(?:informations?|renseignements|donn[ée]es)\s+personnel(?:le)?s|personal\s+(?:details|information|data))[^\S\n]*:?[^\S\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
_CONGE = re.compile(
    r"\A\W*(?:(?:en\s+)?conges?\b(?!.*\bgestion)|interruption\b|parenthese\b|pause\s+(?:carriere|professionnelle|familiale)|(?:annee\s+)?sabbati(?:cal|que)\b|periode\s+(?:sabbatique|d'inactivite|sans\s+emploi|de\s+chomage)"
    r"|(?:maternity|paternity|parental|family|career|sick)\s+(?:leave|break)|(?:mere|pere|maman|papa|parent|femme|homme)\s+au\s+foyer|full[- ]time\s+(?:mother|father|parent|mum|dad)|stay[- ]at[- ]home"
    r"|(?:sans\s+emploi|(?:en\s+)?recherche\s+d'emploi|(?:demandeu(?:r|se)|demanderesse)\s+d'emploi|au\s+chomage|chomage|unemployed|between\s+jobs|job\s+seek\w+|seeking\s+employment)\W*\Z"
    r"|(?:proche\s+)?aidant(?:e|\(e\))?(?:\s+(?:familiale?|d'un\s+proche|de\s+mes?\s+[a-z]+))?\W*\Z|(?:education|elever|garde)\s+(?:de\s+)?mes\s+enfants|carer\s+for\s+(?:a\s+family|my|an\s+elderly)|raising\s+(?:my|a)\s+(?:children|family))"
)


def spans_proteges(texte: str) -> list[Intervalle]:
    """Where `texte` speaks of age, birth, nationality, family, health, religion, union, residence, contact or civility."""
    plie = fold(texte).replace("’", "'")
    spans = [m.span() for motif in _PARTOUT for m in motif.finditer(plie)]
    spans += [m.span() for m in _RESIDENCE.finditer(texte)]
    for segment in _SEGMENT.finditer(plie):
        if _SEGMENT_ENTIER.fullmatch(segment.group().strip(" \t-–:")):
            spans.append(segment.span())
    return spans + [suite for debut, fin in spans if (suite := _suite(texte, plie, debut, fin)) is not None]


def _suite(texte: str, plie: str, debut: int, fin: int) -> Intervalle | None:
    """What the next line adds to a phrase that its own line leaves unfinished ("Originaire du / Portugal"), unless it is a heading, a skill or a trade."""
    ouverte = _OUVERTE.search(plie[debut:fin].rstrip())
    if ouverte is None:
        return None
    suite = (_FERMETURE if ouverte.group().startswith("(") else _SUITE).match(plie, fin)
    if suite is None:
        return None
    brut = texte[suite.start("suite") : suite.end("suite")].strip()
    if reconnaitre(brut) is not None or lexique().trouver(brut) or lexique().lier_metier(brut) is not None:
        return None
    return suite.span("suite")


def est_un_conge(poste: str) -> bool:
    """Whether a line among the posts is a leave, a break or a time without a job: it has no weight, either way."""
    return _CONGE.match(fold(poste).replace("’", "'")) is not None


def rubriques_personnelles(texte: str) -> list[Intervalle]:
    """Each line under a heading "Informations personnelles", the heading included, up to an empty line, another heading or a dozen lines: nobody tells a skill there."""
    spans = []
    for m in _RUBRIQUE.finditer(texte):
        spans.append(m.span())
        debut = m.end() + 1
        for ligne in texte[debut : debut + _RUBRIQUE_CARACTERES].split("\n")[:_RUBRIQUE_LIGNES]:
            if not ligne.strip() or reconnaitre(ligne.strip()) is not None:
                break
            spans.append((debut, debut + len(ligne)))
            debut += len(ligne) + 1
    return spans
