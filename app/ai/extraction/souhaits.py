"""What a candidate declares to want: places, remote work, kind of contract, availability. Where they live is never a wish."""

import re
from dataclasses import dataclass

from app.ai.extraction.etendue import Etendue
from app.ai.extraction.lieux import est_ville_connue, lire_pays
from app.core.enums import TypeContrat
from app.utils.text import fold


@dataclass(frozen=True)
class Souhait(Etendue):
    """One declared wish: a place, a contract, an availability, as read (`valeur`)."""

    valeur: str


@dataclass(frozen=True)
class Souhaits:
    """All declared wishes of a text. `teletravail` is None when nothing is said about it; spans stand beside each value."""

    lieux: tuple[Souhait, ...] = ()
    teletravail: bool | None = None
    span_teletravail: tuple[int, int] | None = None
    contrat: TypeContrat | None = None
    span_contrat: tuple[int, int] | None = None
    disponibilite: str | None = None
    span_disponibilite: tuple[int, int] | None = None


# --- places -----------------------------------------------------------------------------------------------------------

_MOBILITE = re.compile(
    r"(?<!\w)(?:mobilite(?:s)?(?:\s(?:geographique|professionnelle|souhaitee))?\s?(?::|-|\(|=|sur|en|a|dans|vers|possible\s(?:sur|en|a|dans))\s{0,3}|"
    r"(?:totalement\s|entierement\s|tres\s)?mobiles?\s(?:geographiquement\s)?(?:sur|en|dans|a|au|vers|pour)\s|mobile\s:\s?(?!\s?[+\d(])|"
    r"(?:pret|prete|ouvert|ouverte|disposee?)\s(?:a\sune\smobilite|a\sla\smobilite|a\sdemenager|a\sme\srelocaliser|a\sla\srelocalisation)\s(?:sur|en|a|dans|vers|pour)\s|"
    r"(?:souhaite|desire|envisage)\s(?:travailler|m'installer|m'etablir|demenager|exercer)\s(?:sur|en|a|dans|vers|au|aux)\s|(?:poste|emploi|cdi|cdd|stage|alternance|opportunite)\s(?:recherchee?|souhaitee?)?\s?(?:base|situee?)\s(?:a|sur|en)\s|"
    r"(?:lieux?|zones?|villes?|secteurs?|region)s?\s(?:geographiques?\s)?(?:souhaite|recherche|vise|de\srecherche|de\smobilite)(?:e|s|es)?\s?[:-]\s?|"
    r"(?:open|willing|ready|happy|available|able)\s(?:to|for)\s(?:relocat(?:e|ion|ing)|move|moving)\s(?:to|in|within|across|anywhere\sin)\s|relocation\s?(?::|to)\s?|willing\sto\swork\sin\s|preferred\s(?:locations?|cities)\s?:?\s|"
    r"mobility\s?(?::|-|within|across)\s?|looking\sto\s(?:relocate|move)\sto\s)"
)
_FIN_LIEUX = re.compile(
    r"[.;\n|•·)(]|\s[–—-]\s|,\s(?=permis|vehicule|disponible|teletravail|available|remote|driving|mobile|prea)|\s(?:avec|pour|dans\sle\scadre|a\spartir|des\s|permis|afin|si|because|for|from|with|as|disponible|available|selon)(?!\w)|\s\d"
)
_SEPARE = re.compile(r"\s?[,/&+]\s?|\s(?:et|ou|and|or|puis)\s(?:sa\s)?")
_ARTICLE = re.compile(
    r"^(?:(?:toute?s?\s)?(?:la|le|les|l'|the|region|departement|ville\sde|all\sof|all|whole\sof|en|sur|a|au|dans|secteur|bassin|in|to|within|across|agglomeration\sde|metropole\sde)[\s]?)+(?<=[\s'])"
)
_REGION_ADJECTIF = re.compile(r"^(?:region|agglomeration|metropole|bassin)\s[a-z-]{3,20}(?:ne|se|aine)$")
_PARTOUT = re.compile(
    r"(?:(?:toute|partout\sen|entiere|ensemble\sde|l'ensemble\sdu\s|tout\sle\s)\s?(?:la\s)?(?:france|territoire)|france\sentiere|territoire\s(?:national|francais)|nationale?|nationwide)(?:\s(?:francais|national))?"
)
_MONDE = re.compile(r"internationale?s?(?!\w)|monde\sentier|worldwide|a\sl'international|etranger|abroad")
_SEULES = re.compile(
    r"(?<!\w)mobilite\s(?:geographique\s)?(?P<z>nationale|internationale|regionale|europeenne)(?:\set\s(?P<z2>nationale|internationale|regionale|europeenne))?(?!\w)|(?<!\w)(?P<f>mobile\sfrance\sentiere|mobilite\sfrance\sentiere)"
)
_ZONES = {"nationale": "France", "internationale": "International", "europeenne": "Europe"}
_REFUS_LIEU = re.compile(
    r"^(?:oui|non|yes|no|totale?|reduite|possible|flexible|ok|a\sdiscuter|negociable|souhaitee?|complete|immediate|vehicule|permis.*|.*\bkm\b.*|.*\d.*|urbaine|douce|durable|electrique|interne|bancaire|solutions?|clients?|equipes?|projets?|demande|application|android|ios|apps?|web|developp.*|transport.*)$"
)
_PAS_MOBILE = re.compile(
    r"(?:\b(?:non|pas|peu|not|no)|\b(?:developp\w{2,8}|developer|dev|applications?|applis?|apps?|telephonie|telephones?|web|interfaces?|sites?|paiement|equipes?|solutions?|ingenieure?|"
    r"architecte|front|responsable|chefs?\sde\sprojet|product|android|ios|design|reseaux?|la|de|d'|en))\s$"
)
_SANS_SIGNE = re.compile(r"(?<!\w)(?:mobilite(?:\sgeographique)?|mobile)\s(?=\w)")
_REGIONS = frozenset(
    [
        *[
            "ile-de-france",
            "idf",
            "bretagne",
            "normandie",
            "hauts-de-france",
            "grand est",
            "grand-est",
            "pays de la loire",
            "centre-val de loire",
            "nouvelle-aquitaine",
        ],
        *[
            "occitanie",
            "auvergne-rhone-alpes",
            "rhone-alpes",
            "paca",
            "provence-alpes-cote d'azur",
            "bourgogne-franche-comte",
            "corse",
            "alsace",
            "lorraine",
            "aquitaine",
        ],
        *["europe", "grand ouest", "grand paris", "sud-ouest", "sud-est", "dom-tom", "la reunion", "guadeloupe", "martinique", "guyane"],
    ]
)


