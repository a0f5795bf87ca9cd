"""Prometheus metrics, on a port of their own so that they never stand on the public one."""

from collections.abc import Iterator

from prometheus_client import REGISTRY, Counter, Histogram, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from app.core.db import UniteDeTravail
from app.services.index_service import IndexService
from app.services.taches import compter_taches

METHODES = frozenset({"GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"})
REQUETES = Counter("requetes_total", "Requests served", ("methode", "route", "statut"))
DUREES = Histogram("requete_secondes", "Time from first byte in to last byte out", ("methode", "route"))


def noter_requete(methode: str, route: str, statut: int, secondes: float) -> None:
    """Count one request. `route` is the template, never the address: what a client makes up would be one series each."""
    methode = methode if methode in METHODES else "autre"
    REQUETES.labels(methode, route, str(statut)).inc()
    DUREES.labels(methode, route).observe(secondes)


class EtatDuService(Collector):
    """Jobs by state and the health of the index, asked for at each scrape. No job line while the database is away."""

    def __init__(self, unite: UniteDeTravail, index: IndexService) -> None:
        self._unite, self._index = unite, index

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The gauges of now."""
        taches = GaugeMetricFamily("taches", "Jobs, by state", labels=["etat"])
        try:
            with self._unite() as session:
                comptes = compter_taches(session)
            for etat, nombre in vars(comptes).items():
                taches.add_metric([etat], nombre)
            yield taches
        except SQLAlchemyError:
            pass
        sain = GaugeMetricFamily("index_sain", "1 when searches use the index, 0 when they are exact", labels=["objet"])
        for objet, bon in self._index.sain.items():
            sain.add_metric([objet], float(bon))
        yield sain


def servir_metriques(port: int, unite: UniteDeTravail, index: IndexService) -> None:
    """Serve `/metrics` on `port`; 0 serves none."""
    if port:
        REGISTRY.register(EtatDuService(unite, index))
        start_http_server(port)
