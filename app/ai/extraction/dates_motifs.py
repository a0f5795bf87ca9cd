"""Words and patterns of dates on CVs, French and English. All match text passed through `fold`.

Every quantifier is bounded, so that scanning is linear in the length of the text whatever it holds.
"""

import re

MOIS = {
    1: "janvier january janv jan",
    2: "fevrier february fevr fev feb",
    3: "mars march mar",
    4: "avril april avr apr",
    5: "mai may",
    6: "juin june jun",
    7: "juillet july juill juil jul",
    8: "aout august aou aug",
    9: "septembre september sept sep",
    10: "octobre october oct",
    11: "novembre november nov",
    12: "decembre december dec",
}
NUMERO_DU_MOIS = {mot: numero for numero, mots in MOIS.items() for mot in mots.split()}

# Northern seasons; winter belongs to the year in which it begins.
SAISONS = {"printemps": 3, "spring": 3, "ete": 6, "summer": 6, "automne": 9, "autumn": 9, "fall": 9, "hiver": 12, "winter": 12}

_NOM = "|".join(sorted(NUMERO_DU_MOIS, key=len, reverse=True))
_SAISON = "|".join(SAISONS)
_AN = r"(?:19|20)\d\d"
_MM = r"(?:0?[1-9]|1[0-2])"
_MM2 = r"(?:0[1-9]|1[0-2])"
_JOUR = r"(?:0?[1-9]|[12]\d|3[01])(?:er|st|nd|rd|th)?"
_NON_APRES = r"(?![\d])"

EN_COURS = (
    r"aujourd'?\s?hui|auj\b\.?|(?:a\s)?ce\sjour|en\scours|a\sl'heure\sactuelle|actuelle(?:ment)?|actuel|presently|present|currently|current|now|"
    r"on-?going|to\sdate|till\sdate|to\sthis\sday|today|maintenant|nos\sjours|(?:toujours\s)?en\sposte|\.{3}|\u2026"
)

# One alternative per way to write a date; the order settles which reading wins at a given place.
ATOME = re.compile(
    rf"""(?<![\w])(?:(?=[\da-z'])(?:
    (?P<ymd>(?P<ymd_a>{_AN})(?P<ymd_s>[-/.])(?P<ymd_m>{_MM})(?P=ymd_s)(?:0?[1-9]|[12]\d|3[01])(?![\d/.-]))
  | (?P<dmy>(?P<dmy_1>\d{{1,2}})\s?(?P<dmy_s>[-/.])\s?(?P<dmy_2>\d{{1,2}})\s?(?P=dmy_s)\s?(?P<dmy_a>{_AN}|(?<=/)\d\d)(?!\d|[/.]\d))
  | (?P<mmy>(?P<mmy_1>{_MM2})\s?(?:-|a|au|to)\s?(?P<mmy_2>{_MM2})\s?[/.]\s?(?P<mmy_a>{_AN}){_NON_APRES})
  | (?P<my>(?:(?P<my_m>{_MM})(?:\s?/\s?|\.)|(?P<my_m2>{_MM2})-)(?P<my_a>{_AN})(?!\d|[./]\d))
  | (?P<ym>(?P<ym_a>{_AN})(?P<ym_s>[-/.])(?P<ym_m>{_MM2})(?![\d/]|[-.]\d{{1,2}}(?!\d)))
  | (?P<yy>(?P<yy_a>{_AN})(?:\s?[-/]\s?'?(?P<yy_b>\d\d)(?![ ]?[\w%$€./-])|[-/]'?(?P<yy_c>\d\d)(?![\w%$€/-]|\.\d|\s(?:{_NOM})\b)))
  | (?P<mjy>(?P<mjy_m>{_NOM})\.?\s{_JOUR}(?:,\s?|\s)(?P<mjy_a>{_AN}){_NON_APRES})
  | (?P<nmy>(?:{_JOUR}\s(?:of\s)?)?(?P<nmy_m>{_NOM})(?![a-z])[.,]{{0,2}}[ \t\n/,-]{{0,3}}(?:(?:de|of)\s)?(?P<nmy_a>{_AN}){_NON_APRES})
  | (?P<nmq>(?P<nmq_m>{_NOM})(?![a-z])\.?,?[ ]?'(?P<nmq_a>\d\d)(?!\w))
  | (?P<nm2>(?P<nm2_m>{_NOM})(?![a-z])(?:\.|\.?(?:\s|-|/))(?P<nm2_a>\d\d)(?![\w%]|[.,]\d|\s(?:{_NOM})\b|\s?(?:ans|mois|h)\b))
  | (?P<nm>(?:{_JOUR}\s)?(?P<nm_m>{_NOM})\b\.?(?:\s\d{{1,2}}(?:st|nd|rd|th)?(?!\w))?)
  | (?P<sai>(?P<sai_s>{_SAISON})\s(?:de\s)?(?P<sai_a>{_AN})(?:\s?[-/]\s?(?P<sai_b>{_AN}|\d\d))?{_NON_APRES})
  | (?P<tri>[qt](?P<tri_n>[1-4])[\s/-]{{1,3}}(?P<tri_a>{_AN}){_NON_APRES})
  | (?P<nn>(?P<nn_m>{_MM})/(?P<nn_a>\d\d)(?![\d/%]|[.,]\d))
  | (?P<y>(?P<y_a>{_AN})(?![\d%]|[.,]\d|\s?(?:€|\$|£|k€|eur\b|euros?\b)))
  | (?P<q>'(?P<q_a>\d\d)(?!\w)))
  | (?P<now>{EN_COURS})(?!\w)
    )|(?<!\.)(?P<etc>\.{{3}}|\u2026)""",
    re.VERBOSE,
)

