"""A score's record in English. Records are kept in French, whose sentences come from fixed templates: each is known here by its shape."""

import re
from collections.abc import Callable, Sequence

from app.ai.matching import mots
from app.ai.matching.explication_en import langue
from app.core.enums import Critere
from app.schemas.score import CritereIgnore, CritereRead, ScoreCalcule

LIBELLES = {
    Critere.competences_requises: "Required skills",
    Critere.experience: "Experience",
    Critere.semantique: "Closeness of the texts",
    Critere.titre: "Trade",
    Critere.competences_souhaitees: "Skills that are a plus",
    Critere.formation: "Education",
    Critere.langues: "Languages",
    Critere.localisation: "Wished place of work",
}
RECOMMANDATIONS = {
    80: "Very good match: an application to meet first",
    65: "Good match: an interview is advised",
    45: "Partial match: to be examined closely",
    25: "Limited match: a few points in common with the offer",
    0: "Weak match: few points in common with the offer",
}
NIVEAUX = {"CAP ou BEP": "CAP or BEP (EQF 3)", "Bac": "upper secondary (EQF 4)", "Bac +2": "two years after secondary (EQF 5)"} | {
    "Bac +3": "bachelor's level (EQF 6)",
    "Bac +5": "master's level (EQF 7)",
    "Doctorat": "doctorate (EQF 8)",
}
# French sentence → English; `§` is a list of names, `¤` one name, `°` a language with its level
PHRASES = (
    ("L'offre a mis ce critère à zéro.", "The offer has set this criterion to zero."),
    ("L'offre ne demande aucune compétence.", "The offer asks for no skill."),
    ("L'offre ne souhaite aucune compétence en plus.", "The offer wishes for no further skill."),
    ("L'offre ne demande pas d'expérience.", "The offer asks for no experience."),
    ("Les textes n'ont pas encore été comparés.", "The texts have not been compared yet."),
    ("L'offre n'a pas de titre.", "The offer has no title."),
    ("L'offre ne demande pas de niveau d'études.", "The offer asks for no level of education."),
    ("L'offre ne demande pas de langue.", "The offer asks for no language."),
    (
        "Aucun souhait de lieu ou de télétravail n'est à comparer : le lieu de résidence n'est jamais pris en compte.",
        "There is no wish for a place or for remote work to compare: the place of residence is never taken into account.",
    ),
    ("Indispensable pour ce poste et à vérifier d'abord : §.", "The position cannot do without, check first: §."),
    (
        "Obligatoire pour ce poste, § n'est pas établi par le CV : à vérifier avec la personne.",
        "Mandatory for this position, § is not established by the CV: to be checked with the person.",
    ),
    (
        "Obligatoire pour ce poste, § ne sont pas établis par le CV : à vérifier avec la personne.",
        "Mandatory for this position, § are not established by the CV: to be checked with the person.",
    ),
    (
        "Cité dans le CV sans qu'un poste, un projet ou un diplôme le montre à l'œuvre : §.",
        "Named in the CV, with no post, project or degree that shows it at work: §.",
    ),
    ("À montrer, si la pratique existe : §.", "To be shown, where there is practice: §."),
    ("Maîtrise à préciser : §.", "Command to be made clear: §."),
    ("À illustrer par un poste ou un projet : §.", "To be illustrated by a post or a project: §."),
    ("Dater les postes occupés, au mois près.", "Date the posts held, to the month."),
    (
        "Détailler les missions des postes qui touchent à ce métier : elles peuvent rendre d'autres mois comptables.",
        "Detail the work in the posts that touch this trade: it may make more months count.",
    ),
    ("Sans § au CV, ces mois comptent pour moitié.", "Without § on the CV, these months count for half."),
    ("Sans § au CV, ces missions comptent pour moitié.", "Without § on the CV, this work counts for half."),
    (
        "Décrire les missions réalisées avec les mots du métier : elles ressemblent encore peu à celles de l'offre.",
        "Describe past work in the words of the trade: it is not yet much like that of the offer.",
    ),
    ("Donner l'intitulé des postes occupés.", "Give the titles of the posts held."),
    ("Mettre en avant ce qui, dans les postes occupés, relève de ce métier.", "Bring out what, in the posts held, belongs to this trade."),
    ("Préciser le diplôme le plus élevé et son niveau.", "State the highest degree and its level."),
    (
        "Signaler une formation complémentaire ou une validation des acquis, s'il y en a une.",
        "Mention further training or a recognition of acquired experience, if there is one.",
    ),
    ("Le CV annonce ¤ pour ° : à vérifier à l'oral.", "The CV states ¤ for °: to be checked in conversation."),
    ("Préciser le niveau pour °.", "State the level for °."),
    ("Langue dont le CV ne parle pas : °.", "Language that the CV does not mention: °."),
    ("Demander si un déplacement ou une autre organisation conviendrait.", "Ask whether travelling or another arrangement would do."),
)
_PLACES = {"§": r"(?P<liste>.+?)", "¤": r"(?P<nom>\S+)", "°": r"(?P<langue>[^.:]+?)"}
_DUREE = re.compile(r"(?P<voisin>métier voisin : )?(?P<n>\d{1,4}(?:,\d)?) (?P<u>ans?|mois) d'expérience(?P<proche> dans un poste proche)?(?: \(pour moitié\))?")


