"""The explanation's French sentences for the person who applies: their CV, what it shows, what would raise the score."""

from app.ai.matching.faits import NOMS_MAX, Faits
from app.ai.matching.mots import liste
from app.core.enums import Critere

C = Critere
_VERDICTS = (
    (80, "Votre CV répond très bien à {offre}."),
    (65, "Votre CV répond bien à {offre}."),
    (45, "Votre CV répond en partie à {offre} : il reste des points à montrer."),
    (25, "Votre CV a quelques points communs avec {offre}, mais il ne montre pas encore l'essentiel de ce qui est demandé."),
    (0, "Votre CV montre encore peu de ce que demande {offre}."),
)
_CONSEILS = {
    C.experience: "Détaillez les missions et les dates, mois compris, des postes qui touchent à ce métier : d'autres périodes pourront compter.",
    C.semantique: "Décrivez vos missions avec les mots du métier, au plus près de ce que vous avez fait.",
    C.titre: "Mettez en avant ce qui, dans vos postes, relève de ce métier.",
    C.competences_souhaitees: "Si vous pratiquez ce qui est souhaité, montrez-le par un exemple.",
    C.formation: "Si vous avez suivi une formation complémentaire ou obtenu une validation des acquis, indiquez-la.",
    C.langues: "Indiquez votre niveau dans les langues demandées.",
    C.localisation: "Précisez les lieux de travail ou le télétravail que vous souhaitez.",
}


def rediger(faits: Faits) -> str:
    """Verdict with strengths, gaps, advice: one paragraph each, empty ones left out."""
    offre = f"l'offre « {faits.titre} »" if faits.titre else "l'offre"
    verdict = next(phrase for seuil, phrase in _VERDICTS if faits.score.score >= seuil).format(offre=offre)
    parties = [verdict, *_forces(faits)], _manques(faits), _conseils(faits)
    return "\n\n".join(" ".join(p) for p in parties if p)


def _forces(faits: Faits) -> list[str]:
    phrases = [_competences(faits), _parcours(faits)]
    if faits.atteint(C.formation):
        phrases.append(f"Votre formation {'va au-delà du' if C.formation in faits.depasses else 'est au'} niveau demandé.")
    langues = faits.satisfaits(C.langues)
    if langues:
        phrases.append(f"Vous avez {'le niveau de langue attendu' if len(langues) == 1 else 'les niveaux de langue attendus'} ({liste(langues)}).")
    souhaitees = faits.satisfaits(C.competences_souhaitees)[:NOMS_MAX]
    if souhaitees:
        phrases.append(f"Votre CV montre aussi, parmi ce qui est souhaité : {liste(souhaitees)}.")
    if faits.atteint(C.localisation):
        phrases.append("Votre souhait de lieu de travail s'accorde avec l'offre.")
    return [p for p in phrases if p]


def _competences(faits: Faits) -> str:
    noms = faits.satisfaits(C.competences_requises)
    if not noms:
        return ""
    cites = f"{', notamment' if len(noms) > NOMS_MAX else ''} : {liste(noms[:NOMS_MAX])}."
    if not faits.manquants(C.competences_requises):
        return f"Il établit {'la compétence requise' if len(noms) == 1 else 'toutes les compétences requises'}{cites}"
    return f"Il établit {'une' if len(noms) == 1 else 'plusieurs'} des compétences requises{cites}"


def _parcours(faits: Faits) -> str:
    atteinte = "largement dépassée" if C.experience in faits.depasses else "atteinte"
    if faits.atteint(C.titre) and faits.atteint(C.experience):
        return f"Vous avez déjà exercé ce métier, et la durée d'expérience demandée est {atteinte}."
    if faits.atteint(C.titre):
        return "Vous avez déjà exercé ce métier."
    if faits.atteint(C.experience):
        return f"La durée d'expérience demandée est {atteinte} dans des postes proches."
    return "Une partie de votre parcours touche à un métier voisin." if faits.partiel(C.titre) else ""


def _manques(faits: Faits) -> list[str]:
    phrases = []
    if faits.indispensables:
        tete = "Indispensable pour ce poste et absent" if len(faits.indispensables) == 1 else "Indispensables pour ce poste et absents"
        phrases.append(f"{tete} de votre CV : {liste(faits.indispensables)}.")
    noms = faits.requises_a_etablir
    if noms:
        phrases.append(f"Votre CV ne montre pas encore{', entre autres' if len(noms) > NOMS_MAX else ''} : {liste(noms[:NOMS_MAX])}.")
    citees = faits.requises_citees[:NOMS_MAX]
    if citees:
        tete, les = "Il" if noms else "Votre CV", "l'" if len(citees) == 1 else "les "
        phrases.append(f"{tete} cite, mais dans un autre métier ou sans mission qui {les}illustre : {liste(citees)}.")
    if faits.non_precise(C.experience):
        phrases.append("Vos postes ne sont pas datés, ce qui empêche de compter votre expérience.")
    elif faits.partiel(C.experience):
        phrases.append("Votre expérience dans des postes proches est plus courte que la durée demandée.")
    elif faits.absent(C.experience):
        phrases.append("Aucun de vos postes datés ne se rapproche assez de ce métier pour compter comme expérience.")
    elif faits.absent(C.titre):
        phrases.append("Aucun intitulé de vos postes ne se rapproche de celui de l'offre.")
    if faits.manquants(C.formation):
        niveau = faits.manquants(C.formation)[0]
        phrases.append(
            f"Votre niveau d'études n'est pas précisé ({niveau} demandé)."
            if faits.non_precise(C.formation)
            else f"Le niveau d'études demandé ({niveau}) n'est pas établi."
        )
    langues = faits.manquants(C.langues)
    if langues:
        tete, etablis = ("Le niveau de langue attendu", "n'est pas établi") if len(langues) == 1 else ("Les niveaux de langue attendus", "ne sont pas établis")
        phrases.append(f"{tete} ({liste(langues)}) {etablis}.")
    if faits.manquants(C.localisation):
        phrases.append("Votre souhait de lieu de travail ne s'accorde pas entièrement avec l'offre.")
    return phrases


def _conseils(faits: Faits) -> list[str]:
    phrases = [_conseil(faits, perte.critere) for perte in faits.plus_grandes_pertes]
    if phrases:
        phrases = ["Voici ce qui ferait monter le score.", *phrases, "N'ajoutez que ce qui est vrai : un recruteur le vérifie."]
    if faits.eloigne:
        phrases.append("Ce score ne vous empêche pas de postuler : la décision revient à une personne.")
    return phrases


def _conseil(faits: Faits, critere: Critere) -> str:
    if critere is not C.competences_requises:
        return _CONSEILS[critere]
    if faits.indispensables:
        return "Si vous remplissez ce qui est indispensable, écrivez-le avec sa date : c'est vérifié d'abord."
    if len(faits.requises_a_illustrer) > 1:
        return "Si vous pratiquez ces compétences, décrivez le poste, le projet ou la formation où elles vous ont servi."
    return "Si vous pratiquez cette compétence, décrivez le poste, le projet ou la formation où elle vous a servi."
