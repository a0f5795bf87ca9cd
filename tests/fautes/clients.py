"""People who use the product while it is being broken: seeded operations, each logged as ok, refused or unknown, and what must be true after each.

One thread is one person, so that only an operation without an answer leaves doubt about that person's things.
"""

import hashlib
import random
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

CV = (Path(__file__).resolve().parents[1] / "donnees" / "cv" / "d01_rendercv_classic_fr.pdf").read_bytes()
MOT_DE_PASSE = "Une phrase de passe 2026 !"
OFFRE = {
    "titre": "Développeur Python (F/H)",
    "description": "Vous concevez des API en Python avec FastAPI et PostgreSQL.",
    "localisation": "Lyon",
    "type_contrat": "cdi",
    "competences_requises": ["Python", "FastAPI", "PostgreSQL"],
}
CVS_MAX = 12
REQUETE = "développement d'API en Python avec PostgreSQL"


@dataclass(frozen=True)
class Operation:
    """A call and how it ended: `ok`, `refus` (an answer that says no) or `inconnu` (none came)."""

    qui: str
    quoi: str
    debut: float
    fin: float
    issue: str
    statut: int


@dataclass
class CVAttendu:
    """What an acknowledged CV must be: `certain` says that the last operation on it was answered."""

    sha256: str
    version: int = 1
    titre: str | None = None
    efface: bool = False
    certain: bool = True


@dataclass
class Histoire:
    """What all clients saw. `fautes` are promises broken under their eyes."""

    operations: list[Operation] = field(default_factory=list)
    cvs: dict[str, CVAttendu] = field(default_factory=dict)
    candidatures: dict[str, set[str]] = field(default_factory=dict)
    sans_reponse: set[str] = field(default_factory=set)
    fautes: list[str] = field(default_factory=list)
    tolere_401: bool = False
    verrou: threading.Lock = field(default_factory=threading.Lock)

    def compter(self, issue: str) -> int:
        return sum(o.issue == issue for o in self.operations)


class Personne:
    """A session of one account; every call goes through `appeler`."""

    def __init__(self, nom: str, adresse: str, histoire: Histoire, graine: str) -> None:
        self.nom, self.histoire = nom, histoire
        self.hasard = random.Random(f"{graine}/{nom}")
        self.http = httpx.Client(base_url=adresse, timeout=40)
        self.entetes: dict[str, str] = {}
        self.email = ""

    def appeler(self, quoi: str, verbe: str, chemin: str, admis: tuple[int, ...], **options: object) -> httpx.Response | None:
        """The answer, or None when it is unknown or a refusal by a busy service. Any status out of `admis` is a broken promise."""
        debut = time.monotonic()
        try:
            reponse = self.http.request(verbe, chemin, headers=self.entetes, **options)
        except httpx.TransportError:
            self._noter(quoi, debut, "inconnu", 0)
            return None
        statut = reponse.status_code
        if statut == 500 and reponse.text == "Internal Server Error":
            # uvicorn's own words for a request cut after its ten seconds of grace; the product's errors are problems in JSON
            self._noter(quoi, debut, "inconnu", 0)
            return None
        self._noter(quoi, debut, "ok" if statut < 300 else "refus", statut)
        if statut in (429, 503):
            if "retry-after" not in reponse.headers:
                self.accuser(f"{quoi} : {statut} sans Retry-After")
            return reponse
        if statut not in admis and not (statut == 401 and self.histoire.tolere_401):
            self.accuser(f"{quoi} : {statut} {reponse.text[:300]}")
        return reponse

    def _noter(self, quoi: str, debut: float, issue: str, statut: int) -> None:
        with self.histoire.verrou:
            self.histoire.operations.append(Operation(self.nom, quoi, debut, time.monotonic(), issue, statut))

    def accuser(self, phrase: str) -> None:
        with self.histoire.verrou:
            self.histoire.fautes.append(f"{self.nom} {phrase}")

    def inscrire(self, role: str, **champs: str) -> None:
        """A new account, until one is made: a person tries again."""
        while not self.entetes:
            self.email = f"{role}-{uuid.UUID(int=self.hasard.getrandbits(128)).hex[:12]}-{uuid.uuid4().hex[:6]}@example.com"
            corps = {"email": self.email, "password": MOT_DE_PASSE, "nom": "Essai", "prenom": "Ana", "role": role} | champs
            reponse = self.appeler("inscrire", "POST", "/api/auth/register", (201,), json=corps)
            if reponse is not None and reponse.status_code == 201:
                self.connecter()
            else:
                time.sleep(0.3)

    def connecter(self) -> None:
        """Log in; the new token serves from now on."""
        reponse = self.appeler("connecter", "POST", "/api/auth/login", (200,), json={"email": self.email, "password": MOT_DE_PASSE})
        if reponse is not None and reponse.status_code == 200:
            self.entetes = {"Authorization": f"Bearer {reponse.json()['access_token']}"}

    def jouer(self, arret: threading.Event, operations: dict[Callable[[], None], int], pause_s: float) -> None:
        """Random operations by weight until told to stop."""
        actes, poids = list(operations), list(operations.values())
        while not arret.is_set():
            self.hasard.choices(actes, poids)[0]()
            arret.wait(self.hasard.uniform(0, pause_s))