def _motif(phrase: str) -> str:
    return "".join(_PLACES.get(c, re.escape(c)) for c in phrase)


_CONNUES = tuple((re.compile(r"\A" + _motif(fr) + r"(?= |\Z)"), en) for fr, en in PHRASES)


def en_anglais(score: ScoreCalcule) -> ScoreCalcule:
    """The same record told in English; names, numbers and quotations stay as they are. A sentence of no known shape stays in French."""
    noms = [n for c in score.criteres for n in (*c.satisfaits, *c.manquants)]
    seuil = next(s for s, phrase in mots.RECOMMANDATIONS if score.score >= s)
    return score.model_copy(
        update={
            "recommandation": RECOMMANDATIONS[seuil],
            "criteres": [_critere(c, noms) for c in score.criteres],
            "criteres_ignores": [CritereIgnore(critere=i.critere, libelle=LIBELLES[i.critere], raison=_texte(i.raison, noms)) for i in score.criteres_ignores],
            "avertissements": [_texte(a, noms) for a in score.avertissements],
        }
    )


def _critere(critere: CritereRead, noms: Sequence[str]) -> CritereRead:
    nommer: Callable[[str], str] = {
        Critere.langues: langue,
        Critere.experience: _duree,
        Critere.formation: lambda n: NIVEAUX.get(n, n.replace("niveau", "level")),
        Critere.localisation: lambda n: "remote work" if n == "télétravail" else n,
    }.get(critere.critere, str)
    return critere.model_copy(
        update={
            "libelle": LIBELLES[critere.critere],
            "satisfaits": [nommer(n) for n in critere.satisfaits],
            "manquants": [nommer(n) for n in critere.manquants],
            "conseil": _texte(critere.conseil, noms) if critere.conseil else None,
        }
    )


def _texte(texte: str, noms: Sequence[str]) -> str:
    """Sentence after sentence, for as long as one of the known shapes fits what is left."""
    traduites: list[str] = []
    while texte:
        trouve = next(((m, en) for motif, en in _CONNUES if (m := motif.match(texte))), None)
        if trouve is None:
            return " ".join([*traduites, texte])
        m, en = trouve
        champs = m.groupdict()
        for place, nom, lire in (("§", "liste", lambda x: _liste(x, noms)), ("¤", "nom", str), ("°", "langue", langue)):
            if champs.get(nom):
                en = en.replace(place, lire(champs[nom]))
        traduites.append(en)
        texte = texte[m.end() :].lstrip()
    return " ".join(traduites)


def _liste(enonce: str, noms: Sequence[str]) -> str:
    """``a, b et c`` with `and`; an « et » inside a name stays."""
    enonce = enonce.replace(" en est proche)", " is close to it)")
    coupes = [m.start() for m in re.finditer(" et ", enonce)]
    coupe = next((c for c in coupes if enonce[c + 4 :].partition(" (")[0] in noms), None) if enonce not in noms else None
    return enonce if coupe is None else f"{enonce[:coupe]} and {enonce[coupe + 4 :]}"


def _duree(nom: str) -> str:
    m = _DUREE.fullmatch(nom)
    if m is None:
        return nom
    unite = {"an": "year", "ans": "years", "mois": "month" if m["n"] == "1" else "months"}[m["u"]]
    ou = " in a close post" if m["proche"] else " (for half)" if m["voisin"] else ""
    return f"{'neighbouring trade: ' if m['voisin'] else ''}{m['n'].replace(',', '.')} {unite} of experience{ou}"
