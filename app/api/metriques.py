"""Prometheus metrics, on a port of their own so that they never stand on the public one."""

from prometheus_client import Counter, Histogram, start_http_server

METHODES = frozenset({"GET", "HEAD", "POST", "PATCH", "PUT", "DELETE", "OPTIONS"})
REQUETES = Counter("requetes_total", "Requests served", ("methode", "route", "statut"))
DUREES = Histogram("requete_secondes", "Time from first byte in to last byte out", ("methode", "route"))


def noter_requete(methode: str, route: str, statut: int, secondes: float) -> None:
    """Count one request. `route` is the template, never the address: what a client makes up would be one series each."""
    methode = methode if methode in METHODES else "autre"
    REQUETES.labels(methode, route, str(statut)).inc()
    DUREES.labels(methode, route).observe(secondes)


def servir_metriques(port: int) -> None:
    """Serve `/metrics` on `port`; 0 serves none."""
    if port:
        start_http_server(port)
