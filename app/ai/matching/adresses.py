"""Where a CV writes its owner's address, and the names of other people: no skill may be read there (design: matching, section 1, rule 3).

A post's own place stays: lines that prove a post or a degree are never taken, and what is only likely an address is taken only where people write theirs
(top and bottom of pages, beside an e-mail or a phone).
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.ai.referentiels import lexique
from app.schemas.profil import Localisation, PageTexte, Preuve
from app.utils.text import fold

Intervalle = tuple[int, int]

_BORD_HAUT, _BORD_BAS, _VOISINAGE = 10, 4, 3
_LONGUEUR_MAX = 160
_VOIE_SURE = r"(?:rue|avenue|ave?\.|bd|bld|blvd|boulevard|allees?|impasse|chemin|lotissement|faubourg|ruelle|sentier|hameau|lieu-dit)"
_VOIE = rf"(?:{_VOIE_SURE}|place|cite|residence|route|quai|square|passage|cours(?!\s+d)|villa|clos|esplanade|promenade|montee|quartier|bat\.?|batiment|domaine)"
_NUMERO = r"(?<![\w/.,])\d{1,4}(?:\s?(?:bis|ter|quater|[a-d]))?\s?,?\s"
_RUE_ANGLAISE = (
    r"(?<![\w/.,])\d{1,5}[a-z]?,?\s(?:[a-z][a-z'.-]{0,20}\s){1,4}(?:street|road|lane|avenue|drive|crescent|terrace|gardens|boulevard|st|rd|ave|ln|dr|blvd)\b"
)
_RUE_NUMEROTEE_SURE = re.compile(rf"{_NUMERO}{_VOIE_SURE}(?![\w])|{_RUE_ANGLAISE}")
_RUE_NUMEROTEE = re.compile(rf"{_NUMERO}{_VOIE}(?![\w])|{_RUE_ANGLAISE}")
_RUE_SANS_NUMERO = re.compile(
    rf"(?:{_VOIE}(?!\w)|(?:app?t\.?|appartement|esc(?:alier)?\.?|etage|hall|porte|flat|apartment|b\.?p\.?|c/o|chez)\s)(?:[^\n]*)|(?:the\s)?[a-z' -]{{2,40}}\s(?:street|road|lane|house)"
)
_ETIQUETTE = re.compile(
    r"(?:mon\s|home\s|postal\s|current\s)?(?:adresse|address|domicile|lieu\sde\sresidence|residence)(?:\s(?:postale|personnelle|actuelle|principale))?\s*(?::|-|–|$)"
)
_NOM_PROPRE = r"(?:[A-ZÀ-ÝŒ][\w'’.-]*|[dlDL]['’][A-ZÀ-ÝŒ][\w'’-]*|de|du|des|la|le|les|en|et|au|aux|sur|sous|lès|lez|près)"
_VILLE = rf"[A-ZÀ-ÝŒ][\w'’.-]*(?:[ \u00a0,/()–-]{{1,3}}{_NOM_PROPRE}){{0,8}}(?:\s\d{{1,2}})?\)?"
_CODE_ET_VILLE = re.compile(rf"(?<![\w.,])(?:[A-Z]{{1,2}}[- ])?\d{{5}}[ \u00a0,–-]{{1,3}}(?!(?:EUR|Euros?|Km|KM|Clients?|Users|Lignes|Personnes)\b){_VILLE}")
_VILLE_ET_CODE = re.compile(r"\A[A-ZÀ-ÝŒ][^\W\d_][^\d\n]{0,60}[ (,]\(?(?:\d{5}|[A-Z]{1,2}\d[A-Z\d]?[ ]\d[A-Z]{2})\)?(?:[ ,]{1,2}[A-Z][A-Za-zÀ-ÿ ]{1,20})?")
_QUARTIER = re.compile(r"(?<![^\s,|])[A-ZÀ-ÝŒ][\w'’-]*(?:[ ][A-ZÀ-ÝŒ][\w'’-]*){0,2},\s?\Z")
_CONTACT = re.compile(
    r"@[\w-]+\.\w|(?:\+\d{2}\s?|\b0)\d(?:[ .-]?\d{2}){4}\b|^\W*(?:contacts?|coordonnees|contact details|personal details|informations? personnelles?)\W*$"
)
_SEGMENT = re.compile(r"(?:[^|•·;\t\n ]|[ ](?![ ]{2}))+")
_MORCEAU = re.compile(r"(?:[^,–—-]|(?<! )-|-(?! ))+")

_PERSONNE = re.compile(
    r"(?<!\w)(?:M\.|MM\.|Mme|Mlle|Mr|Mrs|Ms|Monsieur|Madame|Mademoiselle)\.?[ \u00a0](?!(?:Office|Excel|Word|Project|Access|Teams|Outlook|SQL|Dos|DOS|Visio|Power|Windows|Azure|Dynamics|SharePoint)\b)"
    r"[A-ZÀ-ÝŒ][\w'’.-]*(?:[ \u00a0](?:[A-ZÀ-ÝŒ][\w'’-]*|de|da|el|von|van|le|la)){0,3}"
)
_REFERENCES = re.compile(r"\W{0,10}(?:references?|referees?|referents?|personnes?\sa\scontacter)(?:\s(?:professionnelles?|personnelles?))?\s*(?::|$)")
_NOM_COMPLET = re.compile(r"(?<!\w)[A-ZÀ-ÝŒ][\w'’-]{0,30}\.?(?:[ \u00a0]{1,3}[A-ZÀ-ÝŒ][\w'’-]{0,30})+")
_REFERENCES_LIGNES = 6


@dataclass
class _Segment:
    debut: int
    fin: int
    ligne: int
    zone: bool
    libre: bool


def spans_adresses(texte: str, lieu: Localisation | None, preuves: Mapping[str, Preuve], pages: Iterable[PageTexte]) -> list[Intervalle]:
    """Where `texte` writes the owner's address: labelled lines, streets, postcodes with their town, the town of `lieu` where people write theirs."""
    plie = fold(texte)
    segments = _segments(texte, plie, preuves, pages)
    villes = [fold(v) for v in ((lieu.ville, lieu.code_postal) if lieu else ()) if v and len(v.strip()) >= 2]
    prises = [_est_adresse(texte[s.debut : s.fin], plie[s.debut : s.fin], s) for s in segments]
    for rang in (*range(len(segments)), *reversed(range(len(segments)))):
        s = segments[rang]
        if not prises[rang] and s.zone and s.fin - s.debut <= _LONGUEUR_MAX and _RUE_SANS_NUMERO.fullmatch(plie[s.debut : s.fin]):
            voisins = [r for r in (rang - 1, rang + 1) if 0 <= r < len(segments)]
            prises[rang] = any(prises[r] and abs(segments[r].ligne - s.ligne) <= 2 for r in voisins)
    spans = [span for s, prise in zip(segments, prises, strict=True) if prise for span in _morceaux(texte, plie, s)]
    return spans + [span for s, prise in zip(segments, prises, strict=True) if s.zone and not prise for span in _villes(texte, plie, s, villes)]


