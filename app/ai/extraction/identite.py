"""Who the CV is about: name, title, summary, place. Nothing is taken that the page does not clearly show."""

import re
from dataclasses import dataclass

from app.ai.extraction.contacts import trouver_emails, trouver_liens, trouver_telephones
from app.ai.extraction.intitules import Section, reconnaitre
from app.ai.extraction.lieux import Lieu, trouver_adresses, trouver_lieux
from app.ai.extraction.morceaux import Morceau, est_entreprise, est_lieu, morceaux, tete_de_metier
from app.ai.extraction.postes import score_metier
from app.ai.extraction.sections import Rubrique
from app.ai.lecture.mise_en_page import Ligne, MiseEnPage, Segment
from app.utils.text import fold

LIGNES_MAX = 40
SEUIL_NOM = 3.5
MOTS_RESUME_MIN = 8
Span = tuple[int, int]

_PARTICULES = frozenset(
    [
        "de",
        "du",
        "des",
        "d'",
        "da",
        "do",
        "dos",
        "das",
        "del",
        "della",
        "di",
        "la",
        "le",
        "les",
        "van",
        "von",
        "der",
        "den",
        "ten",
        "ter",
        "el",
        "al",
        "ben",
        "bin",
        "ibn",
        "abd",
        "ould",
        "y",
        "e",
        "i",
        "of",
        "af",
        "zu",
        "af",
        "st",
        "saint",
        "o'",
        "mac",
        "mc",
    ]
)
_MOT_NOM = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?")
_FAUX_NOMS = frozenset(
    [
        "curriculum",
        "vitae",
        "cv",
        "resume",
        "résumé",
        "profil",
        "profile",
        "contact",
        "page",
        "candidature",
        "portfolio",
        "monsieur",
        "madame",
        "mr",
        "mme",
        "mrs",
        "ms",
        "dr",
        "linkedin",
        "github",
        "telephone",
        "adresse",
        "email",
        "mail",
        "facture",
        "invoice",
        "devis",
        "permis",
        "nationalite",
        "francaise",
        "celibataire",
        "disponible",
        "references",
        "anglais",
        "francais",
        "confidentiel",
        "lettre",
        "motivation",
        "objet",
        "date",
    ]
)
_CIVILITE = re.compile(r"^(?:m\.|mr\.?|mme|mlle|mrs\.?|ms\.?|dr\.?|monsieur|madame)\s", re.IGNORECASE)
_ETIQUETTE_NOM = re.compile(r"^(?:nom(?: et prenom| complet)?|prenom(?: et nom)?|nom / prenom|full name|name)\s*:\s*")


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


def _forme_de_nom(texte: str) -> bool:
    """Two to five capitalised words of letters, particles aside; nothing that names a thing on a CV."""
    mots = texte.replace(",", " ").split()
    if not 2 <= len(mots) <= 6 or len(texte) > 60:
        return False
    pleins = 0
    for mot in mots:
        plie = fold(mot)
        if not _MOT_NOM.fullmatch(mot) or plie.strip(".") in _FAUX_NOMS:
            return False
        if plie in _PARTICULES and mot[0].islower():
            continue
        if not (mot[0].isupper() or (mot[:2].lower() in ("d'", "d’", "l'", "o'") and mot[2:3].isupper())):
            return False
        pleins += len(mot) > 1
    return pleins >= 2 or (pleins >= 1 and len(mots) >= 2 and any(len(m.strip(".")) == 1 for m in mots))


