"""Words that name a protected characteristic: an offer may not ask for them (French labour code, article L1132-1)."""

import re
import unicodedata
from collections.abc import Mapping

from app.utils.text import fold

_AGE = "L'âge est un critère protégé : une offre ne peut pas le demander."
_SEXE = "Le sexe et l'identité de genre sont des critères protégés : une offre s'adresse à toutes et à tous."
_NATIONALITE = "La nationalité et l'origine sont des critères protégés : demandez une langue ou une autorisation de travail si le poste l'exige."
_RELIGION = "La religion est un critère protégé : une offre ne peut pas la demander."
_FAMILLE = "La situation de famille est un critère protégé : une offre ne peut pas la demander."
_GROSSESSE = "La grossesse est un critère protégé : une offre ne peut pas en tenir compte."
_SANTE = "La santé et le handicap sont des critères protégés : décrivez les tâches du poste, pas l'état de santé."
_SYNDICAT = "Les opinions politiques et l'activité syndicale sont des critères protégés : une offre ne peut pas en tenir compte."
_APPARENCE = "L'apparence physique est un critère protégé : une offre ne peut pas la demander."
_RESIDENCE = "Le lieu de résidence est un critère protégé : indiquez le lieu du poste ou la mobilité attendue."
_ORIENTATION = "L'orientation sexuelle est un critère protégé : une offre ne peut pas en tenir compte."
_NOM = "Le nom de famille et la photo sont liés à des critères protégés : une offre ne peut pas les demander."
_PRECARITE = "La situation économique est un critère protégé : une offre ne peut pas en tenir compte."
# the same reasons in English, to stand after a colon
RAISONS_EN: Mapping[str, str] = {
    _AGE: "age is protected, an offer may not ask for it.",
    _SEXE: "sex and gender identity are protected, an offer is for everyone.",
    _NATIONALITE: "nationality and origin are protected; ask for a language or a work permit if the post needs one.",
    _RELIGION: "religion is protected, an offer may not ask for it.",
    _FAMILLE: "family situation is protected, an offer may not ask for it.",
    _GROSSESSE: "pregnancy is protected, an offer may not take it into account.",
    _SANTE: "health and disability are protected; describe the tasks of the post, not a state of health.",
    _SYNDICAT: "political opinions and union activity are protected, an offer may not take them into account.",
    _APPARENCE: "physical appearance is protected, an offer may not ask for it.",
    _RESIDENCE: "the place of residence is protected; state the place of work or the mobility expected.",
    _ORIENTATION: "sexual orientation is protected, an offer may not take it into account.",
    _NOM: "family name and photograph are tied to protected characteristics, an offer may not ask for them.",
    _PRECARITE: "economic situation is protected, an offer may not take it into account.",
}

_PAYS = (
    "francais|allemand|italien|espagnol|portugais|belge|suisse|anglais|britannique|irlandais|americain|canadien|marocain|algerien|tunisien|senegalais|ivoirien|malien|camerounais|"
    "congolais|chinois|japonais|vietnamien|indien|turc|polonais|roumain|bulgare|russe|ukrainien|grec|libanais|egyptien|bresilien|mexicain|europeen|africain|maghrebin|asiatique|antillais"
)
_ENGLISH = "french|english|german|italian|spanish|portuguese|dutch|chinese|japanese|arabic|russian|american|british|european|african|asian"
_LANGUES_SEULES = re.compile(rf"(?:{_PAYS})\Z")

