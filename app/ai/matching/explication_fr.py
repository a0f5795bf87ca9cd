"""The explanation's French sentences for whoever recruits. They speak of the CV and the profile, never of a man or a woman."""

from app.ai.matching.faits import NOMS_MAX, Faits
from app.ai.matching.mots import liste
from app.core.enums import Critere

C = Critere
_SUITES = {
    C.experience: "que le CV détaille les missions et les dates des postes proches de ce métier",
    C.semantique: "que le CV décrive les missions avec les mots du métier, plus près de ceux de l'offre",
    C.titre: "que le CV mette en avant ce qui, dans les postes occupés, relève de ce métier",
    C.competences_souhaitees: "que le CV montre une pratique des compétences souhaitées",
    C.formation: "que le CV précise une formation complémentaire ou une validation des acquis",
    C.langues: "que le CV précise le niveau dans les langues demandées",
    C.localisation: "que soient précisés les lieux ou le télétravail souhaités",
}


def rediger(faits: Faits) -> str:
    """Verdict, strengths, gaps, interview, progress: one paragraph each, empty ones left out."""
    forces = _forces(faits)
    parties = [_verdict(faits), *forces], _manques(faits, bool(forces)), [_entretien(faits)], _progres(faits)
    return "\n\n".join(" ".join(p) for p in parties if p)


def _verdict(faits: Faits) -> str:
    offre = f"l'offre « {faits.titre} »" if faits.titre else "l'offre"
    score = faits.score.score
    if score >= 80:
        return f"Le profil répond très bien à {offre} : il mérite une rencontre rapide."
    if score >= 65:
        return f"Le profil répond bien à {offre} : un entretien se justifie."
    if score >= 45:
        return f"Le profil répond en partie à {offre} : il demande un examen attentif avant toute décision."
    if score >= 25:
        return f"Le profil a quelques points communs avec {offre}, mais l'essentiel de ce qui est demandé reste à établir."
    return f"Le profil est éloigné de {offre} : le CV montre peu de ce qui est demandé."


def _forces(faits: Faits) -> list[str]:
    phrases = [_competences(faits), _metier(faits), _formation_langues(faits)]
    souhaitees = faits.satisfaits(C.competences_souhaitees)[:NOMS_MAX]
    if souhaitees:
        phrases.append(
            f"S'y ajoute, parmi ce qui est souhaité : {liste(souhaitees)}."
            if len(souhaitees) == 1
            else f"S'y ajoutent, parmi ce qui est souhaité : {liste(souhaitees)}."
        )
    if faits.atteint(C.localisation):
        phrases.append("Le souhait de lieu de travail s'accorde avec l'offre.")
    return [p for p in phrases if p]


def _competences(faits: Faits) -> str:
    noms = faits.satisfaits(C.competences_requises)
    if not noms:
        return ""
    cites = liste(noms[:NOMS_MAX])
    if faits.manquants(C.competences_requises):
        if len(noms) == 1:
            return f"Une des compétences requises est établie par le CV : {cites}."
        return f"Plusieurs des compétences requises sont établies par le CV{', notamment' if len(noms) > NOMS_MAX else ''} : {cites}."
    if len(noms) == 1:
        return f"La compétence requise est établie par le CV : {cites}."
    return f"Les compétences requises sont toutes établies par le CV{', notamment' if len(noms) > NOMS_MAX else ''} : {cites}."


def _metier(faits: Faits) -> str:
    atteinte = "largement dépassée" if C.experience in faits.depasses else "atteinte"
    if faits.atteint(C.titre) and faits.atteint(C.experience):
        return f"Le métier a déjà été exercé, et la durée d'expérience demandée est {atteinte}."
    if faits.atteint(C.titre):
        return "Le métier a déjà été exercé."
    if faits.atteint(C.experience):
        return f"La durée d'expérience demandée est {atteinte} dans des postes proches."
    return "Une partie du parcours touche à un métier voisin." if faits.partiel(C.titre) else ""


def _formation_langues(faits: Faits) -> str:
    parties = []
    if faits.atteint(C.formation):
        parties.append("la formation va au-delà du niveau demandé" if C.formation in faits.depasses else "la formation est au niveau demandé")
    langues = faits.satisfaits(C.langues)
    if langues:
        verbe = "est acquis" if len(langues) == 1 else "sont acquis"
        parties.append(
            f"le niveau de langue attendu ({liste(langues)}) {verbe}" if len(langues) == 1 else f"les niveaux de langue attendus ({liste(langues)}) {verbe}"
        )
    texte = " et ".join(parties)
    return texte[:1].upper() + texte[1:] + "." if texte else ""


