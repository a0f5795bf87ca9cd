"""Degrees: what, where, in which field, at which level and when, from the sections on education."""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from app.ai.extraction.ancres import Ancre, mots_dits
from app.ai.extraction.dates import trouver_dates, trouver_periodes
from app.ai.extraction.echecs import en_cours
from app.ai.extraction.entetes import Tableau, lire_tableau
from app.ai.extraction.entrees import Entree, Groupeur
from app.ai.extraction.etiquettes import Role
from app.ai.extraction.morceaux import Morceau, est_lieu, est_mention, morceaux
from app.ai.extraction.niveaux import Diplome, est_mention_de_diplome, lire_diplome, ressemble_ecole
from app.ai.extraction.retours import recoudre
from app.ai.lecture.mise_en_page import Ligne, Mot

CONFIANCE_DIPLOME = 0.7
MOTS_ENTETE_MAX = 14
Span = tuple[int, int]


@dataclass
class Formation:
    """A course of study before it is a fact; spans are in the whole text."""

    ancre: Ancre | None
    diplome: Span | None = None
    domaine: Span | None = None
    etablissement: Span | None = None
    niveau: int | None = None
    confiance: float = 0.6
    en_cours: bool = False


def est_indice(texte: str) -> bool:
    """Whether a line smells of a degree or a school."""
    return ressemble_ecole(texte) or _diplome(texte) is not None


def _se_poursuit(ligne: Ligne, suite: Ligne, droite: float) -> bool:
    """Whether a header line was broken at the right edge of its column and goes on below."""
    plein = ligne.boite[2] + suite.mots[0].boite[2] - suite.mots[0].boite[0] > droite - 2
    return (
        plein
        and suite.debut == ligne.fin + 1
        and abs(suite.taille - ligne.taille) < 0.5
        and suite.gras == ligne.gras
        and (ligne.texte[-1].isalnum() or ligne.texte[-1] in ",–" or (ligne.texte[-1] == "-" and suite.texte[0].islower()))
    )


def _meme_type(a: Ligne, b: Ligne) -> bool:
    """Degrees set alike: same size, weight and slant."""
    x, y = _mot_du_diplome(a), _mot_du_diplome(b)
    return abs(x.taille - y.taille) < 0.6 and x.gras == y.gras and x.italique == y.italique


def _autre_niveau(a: Ligne, b: Ligne) -> bool:
    """Degrees of two known levels cannot be one."""
    x, y = _diplome(a.texte), _diplome(b.texte)
    return x is not None and y is not None and x.niveau is not None and y.niveau is not None and x.niveau != y.niveau


def _mot_du_diplome(ligne: Ligne) -> Mot:
    """First word of the degree of a line; of the line without one."""
    lu = _diplome(ligne.texte)
    return next((m for m in ligne.mots if lu and m.debut >= ligne.debut + lu.debut), ligne.mots[0])


def _ville_inconnue(m: Morceau, ecoles: list[Morceau], lieux: list[Morceau]) -> bool:
    """What follows a school on its line is where it stands, unless the town is told too or small letters tell a subject: "Génie logiciel"."""
    apres = any(e.rang == m.rang and e.debut < m.debut for e in ecoles)
    return apres and not any(li.rang == m.rang for li in lieux) and not any(mot[0].islower() and len(mot) > 4 for mot in m.texte.split())


def _diplome(texte: str) -> Diplome | None:
    lu = lire_diplome(texte)
    return lu if lu and lu.confiance >= CONFIANCE_DIPLOME else None


