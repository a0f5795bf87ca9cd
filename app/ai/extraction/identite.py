"""Who the CV is about: name, title, summary, place. Nothing is taken that the page does not clearly show."""

import re

from app.ai.extraction.contacts import trouver_liens
from app.ai.extraction.intitules import Section, reconnaitre
from app.ai.extraction.lieux import Lieu, trouver_adresses, trouver_lieux
from app.ai.extraction.metiers import score_metier
from app.ai.extraction.morceaux import Morceau, est_lieu, morceaux
from app.ai.extraction.nom import FAUX_NOMS, Fait, LecteurDeNom
from app.ai.lecture.mise_en_page import Ligne, Segment
from app.ai.referentiels import lexique
from app.utils.text import fold

MOTS_RESUME_MIN = 8
MOTS_CONTACT_MAX = 14
MOTS_TITRE_MAX = 7
_ETIQUETTE_CONTACT = re.compile(
    r"(?:e-?mail|courriel|mail|tel(?:ephone)?\.?|phone|mobile|portable|gsm|fax|adresse|address|domicile|linkedin|github|gitlab|site(?: web)?|web(?:site)?|portfolio|permis|nationalite|nationality|ne\(?e?\)? le|date de naissance|"
    r"date of birth|age|situation(?: familiale)?|location|based in|localisation|ville|skype|twitter|whatsapp|mobilite|disponibilite|availability)\s?:"
)


_ETAT_CIVIL = re.compile(
    r"(?:nee?|ne\(e\)|born) (?:le|en|on|in) |\d\d ans(?!\w)|(?:celibataire|mariee?|pacsee?|divorcee?|permis [a-d]|nationalite|single|married)(?!\w)"
)
_ETIQUETTE_TITRE = re.compile(r"(?:m[ée]tier|profession|poste(?: recherch[ée]| actuel)?|titre|job title)\s*:\s*", re.IGNORECASE)
_ANCIENNETE = re.compile(r"\s[–—|,-]\s?\d{1,2} ans d.exp[ée]rience\b.*$")
_RACONTE = re.compile(r"(?<!\w)(?:je|j'\w|i|i'm|my|mon|ma|mes|nous|we|qui|who|whose|depuis|with|avec)(?!\w)|,\s\w+ed(?!\w)|\s(?:et|and|de|of)$")


def _raconte(texte: str) -> bool:
    """A long line that tells rather than names: the start of a summary, not a title."""
    return len(texte.split()) > MOTS_TITRE_MAX and bool(_RACONTE.search(fold(texte)))


