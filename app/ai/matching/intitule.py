"""The title of an advertisement: the job or jobs it names, without what boards write around it."""

import re
from functools import lru_cache

from app.ai.matching.projection import lier_metier
from app.ai.referentiels import lexique
from app.utils.text import fold

_SEPARATEUR = re.compile(r"(\s{0,9}[|•–—]\s{0,9}|\s{1,9}-{1,9}\s{1,9}|,\s{1,9}(?![^()]{0,200}\))|\s{1,9}\(|\)(?=\s|$))")
_APPEL = re.compile(
    r"\A\W*(?:(?:(?:nous |on )?(?:recrut|recherch|cherch|embauch)\w*|offre d'emploi|urgent\w*|(?:job|poste) de|we are hiring|hiring)\b\s*:?\s*)?"
    r"(?:(?:\d{1,2}|plusieurs|des|une?)\s+(?=[^\W\d_]{3}))?"
)
_N = r"\d{1,9}(?:[.,]\d{1,9})?"
# what surrounds the job: contract, rank, reference, sex, hours, pay; a segment made of nothing else is dropped. Each
# step is taken for good (a look ahead, then what it saw): "12-12-12…" and "ref-1-ref-1…" could be cut in a million ways
_AUTOUR = re.compile(
    r"(?:(?=(\b(?:contrat|cdi|cdd|ctt|interim(?:aire)?|missions?|saisonniere?s?|temps (?:plein|partiel|complet)|titulaire|contractuel(?:le)?|vacataire|stage|permanent|full[- ]time|part[- ]time"
    r"|longue duree|longue mission|renouvelable|(?:statut )?(?:non[- ])?cadre|cat(?:egorie|\.)? ?[abc]|h ?/ ?f|f ?/ ?h|hf|tele-?travail(?: (?:partiel|total|complet))?|remote|hybride"
    r"|nuit|jour(?:nee)?|matin|week-?end|urgent|debutante?s? acceptee?s?|des que possible|asap|fixe|variable|primes?|vehicule|package|salaire|par semaine|brut|net|en|de|a|ou|et|possible)\b"
    rf"|\bref(?:erence)?\b\.? ?:? ?[\w/.-]{{0,40}}\d[\w/.-]{{0,40}}|\b{_N} ?(?:%|mois|ans?|jours?|semaines?|h\d{{0,2}}|heures?|k|euros?)(?!\w)|{_N} ?(?:k€?|€)|\b{_N} ?[ax-] ?{_N} ?(?:k|h)?(?!\w)|\b\d{{2}}(?:\d{{3}})?\b"
    r"|[\s+/.,:;&€°-]))\1)+"
)
_LIEU = frozenset(["secteur", "quartier", "region", "agglomeration", "proche", "centre", "ville", "nord", "sud", "est", "ouest", "et", "de", "la", "le", "les"])
_DEPARTEMENT = re.compile(r"(?:\d{2,3}|2[ab]|\d{5})\Z")
_OU = re.compile(r"\s{0,9}/\s{0,9}|\s{1,9}(?:ou|or)\s{1,9}")
_ET = re.compile(r"\s{1,9}(?:et|and|&)\s{1,9}")
_COMPLEMENT = re.compile(r"d['’]|(?:de|du|des|en)\s")
_TETE = re.compile(r"\A[^\W\d_]+(?:-[^\W\d_]+)*\s(?=d['’]|(?:de|du|des|en)\s)")


def intitule_du_poste(titre: str, localisation: str = "") -> str:
    """`titre` without contract, hours, pay, reference, place and call ("Recrute 2 … – CDI – Lyon (69) – réf. 2231"); as it is where it says nothing else."""
    appel = _APPEL.match(fold(titre))
    parties = _SEPARATEUR.split(titre[appel.end() if appel else 0 :])
    lieu = _mots(localisation)
    garde = ""
    for rang in range(0, len(parties), 2):
        segment, plie = parties[rang], fold(parties[rang]).strip()
        suivant = fold(parties[rang + 2]).strip() if rang + 2 < len(parties) else ""
        situe = bool(garde) and (
            bool(_mots(segment) & lieu and _mots(segment) <= lieu | _LIEU) or bool(_DEPARTEMENT.match(suivant) and parties[rang + 1].endswith("("))
        )
        if not plie or situe or _AUTOUR.fullmatch(plie):
            continue
        avant = parties[rang - 1] if rang else ""
        fermee = ")" if avant.endswith("(") else ""
        garde += (avant.replace(")", "") if garde else "") + segment + fermee
    garde = " ".join(garde.split())
    return garde[:1].upper() + garde[1:] or titre


@lru_cache(maxsize=8_192)
def metiers_nommes(titre: str) -> tuple[str, ...]:
    """Jobs of the lexicon between which a title leaves the choice or which it joins: "auxiliaire de vie / aide à domicile", "agent d'accueil et d'état civil"."""
    ids: list[str] = []
    for branche in _OU.split(titre):
        tete = _TETE.match(branche)
        for volet in _ET.split(branche):
            entier = f"{tete[0]}{volet}" if tete and _COMPLEMENT.match(volet) else volet
            # a word after "and" is a job only where the lexicon says so to the letter: "achats et logistique" joins none
            metier = lier_metier(branche) if volet is branche else lexique().lier_metier(entier)
            if metier:
                ids.append(metier.id)
    return tuple(dict.fromkeys(ids))


def _mots(texte: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]{2,}", fold(texte)))