# (regular expression over folded text, reason). A name is refused when one is found and no exception covers it.
_REGLES: tuple[tuple["re.Pattern[str]", str], ...] = tuple(
    (re.compile(motif), raison)
    for motif, raison in (
        (r"\b(?:jeunes?|juniors? de moins|seniors? de plus|quinquagenaires?|quadragenaires?|trentenaires?|young|youthful|old|elderly only)\b", _AGE),
        (
            r"\b(?:moins|plus|under|over|below|above|entre)\s+(?:de\s+|the age of\s+)?\d{2}(?:\s+(?:et|a|and)\s+\d{2})?\s*(?:ans\b(?!\s+d)|years old|years of age)|\b(?:ages?|agee?s?|aged|age)\s+(?:de\s+|maximum|minimum|max|min|limite|limit|entre|between|under|\d)",
            _AGE,
        ),
        (
            r"\A(?:age|l'age|limite d'age|date de naissance|annee de naissance|birth date|date of birth|age limit|\d{2}\s*(?:-|a)\s*\d{2}\s*ans|\d{2}\s*ans(?:\s*(?:maximum|max|minimum|min))?)\Z",
            _AGE,
        ),
        (
            r"\b(?:under|over|below|above|moins de|plus de)\s+(?:the age of\s+)?[2-6]\d\Z|\bnee?s? (?:apres|avant|en|entre|depuis)\b|\bborn (?:after|before|in|between)\b",
            _AGE,
        ),
        (r"\b(?:digital native|jeune diplome|jeune femme|jeune homme)\b", _AGE),
        (
            r"\b(?:hommes?|femmes?|masculin|feminin|feminine|male|female|males|females|man|woman|men|women|garcons?|filles?|sexe|genre|gender|sex|transgenre|monsieur|madame)\b",
            _SEXE,
        ),
        (
            r"\b(?:nationalite|nationality|citoyennete|citoyen(?:ne)? (?:francais|europeen)\w*|citizen(?:ship)?|ressortissant|origine|origin|ethnie|ethnique|ethnic|ethnicity|race|racial|native de|bbr|arabes?|caucasien(?:ne)?|roms?|tziganes?|gitans?|metis(?:se)?|immigre|etranger|etrangere|foreigners?|couleur de peau|skin colou?r|(?:personnes?|type|candidate?s?|peau) (?:blanc|noir)(?:he)?e?s?)\b|\A(?:blanc|noir)(?:he)?e?s?\Z",
            _NATIONALITE,
        ),
        (rf"\b(?:{_PAYS})(?:e|ne)s?\b", _NATIONALITE),
        (rf"\b(?:de )?type (?:{_PAYS})|\bnative (?:{_ENGLISH})|\b(?:{_ENGLISH}) native|\btype (?:caucasien|arabe|mediterraneen|slave|nordique)", _NATIONALITE),
        (rf"\b(?:origine|nationalite|etre|d'origine|passeport)\s+(?:{_PAYS})(?:e|ne)?s?\b", _NATIONALITE),
        (r"\bfrancais(?:e)? de souche\b|\bnative (?:english|french) speaker only\b", _NATIONALITE),
        (
            r"\b(?:catholiques?|chretien(?:ne)?s?|protestante?s?|musulmane?s?|juif|juive|juifs|juives|bouddhistes?|hindous?|hindoue?s?|athee?s?|islam|religion|religieux|religieuse|confession|(?:sans|port d[ue]|pas de|aucun|avec)(?: le| un)? (?:voile|foulard|hijab|kippa|turban|croix)|voilees?|croyante?s?|pratiquante?s?|christian|catholic|muslim|jewish|hindu|buddhist|atheist|religious|halal pratiquant)\b",
            _RELIGION,
        ),
        (
            r"\b(?:celibataires?|mariee?s?|divorcee?s?|veuve?s?|veuf|pacsee?s?|en couple|sans enfants?|avec enfants?|meres? de famille|peres? de famille|situation familiale|situation de famille|marital status|single|married|divorced|widow(?:ed)?|childless|no children|without children|family status|concubinage)\b",
            _FAMILLE,
        ),
        (r"\b(?:enceintes?|grossesses?|maternite prevue|pregnan(?:t|cy)|conge maternite|projet d'enfant|desir d'enfant)\b", _GROSSESSE),
        (
            r"\b(?:handicape?e?s?|invalide|invalidite|valide physiquement|disabled|disability|disabilities|able-bodied|rqth|bonne sante|en bonne sante|etat de sante|good health|sans maladie|maladie chronique|seropositi(?:f|ve)|non[- ]fumeu(?:r|se)s?|non[- ]smokers?|patrimoine genetique)\b",
            _SANTE,
        ),
        (
            r"\b(?:syndicats?|syndicales?|syndiquee?s?|non syndique|syndicaliste|trade union|union member|opinions? politiques?|parti politique|political opinion|political party|de gauche|de droite)\b",
            _SYNDICAT,
        ),
        (
            r"\b(?:apparence|physique (?:agreable|avantageux|attrayant)|(?:tres )?(?:bonne|excellente|belle) presentation(?! (?:orale|ecrite|des?|du))|presentation (?:soignee|irreprochable|impeccable)|belle|beau|jolie?|mince|blonde?s?|brune?s? aux yeux|taille (?:minimum|minimale|mannequin|\d)|poids (?:maximum|minimum)|attractive|good[- ]looking|handsome|beautiful|slim|physical appearance|(?:sans|pas de|aucun|no|avec|visible) (?:piercings?|tatouages?|tattoos?)|tatouee?s?|obese|corpulence)\b",
            _APPARENCE,
        ),
        (
            r"\b(?:habiter|habitant|habite|resider|residant|residence|domicilie|domicile a|domicile dans|lieu de residence|quartier|vivant a|vivre a|living in|resident of|local residents?|lives in|home address|adresse personnelle|code postal)\b",
            _RESIDENCE,
        ),
        (
            r"\b(?:heterosexuel(?:le)?s?|homosexuel(?:le)?s?|gays?|lesbiennes?|bisexuel(?:le)?s?|lgbt\w*|orientation sexuelle|sexual orientation|hetero)\b",
            _ORIENTATION,
        ),
        (r"\A[hf]\Z|\b[hf] (?:uniquement|exclusivement|seulement)\b", _SEXE),
        (r"\bage\s?:", _AGE),
        (r"\bnon[- ]voilees?\b|\b(?:voile|foulard|kippa) (?:interdite?|exclue?|refusee?)\b", _RELIGION),
        (r"\b(?:sans|pas d'|aucun) ?accent\b|\baccent (?:neutre|parfait|francais)\b|\bnative speakers?\b", _NATIONALITE),
        (r"\Avalides?\Z", _SANTE),
        (r"\b(?:nom de famille|photo d'identite|photo obligatoire|avec photo|surname|patronyme|photograph required)\b", _NOM),
        (r"\b(?:sans domicile|sdf|beneficiaire du rsa|non endette|bank details required|compte bancaire etranger)\b", _PRECARITE),
    )
)