class LecteurIdentite(LecteurDeNom):
    """Reads the head of a CV."""

    def titre(self) -> Fait | None:
        """The professional title: near the name, a job by its words or set like one."""
        if self.nom_lu is None:
            return None
        nom = self.nom_lu.fait
        apres = [m for ligne in self.entete for m in self._lignes_de_titre(ligne) if m.debut >= nom.fin or m.fin <= nom.debut]
        proches = sorted(apres, key=lambda m: (m.fin <= nom.debut, m.debut))[:12]
        for m in proches:
            if score_metier(m.texte) >= 0.8 and not _raconte(m.texte):
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
                entiers = self._du_segment(segment)
                # "Data analyst | Paris": the title stands beside what is none
                coupes = [m for m in morceaux([ligne], self.vue.texte, []) if segment.debut <= m.debut < segment.fin]
                lus.extend(entiers if all(self._neutre(m.texte) for m in entiers) else coupes)
        return [m for m in lus if self._neutre(m.texte)]

    def _du_segment(self, segment: Segment) -> list[Morceau]:
        texte = _ANCIENNETE.sub("", segment.texte).rstrip(" ,;|-–")
        gauche = len(texte) - len(texte.lstrip(" ,;|-–•"))
        if etiquette := _ETIQUETTE_TITRE.match(texte, gauche):
            gauche = etiquette.end()
        return (
            [Morceau(texte[gauche:], segment.debut + gauche, segment.debut + len(texte), 0, 0, segment.gras, segment.italique, segment.taille)]
            if texte[gauche:]
            else []
        )

    def _neutre(self, texte: str) -> bool:
        """Neither contact, place, heading nor sentence."""
        if "@" in texte or sum(c.isdigit() for c in texte) > 3 or "://" in texte or "www." in texte or len(texte) > 120:
            return False
        # "Maçon" is a trade, "Mâcon" a town
        lieu = est_lieu(texte) > 0 and not lexique().nomme_metier(texte)
        return not lieu and reconnaitre(texte) is None and not trouver_liens(texte) and fold(texte) not in FAUX_NOMS

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
        titre = self.titre()
        for ligne in lignes:
            contact = self._de_contact(ligne) or (titre is not None and ligne.debut <= titre.debut < ligne.fin and not ligne.texte.endswith("."))
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

    def _de_contact(self, ligne: Ligne) -> bool:
        """A line of addresses, numbers and links, or of a label and one of these; no sentence."""
        texte = ligne.texte
        if "@" in texte or _ETIQUETTE_CONTACT.match(fold(texte)):
            return True
        # "Née en 1979. Créative et rigoureuse, je coordonne…" opens a summary
        if _ETAT_CIVIL.match(fold(texte)) and (len(ligne.mots) <= MOTS_RESUME_MIN or (len(ligne.mots) <= MOTS_CONTACT_MAX and ". " not in texte)):
            return True
        if len(ligne.mots) > 2 * MOTS_CONTACT_MAX or texte.rstrip().endswith("."):
            return False
        numero = any(t.debut < ligne.fin and ligne.debut < t.fin for t in self.telephones)
        if numero or trouver_liens(texte) or trouver_adresses(texte):
            return True
        return len(ligne.mots) <= MOTS_CONTACT_MAX and any(est_lieu(m.texte) > 0 for m in morceaux([ligne], self.vue.texte, []))

    def lieu(self) -> tuple[Fait, Lieu] | None:
        """Where the candidate says to be: the surest place of the head and the contact block."""
        meilleur: tuple[float, Fait, Lieu] | None = None
        resume = self.resume()
        for rang, ligne in enumerate(self.lignes):
            if (resume and resume.debut <= ligne.debut < resume.fin) or len(ligne.mots) > 25:
                continue
            texte = self._avec_la_coupe(ligne)
            for lu in trouver_lieux(texte):
                adresse = any(a.fin <= lu.debut for a in trouver_adresses(ligne.texte))
                note = lu.confiance + 0.1 * adresse - 0.005 * rang
                if self._etranger(lu, ligne):
                    continue
                if meilleur is None or note > meilleur[0]:
                    # what lies beyond the cut stands one line end further
                    fin = lu.fin + (lu.fin > len(ligne.texte))
                    meilleur = (note, Fait(ligne.debut + lu.debut, ligne.debut + fin, lu.confiance), lu)
        return (meilleur[1], meilleur[2]) if meilleur else None

    def _avec_la_coupe(self, ligne: Ligne) -> str:
        """The line with the one below when it ends with a hyphen: `42000 Saint-` above `Étienne`."""
        suite = next((li for li in self.lignes if li.debut == ligne.fin + 1), None)
        coupe = suite is not None and ligne.texte.endswith("-") and ligne.texte[-2:-1].isalpha() and suite.texte[0].isupper()
        return ligne.texte + suite.texte if suite is not None and coupe else ligne.texte

    def _etranger(self, lu: Lieu, ligne: Ligne) -> bool:
        """A place that is part of a name, a title or a sentence."""
        nom = self.nom_lu.fait if self.nom_lu else None
        if nom and ligne.debut + lu.debut < nom.fin and nom.debut < ligne.debut + lu.fin:
            return True
        autour = [m for m in morceaux([ligne], self.vue.texte, []) if m.debut <= ligne.debut + lu.debut < m.fin]
        return bool(autour) and lu.confiance < 0.8 and len(autour[0].texte.split()) > 2 * max(2, len((lu.ville or "").split()))