_DETAIL = (
    r"(?:(?:la\s|le\s|l'|the\s|du\s|de\sla\s)?(?:fin|debut|mi|milieu|courant|end\sof|beginning\sof|early|late|mid)[\s-](?:de\s|d')?|le\s|l'annee\s|the\s)?"
)
LIAISON = re.compile(
    rf"\s{{0,3}}(?:[-\u00ad\u2012\u2015\u2043\u2212~]{{1,3}}>?|[=]>|[\u2190-\u21ff\u2794-\u27bf>»\u25b6\u25ba]{{1,2}}|[/|]|(?<=[\s\d.])(?:a|au|to|until|till|til|thru|through|up\sto|jusqu'\s?(?:a|au|en)))"
    rf"(?:\s{{0,3}}(?:a|au|to|until|till|jusqu'\s?(?:a|au|en))\s)?\s{{0,3}}{_DETAIL}"
)
LIAISON_ENTRE = re.compile(r"\s(?:et|and|&)\s(?:le\s)?")
LIAISON_EN_COURS = re.compile(r"\s{0,2}[(,:\[]?\s{0,2}(?:et\s|and\s)?(?:jusqu'\s?(?:a|au)\s|until\s|to\s)?")
ENTRE = re.compile(r"\b(?:entre|between)\s(?:le\s)?$")
DEPUIS = re.compile(rf"\b(?:depuis|since|en\sposte\sdepuis|as\sof)\s{{1,2}}{_DETAIL}$")
JUSQUE = re.compile(rf"\b(?:jusqu'\s?(?:en|a|au)|until|till|up\sto)\s{_DETAIL}$")
FRANCAIS = re.compile(r"\b(?:depuis|du|au|le|a)\b")
OUVRANT = re.compile(rf"\b(?:du|de|d'|from|le|depuis|since)\s?{_DETAIL}$")

DUREE_APRES = re.compile(r"\s{0,2}[-(\[,:|]{0,2}\s{0,2}(?P<n>\d{1,2})\s?(?P<u>mois|months?|mos|semaines?|weeks?)\b[)\]]?")
DUREE_AVANT = re.compile(r"(?<!\w)(?P<n>\d{1,2})\s?(?P<u>mois|months?|semaines?|weeks?)\s?(?:\w{1,12}\s)?[(,:-]?\s?(?:en|de|in|of)?\s?$")

NAISSANCE = re.compile(
    r"\b(?:nee?(?:\s?\(e\))?\s(?:le|en|a)\b|(?:date\s(?:et\slieu\s)?de\s)?naissance\b|born\b|date\sof\sbirth\b|birth\s?date\b|d\.?o\.?b\b\.?|birthday\b|anniversaire\b)"
    r"[^\n\d]{0,30}(?:\n[^\n\d]{0,12})?(?:\d{1,2}(?:er|st|nd|rd|th)?[\s./-]{1,3}(?:of\s)?(?:\d{1,2}|[a-z]{3,9})\.?[\s./-]{1,3}(?:19|20)?\d\d|[a-z]{3,9}\s\d{1,2},?\s(?:19|20)\d\d|(?:19|20)\d\d(?:[-/]\d\d[-/]\d\d)?)(?!\d)"
)

# Numbers that look like years: phones, software versions, regulations, streets, counts.
TELEPHONE = re.compile(
    r"(?<![\d/])0[1-9](?P<s>[ .-]?)\d\d(?:(?P=s)\d\d){3}(?!\d)|\+\d{1,3}[ .-]?(?:\(0?\)[ .-]?)?\d{1,4}(?:[ .-]?\d{2,4}){2,5}(?!\d)|"
    r"(?<!\d)\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?!\d)"
)
AVANT_NON_DATE = re.compile(
    r"(?:[$€£#=]\s?|\d:|\bn[°o]\s?|\b(?:windows|server|office|excel|word|access|powerpoint|outlook|sharepoint|exchange|dynamics|visual\sstudio|autocad|solidworks|revit|"
    r"catia|3ds\smax|version|v|iso|rt|re|nf|horizon|agenda|vision|objectif|sql|sage|ciel|navision|unity|matlab|ecmascript)[\s-]?)$"
)
APRES_NON_DATE = re.compile(
    r"\s?(?:rue|avenue|boulevard|street|road|heures?|h|clients?|personnes?|salaries|employes|employees|users|utilisateurs|customers|people|eleves|students|"
    r"km|m2|m²|tonnes?|pieces|articles|references|lots|colis|couverts|dossiers|lignes|lines|hours|patients|adherents|membres|members|mots|words|points|"
    r"followers|abonnes|produits|products|euros?|dollars)\b"
)
