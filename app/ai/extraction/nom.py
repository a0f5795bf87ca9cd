"""The name of the person, from the head of a CV. Nothing is taken that the page does not clearly show."""

import re
from dataclasses import dataclass, replace

from app.ai.extraction.contacts import trouver_emails, trouver_liens, trouver_telephones
from app.ai.extraction.intitules import Section, reconnaitre
from app.ai.extraction.morceaux import Morceau, est_entreprise, est_lieu, morceaux, tete_de_metier
from app.ai.extraction.patronymes import PARTICULES, est_un_titre, metier_de_famille, mots_pleins, propre_a_un_nom
from app.ai.extraction.sections import Rubrique
from app.ai.lecture.mise_en_page import Ligne, MiseEnPage
from app.utils.text import fold

LIGNES_MAX = 40
SEUIL_NOM = 3.5
MOTS_MEME_NOM = 4
CONTACT_SOUS_LE_NOM = 4
Span = tuple[int, int]

_MOT_NOM = re.compile(r"[^\W\d_⁰-⁹¹²³]+(?:['’.-][^\W\d_⁰-⁹¹²³]+)*\.?")
_BORDS_DE_NOM = " ,;:|–—-•*†⁰¹²³⁴⁵⁶⁷⁸⁹"
FAUX_NOMS = frozenset(
    re.findall(
        r"\S+",
        "curriculum vitae cv resume résumé profil profile contact page candidature portfolio monsieur madame mr mme mrs ms dr linkedin github "
        "telephone adresse email mail facture invoice devis permis nationalite francaise celibataire disponible references anglais francais "
        "confidentiel lettre motivation objet date",
    )
)
_CIVILITE = re.compile(r"^(?:m\.|mr\.?|mme|mlle|mrs\.?|ms\.?|dr\.?|monsieur|madame)\s", re.IGNORECASE)
_CHAMP_NOM = re.compile(
    r"(?<!\w)(?P<champ>prenoms?|first name|given name|nom(?: de famille)?|last name|surname|family name)\s?:\s?"
    r"(?P<valeur>[^\t:|/•]*?)(?=\t|\s?[|/•–]|\s(?:prenoms?|nom|first name|given name|last name|surname)\s?:|\s{2}|$)"
)
_ETIQUETTE_NOM = re.compile(
    r"^(?:(?:nom(?: et prenom| complet)?|prenom(?: et nom)?|nom / prenom|full name|name)\s*:\s*|(?:cv|curriculum vitae|resume)(?: de | of | d'|\s*[:–—-]\s*| ))"
)


@dataclass(frozen=True)
class Fait:
    """A fact's span in the whole text, with its confidence."""

    debut: int
    fin: int
    confiance: float


@dataclass(frozen=True)
class Nom:
    """A name: whole, then first name and family name when both can be told apart."""

    fait: Fait
    prenom: Span | None
    nom: Span | None
    texte: str | None = None  # when labels stand between its halves


def _forme_de_nom(texte: str) -> bool:
    """Two to five capitalised words of letters, particles aside; nothing that names a thing on a CV."""
    mots = texte.replace(",", " ").split()
    if not 2 <= len(mots) <= 6 or len(texte) > 60:
        return False
    pleins = 0
    for mot in mots:
        plie = fold(mot)
        if not _MOT_NOM.fullmatch(mot) or plie.strip(".") in FAUX_NOMS:
            return False
        if plie in PARTICULES and mot[0].islower():
            continue
        if not (mot[0].isupper() or (mot[:2].lower() in ("d'", "d’", "l'", "o'") and mot[2:3].isupper())):
            return False
        pleins += len(mot) > 1
    return pleins >= 2 or (pleins >= 1 and len(mots) >= 2 and any(len(m.strip(".")) == 1 for m in mots))


def _mots_de_nom(ligne: Ligne) -> int:
    """Words of a line, particles ("de", "La") aside."""
    return sum(fold(m.texte) not in PARTICULES for m in ligne.mots)


