"""An advertisement cut into clauses, each with what it does: ask, wish, or neither (the employer, the pay, what is not needed, who works around the post)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from app.utils.annonce import Rubrique, titres
from app.utils.text import fold


class Portee(str, Enum):
    """How much a clause asks."""

    exigee = "exigee"
    souhaitee = "souhaitee"
    sans = "sans"


@dataclass(frozen=True)
class Proposition:
    """A piece of a sentence. `plie` is `texte` folded; `ferme` says that its sentence has a word of obligation."""

    texte: str
    plie: str
    rubrique: Rubrique
    portee: Portee
    ferme: bool = False


_PUCE = re.compile(r"^[\s\-–—•*·▪►✓✔✅➢➔→●■♦.>]+(?=\S)")
_PHRASE = re.compile(r"(?<=[!?;])\s+|(?<=[.])\s+(?=[^\s\da-z])|\s[•✓✔➔➢▪►●]\s|\n")
_PERSONNE = re.compile(
    r"\b(?:vous|votre|vos|tu|toi|ton|ta|tes|profil|candidate?s?|titulaires?|experience|debutante?s?|quelqu'un|ayant|maitris\w+|justifi\w+|minimum|you|your(?! career)|candidates?|someone|somebody)\b|\bbac\s?\+"
)
_EMPLOYEUR = re.compile(
    r"\b(?:nous|notre|nos|societe|entreprise|groupe|filiale|leader|pme|editeur|organisme|residence|etablissement|association|cabinet|client|cree|creee|fondee?|depuis|salaries|collaborateurs"
    r"|we|our|company|founded|leading)\b"
)
_FERME = re.compile(
    r"\b(?:exigee?s?|obligatoires?|indispensables?|imperati(?:f|ve|fs|ves|vement)|requis(?:e|es)?|necessaires?|pre-?requis|titulaires?|possed\w+|detene\w+|detenteu\w+|en cours de validite|a jour|valides?|must(?:[- ]haves?)?|required|mandatory|essential|compulsory|needed|holders?)\b"
)
_EXIGE = re.compile(r"\b(?:exigee?s?|obligatoires?|indispensables?|imperati(?:f|ve)s?|requis(?:e|es)?|required|mandatory|compulsory)\b")
_SOUHAIT_AVANT = re.compile(
    r"\b(?:idealement|dans l'ideal|de preference|preferablement|si possible|(?:et )?si,? en plus|en bonus|bonus\s?:|les? plus\s?:|(?:un )?(?:plus|atouts?)\s?:|nice[- ]to[- ]have\s?:?|ideally|preferably)"
)
_SOUHAIT_APRES = re.compile(
    r"(?:\b(?:ser(?:ait|aient|a|ont)|est|sont|constitue\w*|represente\w*|would be|is|are)\s)?(?:(?:egalement|aussi|vivement|fortement|tres|particulierement|des|also|highly)\s){0,2}"
    r"(?:\b(?:un|une|des)\s(?:vrai\s|reel\s|gros\s|serieux\s|petit\s)?(?:plus|atouts?|avantages?|bonus)(?!\s(?:grand|large|de))|\bappreci(?:ee?s?|ables?)\b|\bsouhait(?:ee?s?|ables?)\b|\bbienvenue?s?\b|\bvalorisee?s?\b"
    r"|\b(?:an? (?:real |big |strong |definite )?(?:plus|advantage|asset|bonus)|preferred|desirable|welcome|useful|would help|utiles?|aide(?:nt|ra)?(?=\s?[;.,]|$))(?!\w))"
)
_REFUS = re.compile(
    r"\bn(?:e\s|')\w+ pas (?:un|une|de) (?:profil|candidat)|\b(?:we do not|don't)\b|\bpaid (?:for|extra)\b|\b(?:pas|non|nullement|not)\s(?:\w+\s)?(?:necessaires?|exigee?s?|requis(?:e|es)?|obligatoires?|indispensables?|demandee?s?|required|necessary)\b|\baucune?\s[^,;]{0,40}\b(?:exige|requis|necessaire|demande)"
    r"|\bfinancee?s?\b|\b(?:formation|permis|habilitations?|caces)[^,;]{0,30}\b(?:prevue?s?|dispensee?s?|assuree?s?|offerte?s?|pris(?:e|es)? en charge|paye)"
)
TITRE_QUI_DEMANDE = re.compile(r"[^\w\n]{0,6}(?:experiences?|formation|diplomes?|langues?|permis|certifications?|niveau)\b")
# what somebody is asked, wherever it stands
_PROFIL = re.compile(
    r"\b(?:vous|tu) (?:(?:etes|es) (?:titulaire|issu|diplome|dote|a l'aise)|avez|as |possed|justifi|dispos|maitris|detene|connaiss)|\byou (?:bring|need|know|speak|have|hold|are (?:fluent|qualified))|\b(?:at least|au moins|minimum) \w+ (?:years|ans)\b|\bsomeone with\b"
    r"|^(?:les? |un |une |l'|la |des |du )?(?:permis|caces|habilitations?|diplomes?|formation|experience|bac\b|(?:bts|dut|bep|dcg|dscg|cap(?! (?:sur|vers)\b)|licence (?:pro|en)|master(?! data))\b|debutant|titulaire|de formation|idealement|connaissances?|maitrise|pre-?requis|anglais)\b"
)
_PAIE = re.compile(
    r"^(?:le |la |un |une )?(?:salaires?|remunerations?|avantages?|package|fixe\b|taux horaire|beneficie[rz]|mutuelle|primes?\b|tickets?\b|titres? restaurant|convention collective|statut)\b"
)
_AVANTAGES = re.compile(
    r"\b(?:transports? en commun|desservie?)\b|(?:\b(?:mutuelle|tickets? resto\w*|tickets? restaurant|titres? restaurant|cheques? \w+|13e mois|rtt|interessement|participation aux|primes? \w+|bspce|comite d'entreprise|compte epargne temps|teletravail)\b.*){2}"
)
# where the part that is wished or refused begins, when what stands before it asks for something of its own
_DEBUT_DE_VOEU = re.compile(r"(?:,|\bet|\bmais|,\s(?:et|mais))\s(?=(?:la|le|les|l'|une?|des|votre|toute)[\s']?)")
_APRES_EXIGENCE = re.compile(rf"{_EXIGE.pattern}\s?(?:,\s(?:et |mais )?|(?:et|mais|and|but)\s)")
_DE_MEME = re.compile(r"\s?,?\s(?:tout comme|ainsi que|de meme que|as well as|as (?:is|are|would))\b")
_DEMANDE = re.compile(
    r"\b(?:exige|obligatoire|indispensable|requis|imperati|necessaire|maitris|vous (?:avez|etes|justifi|possed|dispos|connais)|titulaire|tu (?:as|es)|issue?|bac\s?\+|experience de|\d\s?ans)"
)
_ENTOURAGE = re.compile(
    r"\b(?:en (?:etroite )?(?:lien|liaison|relation|collaboration|coordination) (?:etroite )?avec|rattachee? (?:directement |hierarchiquement )?(?:au|a)\b|sous (?:la|l')\s?(?:responsabilite|autorite|direction|supervision|houlette)"
    r"|au sein d|aux cotes d|(?:travaill\w+|echang\w+|collabor\w+|interagi\w+) (?:\w+ )?avec|(?:relations?|contacts?|interface) (?:\w+ )?avec|encadr\w+ (?:des?|du|les|la|votre|une equipe)|form\w+ (?:les|des) (?:\w+ )?(?:operateurs|equipes|collegues))[^,:;.(]*"
)

_ANNEES = r"(?:(?:plus|pres|moins|pas|deja|environ|quelque|plusieurs|une|experience|over|more than|nearly|de|d'|d')\s?)*\b\w+ (?:ans|annees|years'?)\b(?: (?:d'|of )?\s?(?:experience|pratique|savoir-faire))?"
# what the employer tells of its own age: "notre clinique compte plus de 10 ans d'expérience"; said of who is sought, it is asked
_ANCIENNETE = re.compile(
    r"(?P<voulue>\b(?:candidate?s?|profils?|personnes?|quelqu'un|recrues?|titulaires?|future?|candidates?|someone)\b[^,;.]{0,30})?"
    r"(?:\b(?:(?<!en )(?:compt|cumul|totalis|affich|capitalis)(?:e|ent|ons)|(?<=\w )(?:compt|cumul|totalis|affich|capitalis)ant|riches? d(?:e |')"
    r"|nous (?:avons|possedons|disposons d|beneficions d|justifions d)|we have|boasts?|(?:(?:notre|nos|cette|our) (?:(?!candidat|profil|futur|nouve|recrue)\w+ ){1,4}|(?:la |l'|le |the )(?:societe|entreprise|agence|groupe|etablissement|clinique|cabinet|company|team|equipe) )(?:a|ont|possed\w+|dispos\w+ d|benefici\w+ d|justifi\w+ d|has|have))"
    rf"['e]?\s?{_ANNEES}|\bavec {_ANNEES}[^,;.]{{0,50}}, (?=(?:notre|nos|la societe|l'entreprise|l'agence|le groupe|nous (?!vous|recherch|cherch|recrut))\b)|\bwith {_ANNEES}[^,;.]{{0,50}}, (?=our\b|we have\b))"
)


def propositions(texte: str) -> list[Proposition]:
    """The clauses of an advertisement, in order, without what surrounds the post ("en lien avec le service marketing")."""
    return [p for partie in _parties(texte) for phrase in _PHRASE.split(partie.texte) if phrase for p in _lire(_PUCE.sub("", phrase).strip(), partie)]


@dataclass(frozen=True)
class _Partie:
    """What stands under one heading; `titree` is false before the first, `ferme` says that the heading itself is one of obligation."""

    rubrique: Rubrique
    texte: str
    titree: bool = True
    ferme: bool = False


def _parties(texte: str) -> Iterator[_Partie]:
    """The parts, in order. Wishes, or pay, told on the line of their heading end with it."""
    plie = fold(texte)
    rubrique: Rubrique = "missions"
    debut, titree, ferme = 0, False, False
    for debut_titre, fin_titre, suivante in titres(texte):
        if debut_titre < debut:
            continue
        yield _Partie(rubrique, texte[debut:debut_titre], titree, ferme)
        fin_ligne = texte.find("\n", fin_titre) % (len(texte) + 1)
        # "Expérience exigée : 5 ans": the heading is part of what is asked
        depart = debut_titre if TITRE_QUI_DEMANDE.match(plie, debut_titre) else fin_titre
        if suivante in ("souhaits", "employeur") and texte[fin_titre:fin_ligne].strip():
            yield _Partie(suivante, texte[depart:fin_ligne])
            debut = fin_ligne
        else:
            rubrique, debut, titree, ferme = suivante, depart, True, bool(_FERME.search(plie[debut_titre:fin_titre]))
    yield _Partie(rubrique, texte[debut:], titree, ferme)


def _lire(phrase: str, partie: _Partie) -> Iterator[Proposition]:
    if not any(c.isalpha() for c in phrase):
        return
    plie, rubrique = fold(phrase), partie.rubrique
    # under a heading of the profile, the person is meant unless the employer is named
    sur_la_personne = rubrique in ("profil", "souhaits") and not _EMPLOYEUR.search(plie)
    maison = [] if sur_la_personne else [m.span() for m in _ANCIENNETE.finditer(plie) if not m["voulue"]]
    phrase, plie = _blanchir(phrase, maison), _blanchir(plie, maison)
    hors_sujet = _AVANTAGES.search(plie) or (not partie.titree and (maison or _EMPLOYEUR.search(plie)))
    if rubrique == "employeur" or _PAIE.match(plie) or (hors_sujet and not _PERSONNE.search(plie) and not _EXIGE.search(plie)):
        yield Proposition(phrase, plie, "employeur", Portee.sans)
        return
    ferme = partie.ferme or bool(_FERME.search(plie))
    if rubrique == "missions" and (_PROFIL.search(plie) or _EXIGE.search(plie)):
        rubrique = "profil"
    for debut, fin, portee in _portees(plie):
        if rubrique == "souhaits" and portee is Portee.exigee:
            portee = Portee.souhaitee
        morceau = _blanchir(phrase[debut:fin], [m.span() for m in _ENTOURAGE.finditer(plie[debut:fin])])
        if any(c.isalpha() for c in morceau):
            voulue: Rubrique = "profil" if portee is Portee.souhaitee else rubrique
            yield Proposition(morceau, fold(morceau), voulue, portee, ferme and portee is Portee.exigee)


def _blanchir(texte: str, etendues: list[tuple[int, int]]) -> str:
    """The text without the given spans, commas in their place, so that it keeps its length."""
    for debut, fin in etendues:
        texte = texte[:debut] + "," * (fin - debut) + texte[fin:]
    return texte


def _portees(plie: str) -> Iterator[tuple[int, int, Portee]]:
    """The sentence in spans, each with how much it asks."""
    marques = [(m.start(), m.end(), Portee.sans) for m in _REFUS.finditer(plie)] + [
        (m.start(), m.end(), Portee.souhaitee) for m in _SOUHAIT_APRES.finditer(plie)
    ]
    avant = _SOUHAIT_AVANT.search(plie)
    limite = avant.start() if avant else len(plie)
    position = 0
    for debut, fin, portee in sorted(marques):
        if debut < position or debut >= limite:
            continue
        depart = _depart(plie, position, debut)
        if depart > position:
            yield position, depart, Portee.exigee
        yield depart, debut, portee
        position = fin
        # "expérience souhaitée : deux ans", "serait un plus, tout comme le CACES nacelle"
        if plie[fin:].lstrip().startswith(":") or (_DE_MEME.match(plie, fin) and not _DEMANDE.search(plie, fin)):
            yield fin, limite, portee
            position = limite
    if position < limite:
        yield position, limite, Portee.exigee
    if avant and position < len(plie):
        yield max(limite, position), len(plie), Portee.souhaitee


def _depart(plie: str, debut: int, fin: int) -> int:
    """Where a wish or a refusal that is told at `fin` begins."""
    coupes = [m.end() for m in _DEBUT_DE_VOEU.finditer(plie, debut, fin) if _DEMANDE.search(plie, debut, m.start())]
    # "permis B exigé, anglais souhaité"
    coupes += [m.end() for m in _APRES_EXIGENCE.finditer(plie, debut, fin)]
    return max(coupes, default=debut)