class LecteurDeFormations:
    """Reads the degrees of one education section."""

    def __init__(self, texte: str, recu_le: date) -> None:
        self.texte = texte
        self.recu_le = recu_le

    def lire(self, lignes: list[Ligne], bord: float) -> list[Formation]:
        """Degrees in the order of the page; `bord` is the right edge of their column."""
        lues = []
        tableau = lire_tableau(lignes, formation=True)
        for entree in self._entrees(tableau.lignes, bord):
            lue = self._formation(entree, bord, tableau)
            if lue.diplome or lue.etablissement:
                lues.append(lue)
        return lues

    def _entrees(self, lignes: list[Ligne], bord: float) -> list[Entree]:
        """Dated entries, then those that only their degree announces."""
        datees = Groupeur(lignes, self.recu_le, est_indice, bord, uniques=True).entrees()
        debut = min((li.debut for e in datees for li in e.tete), default=None)
        avant = [li for li in lignes if debut is None or li.fin <= debut]
        entrees: list[Entree] = []
        if datees and avant and self._coupes([*avant, *datees[0].tete]):
            datees[0].tete = [*avant, *datees[0].tete]
        else:
            entrees = self._sans_date(avant)
        for entree in datees:
            self._degager(entree)
            for tete, corps in self._parts(entree):
                if entree.ancre and any(li.debut <= entree.ancre.span[0] < li.fin for li in tete):
                    if corps and self._ecole_dessous(tete, corps[0]):
                        tete, corps = [*tete, corps[0]], corps[1:]
                    fin = next((i for i, li in enumerate(corps) if self._annonce(li)), len(corps))
                    entrees.append(Entree(tete, corps[:fin], entree.ancre))
                    entrees.extend(self._sans_date(corps[fin:]))
                else:
                    entrees.extend(self._sans_date([*tete, *corps]))
        return entrees

    def _ecole_dessous(self, tete: list[Ligne], ligne: Ligne) -> bool:
        """A short line that names a school, or something and its town, under a degree whose school is not told yet."""
        if ligne.puce or len(ligne.mots) > 10 or ligne.texte.endswith(".") or any(ressemble_ecole(li.texte) for li in tete) or self._annonce(ligne):
            return False
        pieces = morceaux([ligne], self.texte, [])
        return ressemble_ecole(ligne.texte) or (len(pieces) == 2 and est_lieu(pieces[1].texte) > 0)

    def _degager(self, entree: Entree) -> None:
        """Take the degree right under a header of school and dates into that header."""
        if entree.corps and self._annonce(entree.corps[0]) and not any(_diplome(li.texte) for li in entree.tete):
            entree.tete, entree.corps = [*entree.tete, entree.corps[0]], entree.corps[1:]

    def _parts(self, entree: Entree) -> list[tuple[list[Ligne], list[Ligne]]]:
        """Header and body of each degree that one dated entry swallowed: every degree set like the first, or of another level, opens another."""
        lignes = [*entree.tete, *entree.corps]
        coupes = self._coupes(lignes)
        if not coupes:
            return [(entree.tete, entree.corps)]
        bornes = [0, *coupes, len(lignes)]
        return [([li for li in lignes[a:b] if li in entree.tete], [li for li in lignes[a:b] if li not in entree.tete]) for a, b in pairwise(bornes)]

    def _coupes(self, lignes: list[Ligne]) -> list[int]:
        """First lines of the second and later degrees: the school above comes with its degree where the first is set so, a lone date by the white around it."""
        rangs = [i for i, li in enumerate(lignes) if self._annonce(li)]
        semblables = [i for i in rangs[1:] if _meme_type(lignes[i], lignes[rangs[0]]) or _autre_niveau(lignes[i], lignes[rangs[0]])]
        if not semblables:
            return []
        ecole_avant = rangs[0] > 0 and ressemble_ecole(lignes[rangs[0] - 1].texte) and not _diplome(lignes[rangs[0] - 1].texte)
        coupes: list[int] = []
        for rang in semblables:
            if ecole_avant and rang - 1 not in rangs and ressemble_ecole(lignes[rang - 1].texte):
                rang -= 1
            if rang > 1 and self._date_seule(lignes[rang - 1]) and lignes[rang - 1].ecart > 1.5 * lignes[rang].ecart:
                rang -= 1
            if rang > (coupes[-1] if coupes else 0):
                coupes.append(rang)
        return coupes

    def _date_seule(self, ligne: Ligne) -> bool:
        """A line that holds nothing but a date or a period."""
        return self._que_des_dates(ligne.texte)

    def _que_des_dates(self, texte: str) -> bool:
        lus = trouver_periodes(texte, self.recu_le) or trouver_dates(texte, self.recu_le)
        return bool(lus) and not any(c.isalpha() for c in texte[: lus[0].span[0]] + texte[lus[0].span[1] :])

    def _annonce(self, ligne: Ligne) -> bool:
        """A degree at the start of its line or right after its dates, outside running text."""
        lu = _diplome(ligne.texte)
        if lu is None or ligne.puce or mots_dits(ligne) > MOTS_ENTETE_MAX:
            return False
        return lu.debut <= 3 or self._que_des_dates(ligne.texte[: lu.debut])

    def _sans_date(self, lignes: list[Ligne]) -> list[Entree]:
        bornes = [0, *self._coupes(lignes), len(lignes)]
        return [entree for a, b in pairwise(bornes) for entree in self._annoncees(lignes[a:b])]

    def _annoncees(self, lignes: list[Ligne]) -> list[Entree]:
        entrees: list[Entree] = []
        droite = max((li.boite[2] for li in lignes), default=0.0)
        for ligne in lignes:
            court = mots_dits(ligne) <= MOTS_ENTETE_MAX
            if court and _diplome(ligne.texte) and not (entrees and self._attend_diplome(entrees[-1])):
                entrees.append(Entree([ligne], []))
            elif entrees and len(entrees[-1].tete) < 3 and court and (ressemble_ecole(ligne.texte) or _diplome(ligne.texte)):
                entrees[-1].tete.append(ligne)
            elif court and ressemble_ecole(ligne.texte) and not ligne.puce:
                entrees.append(Entree([ligne], []))
            elif entrees and not ligne.puce and _se_poursuit(entrees[-1].tete[-1], ligne, droite):
                entrees[-1].tete.append(ligne)
        return entrees

    @staticmethod
    def _attend_diplome(entree: Entree) -> bool:
        return not any(_diplome(li.texte) for li in entree.tete)

    def _formation(self, entree: Entree, bord: float, tableau: Tableau) -> Formation:
        ancre = entree.ancre
        exclus = ancre.spans if ancre else []
        lue = Formation(ancre)
        lue.en_cours = en_cours(" ".join(li.texte for li in entree.tete), ancre.periode if ancre else None, self.recu_le)
        self._lire_diplome(entree, exclus, lue)
        pris = [s for s in (lue.diplome, lue.domaine) if s] + exclus
        lus = tableau.nommer(recoudre(morceaux(entree.tete, self.texte, pris), entree.tete, self.texte, bord), entree.tete)
        libres = [m for m in lus if not est_mention(m)]
        if champ := next((m for m in libres if m.role is Role.domaine), None):
            lue.domaine = (champ.debut, champ.fin)
            libres.remove(champ)
        ecoles = [m for m in libres if m.role is Role.entreprise] or [m for m in libres if ressemble_ecole(m.texte)]
        lieux = [m for m in libres if m not in ecoles and (est_lieu(m.texte) > 0 or m.entre)]
        autres = [m for m in libres if m not in ecoles and m not in lieux and len(m.texte) > 1]
        if ecoles:
            lue.etablissement = (ecoles[0].debut, ecoles[0].fin)
        autres = [m for m in autres if not _ville_inconnue(m, ecoles, lieux) and not (lue.diplome and est_mention_de_diplome(m.texte))]
        self._completer(lue, autres, bool(ecoles))
        if lue.diplome and lue.domaine is None and entree.corps:
            self._domaine_dessous(lue, entree)
        return lue

    def _lire_diplome(self, entree: Entree, exclus: list[Span], lue: Formation) -> None:
        """The first degree of the header, segment by segment, its dates cut away."""
        droite = max(li.boite[2] for li in [*entree.tete, *entree.corps])
        for rang, ligne in enumerate(entree.tete):
            for segment in ligne.segments:
                debut, fin = segment.debut, segment.fin
                if segment is ligne.segments[-1]:
                    fin = self._fin_de_phrase(entree.tete, rang, droite)
                for a, b in exclus:
                    if debut <= a < fin and a - debut < fin - b:
                        debut = b
                    elif debut <= a < fin:
                        fin = a
                lu = _diplome(self.texte[debut:fin].replace("\n", " ")) if debut < fin else None
                if lu is None:
                    continue
                lue.diplome = (debut + lu.debut, debut + lu.fin)
                lue.niveau, lue.confiance = lu.niveau, lu.confiance
                if lu.span_domaine:
                    lue.domaine = (debut + lu.span_domaine[0], debut + lu.span_domaine[1])
                    if self.texte[lue.diplome[1] : lue.domaine[0]].strip() == ",":
                        self._domaine_avant(lue, debut, debut + lu.debut)
                if lue.niveau is None and lue.domaine:
                    lue.niveau = self._niveau_entier(lue)
                return

    def _domaine_avant(self, lue: Formation, debut: int, fin: int) -> None:
        """`Computer Science, MSc, Instituto Superior`: the field stands before the degree, so what follows is the school."""
        avant = self.texte[debut:fin].rstrip()
        champ = avant.rstrip(",").strip()
        if avant.endswith(",") and champ and not ressemble_ecole(champ) and est_lieu(champ) == 0 and not any(c.isdigit() for c in champ):
            debut += avant.index(champ)
            lue.domaine = (debut, debut + len(champ))

    def _niveau_entier(self, lue: Formation) -> int | None:
        """Level of a degree that its field makes known: `Diplôme d'État, Infirmier`."""
        diplome, domaine = (self.texte[slice(*s)] for s in (lue.diplome, lue.domaine) if s)
        entier = _diplome(f"{diplome} {domaine}")
        return entier.niveau if entier else None

    @staticmethod
    def _fin_de_phrase(tete: list[Ligne], rang: int, droite: float) -> int:
        """Where the last segment of a header line ends, with the lines that it was broken over."""
        fin = tete[rang].fin
        for ligne, suite in pairwise(tete[rang:]):
            if not _se_poursuit(ligne, suite, droite):
                break
            fin = suite.segments[0].fin
        return fin

    @staticmethod
    def _domaine_dessous(lue: Formation, entree: Entree) -> None:
        """A field of study on its own short line, right under the header and in line with it."""
        ligne, derniere = entree.corps[0], entree.tete[-1]
        court = len(ligne.mots) <= 6 and not ligne.puce and len(ligne.segments) == 1 and ligne.texte[0].isupper() and not ligne.texte.endswith(".")
        if court and abs(ligne.boite[0] - derniere.boite[0]) < 3 and est_lieu(ligne.texte) == 0 and len(entree.corps) == 1:
            lue.domaine = (ligne.debut, ligne.fin)

    @staticmethod
    def _completer(lue: Formation, autres: list[Morceau], ecole: bool) -> None:
        """What has no cue words: the degree if none is known, then the school, then the field."""
        restes = list(autres)
        if lue.diplome is None and restes and (ecole or len(restes) > 1):
            premier = restes.pop(0)
            lue.diplome = (premier.debut, premier.fin)
        elif lue.diplome and ecole and lue.domaine is None and restes:
            premier = restes.pop(0)
            lue.domaine = (premier.debut, premier.fin)
        elif lue.diplome and not ecole and restes:
            # a school of unknown name: the piece furthest from the degree
            choisi = restes[-1] if lue.domaine is None and len(restes) > 1 else restes[0]
            lue.etablissement = (choisi.debut, choisi.fin)
            if lue.domaine is None and len(restes) > 1:
                lue.domaine = (restes[0].debut, restes[0].fin)