def _manques(faits: Faits, apres_forces: bool) -> list[str]:
    phrases = []
    if faits.indispensables:
        tete = "Indispensable pour ce poste et absent du CV" if len(faits.indispensables) == 1 else "Indispensables pour ce poste et absents du CV"
        phrases.append(f"{tete} : {liste(faits.indispensables)}.")
    noms = faits.requises_a_etablir
    if noms:
        reste = "reste à établir" if len(noms) == 1 else "restent à établir, entre autres" if len(noms) > NOMS_MAX else "restent à établir"
        enonce = f"{reste} : {liste(noms[:NOMS_MAX])}."
        phrases.append(f"En revanche, {enonce}" if apres_forces and not phrases else enonce[:1].upper() + enonce[1:])
    citees = faits.requises_citees[:NOMS_MAX]
    if citees:
        tete, les = ("Cité", "l'") if len(citees) == 1 else ("Cités", "les ")
        phrases.append(f"{tete} dans le CV, mais dans un autre métier ou sans mission qui {les}illustre : {liste(citees)}.")
    if faits.non_precise(C.experience):
        phrases.append("Les postes ne sont pas datés, ce qui empêche de compter l'expérience.")
    elif faits.partiel(C.experience):
        phrases.append("L'expérience dans des postes proches est plus courte que la durée demandée.")
    elif faits.absent(C.experience):
        phrases.append("Aucun poste daté ne se rapproche assez de ce métier pour compter comme expérience.")
    elif faits.absent(C.titre):
        phrases.append("Aucun intitulé de poste ne se rapproche de celui de l'offre.")
    if faits.manquants(C.formation):
        niveau = faits.manquants(C.formation)[0]
        phrases.append(
            f"Le niveau d'études n'est pas précisé ({niveau} demandé)."
            if faits.non_precise(C.formation)
            else f"Le niveau d'études demandé ({niveau}) n'est pas atteint."
        )
    langues = faits.manquants(C.langues)
    if langues:
        phrases.append(f"Le CV n'établit pas {'le niveau de langue attendu' if len(langues) == 1 else 'les niveaux de langue attendus'} ({liste(langues)}).")
    if faits.manquants(C.localisation):
        phrases.append("Le souhait de lieu de travail ne s'accorde pas entièrement avec l'offre.")
    return phrases


def _entretien(faits: Faits) -> str:
    phrases = [f"Demandez d'abord un justificatif : {liste(faits.indispensables)}."] if faits.indispensables else []
    if faits.eloigne:
        return " ".join([*phrases, *_avant_entretien(faits, bool(phrases))])
    demandes = _a_demander(faits)
    phrases += demandes
    if demandes and not faits.indispensables:
        phrases.append("Voyez ce qui pourrait s'apprendre en poste.")
    acquis = faits.satisfaits(C.competences_requises)[:2]
    if acquis and not demandes:
        objet = "cette compétence" if len(acquis) == 1 else "ces compétences"
        phrases.append(f"En entretien, demandez le récit d'une réalisation récente qui illustre {objet} ({liste(acquis)}), pour mesurer le niveau réel.")
    elif not phrases:
        phrases.append("En entretien, demandez le récit d'une mission récente et ce qu'elle a de commun avec le poste, pour mesurer le niveau réel.")
    if faits.manquants(C.langues):
        phrases.append(f"Vérifiez à l'oral {'le niveau' if len(faits.manquants(C.langues)) == 1 else 'les niveaux'} de langue.")
    return " ".join([*phrases, *_au_dela(faits)])


def _avant_entretien(faits: Faits, deja: bool) -> list[str]:
    noms = faits.requises_a_etablir or faits.souhaitees_a_etablir
    if len(noms) > 1 and faits.requises_a_etablir:
        return ["Avant tout entretien, demandez si le parcours comprend une pratique de ces compétences que le CV ne dit pas."]
    if noms:
        return [f"Avant tout entretien, demandez si le parcours comprend une pratique que le CV ne dit pas : {liste(noms)}."]
    return [] if deja else ["Avant tout entretien, demandez ce que le parcours a de commun avec le poste et que le CV ne dit pas."]


def _a_demander(faits: Faits) -> list[str]:
    """Names stand here only where the gaps have not just listed them."""
    requises, souhaitees = faits.requises_a_illustrer, faits.souhaitees_a_etablir
    exemple = "En entretien, demandez un exemple concret de travail"
    if not requises:
        return [f"{exemple} sur ce qui est souhaité : {liste(souhaitees)}."] if souhaitees else []
    if len(requises) == 1:
        phrases = [f"{exemple} sur ce point : {requises[0]}."]
    elif len(requises) > NOMS_MAX:
        phrases = [f"{exemple} pour celles des compétences à établir qui comptent le plus dans ce poste."]
    else:
        phrases = [f"{exemple} pour chacune des compétences à établir."]
    if souhaitees:
        objet = "la compétence souhaitée" if len(souhaitees) == 1 else "les compétences souhaitées"
        phrases.append(f"L'entretien peut aussi porter sur {objet} : {liste(souhaitees)}.")
    return phrases


def _au_dela(faits: Faits) -> list[str]:
    """What the person wants is asked, never guessed from what goes beyond the offer."""
    moindres = {C.experience: "moins d'expérience", C.formation: "un niveau d'études moins élevé"}
    demande = [mot for critere, mot in moindres.items() if critere in faits.depasses]
    return [f"Demandez enfin, sans le supposer, ce que la personne recherche dans un poste qui demande {liste(demande)}."] if demande else []


def _progres(faits: Faits) -> list[str]:
    return [f"Le score gagnerait surtout à ce {_suite(faits, perte.critere)}." for perte in faits.plus_grandes_pertes[:1]]


def _suite(faits: Faits, critere: Critere) -> str:
    if critere is not C.competences_requises:
        return _SUITES[critere]
    if faits.indispensables:
        return "que le CV établisse ce qui est indispensable pour ce poste"
    if len(faits.requises_a_illustrer) > 1:
        return "que le CV décrive un poste, un projet ou une formation où ont servi les compétences qui restent à établir"
    return "que le CV décrive un poste, un projet ou une formation où cette compétence requise a servi"