# Trades, products and publics whose name holds such a word without asking anything of the candidate
_EXCEPTIONS = re.compile(
    r"jeunes? (?:enfants?|publics?|pousses?|travailleurs?|adultes?|majeurs?)|(?:public|publics|accueil|accompagnement|encadrement|animation|education|insertion|formation|aide|aupres)\b.{0,25}\bjeunes?"
    r"|(?:education|educateur|educatrice|moniteur|animateur|animatrice|auxiliaire|eje)\b.{0,30}\bjeunes? enfants?|protection de la jeunesse"
    r"|(?:mode|pret[- ]a[- ]porter|coiffure|coupe|coupes|vetements?|chaussures?|rayon|confection|couture|esthetique|barbier|soins?|parfums?|textile|fashion|clothing|wear|haircuts?|tailoring)\b.{0,20}\b(?:hommes?|femmes?|feminin|masculin|men|women|filles?|garcons?)"
    r"|(?:hommes?|femmes?|feminine?|masculine?|men's|women's|men|women)\b.{0,12}\b(?:mode|coiffure|pret[- ]a[- ]porter|fashion|clothing|wear|hairdressing)"
    r"|egalite (?:entre les )?(?:femmes?|hommes?|professionnelle).*|relations? (?:homme|humain)[- ]machine|interfaces? (?:homme|humain)[- ]machine|ihm|sage[- ]femme|femmes? de (?:chambre|menage)|valets? de chambre|homme de pied"
    r"|sante (?:de la femme|des femmes)|women's health|gender (?:equality|studies)|etudes de genre|violences? (?:faites? aux femmes|de genre|sexuelles?|conjugales?).*"
    r"|(?:accompagnement|aide|accueil|prise en charge|inclusion|education|insertion|public|situation|soutien|referente?|mission|politique|personnes?|enfants?|adultes?|eleves?|travailleurs?|service|sport|psychologie|supporting|support|care|people|persons?|children|adults|students?|learning)\b.{0,40}\b(?:handicape?e?s?|disabled|disability|disabilities|invalidite)"
    r"|handicap (?:mental|moteur|psychique|sensoriel|visuel|auditif)|disability (?:support|care|services?|inclusion)"
    r"|(?:gestion|suivi|soins?|unite|service|consultation|surveillance|physiologie|pathologies?)\b.{0,25}\b(?:grossesses?|femmes? enceintes?|pregnan(?:t|cy).*)|maternite|(?:prenatal|pregnancy) care"
    r"|(?:relations?|dialogue|negociations?|delegation|droit|trade union|union)\b.{0,15}\b(?:syndicales?|syndicats?|relations|negotiations?)|syndic(?: de copropriete)?"
    r"|(?:histoire|sociologie|science|sciences|patrimoine|art|philosophie|etudes?|fait)\b.{0,15}\b(?:religions?|religieu(?:x|se|ses))"
    r"|(?:service|aide|maintien|soins?|livraisons?|intervention|garde|hospitalisation)\b.{0,10}\b(?:a|au|de)? ?domicile|(?:gestion|residence|responsable|directeur|residences?)\b.{0,15}\b(?:de tourisme|hoteliere?s?|seniors?|services?|universitaires?|etudiantes?|residences?)"
    r"|(?:viandes?|vins?|marche|tableau|or|arts?|fer|bois|decor|travail|cable|chocolat|carte|ceinture|lignes?) (?:blancs?|blanches?|noirs?)|(?:white|black) ?(?:label|box|belt|list|hat).*|test(?:s|ing)? (?:boite|en boite) (?:noire|blanche)|boites? (?:noire|blanche)s?"
    r"|belle ecriture|beaux[- ]arts|langue maternelle|full stack.*|race conditions?|commerce international et etranger|langues? etrangeres?|fle|francais langue etrangere|single (?:sign[- ]on|page.*|point.*)|sso|old[- ]?(?:school|town)"
    r"|(?:cuisine|gastronomie|specialites|litterature|civilisation|culture|langue|grammaire|orthographe|redaction|droit|marche|reglementation|fiscalite|normes?|histoire|education|entreprise|comptabilite)\b.{0,25}\b(?:"
    + _PAYS
    + r")(?:e|ne)?s?"
    r"|(?:lieu|certificats?|regles|produits?|appellations?|declaration)\b.{0,15}\borigines?|droits de l'homme|(?:maquillage|coiffures?|robes?|chignons?)\b.{0,10}\bmariee?s?|ethnic (?:cuisine|food)|a l'(?:anglaise|italienne|espagnole)|(?:clientele|langue|marche)s? etrangere?s?|orientation des jeunes|origine (?:controlee|des produits)|country of origin|certificate of origin"
    r"|sex(?:ual)? (?:education|health)|education (?:a la )?sexu.*|sante sexuelle|genre litteraire|gender[- ]neutral.*"
)


_SEPARATEUR = re.compile(r"(?<=[^\W\d_])[-._·•*'/|]+(?=[^\W\d_])")
_EPELE = re.compile(r"(?<![^\W_])(?:[^\W\d_]\s){2,30}[^\W\d_](?![^\W_])")


def mot_protege(nom: str) -> str | None:
    """French reason why `nom` may not be a criterion of an offer, or None when it may.

    Languages ("français", "anglais courant") and trades that only hold such a word ("petite enfance", "coiffure homme") pass. Full-width letters,
    invisible characters and separators inside a word hide nothing.
    """
    visible = "".join(c for c in unicodedata.normalize("NFKC", nom) if unicodedata.category(c) != "Cf")
    plie = " ".join(fold(visible).split())
    if not plie or _LANGUES_SEULES.match(plie):
        return None
    reste = _EXCEPTIONS.sub(" ", plie)
    joint = _EPELE.sub(lambda m: m.group().replace(" ", ""), _SEPARATEUR.sub("", reste))
    for motif, raison in _REGLES:
        if motif.search(reste) or motif.search(joint):
            return raison
    return None