def _nettoyer(texte: str, plie: str, debut: int, fin: int) -> Souhait | None:
    """One place of a list, without article; None for what is no place."""
    while debut < fin and (texte[debut].isspace() or texte[debut] in "-:–"):
        debut += 1
    while fin > debut and (texte[fin - 1].isspace() or texte[fin - 1] in ",:-–"):
        fin -= 1
    lu = plie[debut:fin]
    if _PARTOUT.search(lu):
        return Souhait(debut, fin, "France")
    if _MONDE.search(lu):
        return Souhait(debut, fin, "International")
    if _REGION_ADJECTIF.match(lu):
        return Souhait(debut, fin, texte[debut:fin])
    article = _ARTICLE.match(lu)
    if article:
        debut += article.end()
    lu = plie[debut:fin]
    if not 2 <= len(lu) <= 40 or _REFUS_LIEU.match(lu) or not texte[debut].isupper() or len(lu.split()) > 4:
        return None
    return Souhait(debut, fin, texte[debut:fin])


def _connu(nom: str) -> bool:
    return fold(nom) in _REGIONS or est_ville_connue(nom) or lire_pays(nom) is not None


def _enumeres(texte: str, plie: str, debut: int, fin: int) -> list[Souhait]:
    """Places of the list that stands between two offsets."""
    separes = list(_SEPARE.finditer(plie, debut, fin))
    debuts = [debut, *(s.end() for s in separes)]
    fins = [*(s.start() for s in separes), fin]
    return [souhait for a, b in zip(debuts, fins, strict=True) if (souhait := _nettoyer(texte, plie, a, b))]


def _lieux(texte: str, plie: str) -> list[Souhait]:
    lieux: dict[str, Souhait] = {}
    for lu in _SEULES.finditer(plie):
        noms = [_ZONES[z] for z in (lu["z"], lu["z2"]) if z in _ZONES] + (["France"] if lu["f"] else [])
        for nom in noms:
            lieux.setdefault(fold(nom), Souhait(*lu.span(), nom))
    atteint = 0
    for motif in (_MOBILITE, _SANS_SIGNE):
        for lu in motif.finditer(plie):
            if _PAS_MOBILE.search(plie[max(0, lu.start() - 20) : lu.start()]) or (motif is _MOBILITE and lu.start() < atteint):
                continue
            arret = _FIN_LIEUX.search(plie, lu.end(), lu.end() + 160)
            atteint = arret.start() if arret else min(len(plie), lu.end() + 160)
            for souhait in _enumeres(texte, plie, lu.end(), atteint):
                if motif is _MOBILITE or _connu(souhait.valeur):
                    lieux.setdefault(fold(souhait.valeur), souhait)
    return sorted(lieux.values(), key=lambda s: s.debut)