class LecteurIdentite:
    """Reads the head of a CV."""

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
        candidats = [(self._note_nom(m, rang), -rang, m) for rang, ligne in enumerate(self.lignes) for m in self._candidats(ligne, rang)]
        if not candidats:
            return None
        note, _, meilleur = max(candidats, key=lambda c: (c[0], c[1]))
        if note < SEUIL_NOM:
            return None
        self.nom_lu = self._partager(meilleur, min(0.98, 0.55 + 0.06 * note))
        return self.nom_lu

    def _candidats(self, ligne: Ligne, rang: int) -> list[Morceau]:
        """Pieces of a line that look like a name; also a name broken over two lines, and one that a job title follows."""
        lus = []
        for m in morceaux([ligne], self.vue.texte, []):
            etiquette = _ETIQUETTE_NOM.match(fold(m.texte)) or _CIVILITE.match(m.texte)
            piece = _raccourcir(m, m.debut + etiquette.end(), m.fin) if etiquette else m
            lus.append(piece)
            lus.extend(self._avant_le_metier(piece))
        suite = self.lignes[rang + 1] if rang + 1 < len(self.lignes) else None
        if (
            suite
            and len(ligne.segments) == 1
            and len(ligne.mots) <= 2
            and len(suite.mots) <= 2
            and suite.debut == ligne.fin + 1
            and abs(suite.taille - ligne.taille) < 1
        ):
            lus.append(Morceau(f"{ligne.texte} {suite.texte}", ligne.debut, suite.fin, rang, 0, ligne.gras, False, ligne.taille))
        return [m for m in lus if _forme_de_nom(m.texte)]

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
        metier = len(self.sections & {Section.experience, Section.formation, Section.competences, Section.langues})
        note += 1.0 if metier >= 2 else -4.0 if metier == 0 and not self._dans_adresse(m.texte) else 0.0
        note -= 4.0 * (score_metier(m.texte) >= 0.8) + 3.0 * (est_lieu(m.texte) > 0) + 2.0 * (est_entreprise(m.texte) > 0)
        note -= 6.0 * (reconnaitre(m.texte) is not None)
        return note

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
        grands = [x[2].isupper() and len(x[2]) > 1 for x in mots]
        if any(grands) and not all(grands):
            premier, dernier = grands.index(True), len(grands) - 1 - grands[::-1].index(True)
            avant = [x for x in mots[:premier] if fold(x[2]) not in _PARTICULES]
            debut_nom = len(avant)
            if avant:
                return Nom(fait, (mots[0][0], avant[-1][1]), (mots[debut_nom][0], mots[-1][1]))
            return Nom(fait, (mots[dernier + 1][0], mots[-1][1]), (mots[0][0], mots[dernier][1]))
        if "," in self.vue.texte[m.debut : m.fin] and len(mots) >= 2:
            return Nom(fait, (mots[1][0], mots[-1][1]), (mots[0][0], mots[0][1]))
        return Nom(fait, (mots[0][0], mots[0][1]), (mots[1][0], mots[-1][1]))

    # --- title, summary, place

    def titre(self) -> Fait | None:
        """The professional title: near the name, a job by its words or set like one."""
        if self.nom_lu is None:
            return None
        nom = self.nom_lu.fait
        apres = [m for ligne in self.entete for m in self._lignes_de_titre(ligne) if m.debut >= nom.fin or m.fin <= nom.debut]
        proches = sorted(apres, key=lambda m: (m.fin <= nom.debut, m.debut))[:12]
        for m in proches:
            if score_metier(m.texte) >= 0.8:
                return Fait(m.debut, self._fin_de_titre(m), 0.9)
        suite = next((m for m in proches if m.debut >= nom.fin), None)
        if (
            suite
            and suite.texte[0].isupper()
            and 1 <= len(suite.texte.split()) <= 8
            and self._neutre(suite.texte)
            and (suite.taille > 1.05 * self.corps or suite.gras or suite.italique)
        ):
            return Fait(suite.debut, suite.fin, 0.6)
        return None

    def _fin_de_titre(self, m: Morceau) -> int:
        """End of a title that its large type broke over two lines."""
        suite = next((li for li in self.entete if li.debut == m.fin + 1), None)
        if (
            suite
            and abs(suite.taille - m.taille) < 0.3
            and suite.taille > 1.15 * self.corps
            and suite.texte[0].islower()
            and len(suite.mots) <= 4
            and self._neutre(suite.texte)
        ):
            return suite.fin
        return m.fin

    def _lignes_de_titre(self, ligne: Ligne) -> list[Morceau]:
        """Whole segments first (a title may hold a comma or a bar), then what stands beside the name on its line."""
        nom = self.nom_lu.fait if self.nom_lu else Fait(0, 0, 0)
        lus: list[Morceau] = []
        for segment in ligne.segments:
            if segment.debut < nom.fin and nom.debut < segment.fin:
                lus.extend(m for m in morceaux([ligne], self.vue.texte, [(nom.debut, nom.fin)]) if segment.debut <= m.debut < segment.fin)
            elif len(segment.mots) <= 12 and not segment.texte.rstrip().endswith("."):
                lus.extend(self._du_segment(segment))
        return [m for m in lus if self._neutre(m.texte)]

    def _du_segment(self, segment: Segment) -> list[Morceau]:
        texte = segment.texte.rstrip(" ,;|-–")
        gauche = len(texte) - len(texte.lstrip(" ,;|-–•"))
        return (
            [Morceau(texte[gauche:], segment.debut + gauche, segment.debut + len(texte), 0, 0, segment.gras, segment.italique, segment.taille)]
            if texte[gauche:]
            else []
        )

    def _neutre(self, texte: str) -> bool:
        """Neither contact, place, heading nor sentence."""
        if "@" in texte or sum(c.isdigit() for c in texte) > 3 or "://" in texte or "www." in texte or len(texte) > 120:
            return False
        return est_lieu(texte) == 0 and reconnaitre(texte) is None and not trouver_liens(texte) and fold(texte) not in _FAUX_NOMS

    def resume(self) -> Fait | None:
        """The summary: running text of the profile section, else of the head of the CV."""
        candidats = [r.lignes for r in self.rubriques if r.section is Section.profil]
        candidats += [self.entete] if not candidats else []
        meilleur: tuple[int, Fait] | None = None
        for lignes in candidats:
            phrase = self._paragraphe(lignes)
            if phrase and (meilleur is None or phrase[0] > meilleur[0]):
                meilleur = phrase
        return meilleur[1] if meilleur and meilleur[0] >= MOTS_RESUME_MIN else None

    def _paragraphe(self, lignes: list[Ligne]) -> tuple[int, Fait] | None:
        """The longest run of text lines, with its number of words. Lines of contact end a run."""
        runs: list[list[Ligne]] = [[]]
        for ligne in lignes:
            contact = "@" in ligne.texte or (
                len(ligne.mots) <= 4 and (est_lieu(ligne.texte) > 0 or any(t.debut < ligne.fin and ligne.debut < t.fin for t in self.telephones))
            )
            nom = self.nom_lu is not None and ligne.debut < self.nom_lu.fait.fin and self.nom_lu.fait.debut < ligne.fin
            continu = runs[-1] and ligne.debut - runs[-1][-1].fin <= 2 and abs(ligne.taille - runs[-1][-1].taille) < 1
            if contact or nom:
                runs.append([])
            elif continu or not runs[-1]:
                runs[-1].append(ligne)
            else:
                runs.append([ligne])
        poids = [(sum(len(li.mots) for li in run), run) for run in runs if run and max(len(li.mots) for li in run) >= 6]
        if not poids:
            return None
        nombre, run = max(poids, key=lambda p: p[0])
        while len(run) > 1 and len(run[0].mots) <= 3 and not run[0].texte.endswith(","):
            run = run[1:]
        return nombre, Fait(run[0].debut, run[-1].fin, 0.85)

    def lieu(self) -> tuple[Fait, Lieu] | None:
        """Where the candidate says to be: the surest place of the head and the contact block."""
        meilleur: tuple[float, Fait, Lieu] | None = None
        resume = self.resume()
        for rang, ligne in enumerate(self.lignes):
            if (resume and resume.debut <= ligne.debut < resume.fin) or len(ligne.mots) > 25:
                continue
            for lu in trouver_lieux(ligne.texte):
                adresse = any(a.fin <= lu.debut for a in trouver_adresses(ligne.texte))
                note = lu.confiance + 0.1 * adresse - 0.005 * rang
                if self._etranger(lu, ligne):
                    continue
                if meilleur is None or note > meilleur[0]:
                    meilleur = (note, Fait(ligne.debut + lu.debut, ligne.debut + lu.fin, lu.confiance), lu)
        return (meilleur[1], meilleur[2]) if meilleur else None

    def _etranger(self, lu: Lieu, ligne: Ligne) -> bool:
        """A place that is part of a name, a title or a sentence."""
        nom = self.nom_lu.fait if self.nom_lu else None
        if nom and ligne.debut + lu.debut < nom.fin and nom.debut < ligne.debut + lu.fin:
            return True
        autour = [m for m in morceaux([ligne], self.vue.texte, []) if m.debut <= ligne.debut + lu.debut < m.fin]
        return bool(autour) and lu.confiance < 0.8 and len(autour[0].texte.split()) > 2 * max(2, len((lu.ville or "").split()))


def _raccourcir(m: Morceau, debut: int, fin: int) -> Morceau:
    texte = m.texte[debut - m.debut : fin - m.debut]
    return Morceau(texte, debut, fin, m.rang, m.segment, m.gras, m.italique, m.taille)