def _est_adresse(brut: str, plie: str, segment: _Segment) -> bool:
    if not segment.libre or len(brut) > _LONGUEUR_MAX:
        return False
    if _ETIQUETTE.match(plie) or _RUE_NUMEROTEE_SURE.search(plie) or _CODE_ET_VILLE.fullmatch(brut):
        return True
    return segment.zone and bool(_RUE_NUMEROTEE.match(plie) or _CODE_ET_VILLE.search(brut) or _VILLE_ET_CODE.fullmatch(brut))


def _morceaux(texte: str, plie: str, segment: _Segment) -> list[Intervalle]:
    """The pieces of an address line, but not a piece that is no address and names a skill ("Développeuse Python – 69003 Lyon")."""
    spans = [m.span() for m in _MORCEAU.finditer(texte, segment.debut, segment.fin)]
    return [(a, b) for a, b in spans if _RUE_NUMEROTEE.search(plie, a, b) or _ETIQUETTE.match(plie, a, b) or not lexique().trouver(texte[a:b])]


def _villes(texte: str, plie: str, segment: _Segment, villes: Iterable[str]) -> list[Intervalle]:
    """The town in a segment, with the district before it and the county or the country that follows a comma or a bracket when it opens the segment."""
    spans = []
    for ville in villes:
        for m in re.finditer(rf"(?<!\w){re.escape(ville)}(?!\w)", plie[segment.debut : segment.fin]):
            reste = plie[segment.debut + m.end() : segment.fin]
            fin = len(reste) if m.start() == 0 and re.fullmatch(r"\s?[,(][a-z' ()-]{2,40}", reste) else 0
            spans.append((segment.debut + m.start(), segment.debut + m.end() + fin))
            quartier = _QUARTIER.search(texte, max(segment.debut, segment.debut + m.start() - 60), segment.debut + m.start())
            if quartier and not lexique().trouver(quartier.group()) and lexique().lier_metier(quartier.group().strip(" ,")) is None:
                spans.append(quartier.span())
    return spans


