"""What a recruiter should know before an offer goes out: pay, F/H, discriminatory wording, skills unknown to the lexicon (French labour code, L1132-1, L1142-1)."""

import re
from collections.abc import Iterable, Set

from app.ai.matching import mots
from app.ai.matching.lecture_offre import Voeux
from app.ai.referentiels import RAISONS_EN, lexique, mot_protege
from app.core.enums import Teletravail
from app.schemas.documents import OffreDocument
from app.schemas.profil import Avertissement
from app.utils.text import fold

_AGE = "l'âge ne peut pas être un critère"
_SEXE = "une offre s'adresse à toutes et à tous"
_ORIGINE = "l'origine et la nationalité ne peuvent pas être des critères ; demandez plutôt un niveau de langue"
_FAMILLE = "la situation de famille et la grossesse ne peuvent pas être des critères"
_SANTE = "la santé et le handicap ne peuvent pas être des critères ; décrivez plutôt les tâches du poste"
_APPARENCE = "l'apparence physique et la photo ne peuvent pas être des critères"
_RESIDENCE = "le lieu de résidence ne peut pas être un critère ; indiquez le lieu et les horaires du poste"
_OPINION = "la religion, les opinions et l'activité syndicale ne peuvent pas être des critères"
_MOEURS = "les mœurs, la vie privée et l'orientation sexuelle ne peuvent pas être des critères"
_ORIGINES = (
    r"(?:europeen(?:ne)?|francais(?:e)?|blanc(?:he)?|noire?|africaine?|maghrebine?|arabe|asiatique|etrang(?:er|ere)|gitane?|rom|juif|juive|musulmane?)s?"
)
_PERSONNE = r"(?:candidate?s?|profils?|personnes?|collaborat(?:eur|rice)s?|recrues?|talents?|diplomee?s?|hommes?|femmes?|filles?|garcons?|commercia(?:l|le|ux|les)|vendeu(?:r|se)s?|assistante?s?|retraitee?s?)"
# over folded text; each speaks of the person who is sought, never of a public, a product or a team
_FORMULES = tuple(
    (re.compile(motif), raison)
    for motif, raison in (
        (rf"\bjeunes? {_PERSONNE}\b|\b{_PERSONNE} jeunes?\b|\bjeune et dynamique recherchee?\b|\bvous etes jeunes?\b|\bdigital natives?\b", _AGE),
        (r"(?<!personnes )\b(?:age|agee?s?)[^.\n]{0,15}\b(?:maxi?m?u?m?|limite|ideal|idealement|entre|moins|plus|de \d{2})\b|\blimite d'age\b", _AGE),
        (r"(?<!public de )(?<!publics de )(?<!enfants de )(?<!jeunes de )(?<!clients de )(?<!personnes de )(?<!vehicule de )(?<!vehicules de )\bmoins de \d{2} ans\b(?! d)|\bentre \d{2} et \d{2} ans\b(?! d)|\b\d{2} ans (?:maximum|maxi|max|revolus maximum)\b|\b\d{2}\s?[-/]\s?\d{2} ans\b(?! d)", _AGE),
        (r"\b(?:seniors?|juniors?|plus de \d{2} ans|retraites?) s'abstenir\b|\bpas de seniors?\b", _AGE),
        (r"\byoung (?:and (?:dynamic|energetic)|person|people|man|woman|men|women|candidates?|graduates?|talents?|professionals?)\b|\b(?:under|over|below) \d{2} years?(?: old| of age)\b|\bage limit\b|\bmaximum age\b", _AGE),
        (r"\b(?:hommes?|femmes?|h|f) (?:uniquement|exclusivement|seulement|de preference|imperativement|exigee?|souhaitee?)\b|\breservee? aux (?:hommes|femmes)\b", _SEXE),
        (r"\b(?:de preference|uniquement|plutot|exclusivement|imperativement) (?:un |une |des )?(?:hommes?|femmes?|masculine?|feminine?)\b|\bpostes? (?:masculin|feminin)s?\b", _SEXE),
        (r"\b(?:recherch\w+|recrut\w+|cherch\w+|embauch\w+|souhait\w+) (?:un |une |des )(?:jeunes? )?(?:hommes?|femmes?|filles?|garcons?|mamans?|papas?)\b(?! de (?:chambre|menage|toutes mains))|\b(?:candidat|profil|sexe) (?:masculin|feminin)\b", _SEXE),
        (r"\b(?:male|female|men|women) (?:only|preferred|candidates?)\b|\bpreferably (?:a )?(?:male|female|man|woman)\b|\b(?:hommes?|femmes?) s'abstenir\b", _SEXE),
        (r"\b(?:de |la )?nationalite (?:francaise|europeenne|exigee|requise|obligatoire)\b|\bde souche\b|\bbbr\b|\b(?:type|origine) (?:europeen(?:ne)?|africaine?|maghrebine?|asiatique|caucasien(?:ne)?|francaise)\b|\bsans accent\b|\bfrancais(?:es)? uniquement\b", _ORIGINE),
        (r"\blangue maternelle (?:[a-z]+ )?(?:exigee|obligatoire|requise|uniquement|imperative)\b|\b(?:francais|anglais|allemand|espagnol|italien) (?:de )?(?:langue maternelle|natif|native) (?:exigee?|obligatoire|uniquement)\b|\bnative (?:english|french|german) speakers?(?: only)?\b|\b(?:us|french|british|eu|uk) citizens? only\b", _ORIGINE),
        (r"\bcelibataires?\b|\bsans (?:enfants?|charges? de famille|charges? familiales?|contraintes? familiales?|attaches? familiales?|projet d'enfant)\b|\blibre de toutes? (?:contrainte|attache|obligation)s? familiales?\b", _FAMILLE),
        (r"\b(?:meres? de famille|femmes? enceintes?)(?: s'abstenir| bienvenues?)?\b(?=[^.\n]{0,25}(?:s'abstenir|recherch|exclu))|\bpas de (?:grossesse|conge maternite)\b|\bsans projet de (?:grossesse|maternite)\b|\bno (?:children|kids|family commitments)\b|\bsingle (?:men|women|persons?|people|candidates?)\b|\bnot pregnant\b", _FAMILLE),
        (r"\b(?:en |d'une |jouir d'une )?(?:bonne|parfaite|excellente) sante\b(?=[^.\n]{0,40}(?:exige|requi|obligatoire|indispensable|imperati)|[.,;\n]|$)|\bnon handicape\w*|\bsans handicap\b|\bpersonnes? valides?\b|\binaccessible aux personnes (?:handicapees|en situation de handicap)\b|\bhandicape\w* s'abstenir\b", _SANTE),
        (r"\bnon[- ]fumeu(?:r|se)s?\b|\bnon[- ]smokers?\b|\bable[- ]bodied\b|\b(?:must be|in) (?:in )?good health\b|\bpas (?:de )?(?:maladie|arret maladie)s?\b|\bpas de probleme de sante\b", _SANTE),
        (r"\b(?:physique|apparence) (?:agreable|avantageu(?:x|se)|attrayante?|irreprochable|seduisante?)\b|\bbelle (?:apparence|presence physique)\b|\btaille mannequin\b|\b(?:photo|photographie) (?:obligatoire|exigee|requise|indispensable|recente exigee)\b|\bcv avec photo\b", _APPARENCE),
        (r"\b(?:sans|pas de) (?:tatouages?|piercings?|surpoids|barbe)\b|\bbonne presentation physique\b|\bgood[- ]looking\b|\battractive (?:man|woman|person|appearance|candidates?)\b|\bphoto required\b|\bjolies? (?:fille|femme)s?\b|\bmince et\b", _APPARENCE),
        (r"\b(?:habitant|residant|domiciliee?s?|habiter|resider|habitez|residez|vivant) (?:imperativement |obligatoirement |uniquement |deja )?(?:a|au|aux|en|dans|sur|le|pres|proche|a proximite)\b|\b(?:lieu de )?residence[^.\n]{0,20}\b(?:exigee?|imperative|obligatoire)\b|\bmust live (?:in|near)\b|\blocal residents? only\b|\b(?:quartiers?|banlieue|cite) s'abstenir\b", _RESIDENCE),
        (r"\bnon syndiquee?s?\b|\bsans (?:engagement|affiliation|activite) (?:syndicale?|politique)\b|\b(?:catholique|chretien(?:ne)?|musulmane?|juif|juive|protestante?|athee)s?\b(?=[^.\n]{0,25}(?:pratiquant|exige|souhait|prefer|uniquement|s'abstenir))|\bpas de (?:voile|foulard|signes? religieux)\b|\bvoiles? s'abstenir\b|\bnon[- ]union\b|\bchristian (?:values )?(?:required|only|preferred)\b", _OPINION),
        (r"\b(?:ne pas depasser|n'excedant pas|no(?:t)? older than)\s+\d{2}\b|\bage\s?(?::|under|below|over|above)\s*\d{2}\b|\b(?:hommes?|femmes?|candidate?s?) de \d{2} a \d{2} ans\b|\bvous avez (?:entre )?\d{2} (?:a|et) \d{2} ans\b(?! d)", _AGE),
        (r"\bretraitee?s? (?:bienvenue?s?|acceptee?s?)\b|\bjeunes? retraitee?s?\b", _AGE),
        (r"\b(?:ideale?|parfaite?|convien\w+|adaptee?) (?:a|pour) (?:un |une |des |les )?(?:mamans?|papas?|meres?|peres?|femmes?|hommes?)\b|\b(?:un papa|une maman|un(?:e)? (?:papa|maman) ou un(?:e)? (?:papa|maman))\b|\bhommes? (?:robustes?|costauds?|forts?)\b", _SEXE),
        (r"\((?:femme|homme)s?\)|\b(?:barman|serveur|agent|ouvrier|chauffeur|manutentionnaire|secretaire|standardiste|receptionniste) (?:homme|femme)\b(?! de| /|/)", _SEXE),
        (rf"\b{_ORIGINES} (?:uniquement|seulement|exclusivement|de preference|s'abstenir)\b|\bcandidate?s? (?:blanc(?:he)?|noire?)s?\b|\bpas d(?:e |')(?:{_ORIGINES}|gens du voyage)\b|\b(?:pas d'|sans )origine etrangere\b", _ORIGINE),
        (r"\baccent (?:francais )?(?:sans defaut|parfait|neutre|impeccable)\b|\b(?:patronyme|nom de famille) (?:francais|europeen)|\bmother tongue (?:[a-z]+ )?only\b|\bmust be an? (?:[a-z]+ )?(?:citizen|national)\b", _ORIGINE),
        (r"\bpas d'enfants?\b|\bpas de (?:personnes?|femmes?) enceintes?\b|\bgrossesses? (?:exclue?s?|interdites?)\b", _FAMILLE),
        (r"\bpas de rqth\b|\brqth (?:exclue?s?|s'abstenir)\b|\b(?:non|pas|peu)[ -]accessible aux (?:pmr|personnes (?:a mobilite reduite|handicapees?|en situation de handicap))\b", _SANTE),
        (r"\btaille \d{2} (?:maxi?m?u?m?|exigee?|souhaitee?)\b|\bcorpulence\b|\bimc\b|\b(?:bonne|excellente|belle|parfaite) presentation\b(?! (?:orale|ecrite|des?|du|d'))", _APPARENCE),
        (r"\b(?:coiffeuse|hotesse|serveuse|vendeuse|secretaire|assistante|candidate) (?:tres )?(?:feminine|elegante|jolie|sexy|seduisante)\b", _APPARENCE),
        (r"\bde confession (?:catholique|chretienne|musulmane|juive|protestante)\b|\bnon[- ]voilees?\b|\b(?:voile|foulard|kippa) (?:interdite?|exclue?|refusee?)\b|\bsans opinions? (?:politique|religieuse)s?\b", _OPINION),
        (r"\bhetero(?:sexuel(?:le)?)?s?\b|\bpas d'homosexuel\w*|\bpas de (?:gays?|lesbiennes?)\b|\bbonne moralite\b", _MOEURS),
    )
)  # fmt: skip
_HF_INITIALES = re.compile(r"(?<!\w)(?:h\s*/\s*f|f\s*/\s*h|m\s*/\s*f|f\s*/\s*m|m\s*/\s*w)(?:\s*/\s*[xnd])?(?!\w)")
_HF = re.compile(
    rf"{_HF_INITIALES.pattern}|(?<=\w)[·•](?:[a-z]+)|(?<=\w)\((?:e|ne|le|euse|rice|trice|iere|ere|ive|ve|fe|te|sse)s?\)|(?<=[a-z])[/.-](?:e|ne|le|euse|rice|trice|iere|ere|ive|ve|fe)s?(?!\w)"
    r"|homme\s*/\s*femme|femme\s*/\s*homme|tous genres|all genders"
)
_EXTRAITS_MAX = 5
_EXTRAIT_MAX = 120
_MONTANT = r"(?:\d{1,3}(?:[\s.]\d{3}){1,2}|\d{2,6})(?:[.,]\d{1,2})?\s?(?:k\b)?"
_SOMME = re.compile(rf"(?<![\d.,]){_MONTANT}(?:\s?(?:€|euros?)?\s?(?:a|et|-|–|/|to)\s?{_MONTANT})?\s?(?:k?€|k?eur(?:os?)?\b)")
_PAIE_AVANT = re.compile(r"\b(?:salaires?|salary|remunerations?|taux horaire|paye|package|fixe)\b[^;]*$")
_PAIE_APRES = re.compile(r"\s?(?:bruts?|nets?|mensuels?|annuels?|gross|(?:/|par |de l'|per |a )\s?(?:mois|an|heure|h|month|year|hour|annee))\b")
_MILLIERS = re.compile(r"\d{2}\s?k?€?\s?(?:a|et|-|/|to)\s?\d{2}\s?k")  # "45-55 k€"
_AUTRE_SOMME = re.compile(r"\b(?:primes?|bonus|chiffre d'affaires|ca|budgets?|portefeuilles?|capital|panier|ventes|tickets?|cheques?)\b[^.;]*$")
_JOURS = r"(?:\d|un|deux|trois|quatre|one|two|three)"
_TELETRAVAIL = re.compile(
    rf"\bteletravail\b\W{{0,3}}(?:{_JOURS}\b|jusqu|possible|partiel|total|complet|hybride|occasionnel|ponctuel|accepte|propose|oui|ouvert|regulier|a \d|envisage)|\b{_JOURS} jours?[^.;,]{{0,30}}\b(?:de|en) teletravail\b"
    rf"|\b(?:full|100 ?%|partly|fully) remote\b|\bremote (?:work|working|friendly|possible|ok)\b|\b{_JOURS} days? (?:a week )?(?:remote|from home)\b"
)
_SANS_TELETRAVAIL = re.compile(r"\b(?:pas|non|sans|aucun|ni|no|not)\b")


