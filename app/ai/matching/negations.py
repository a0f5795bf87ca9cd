"""What a CV says its owner does not do, only wishes to learn, or holds no longer, and what others do: no proof of a skill."""

import re

from app.ai.referentiels import lexique
from app.utils.text import fold

Intervalle = tuple[int, int]

_SAVOIR = r"(?:experiences?|connaissances?|notions?|maitrise|competences?|pratique)"
_AMORCE = re.compile(
    rf"\b(?:aucune?|pas\s(?:encore\s)?(?:d'|de\s)|ni)\s?{_SAVOIR}\b|\bsans\s(?:aucune?\s)?{_SAVOIR}\b"
    r"|\bn(?:e\s|')(?:connais|connait|maitrise|pratique|sais|sait|utilise|parle|ai|a)\s(?:pas(?!\sseulement)|ni|jamais|aucune?|plus)\b|\bjamais\s(?:utilise|pratique|touche|travaille)\b"
    r"|\b(?:souhait\w{1,6}|desir\w{1,6}|aimerais|voudrais|veux|envie|motivee?|prete?|curieu(?:x|se))\s(?:d'|de\s|a\s|pour\s|vivement\s)?"
    r"(?:apprendre|decouvrir|me\sformer|m'initier|se\sformer|acquerir|monter\sen\scompetences?)\b"
    r"|\bno\s(?:prior\s|previous\s|real\s|working\s)?(?:experience|knowledge|exposure)\b|\bwithout\s(?:any\s)?(?:experience|knowledge)\b"
    r"|\b(?:do\snot|don['’]t|does\snot|never|have\snot|haven['’]t|cannot|can['’]t)\s(?:yet\s)?(?:know|use|used|work|worked|master|practise|practised)\b|\bnot\s(?:yet\s)?(?:familiar|experienced|proficient)\b"
    r"|\b(?:would\slike|wish|want|hope|hoping|eager|keen|willing|looking|plan|planning)\sto\s(?:learn|discover|get\sinto|be\strained)\b"
)
_PRIVE = re.compile(r"\b(?:sans|without)\s(?:le\s|la\s|les\s|l'|du\s|any\s)?[\w+#.]{1,40}(?:\s(?:ni|ou|et|or|nor|and)\s[\w+#.]{1,40}){0,5}")
_FIN = re.compile(r"[.!?](?=\s|$)|[;|•]|\n(?=[^\S\n]*(?:[A-ZÀ-Ý•\d-]|\n|$))|\b(?:[Mm]ais|[Bb]ut|[Hh]owever|[Cc]ependant|[Tt]outefois|en revanche|par contre)\b")
_ECHU = re.compile(
    r"\bvalidite\s(?:echue|expiree|depassee|terminee)\b|\b(?:expiree?s?|perimee?s?|expired|lapsed)\s(?:en|depuis|le|in|since)\s|\bno\slonger\svalid\b|\bplus\s(?:valide|a\sjour)\b"
)
_DEBUT = re.compile(r"[;|•]|\n(?=[^\S\n]*[A-ZÀ-Ý•\d-])")
_ETENDUE_MAX = 300
_AUTRUI = re.compile(
    r"\b(?:equipes?\sde|teams?\sof|avec|with|alongside|aupres\sde|cotes\sde|des|aux|par|by|encadr\w+|recrut\w+|recruit\w*|train\w*|manag\w+|assist\w*|help\w*)\s"
    r"(?:(?:un|une|le|la|les|des|de|nos|autres?|the|an?|our|other|deux|trois|quatre|two|three|four|\d{1,3})\s|[ld]'){0,2}\Z"
)
_NIVEAU = r"(?:notions?|bases?(?!\sde)|basics?|beginner|debutante?|initiation|decouverte|rudiments|elementa\w+)\b"
_DEBUTANT_AVANT = re.compile(r"\b(?:notions?|bases|initiation|rudiments|basics|basic\sknowledge)\s(?:de|d'|d’|en|du|des|of|in|a|au)\s?\Z")
_DEBUTANT_APRES = re.compile(rf"\s?(?:\(|[:–—-]\s|niveau\s)\s?(?:niveau\s)?{_NIVEAU}")
_AVANT_MAX = 40


def spans_nies(texte: str) -> list[Intervalle]:
    """From each word of refusal or wish to the end of its sentence, or to the "mais" that turns it; what has expired, from the start of its line."""
    plie = fold(texte).replace("’", "'")
    spans = [m.span() for m in _PRIVE.finditer(plie)]
    for m in _AMORCE.finditer(plie):
        limite = min(len(texte), m.end() + _ETENDUE_MAX)
        fin = _FIN.search(texte, m.end(), limite)
        spans.append((m.start(), fin.start() if fin else limite))
    for m in _ECHU.finditer(plie):
        avant = max(0, m.start() - _ETENDUE_MAX)
        spans.append((max((d.end() for d in _DEBUT.finditer(texte, avant, m.start())), default=avant), m.end()))
    return spans


def spans_d_autrui(texte: str) -> list[Intervalle]:
    """The trades of those whom the CV's owner works with, trains or manages: "with an éducatrice de jeunes enfants", "encadrement de développeurs Java"."""
    plie = fold(texte).replace("’", "'")
    return [(m.debut, m.fin) for m in lexique().trouver_metiers(texte) if _AUTRUI.search(plie, max(0, m.debut - _AVANT_MAX), m.debut)]


def dit_debutant(plie: str, debut: int, fin: int) -> bool:
    """Whether a folded text calls what stands at `debut:fin` a beginner's: "TIA Portal (niveau découverte)", "notions de SQL"."""
    avant = _DEBUTANT_AVANT.search(plie, max(0, debut - _AVANT_MAX), debut)
    return bool(avant or _DEBUTANT_APRES.search(plie, debut, fin) or _DEBUTANT_APRES.match(plie, fin))