class LecteurDeNom:
    """Finds the name on the first page, by its place, its type, and the addresses that spell it."""

    def __init__(self, vue: MiseEnPage, rubriques: list[Rubrique]) -> None:
        self.vue = vue
        self.rubriques = rubriques
        self.sections = {r.section for r in rubriques if r.section}
        premiere = [r for r in rubriques if r.section is None and r.titre is None]
        self.entete = [li for r in premiere for li in r.lignes if li.page == 1]
        contact = [li for r in rubriques if r.section in (Section.contact, Section.profil) for li in r.lignes if li.page == 1 or r.section is Section.contact]
        self.lignes = (self.entete + [li for li in contact if li not in self.entete])[:LIGNES_MAX]
        uris = [lien.uri for lien in vue.liens]
        self.emails = trouver_emails(vue.texte, uris)
        self.telephones = trouver_telephones(vue.texte, "fr", uris)
        self.liens = trouver_liens(vue.texte, uris)
        tailles = sorted((m.taille for li in vue.lignes if li.page == 1 for m in li.mots), reverse=True)
        self.plus_grande = tailles[0] if tailles else 0.0
        self.corps = tailles[len(tailles) // 2] if tailles else 0.0
        self.nom_lu: Nom | None = None

    # --- name

    def nom(self) -> Nom | None:
        """The name, or None when nothing on the first page is surely one."""
        self.nom_lu = self._des_etiquettes()
        if self.nom_lu:
            return self.nom_lu
        candidats = [(self._note_nom(m, rang), -rang, m) for rang, ligne in enumerate(self.lignes) for m in self._candidats(ligne, rang)]
        if not candidats:
            return None
        note, _, meilleur = max(candidats, key=lambda c: (c[0], c[1]))
        if note < SEUIL_NOM:
            return None
        self.nom_lu = self._partager(meilleur, min(0.98, 0.55 + 0.06 * note))
        return self.nom_lu

    def _des_etiquettes(self) -> Nom | None:
        """The name of a form: `Nom : Haddad`, and `Prénom : Karim` beside or below it."""
        lus: dict[str, Span] = {}
        for ligne in self.lignes:
            for m in _CHAMP_NOM.finditer(fold(ligne.texte)):
                valeur = ligne.texte[m.start("valeur") : m.end("valeur")].strip()
                debut = ligne.debut + ligne.texte.index(valeur, m.start("valeur")) if valeur else 0
                if valeur and all(_MOT_NOM.fullmatch(mot) for mot in valeur.split()):
                    lus.setdefault("prenom" if m["champ"][0] in "pfg" else "nom", (debut, debut + len(valeur)))
        if len(lus) < 2:
            return None
        (a, b), (c, d) = lus["prenom"], lus["nom"]
        return Nom(Fait(min(a, c), max(b, d), 0.95), (a, b), (c, d), f"{self.vue.texte[a:b]} {self.vue.texte[c:d]}")

    def _candidats(self, ligne: Ligne, rang: int) -> list[Morceau]:
        """Pieces of a line that look like a name; also a name broken over two lines, and one that a job title follows."""
        lus: list[Morceau] = []
        for m in morceaux([ligne], self.vue.texte, []):
            etiquette = _ETIQUETTE_NOM.match(fold(m.texte)) or _CIVILITE.match(m.texte)
            piece = _raccourcir(m, m.debut + (etiquette.end() if etiquette else 0), m.fin)
            if lus and self._va_avec(lus[-1], piece):
                lus.append(replace(lus[-1], texte=f"{lus[-1].texte} {piece.texte}", fin=piece.fin, gras=True))
            lus.append(piece)
            lus.extend(self._avant_le_metier(piece))
        suite = self.lignes[rang + 1] if rang + 1 < len(self.lignes) else None
        if suite and self._sur_deux_lignes(ligne, suite):
            taille = max(ligne.taille, suite.taille)
            lus.append(Morceau(f"{ligne.texte} {suite.texte}", ligne.debut, suite.fin, rang, 0, ligne.gras, False, taille))
        return [m for m in lus if _forme_de_nom(m.texte)]

    def _va_avec(self, avant: Morceau, m: Morceau) -> bool:
        """Whether two pieces that only their weight parts are first and family name: `Jean` beside a bold `DUPONT`."""
        return (
            self.vue.texte[avant.fin : m.debut] == " "
            and avant.gras != m.gras
            and abs(avant.taille - m.taille) < 1
            and max(len(avant.texte.split()), len(m.texte.split())) <= MOTS_MEME_NOM
            and (tete_de_metier(m.texte) == 0 or (len(avant.texte.split()) == 1 and metier_de_famille(f"{avant.texte} {m.texte}") is not None))
        )

    def _sur_deux_lignes(self, ligne: Ligne, suite: Ligne) -> bool:
        """Whether two short lines may be the halves of a name: of one size, or both large and one in capitals."""
        courtes = len(ligne.segments) == 1 and _mots_de_nom(ligne) <= 2 and _mots_de_nom(suite) <= 2 and suite.debut - ligne.fin <= 2
        grandes = min(ligne.taille, suite.taille) > 1.2 * self.corps and ligne.texte.isupper() != suite.texte.isupper()
        return (
            courtes
            and (abs(suite.taille - ligne.taille) < 1 or grandes)
            and est_lieu(suite.texte) == 0
            and not (len(ligne.mots) > 1 and est_un_titre(suite.texte))
        )

    def _avant_le_metier(self, m: Morceau) -> list[Morceau]:
        """`Jean DUPONT Développeur web`: the words before the first head of a job title."""
        mots = list(re.finditer(r"\S+", m.texte))
        for rang in range(2, min(5, len(mots))):
            if tete_de_metier(mots[rang].group()) >= 1 and all(tete_de_metier(x.group()) == 0 for x in mots[:rang]):
                return [_raccourcir(m, m.debut, m.debut + mots[rang - 1].end())]
        return []

    def _note_nom(self, m: Morceau, rang: int) -> float:
        note = 0.0
        if m.taille >= self.plus_grande - 0.3 and m.taille > 1.2 * self.corps:
            note += 3.0
        elif m.taille > 1.2 * self.corps:
            note += 1.5
        note += 1.5 if rang == 0 else 0.7 if rang <= 3 else 0.0
        note += 0.5 * (m.gras or m.texte.isupper())
        # both lines of a name set on two
        note += 0.6 * ("\n" in self.vue.texte[m.debut : m.fin] and m.taille > 1.2 * self.corps)
        note += 3.5 * self._dans_adresse(m.texte) + 0.05 * len(m.texte.split())
        note += 2.0 * self._seul_en_tete(m, rang)
        metier = len(self.sections & {Section.experience, Section.formation, Section.competences, Section.langues})
        note += 1.0 if metier >= 2 else -4.0 if metier == 0 and not self._dans_adresse(m.texte) else 0.0
        note -= 4.0 * est_un_titre(m.texte) + 3.0 * (est_lieu(m.texte) > 0) + 2.0 * (est_entreprise(m.texte) > 0)
        note -= 6.0 * (reconnaitre(m.texte) is not None)
        return note

    def _seul_en_tete(self, m: Morceau, rang: int) -> bool:
        """Whether words that mean nothing else open the page above a phone number or an address, whatever their type."""
        if any(fold(mot.texte) not in FAUX_NOMS for li in self.lignes[:rang] for mot in li.mots):
            return False
        fin = self.lignes[min(rang + CONTACT_SOUS_LE_NOM, len(self.lignes) - 1)].fin
        joint = any(m.debut < c.debut < fin for c in [*self.emails, *self.telephones])
        return joint and (all(propre_a_un_nom(mot) for mot in mots_pleins(m.texte)) or metier_de_famille(m.texte) is not None)

    def _dans_adresse(self, texte: str) -> float:
        """Share of the words of a name that the e-mail address or a profile link spells."""
        cibles = [fold(c.valeur.split("@")[0]) for c in self.emails[:2]] + [
            fold(li.url.rsplit("/", 1)[-1]) for li in self.liens if li.genre in ("linkedin", "github")
        ]
        mots = [re.sub(r"\W", "", fold(m)) for m in re.split(r"[\s-]+", texte)]
        mots = [m for m in mots if len(m) > 2]
        if not mots or not cibles:
            return 0.0
        parts = [sum(m in re.sub(r"\W", "", c) or (len(c) > 5 and m[:5] in c and len(m) > 5) for m in mots) / len(mots) for c in cibles]
        # the family name alone in the address is as good a sign
        famille = 0.9 if any(len(m) > 3 and m in re.sub(r"\W", "", c) for m in mots for c in cibles) else 0.0
        return max(*parts, famille)

    def _partager(self, m: Morceau, confiance: float) -> Nom:
        """First name and family name: capitals tell, else the first word is the first name."""
        mots = [(x.start() + m.debut, x.end() + m.debut, x.group()) for x in re.finditer(r"[^\s,]+", self.vue.texte[m.debut : m.fin])]
        fait = Fait(m.debut, m.fin, confiance)
        if len(mots) < 2:
            return Nom(fait, None, None)
        if all(fold(x[2]) in PARTICULES for x in mots[:-1]):
            return Nom(fait, None, None)
        couple = _par_capitales(mots)
        if couple:
            return Nom(fait, *couple)
        if "," in self.vue.texte[m.debut : m.fin] or metier_de_famille(m.texte) == 0 or self._famille_d_abord([x[2] for x in mots]):
            return Nom(fait, (mots[1][0], mots[-1][1]), (mots[0][0], mots[0][1]))
        return Nom(fait, (mots[0][0], mots[0][1]), (mots[1][0], mots[-1][1]))

    def _famille_d_abord(self, mots: list[str]) -> bool:
        """Whether a name all in capitals starts with the family name: the e-mail address spells `prenom.nom`."""
        if len(mots) != 2 or not all(m.isupper() for m in mots):
            return False
        parties = [re.split(r"[._-]", fold(c.valeur.split("@")[0])) for c in self.emails]
        return any(p[0] == fold(mots[1]) and p[-1] == fold(mots[0]) for p in parties if len(p) == 2)


def _par_capitales(mots: list[tuple[int, int, str]]) -> tuple[Span, Span] | None:
    """Spans of first name and family name when capitals tell them apart: `Jean DUPONT`, `DUPONT Jean`, `Seán Ó BRIAIN`."""
    grands = [m[2].isupper() and len(m[2].strip(".")) > 1 for m in mots]
    for rang in range(len(mots) - 2, 0, -1):
        # a lone capital goes with the capitals after it, an initial with its dot does not
        grands[rang] = grands[rang] or (mots[rang][2].isupper() and "." not in mots[rang][2] and grands[rang + 1])
    if not any(grands) or all(grands):
        return None
    premier, dernier = grands.index(True), len(grands) - 1 - grands[::-1].index(True)
    avant = [m for m in mots[:premier] if fold(m[2]) not in PARTICULES]
    if avant:
        return (mots[0][0], avant[-1][1]), (mots[len(avant)][0], mots[-1][1])
    if dernier + 1 < len(mots):
        return (mots[dernier + 1][0], mots[-1][1]), (mots[0][0], mots[dernier][1])
    return None


def _raccourcir(m: Morceau, debut: int, fin: int) -> Morceau:
    """The piece between two places, without the signs around it."""
    brut = m.texte[debut - m.debut : fin - m.debut]
    texte = brut.strip(_BORDS_DE_NOM)
    debut += brut.index(texte)
    return replace(m, texte=texte, debut=debut, fin=debut + len(texte))