def lieux_declares(texte: str) -> list[Souhait]:
    """Places of a list that stands under a heading on mobility: "Lyon, Grenoble", "Mobilité nationale"."""
    plie = fold(texte)
    return _lieux(texte, plie) or [s for s in _enumeres(texte, plie, 0, len(texte)) if _connu(s.valeur) or s.valeur in ("France", "International")]


# --- remote work ------------------------------------------------------------------------------------------------------

_TELETRAVAIL = r"(?:teletravail|full[\s-]?remote|remote(?:\swork)?|travail\sa\sdistance|distanciel|home\s?office|work(?:ing)?\sfrom\shome|wfh|hybride?)"
_VEUT_TELETRAVAIL = re.compile(
    rf"(?<!\w)(?:{_TELETRAVAIL}\s?(?:(?:partiel|total|complet|regulier|occasionnel|possible)\s)?(?:souhaitee?|recherchee?|prefere|preferee|apprecie|bienvenu|desire|only|preferred|desired|wanted|uniquement|exclusivement|:\s?oui|:\s?yes)|"
    rf"(?:souhaite|recherche|cherche|prefere|favorable\sau|ouvert(?:e)?\sau|en\srecherche\sd[e'u]|looking\sfor|seeking|prefer|open\sto|want)\s(?:un\s|une\s|du\s|le\s|en\s|a\s|an?\s)?(?:(?:poste|emploi|travail|mission|role|position|job|work|fully)\s)?(?:en\s)?{_TELETRAVAIL}|"
    rf"(?:poste|emploi|mission)\s(?:souhaitee?|recherchee?)\s(?:en\s)?{_TELETRAVAIL})(?!\w)"
)
_REFUSE_TELETRAVAIL = re.compile(
    rf"(?<!\w)(?:(?:pas\sde|sans|no|refuse\sle|hors)\s{_TELETRAVAIL}|{_TELETRAVAIL}\s?(?::\s?(?:non|no)|non\ssouhaite|refuse)|(?:presentiel|on-?site)\s(?:uniquement|souhaite|only|prefere|preferred))(?!\w)"
)

# --- contract ---------------------------------------------------------------------------------------------------------

_CONTRATS: dict[TypeContrat, str] = {
    TypeContrat.cdi: r"cdi|contrat\sa\sduree\sindeterminee|permanent(?:\sfull[\s-]time)?(?:\s(?:position|contract|role|job|employment))|permanent",
    TypeContrat.cdd: r"cdd|contrat\sa\sduree\sdeterminee|fixed[\s-]term(?:\s(?:contract|position|role))?|temporary\s(?:contract|position|job|work)",
    TypeContrat.interim: r"interim|missions?\s(?:d'|en\s)interim|interimaire|temp\s(?:work|job)",
    TypeContrat.alternance: r"alternance|contrat\s(?:d'|en\s)(?:apprentissage|alternance)|contrat\sde\sprofessionnalisation|apprentissage|apprenticeship|work[\s-]study(?:\s(?:program(?:me)?|position))?",
    TypeContrat.stage: r"stage|internship|placement(?:\syear)?|traineeship",
    TypeContrat.freelance: r"freelance|missions?\s(?:en\s)?freelance|freelance\s(?:missions?|projects?|work|contracts?)|contract\s(?:work|roles?)|portage\ssalarial",
}
_CONTRAT = "|".join(f"(?P<{contrat.value}>{motif})" for contrat, motif in _CONTRATS.items())
_CHERCHE = (
    r"(?:(?:je\s|j')?(?:re)?cherche(?:\sactuellement|\sactivement)?|(?:actuellement\s)?(?:a|en)\s(?:la\s)?recherche(?:\sactive)?|souhaite(?:\s(?:integrer|effectuer|trouver|obtenir|decrocher|realiser|rejoindre|signer))?|"
    r"desire|vise|contrats?\s(?:recherche|souhaite|vise)e?s?|type\sde\scontrats?(?:\s(?:souhaite|recherche))?|(?:actively\s|currently\s)?looking\sfor|seeking|in\ssearch\sof|searching\sfor|wanted|desired\scontract|"
    r"contract\s(?:type|wanted|sought)|(?:poste|emploi)\s(?:recherchee?|souhaitee?)|recherche\sd'emploi|objectif)"
)
_VEUT_CONTRAT = re.compile(
    rf"(?<!\w){_CHERCHE}\s?:?\s?(?:[-,]\s)?(?:(?:d'|l')\s?)?(?:(?:un|une|mon|ma|des|de|du|en|a|an|my|first|premier|nouvel|nouveau|poste|emploi|full[\s-]time|part[\s-]time|a\spart|six|\d{{1,2}}|mois|months?|month|position|role|opportunite|opportunity|contrat|job|temps\splein|pour|for|in|stable|formation|entreprise)[\s-](?:d'|l')?){{0,6}}"
    rf"(?:{_CONTRAT})(?!\w)"
)
_CONTRAT_APRES = re.compile(rf"(?<!\w)(?:{_CONTRAT})\s(?:recherchee?s?|souhaitee?s?|wanted|sought|desired)(?!\w)")
_RECHERCHE_AUTRE = re.compile(r"\s(?:d'un\slogement|de\sfournisseurs|et\sdeveloppement)")

