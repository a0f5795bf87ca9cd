"""The explanation's English sentences for whoever recruits. They speak of the CV and the profile, never of a man or a woman."""

from app.ai.extraction.noms_langues import noms_anglais
from app.ai.matching.faits import NOMS_MAX, Faits
from app.ai.matching.mots import liste
from app.core.enums import Critere, NiveauLangue

C = Critere
_SUITES = {
    C.experience: "Detailing the work and the dates of the posts close to this trade",
    C.semantique: "Describing past work in the words of the trade, nearer to those of the offer,",
    C.titre: "Bringing out what belongs to this trade in the posts held",
    C.competences_souhaitees: "Showing some practice of the skills that are a plus",
    C.formation: "Stating further training or a recognition of acquired experience",
    C.langues: "Stating the level in the languages asked for",
    C.localisation: "Stating the places of work or the remote work wished for",
}


def langue(nom_et_niveau: str) -> str:
    """``français B2`` as English writes it."""
    nom, _, niveau = nom_et_niveau.rpartition(" ")
    if niveau not in NiveauLangue.__members__:
        nom, niveau = nom_et_niveau, ""
    return f"{noms_anglais().get(nom, nom)} {niveau}".strip()


def rediger(faits: Faits) -> str:
    """Verdict, strengths, gaps, interview, progress: one paragraph each, empty ones left out."""
    forces = _forces(faits)
    parties = [_verdict(faits), *forces], _manques(faits, bool(forces)), [_entretien(faits)], _progres(faits)
    return "\n\n".join(" ".join(p) for p in parties if p)


def _verdict(faits: Faits) -> str:
    offre = f'the offer "{faits.titre}"' if faits.titre else "the offer"
    score = faits.score.score
    if score >= 80:
        return f"The profile is a very good match for {offre}: it deserves an early meeting."
    if score >= 65:
        return f"The profile is a good match for {offre}: an interview is worthwhile."
    if score >= 45:
        return f"The profile meets part of {offre}: it calls for a careful look before any decision."
    if score >= 25:
        return f"The profile has a few points in common with {offre}, but most of what is asked for remains to be shown."
    return f"The profile is far from {offre}: the CV shows little of what is asked for."


def _forces(faits: Faits) -> list[str]:
    phrases = [_competences(faits), _metier(faits), _formation_langues(faits)]
    souhaitees = faits.satisfaits(C.competences_souhaitees)[:NOMS_MAX]
    if souhaitees:
        phrases.append(f"Among the skills that would be a plus, the CV also shows: {liste(souhaitees, 'and')}.")
    if faits.atteint(C.localisation):
        phrases.append("The wish for a place of work agrees with the offer.")
    return [p for p in phrases if p]


def _competences(faits: Faits) -> str:
    noms = faits.satisfaits(C.competences_requises)
    if not noms:
        return ""
    cites = liste(noms[:NOMS_MAX], "and")
    if faits.manquants(C.competences_requises):
        if len(noms) == 1:
            return f"One of the required skills is established by the CV: {cites}."
        return f"Several of the required skills are established by the CV{', notably' if len(noms) > NOMS_MAX else ''}: {cites}."
    if len(noms) == 1:
        return f"The required skill is established by the CV: {cites}."
    return f"The required skills are all established by the CV{', notably' if len(noms) > NOMS_MAX else ''}: {cites}."


def _metier(faits: Faits) -> str:
    atteinte = "far exceeded" if C.experience in faits.depasses else "reached"
    if faits.atteint(C.titre) and faits.atteint(C.experience):
        return f"The trade has been practised before, and the length of experience asked for is {atteinte}."
    if faits.atteint(C.titre):
        return "The trade has been practised before."
    if faits.atteint(C.experience):
        return f"The length of experience asked for is {atteinte} in close posts."
    return "Part of the career touches a neighbouring trade." if faits.partiel(C.titre) else ""


def _formation_langues(faits: Faits) -> str:
    parties = []
    if faits.atteint(C.formation):
        parties.append("education goes beyond the level asked for" if C.formation in faits.depasses else "education is at the level asked for")
    langues = [langue(x) for x in faits.satisfaits(C.langues)]
    if langues:
        parties.append(f"the expected language level{'s' if len(langues) > 1 else ''} ({liste(langues, 'and')}) {'are' if len(langues) > 1 else 'is'} met")
    texte = " and ".join(parties)
    return texte[:1].upper() + texte[1:] + "." if texte else ""