def avertissements_offre(
    titre: str,
    description: str,
    competences: Iterable[str],
    salaire_min: float | None = None,
    salaire_max: float | None = None,
    teletravail: Teletravail | None = None,
) -> list[Avertissement]:
    """Warnings in French, in order: pay, remote work that the text offers and the field refuses, title, wording (one an extract, five at most), skills that the lexicon does not know."""
    avertissements = []
    if salaire_min is None and salaire_max is None and not _salaire_dit(description):
        avertissements.append(Avertissement(code="salaire_absent", message="Aucune fourchette de salaire : l'indiquer attire plus de candidatures."))
    if teletravail is Teletravail.non and (dit := teletravail_dit(description)):
        message = f"« {dit} » : l'offre est enregistrée sans télétravail. Remplissez ce champ pour qu'il compte."
        avertissements.append(Avertissement(code="teletravail_non_rempli", message=message))
    if not _titre_pour_tous(titre) and not _HF_INITIALES.search(fold(description)):
        avertissements.append(
            Avertissement(code="titre_sans_hf", message="Le titre ne s'adresse pas aux deux sexes : ajoutez « (F/H) » ou écrivez les deux formes.")
        )
    for extrait, raison in formulations(f"{titre}\n{description}")[:_EXTRAITS_MAX]:
        avertissements.append(Avertissement(code="formulation_discriminatoire", message=f"« {extrait} » : {raison}."))
    for nom in dict.fromkeys(competences):
        if nom.strip() and lexique().lier(nom) is None:
            avertissements.append(
                Avertissement(code="competence_inconnue", message=f"« {nom} » est inconnu du lexique : ce nom sera cherché mot pour mot dans les CV.")
            )
    return avertissements