# --- availability -----------------------------------------------------------------------------------------------------

_QUAND = r"(?:(?:le\s|the\s)?(?:\d{1,2}(?:er|st|nd|rd|th)?[\s/.-])?(?:(?:debut|fin|mi|mid|early|late)[\s-])?(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|january|february|march|april|may|june|july|august|september|october|november|december|sept\.?|oct\.?|nov\.?|dec\.?|janv?\.?|fevr?\.?|\d{1,2})(?:[\s/.-](?:19|20)\d\d)?|(?:la\s)?rentree(?:\s20\d\d)?|20\d\d)"
_DISPONIBLE = re.compile(
    r"(?<!\w)(?:(?:immediatement\s)?disponib(?:le|ilite)s?(?:\s?:)?\s?(?:(?:de\ssuite|immediate(?:ment)?|immediatement|tout\sde\ssuite|maintenant|des\s(?:maintenant|a\spresent|aujourd'hui|que\spossible)|sous\s(?:\d{1,2}|un|une|deux|trois|quinze)\s(?:jours?|semaines?|mois)(?:\sde\spreavis)?|"
    rf"(?:a\s(?:partir|compter)\s(?:du|de|d')|des(?:\sle)?|en|au|le|a\sla|for|pour)\s?{_QUAND})(?:\s20\d\d)?)|"
    r"disponibilite\s?:\s?[^\n.;|•]{3,40}|"
    r"available\s(?:immediately|now|from\s|starting\s|as\sof\s|in\s|within\s|at\sshort\snotice|asap)[^\n.;|•,]{0,30}|immediate(?:ly)?\s(?:availability|available)|availability\s?:\s?[^\n.;|•]{3,40}|"
    r"preavis\s?(?::|de)?\s?(?:d'|de\s)?(?:(?:\d{1,2}|un|une|deux|trois)\s(?:mois|semaines?|jours?)|aucun|negociable|sans)|sans\spreavis|notice\speriod\s?(?::|of)?\s?(?:\d{1,2}|one|two|three)[\s-](?:months?|weeks?|days?)|"
    r"(?:\d{1,2}|one|two|three)[\s-](?:month|week)s?'?\snotice(?:\speriod)?)"
)


def _contrat(plie: str) -> tuple[TypeContrat, tuple[int, int]] | None:
    """The contract wanted; when several are named, the first."""
    candidats = [lu for motif in (_VEUT_CONTRAT, _CONTRAT_APRES) if (lu := motif.search(plie))]
    if not candidats:
        return None
    lu = min(candidats, key=lambda c: c.start())
    return TypeContrat(str(lu.lastgroup)), lu.span()


def _disponibilite(texte: str, plie: str) -> tuple[str, tuple[int, int]] | None:
    lu = _DISPONIBLE.search(plie)
    if lu is None:
        return None
    brut = texte[lu.start() : lu.end()].rstrip(" ,:-–")
    return " ".join(brut.split()), (lu.start(), lu.start() + len(brut))


def trouver_souhaits(texte: str) -> Souhaits:
    """Wishes declared in `texte`: the head, the profile or the mobility section of a CV, not the description of a post.

    A place counts only after a word of mobility, a contract only after a word of search."""
    plie = fold(texte)
    veut, refuse = _VEUT_TELETRAVAIL.search(plie), _REFUSE_TELETRAVAIL.search(plie)
    tele = refuse or veut
    contrat, disponible = _contrat(plie), _disponibilite(texte, plie)
    return Souhaits(
        lieux=tuple(_lieux(texte, plie)),
        teletravail=None if tele is None else refuse is None,
        span_teletravail=tele.span() if tele else None,
        contrat=contrat[0] if contrat else None,
        span_contrat=contrat[1] if contrat else None,
        disponibilite=disponible[0] if disponible else None,
        span_disponibilite=disponible[1] if disponible else None,
    )