class Candidat(Personne):
    """Uploads, corrects, erases, applies, withdraws, searches."""

    def __init__(self, nom: str, adresse: str, histoire: Histoire, graine: str, offres: list[str]) -> None:
        super().__init__(nom, adresse, histoire, graine)
        self.offres = offres
        self.mes_cvs: dict[str, CVAttendu] = {}
        self.mes_candidatures: list[str] = []
        self.depots = 0
        self.visible = False

    def vivre(self, arret: threading.Event, pause_s: float = 0.3) -> None:
        """One thread's life. Being found by recruiters is opted into first."""
        self.inscrire("candidat")
        while not arret.is_set():
            reponse = self.appeler("visible", "PATCH", "/api/auth/me", (200,), json={"visible_recruteurs": True})
            if reponse is not None and reponse.status_code == 200:
                self.visible = True
                break
            arret.wait(0.3)
        poids = {self.deposer: 5, self.corriger: 2, self.effacer: 2, self.postuler: 4, self.retirer: 1, self.relire: 4, self.chercher: 3, self.noter: 2}
        self.jouer(arret, {**poids, self.connecter: 1}, pause_s)

    def vivants(self) -> list[str]:
        return [i for i, cv in self.mes_cvs.items() if not cv.efface and cv.certain]

    def deposer(self) -> None:
        """Upload bytes that nobody sent before; one holds a dozen CVs at most, so that a slow machine keeps up."""
        if len(self.vivants()) >= CVS_MAX:
            self.effacer()
            return
        self.depots += 1
        contenu = CV + f"\n%{self.nom} {self.depots} {self.hasard.random()}\n".encode()
        empreinte = hashlib.sha256(contenu).hexdigest()
        reponse = self.appeler("deposer", "POST", "/cvs/upload", (201,), files={"file": ("cv.pdf", contenu, "application/pdf")})
        if reponse is None or reponse.status_code >= 500:
            self.histoire.sans_reponse.add(empreinte)  # a commit whose answer was lost counts, or does not
        elif reponse.status_code == 201:
            attendu = self.mes_cvs[reponse.json()["id"]] = CVAttendu(empreinte)
            self.histoire.cvs[reponse.json()["id"]] = attendu

    def _un(self) -> tuple[str, CVAttendu] | None:
        vivants = self.vivants()
        if not vivants:
            return None
        choisi = self.hasard.choice(vivants)
        return choisi, self.mes_cvs[choisi]

    def corriger(self) -> None:
        if (un := self._un()) is None:
            return
        cv_id, attendu = un
        titre = f"Développeur Python {self.hasard.randrange(1000)}"
        reponse = self.appeler("corriger", "PATCH", f"/cvs/{cv_id}/profil", (200, 409), json={"corrections": {"titre": titre}})
        if reponse is None or reponse.status_code == 503:
            attendu.titre = None  # a commit whose answer was lost counts, or does not
        elif reponse.status_code == 200:
            attendu.version, attendu.titre = reponse.json()["version"], titre

    def effacer(self) -> None:
        if (un := self._un()) is None or len(self.vivants()) < 2:
            return
        cv_id, attendu = un
        reponse = self.appeler("effacer", "DELETE", f"/cvs/{cv_id}?retirer_candidatures=true", (204,))
        if reponse is not None and reponse.status_code == 204:
            attendu.efface = True
        elif reponse is None or reponse.status_code >= 500:
            attendu.certain = False

    def relire(self) -> None:
        """Read one's own writes: what was acknowledged is there, what was erased is not."""
        if not self.mes_cvs:
            return
        cv_id = self.hasard.choice(list(self.mes_cvs))
        attendu = self.mes_cvs[cv_id]
        if not attendu.certain:
            return
        reponse = self.appeler("relire", "GET", f"/cvs/{cv_id}", (404,) if attendu.efface else (200,))
        if reponse is not None and reponse.status_code == 200:
            lu = reponse.json()
            if lu["version"] < attendu.version or (attendu.titre is not None and lu["profil"]["titre"] != attendu.titre):
                self.accuser(f"relire : version {lu['version']} titre {lu['profil']['titre']} au lieu de {attendu}")

    def postuler(self) -> None:
        if (un := self._un()) is None:
            return
        corps = {"offre_id": self.hasard.choice(self.offres), "cv_id": un[0]}
        reponse = self.appeler("postuler", "POST", "/candidatures", (201, 409), json=corps)
        if reponse is not None and reponse.status_code == 201:
            self.mes_candidatures.append(reponse.json()["id"])
            self.histoire.candidatures[reponse.json()["id"]] = {"recue"}

    def retirer(self) -> None:
        if not self.mes_candidatures:
            return
        candidature = self.hasard.choice(self.mes_candidatures)
        reponse = self.appeler("retirer", "POST", f"/candidatures/{candidature}/retirer", (200, 409))
        if reponse is not None and reponse.status_code == 200:
            self.histoire.candidatures[candidature].add("retiree")

    def chercher(self) -> None:
        """An offer is always found: by the index, or exactly while it is down."""
        reponse = self.appeler("chercher", "POST", "/cvs/search-offres", (200,), json={"requete": REQUETE, "limite": 100})
        if reponse is not None and reponse.status_code == 200:
            trouvees = {t["offre"]["id"] for t in reponse.json()["items"]}
            if not set(self.offres) <= trouvees:
                self.accuser(f"chercher : {len(trouvees)} offres au lieu de {len(self.offres)}")

    def noter(self) -> None:
        if (un := self._un()) is None:
            return
        reponse = self.appeler("noter", "POST", "/matching/score", (200,), json={"cv_id": un[0], "offre_id": self.hasard.choice(self.offres)})
        if reponse is not None and reponse.status_code == 200 and not 0 < reponse.json()["score"] <= 100:
            self.accuser(f"noter : score {reponse.json()['score']}")