def avertissement_de_lecture(document: OffreDocument, remplis: Set[str], voeux: Voeux) -> list[Avertissement]:
    """What was read in the description for the fields left empty, in one warning; none when nothing was. `remplis` names the fields that were filled."""
    precises = {mots.langue(code): f"{mots.langue(code)} {niveau.value}" for code, niveau in voeux.langues.items()}
    souhaits = [precises.get(c.nom, c.nom) for c in document.competences_souhaitees]
    if voeux.experience and not document.experience_min and "experience_min" not in remplis:
        souhaits.append(f"{mots.annees(voeux.experience)} d'expérience (sans effet sur la note)")
    langues = ", ".join(f"{mots.langue(x.langue)} {x.niveau_min.value}" for x in document.langues)
    lus = {
        "competences_requises": _enumerer("compétences", [c.nom for c in document.competences_requises]),
        "competences_souhaitees": _enumerer("souhaité", souhaits),
        "obligatoires": _enumerer("indispensable", [c.nom for c in document.obligatoires]),
        "experience_min": f"{mots.annees(document.experience_min)} d'expérience" if document.experience_min else "",
        "niveau_etudes_min": mots.niveau_etudes(document.niveau_etudes_min) if document.niveau_etudes_min else "",
        "langues": f"langues demandées : {langues}" if langues else "",
    }
    lignes = [ligne for champ, ligne in lus.items() if ligne and champ not in remplis]
    if not lignes:
        return []
    message = (
        f"Lu dans la description pour les champs laissés vides : {' ; '.join(lignes)}. Remplir un champ remplace ce qui y est lu (0 pour ne rien demander)."
    )
    return [Avertissement(code="criteres_lus", message=message)]


