"""The explanation's French sentences. They speak of the CV and the profile, never of a man or a woman."""

from app.ai.matching.faits import NOMS_MAX, Faits
from app.ai.matching.mots import liste
from app.core.enums import Critere

C = Critere


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
        verbe = "est établie" if len(noms) == 1 else "sont établies, entre autres" if len(noms) > NOMS_MAX else "sont établies"
        return f"Parmi les compétences requises, {verbe} : {cites}."
    if len(noms) == 1:
        return f"La compétence requise est établie par le CV : {cites}."
    return f"Les compétences requises sont toutes établies par le CV{', notamment' if len(noms) > NOMS_MAX else ''} : {cites}."


def _metier(faits: Faits) -> str:
    if faits.atteint(C.titre) and faits.atteint(C.experience):
        return "Les postes occupés relèvent du même métier, et la durée d'expérience demandée est atteinte."
    if faits.atteint(C.titre):
        return "Les postes occupés relèvent du même métier."
    if faits.atteint(C.experience):
        return "La durée d'expérience demandée est atteinte dans des postes proches."
    return "Une partie du parcours touche à un métier voisin." if faits.partiel(C.titre) else ""


def _formation_langues(faits: Faits) -> str:
    parties = []
    if faits.atteint(C.formation):
        parties.append("le niveau d'études demandé est atteint")
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
    noms = [n for n in faits.manquants(C.competences_requises) if n not in faits.indispensables]
    if noms:
        enonce = f"{', '.join(noms[:NOMS_MAX])}, entre autres" if len(noms) > NOMS_MAX else liste(noms)
        reste = "reste à établir" if len(noms) == 1 else "restent à établir"
        phrases.append(f"En revanche, {reste} : {enonce}." if apres_forces and not phrases else f"{reste.capitalize()} : {enonce}.")
    if faits.non_precise(C.experience):
        phrases.append("Les postes ne sont pas datés, ce qui empêche de compter l'expérience.")
    elif faits.partiel(C.experience):
        phrases.append("L'expérience dans des postes proches est plus courte que la durée demandée.")
    elif faits.absent(C.experience):
        phrases.append("Aucun poste daté ne se rapproche assez de ce métier pour compter comme expérience.")
    elif faits.absent(C.titre):
        phrases.append("Aucun des postes occupés ne se rapproche de ce métier.")
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
    phrases = []
    if faits.indispensables:
        phrases.append(f"Demandez d'abord un justificatif : {liste(faits.indispensables)}.")
    demandes = faits.a_demander
    if faits.eloigne:
        if demandes:
            phrases.append(f"Avant tout entretien, demandez si le parcours comprend une pratique que le CV ne dit pas : {liste(demandes)}.")
        return " ".join(phrases) or "Avant tout entretien, demandez ce que le parcours a de commun avec le poste et que le CV ne dit pas."
    if demandes:
        points = "sur ce point" if len(demandes) == 1 else "sur chacun de ces points"
        phrases.append(f"En entretien, demandez un exemple concret de travail {points} : {liste(demandes)}.")
        return " ".join([*phrases, *([] if faits.indispensables else ["Voyez aussi ce qui pourrait s'apprendre en poste."])])
    acquis = faits.satisfaits(C.competences_requises)[:2]
    if acquis:
        objet = "cette compétence" if len(acquis) == 1 else "ces compétences"
        phrases.append(f"En entretien, demandez le récit d'une réalisation récente qui illustre {objet}, pour mesurer le niveau réel : {liste(acquis)}.")
    elif not phrases:
        phrases.append("En entretien, demandez le récit d'une mission récente et ce qu'elle a de commun avec le poste, pour mesurer le niveau réel.")
    return " ".join(phrases)


def _progres(faits: Faits) -> list[str]:
    perte = faits.plus_grande_perte
    if perte is None:
        return []
    suites = {
        C.competences_requises: "que le CV décrive un poste, un projet ou une formation où les compétences requises ont servi",
        C.experience: "que le CV détaille les missions et les dates des postes proches de ce métier",
        C.semantique: "que le CV décrive les missions avec les mots du métier, plus près de ceux de l'offre",
        C.titre: "que le CV mette en avant ce qui, dans les postes occupés, relève de ce métier",
        C.competences_souhaitees: "que le CV montre une pratique des compétences souhaitées",
        C.formation: "que le CV précise une formation complémentaire ou une validation des acquis",
        C.langues: "que le CV précise le niveau dans les langues demandées",
        C.localisation: "que soient précisés les lieux ou le télétravail souhaités",
    }
    return [f"Le score gagnerait surtout à ce {suites[perte.critere]}."]
