"""The explanation's English sentences for the person who applies: their CV, what it shows, what would raise the score."""

from app.ai.matching.explication_en import langue
from app.ai.matching.faits import NOMS_MAX, Faits
from app.ai.matching.mots import liste
from app.core.enums import Critere

C = Critere
_VERDICTS = (
    (80, "Your CV is a very good match for {offre}."),
    (65, "Your CV is a good match for {offre}."),
    (45, "Your CV meets part of {offre}: some points remain to be shown."),
    (25, "Your CV has a few points in common with {offre}, but does not yet show most of what is asked for."),
    (0, "Your CV still shows little of what {offre} asks for."),
)
_CONSEILS = {
    C.experience: "Detail the work and the dates, months included, of the posts that touch this trade: more time may then count.",
    C.semantique: "Describe your work in the words of the trade, as near as possible to what you did.",
    C.titre: "Bring out what belongs to this trade in your posts.",
    C.competences_souhaitees: "If you practise what would be a plus, show it by an example.",
    C.formation: "If you had further training or a recognition of acquired experience, state it.",
    C.langues: "State your level in the languages asked for.",
    C.localisation: "State the places of work or the remote work that you wish for.",
}


def rediger(faits: Faits) -> str:
    """Verdict with strengths, gaps, advice: one paragraph each, empty ones left out."""
    offre = f'the offer "{faits.titre}"' if faits.titre else "the offer"
    verdict = next(phrase for seuil, phrase in _VERDICTS if faits.score.score >= seuil).format(offre=offre)
    parties = [verdict, *_forces(faits)], _manques(faits), _conseils(faits)
    return "\n\n".join(" ".join(p) for p in parties if p)


def _forces(faits: Faits) -> list[str]:
    phrases = [_competences(faits), _parcours(faits)]
    if faits.atteint(C.formation):
        phrases.append(f"Your education {'goes beyond' if C.formation in faits.depasses else 'is at'} the level asked for.")
    langues = [langue(x) for x in faits.satisfaits(C.langues)]
    if langues:
        phrases.append(f"You have the expected language level{'s' if len(langues) > 1 else ''} ({liste(langues, 'and')}).")
    souhaitees = faits.satisfaits(C.competences_souhaitees)[:NOMS_MAX]
    if souhaitees:
        phrases.append(f"Among the skills that would be a plus, your CV also shows: {liste(souhaitees, 'and')}.")
    if faits.atteint(C.localisation):
        phrases.append("Your wish for a place of work agrees with the offer.")
    return [p for p in phrases if p]


def _competences(faits: Faits) -> str:
    noms = faits.satisfaits(C.competences_requises)
    if not noms:
        return ""
    cites = f"{', notably' if len(noms) > NOMS_MAX else ''}: {liste(noms[:NOMS_MAX], 'and')}."
    if not faits.manquants(C.competences_requises):
        return f"It establishes {'the required skill' if len(noms) == 1 else 'all the required skills'}{cites}"
    return f"It establishes {'one' if len(noms) == 1 else 'several'} of the required skills{cites}"


def _parcours(faits: Faits) -> str:
    atteinte = "far exceeded" if C.experience in faits.depasses else "reached"
    if faits.atteint(C.titre) and faits.atteint(C.experience):
        return f"You have practised this trade before, and the length of experience asked for is {atteinte}."
    if faits.atteint(C.titre):
        return "You have practised this trade before."
    if faits.atteint(C.experience):
        return f"The length of experience asked for is {atteinte} in close posts."
    return "Part of your career touches a neighbouring trade." if faits.partiel(C.titre) else ""


def _manques(faits: Faits) -> list[str]:
    phrases = []
    if faits.indispensables:
        phrases.append(f"The position cannot do without what your CV does not show: {liste(faits.indispensables, 'and')}.")
    noms = faits.requises_a_etablir
    if noms:
        phrases.append(f"Your CV does not show yet{', among others' if len(noms) > NOMS_MAX else ''}: {liste(noms[:NOMS_MAX], 'and')}.")
    citees = faits.requises_citees[:NOMS_MAX]
    if citees:
        phrases.append(
            f"{'It' if noms else 'Your CV'} names, but in another trade or without work that shows {'it' if len(citees) == 1 else 'them'}: {liste(citees, 'and')}."
        )
    if faits.non_precise(C.experience):
        phrases.append("Your posts carry no dates, so your experience cannot be counted.")
    elif faits.partiel(C.experience):
        phrases.append("Your experience in close posts is shorter than asked for.")
    elif faits.absent(C.experience):
        phrases.append("None of your dated posts is close enough to this trade to count as experience.")
    elif faits.absent(C.titre):
        phrases.append("No post of yours has a title close to that of the offer.")
    if faits.manquants(C.formation):
        niveau = faits.manquants(C.formation)[0]
        phrases.append(
            f"Your level of education is not stated ({niveau} asked for)."
            if faits.non_precise(C.formation)
            else f"The level of education asked for ({niveau}) is not established."
        )
    langues = [langue(x) for x in faits.manquants(C.langues)]
    if langues:
        tete, verbe = ("levels", "are") if len(langues) > 1 else ("level", "is")
        phrases.append(f"The expected language {tete} ({liste(langues, 'and')}) {verbe} not established.")
    if faits.manquants(C.localisation):
        phrases.append("Your wish for a place of work does not wholly agree with the offer.")
    return phrases


def _conseils(faits: Faits) -> list[str]:
    phrases = [_conseil(faits, perte.critere) for perte in faits.plus_grandes_pertes]
    if phrases:
        phrases = ["Here is what would raise the score.", *phrases, "Add only what is true: a recruiter checks it."]
    if faits.eloigne:
        phrases.append("This score does not keep you from applying: the decision is a person's.")
    return phrases


def _conseil(faits: Faits, critere: Critere) -> str:
    if critere is not C.competences_requises:
        return _CONSEILS[critere]
    if faits.indispensables:
        return "If you hold what the position cannot do without, write it with its date: it is checked first."
    if len(faits.requises_a_illustrer) > 1:
        return "If you practise these skills, describe the post, the project or the course where they were used."
    return "If you practise this skill, describe the post, the project or the course where it was used."