def _manques(faits: Faits, apres_forces: bool) -> list[str]:
    phrases = []
    if faits.indispensables:
        phrases.append(f"The position cannot do without what the CV does not show: {liste(faits.indispensables, 'and')}.")
    noms = faits.requises_a_etablir
    if noms:
        tete = "On the other hand, still" if apres_forces and not phrases else "Still"
        phrases.append(f"{tete} to be shown{', among others' if len(noms) > NOMS_MAX else ''}: {liste(noms[:NOMS_MAX], 'and')}.")
    citees = faits.requises_citees[:NOMS_MAX]
    if citees:
        phrases.append(f"Named in the CV, but in another trade or without work that shows {'it' if len(citees) == 1 else 'them'}: {liste(citees, 'and')}.")
    if faits.non_precise(C.experience):
        phrases.append("The posts carry no dates, so experience cannot be counted.")
    elif faits.partiel(C.experience):
        phrases.append("Experience in close posts is shorter than asked for.")
    elif faits.absent(C.experience):
        phrases.append("No dated post is close enough to this trade to count as experience.")
    elif faits.absent(C.titre):
        phrases.append("No post has a title close to that of the offer.")
    if faits.manquants(C.formation):
        niveau = faits.manquants(C.formation)[0]
        phrases.append(
            f"The level of education is not stated ({niveau} asked for)."
            if faits.non_precise(C.formation)
            else f"The level of education asked for ({niveau}) is not reached."
        )
    langues = [langue(x) for x in faits.manquants(C.langues)]
    if langues:
        phrases.append(f"The CV does not establish the expected language level{'s' if len(langues) > 1 else ''} ({liste(langues, 'and')}).")
    if faits.manquants(C.localisation):
        phrases.append("The wish for a place of work does not wholly agree with the offer.")
    return phrases


def _entretien(faits: Faits) -> str:
    phrases = [f"Ask first for the certificate itself: {liste(faits.indispensables, 'and')}."] if faits.indispensables else []
    if faits.eloigne:
        return " ".join([*phrases, *_avant_entretien(faits, bool(phrases))])
    demandes = _a_demander(faits)
    phrases += demandes
    if demandes and not faits.indispensables:
        phrases.append("See what could be learnt on the job.")
    acquis = faits.satisfaits(C.competences_requises)[:2]
    if acquis and not demandes:
        objet = "this skill" if len(acquis) == 1 else "these skills"
        phrases.append(f"In the interview, ask for an account of recent work that shows {objet} ({liste(acquis, 'and')}), to gauge the real level.")
    elif not phrases:
        phrases.append("In the interview, ask for an account of recent work and of what it shares with the position, to gauge the real level.")
    if faits.manquants(C.langues):
        phrases.append(f"Check the language level{'s' if len(faits.manquants(C.langues)) > 1 else ''} in conversation.")
    return " ".join([*phrases, *_au_dela(faits)])


def _avant_entretien(faits: Faits, deja: bool) -> list[str]:
    noms = faits.requises_a_etablir or faits.souhaitees_a_etablir
    if len(noms) > 1 and faits.requises_a_etablir:
        return ["Before any interview, ask whether the career holds practice of these skills that the CV does not tell."]
    if noms:
        return [f"Before any interview, ask whether the career holds practice that the CV does not tell: {liste(noms, 'and')}."]
    return [] if deja else ["Before any interview, ask what the career shares with the position that the CV does not tell."]


def _a_demander(faits: Faits) -> list[str]:
    """Names stand here only where the gaps have not just listed them."""
    requises, souhaitees = faits.requises_a_illustrer, faits.souhaitees_a_etablir
    exemple = "In the interview, ask for a concrete example of work"
    if not requises:
        return [f"{exemple} on what would be a plus: {liste(souhaitees, 'and')}."] if souhaitees else []
    if len(requises) == 1:
        phrases = [f"{exemple} on this point: {requises[0]}."]
    elif len(requises) > NOMS_MAX:
        phrases = [f"{exemple} on those of the skills still to be shown that count most in this position."]
    else:
        phrases = [f"{exemple} on each of the skills still to be shown."]
    if souhaitees:
        phrases.append(f"The interview may also turn to what would be a plus: {liste(souhaitees, 'and')}.")
    return phrases


def _au_dela(faits: Faits) -> list[str]:
    """What the person wants is asked, never guessed from what goes beyond the offer."""
    moindres = {C.experience: "less experience", C.formation: "a lower level of education"}
    demande = [mot for critere, mot in moindres.items() if critere in faits.depasses]
    return [f"Last, ask rather than assume what the person is looking for in a position that calls for {liste(demande, 'and')}."] if demande else []


def _progres(faits: Faits) -> list[str]:
    return [f"{_suite(faits, perte.critere)} would raise the score most." for perte in faits.plus_grandes_pertes[:1]]


def _suite(faits: Faits, critere: Critere) -> str:
    if critere is not C.competences_requises:
        return _SUITES[critere]
    if faits.indispensables:
        return "Establishing what the position cannot do without"
    if len(faits.requises_a_illustrer) > 1:
        return "Describing a post, a project or a course where the skills still to be shown were used"
    return "Describing a post, a project or a course where the skill still to be shown was used"