class Recruteur(Personne):
    """Publishes offers, looks for CVs, moves applications."""

    def __init__(self, nom: str, adresse: str, histoire: Histoire, graine: str) -> None:
        super().__init__(nom, adresse, histoire, graine)
        self.offres: list[str] = []

    def publier(self, nombre: int) -> list[str]:
        """An entreprise of one's own, and its offers."""
        self.inscrire("recruteur", entreprise=f"Quais {uuid.uuid4().hex[:8]}")
        while len(self.offres) < nombre:
            reponse = self.appeler("publier", "POST", "/offres", (201,), json={**OFFRE, "titre": f"Développeur Python {len(self.offres)} (F/H)"})
            if reponse is not None and reponse.status_code == 201:
                self.offres.append(reponse.json()["id"])
        return self.offres

    def vivre(self, arret: threading.Event, pause_s: float = 0.3) -> None:
        """One thread's life."""
        self.jouer(arret, {self.chercher: 3, self.avancer: 4, self.connecter: 1}, pause_s)

    def chercher(self) -> None:
        self.appeler("chercher_cvs", "POST", "/offres/search-cvs", (200,), json={"requete": REQUETE, "limite": 20})

    def avancer(self) -> None:
        """Move an application one step, or refuse it with a reason."""
        if not self.histoire.candidatures:
            return
        candidature = self.hasard.choice(sorted(self.histoire.candidatures))
        vers = self.hasard.choice(["en_revue", "entretien", "refusee"])
        corps = {"statut": vers} | ({"motif": "Profil trop éloigné"} if vers == "refusee" else {})
        reponse = self.appeler("avancer", "PATCH", f"/candidatures/{candidature}/statut", (200, 409), json=corps)
        if reponse is not None and reponse.status_code == 200:
            self.histoire.candidatures[candidature].add(vers)
