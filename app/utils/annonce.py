"""The parts of a job advertisement, told by their headings, in French and in English."""

import re
from collections.abc import Iterator
from typing import Literal

from app.utils.text import fold

Rubrique = Literal["profil", "souhaits", "missions", "employeur"]
"""What is asked of the person, what would only be welcome, the work, and what tells of the employer, the pay or the process."""

_SUITE = r"(?: (?:du|de|de la|pour le|sur le|au) (?:poste|candidate?|role|job|metier|mission|entreprise|societe))?(?: (?:seront |sont )?(?:les suivantes?|suivantes?))?"
# headings, folded; the first that matches wins
_FORMES: dict[Rubrique, str] = {
    "souhaits": (
        r"(?:ce serait |ce qui serait |les |tes |vos |des |un )?(?:petits? )?(?:plus|atouts?|bonus)(?: (?:appreci\w+|souhait\w+|si))?"
        r"|(?:competences|qualifications|connaissances|experiences?) (?:souhaitee?s?|appreciee?s?|optionnel(?:le)?s?|complementaires)|serai(?:en)?t (?:un plus|appreciee?s?)"
        r"|(?:souhait|appreci)ee?s?|(?:preferred|desirable|desired|bonus) (?:qualifications?|skills?|experience|requirements)|nice[- ]to[- ]haves?|bonus points?|desirables?"
    ),
    "profil": (
        r"(?:le |votre |ton |notre |mon )?profil(?: (?:et competences|recherchee?|souhaitee?|attendu|ideal|requis|candidat|type))?"
        r"|(?:vos |tes |les |nos )?(?:competences|qualifications?|connaissances|experiences?|formation|aptitudes|savoirs?|exigences|criteres|diplomes?)"
        r"(?: et (?:competences|qualifications?|experiences?|formation|aptitudes|qualites|connaissances|diplomes?))?"
        r"(?: (?:requis(?:es?)?|attendue?s?|recherchee?s?|exigee?s?|techniques?|cles?|necessaires|indispensables?|obligatoires?|professionnelles))?"
        r"|pre-?requis|(?:imperatif|indispensable|obligatoire|exigee?|requise?)s?|savoir[- ](?:faire|etre)|ce (?:que nous|que l'on|qu'on) (?:recherchons|attendons|attend|recherche|cherche)(?: de (?:vous|toi)| chez (?:vous|toi))?|(?:nous recherchons|on recherche|vous etes|tu es|qui etes[- ]vous|qui es[- ]tu)"
        r"|(?:et )?(?:vous|toi)(?: dans tout ca)?|a propos de (?:vous|toi)|(?:et )?si c'etait (?:vous|toi)|(?:ce |le )poste (?:est )?(?:fait )?pour (?:vous|toi)(?: si)?|permis(?: et habilitations)?|langues?|certifications?"
        r"|(?:job |minimum |key |your )?(?:requirements|qualifications)|(?:your |candidate |ideal )?(?:profile|candidate)|(?:required |key |your )?skills(?: and experience)?"
        r"|what we(?:'re| are) looking for|what we (?:look for|need|expect)|must[- ]haves?|required|who you are|about you|what you(?:'ll)? (?:bring|need)"
    ),
    "missions": (
        r"(?:les |la |vos |votre |tes |ta |en quoi consistent vos )?(?:principales? )?(?:missions?|responsabilites|activites|taches|attributions)(?: (?:principales?|quotidiennes|generales?))?(?: et (?:missions|responsabilites|activites))?"
        r"|(?:description du |descriptif du |presentation du |le |votre |ton )poste|(?:votre|ton) (?:role|quotidien|futur (?:poste|job))|au programme|ce que (?:vous ferez|tu feras|tu vas faire)|concretement|vous (?:serez|aurez) (?:en charge|pour missions?)(?: de)?|a ce titre"
        r"|(?:key |your |main |job )?(?:responsibilities|duties|missions?)|(?:your|the) (?:role|job|position)|job description|day[- ]to[- ]day|what you(?:'ll| will)? (?:do|be doing)"
    ),
    "employeur": (
        r"(?:nos |les |vos |tes |autres )?avantages(?: sociaux)?|remuneration(?: (?:et|&) avantages)?|salaires?|package|(?:ce que )?(?:nous|on) (?:vous |te )?(?:offrons|proposons|offre|propose)|ce qu'on (?:te|vous) (?:propose|offre)"
        r"|(?:l')?entreprise|(?:notre|la) (?:societe|entreprise|histoire|culture)|le groupe|presentation|qui sommes[- ]nous|nous|a propos(?: de nous)?|(?:le |notre )?(?:processus|process)(?: de (?:recrutement|candidature))?"
        r"|pourquoi (?:nous )?(?:rejoindre|venir)(?: [\w']+){0,3}|(?:les )?(?:plus|\+) (?:de l'entreprise|du poste|chez nous)|(?:nos|vos) (?:plus|\+|engagements)|les \+|(?:les )?conditions(?: (?:de travail|proposees|d'emploi|du contrat))?|(?:type de )?contrat|horaires?|informations (?:complementaires|utiles|pratiques)|infos pratiques"
        r"|(?:our |the )?(?:benefits|perks)|what we offer|why join us|about (?:us|the company)|our company|compensation|hiring process"
    ),
}
_TITRES = {rubrique: re.compile(rf"(?:{formes}){_SUITE}\s*") for rubrique, formes in _FORMES.items()}
_TITRE_POSSIBLE = re.compile(
    r"(?:^|(?<=\n)|(?<=[.!?] ))[^\w\n]{0,6}((?:[^\W\d]|les \+)[^:\n.!?]{1,48}?)[ ?!*_]{0,20}(?:(?<=\?)|(?<=\? )|:[*_]{0,10}|(?:#[#*_]{0,10})?(?=\n|$))"
)


def titres(texte: str) -> Iterator[tuple[int, int, Rubrique]]:
    """Headings: where each begins, where what stands under it begins, and what that is."""
    for possible in _TITRE_POSSIBLE.finditer(fold(texte)):
        for rubrique, formes in _TITRES.items():
            if formes.fullmatch(possible[1]):
                yield possible.start(), possible.end(), rubrique
                break
