"""Words for people about how a reading went, and the sentences that speak to a machine instead of a reader."""

import re
from itertools import pairwise

from app.ai.lecture.mise_en_page import LONGUEUR_MAX, Ligne, MiseEnPage
from app.schemas.profil import Avertissement, Qualite
from app.utils.text import fold

MESSAGES = {
    "texte_cache": "Cette page contient du texte invisible à l'œil ; il n'a pas été lu.",
    "police_illisible": "Une police de ce fichier ne se laisse pas lire : des mots peuvent manquer ou être faux.",
    "mise_en_page_incertaine": "La mise en page n'a pas pu être suivie : l'ordre des lignes peut être faux.",
    "aucune_section": "Aucune rubrique (expérience, formation, compétences…) n'a été reconnue : vérifiez les faits lus.",
    "dates_ambigues": "Certaines dates ont plusieurs lectures possibles : vérifiez les périodes.",
    "contenu_actif": "Ce fichier contient un script, une action ou une pièce jointe ; rien n'en a été exécuté.",
    "instructions_suspectes": "Ce CV contient une phrase qui s'adresse à un logiciel de tri ; elle n'a aucun effet.",
    "ocr": "Ce document est une image : le texte a été reconnu automatiquement et peut contenir des erreurs.",
    "pas_un_cv": "Ce document ne semble pas être un CV : aucun poste, diplôme ni compétence n'y a été lu.",
    "peu_de_texte": "Ce document contient très peu de texte lisible.",
    "telephone_non_verifie": "Le numéro de téléphone n'a pas pu être vérifié.",
    "texte_coupe": "Ce document est très long : seul son début a été lu.",
}
"""Every warning code and its sentence."""
MOTS_MINIMUM = 15
EXTRAIT_MAX = 60
_COUPE = re.compile(r"(?<=\w)-\n(?=\w)")

_INSTRUCTIONS = re.compile(
    r"ignor\w{0,4} (?:(?:all|any|toutes?|tous|the|les|vos|tes|your|previous|prior|above|these|ces) ){1,4}(?:\w{1,14} )?(?:instructions?|consignes?|rules?|regles?|prompts?)"
    r"|ignor\w{0,4} (?:ce qui precede|what precedes|the above)"
    r"|disregard (?:(?:all|any|the|your|previous|prior) ){1,3}\w{0,14} ?instructions?"
    r"|oublie[rz]? (?:(?:toutes?|tous|les|tes|vos) ){1,3}(?:instructions?|consignes?)"
    r"|(?:note[rz]?|rate|score|rank|classe[rz]?|evalue[rz]?) (?:ce|this|le|the|cette|moi|me) ?(?:candidate?|cv|profile?|candidature|resume)?.{0,20}\b(?:100|10/10|highest|maximum|premiere?|first|top)\b"
    r"|(?:system|developer) prompt|prompt systeme|you are (?:now )?an? (?:ai|assistant|language model)|tu es (?:une ia|un assistant|un modele)"
    r"|(?:attribue|donne|accorde)[rz]? (?:\w{1,10} ){0,4}(?:note|score) (?:maxim|parfait|la plus haute)|give (?:\w{1,10} ){0,4}(?:highest|maximum|best|top) (?:score|rating|mark)"
    r"|ne (?:tiens|tenez|tenir) (?:pas|aucun) compte des? (?:criteres|consignes|instructions)|(?:place|classe|mets|mettez)[rz]? ce (?:cv|candidat|profil) en (?:tete|premier|haut)"
    r"|output score|score ?= ?\d|</?(?:cv|resume|system|user|instructions?)>|candidate is (?:a |the )?(?:perfect|best)"
    r"|(?:note|message|consigne|attention|destination) (?:a |au |du |de |pour )(?:l'|la |le |les )?(?:algorithme|modele de langage|ia|intelligence artificielle|llm|logiciel de tri|robot)"
    r"|(?:considere[rz]?|reponds|repondez) que (?:ce|le) (?:candidat|profil|cv)|correspond parfaitement a l'offre"
    r"|as an ai (?:language )?model|(?:hire|select|recommend|shortlist) this candidate|(?<!ai )(?<!a )(?<!avoir )(?<!ayant )(?<!avons )(?:recommande|selectionne|embauche)[rz]? (?:imperativement |absolument )?ce candidat"
)


def avertir(code: str, page: int | None = None, extrait: str = "") -> Avertissement:
    """A warning with its sentence, and where the text it is about begins, so that the person can answer."""
    if not extrait:
        return Avertissement(code=code, message=MESSAGES[code], page=page)
    mots = " ".join("".join(c if c.isprintable() else " " for c in extrait).split())
    court = mots if len(mots) <= EXTRAIT_MAX else mots[:EXTRAIT_MAX].rstrip() + "…"
    return Avertissement(code=code, message=f"{MESSAGES[code]} Texte concerné : « {court} ».", page=page)


def _s_adresse_a_une_machine(texte: str) -> bool:
    """Whether a text orders a model about, words that a hyphen cut at a line end closed."""
    return _INSTRUCTIONS.search(" ".join(fold(_COUPE.sub("", texte)).split())) is not None


def lignes_suspectes(lignes: list[Ligne]) -> list[Ligne]:
    """Lines that speak to a model, alone or with the one below: no list of skills goes on there."""
    seules = [li for li in lignes if _s_adresse_a_une_machine(li.texte)]
    paires = [p for p in pairwise(lignes) if not any(li in seules for li in p) and _s_adresse_a_une_machine(f"{p[0].texte}\n{p[1].texte}")]
    return [*seules, *(li for paire in paires for li in paire)]


def instructions_suspectes(vue: MiseEnPage) -> list[Avertissement]:
    """Warnings for sentences that speak to a model, visible or hidden, one a page at most."""
    trouves: list[Avertissement] = []
    for page in vue.pages:
        if _s_adresse_a_une_machine(vue.texte[page.debut : page.fin]):
            trouves.append(avertir("instructions_suspectes", page.numero))
    if not trouves and any(_s_adresse_a_une_machine(c) for c in vue.citations_cachees):
        trouves.append(avertir("instructions_suspectes"))
    return trouves


def mesurer(vue: MiseEnPage, avertissements: list[Avertissement], non_compris: list[str]) -> Qualite:
    """The report of one reading."""
    nb_mots = sum(len(li.mots) for li in vue.lignes)
    tous = [*vue.avertissements, *instructions_suspectes(vue), *avertissements]
    if nb_mots < MOTS_MINIMUM:
        tous.append(avertir("peu_de_texte"))
    if len(vue.texte) > LONGUEUR_MAX:
        tous.append(avertir("texte_coupe"))
    return Qualite(
        nb_pages=len(vue.pages),
        nb_mots=nb_mots,
        nb_colonnes=vue.nb_colonnes,
        part_texte_cache=round(vue.mots_caches / (vue.mots_caches + nb_mots), 4) if vue.mots_caches else 0.0,
        avertissements=tous,
        non_compris=non_compris,
    )