def _segments(texte: str, plie: str, preuves: Mapping[str, Preuve], pages: Iterable[PageTexte]) -> list[_Segment]:
    debuts = [0, *(m.end() for m in re.finditer("\n", texte))]
    fins = [*(d - 1 for d in debuts[1:]), len(texte)]
    pleines = [i for i, (d, f) in enumerate(zip(debuts, fins, strict=True)) if not texte[d:f].isspace() and d < f]
    travail = {bisect_right(debuts, p.debut) - 1 for chemin, p in preuves.items() if chemin.startswith(("experiences.", "projets.", "formations."))}
    postes = [bisect_right(debuts, p.debut) - 1 for chemin, p in preuves.items() if chemin.startswith("experiences.")]
    premier, dernier = min(postes, default=0), max(postes, default=0)
    zones = _zones(plie, debuts, fins, pleines, [p.debut for p in pages])
    segments = []
    for i in pleines:
        zone = i in zones and i not in travail
        libre = i not in travail and (zone or not premier < i < dernier)
        for m in _SEGMENT.finditer(texte, debuts[i], fins[i]):
            blanc = len(m.group()) - len(m.group().lstrip(" ,-–\u00a0"))
            fin = m.start() + len(m.group().rstrip())
            if m.start() + blanc < fin:
                segments.append(_Segment(m.start() + blanc, fin, i, zone, libre))
    return segments


def _zones(plie: str, debuts: list[int], fins: list[int], pleines: list[int], pages: list[int]) -> set[int]:
    """Lines where people write their address: the edges of pages, and around an e-mail, a phone or a heading of contacts."""
    zones: set[int] = set()
    bornes = sorted({bisect_right(debuts, p) - 1 for p in pages} | {0})
    for premiere, suivante in zip(bornes, [*bornes[1:], len(debuts)], strict=True):
        page = pleines[bisect_right(pleines, premiere - 1) : bisect_right(pleines, suivante - 1)]
        zones.update(page[:_BORD_HAUT])
        zones.update(page[-_BORD_BAS:])
    for rang, i in enumerate(pleines):
        if _CONTACT.search(plie[debuts[i] : fins[i]]):
            zones.update(pleines[max(0, rang - _VOISINAGE) : rang + _VOISINAGE + 1])
    return zones


def spans_tiers(texte: str) -> list[Intervalle]:
    """Names of other people: after a civility, and under or after "Références"."""
    spans = [m.span() for m in _PERSONNE.finditer(texte)]
    plie = fold(texte)
    position, restantes = 0, 0
    for ligne in texte.split("\n"):
        etiquette = _REFERENCES.match(plie, position, position + len(ligne))
        if etiquette:
            restantes = _REFERENCES_LIGNES if not ligne[etiquette.end() - position :].strip() else 0
            spans += [m.span() for m in _NOM_COMPLET.finditer(texte, etiquette.end(), position + len(ligne))]
        elif restantes and ligne.strip():
            restantes -= 1
            nom = _NOM_COMPLET.match(texte, position, position + len(ligne))
            spans += [nom.span()] if nom else []
        else:
            restantes = 0
        position += len(ligne) + 1
    return spans