def _enumerer(tete: str, noms: Iterable[str]) -> str:
    liste = ", ".join(noms)
    return f"{tete} : {liste}" if liste else ""


def formulations(texte: str) -> list[tuple[str, str]]:
    """Discriminatory extracts of an offer, as written, with the reason in French, in reading order."""
    plie = fold(texte)
    trouves = [(m.start(), texte[m.start() : m.end()].strip(), raison) for motif, raison in _FORMULES for m in motif.finditer(plie)]
    return [(extrait, raison) for _, extrait, raison in sorted(trouves)]


def criteres_interdits(noms: Iterable[str]) -> list[tuple[str, tuple[str, str]]]:
    """The names that name a protected characteristic, each with the reason in French and in English, to stand after a colon."""
    return [(nom, (raison[:1].lower() + raison[1:], RAISONS_EN[raison])) for nom in noms if (raison := mot_protege(nom)) is not None]


def _titre_pour_tous(titre: str) -> bool:
    """Whether a title shows both genders, or is the same for both."""
    plie = fold(titre)
    if _HF.search(plie):
        return True
    metier = lexique().lier_metier(titre)
    if metier is None:
        return False
    masculin, feminin = fold(metier.fr_m), fold(metier.fr_f)
    # whole words: "infirmier" stands in "infirmière"
    au_masculin, au_feminin, en_anglais = (re.search(rf"(?<!\w){re.escape(nom)}(?!\w)", plie) is not None for nom in (masculin, feminin, fold(metier.en)))
    return masculin == feminin or (au_masculin and au_feminin) or (not au_masculin and not au_feminin and en_anglais)


def _salaire_dit(description: str) -> bool:
    """Whether a text gives a wage: a sum of money with a word of pay or of its period beside it, no bonus or turnover."""
    plie = fold(description)
    for somme in _SOMME.finditer(plie):
        avant, apres = plie[max(0, somme.start() - 40) : somme.start()].rpartition("\n")[2], plie[somme.end() : somme.end() + 30].partition("\n")[0]
        if not _AUTRE_SOMME.search(avant) and (_PAIE_AVANT.search(avant) or _PAIE_APRES.match(apres) or _MILLIERS.match(somme[0])):
            return True
    return False


def teletravail_dit(description: str) -> str | None:
    """The words in which a text offers remote work, None when it offers none."""
    for phrase in re.split(r"(?<=[.!?;])\s|\n", description):
        plie = fold(phrase)
        if _TELETRAVAIL.search(plie) and not _SANS_TELETRAVAIL.search(plie):
            return phrase.strip(" -–•*.;!")[:_EXTRAIT_MAX]
    return None
