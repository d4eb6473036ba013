"""The Prometheus metrics at ``/metrics``, listed in docs/how-to/serve.md."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from pokename.web.answers import AnswerFacts

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.35, 0.5, 1.0, 2.5, 5.0, 10.0, 20.0)


class Metrics:
    """Counters of one server, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._requests = Counter(
            "pokename_requests_total",
            "Requests answered.",
            ("route", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "pokename_request_seconds",
            "Seconds from a request to the end of its answer.",
            ("route",),
            buckets=SECONDS,
            registry=self.registry,
        )
        self._names = Counter("pokename_names_total", "Names given.", registry=self.registry)
        self._refused = Counter(
            "pokename_refused_names_total",
            "Names that were good enough for a list but were refused.",
            ("reason",),
            registry=self.registry,
        )
        self._unknown = Counter(
            "pokename_unknown_words_total",
            "Words of descriptions that pokename doesn't know.",
            registry=self.registry,
        )
        depth = Gauge(
            "pokename_queue_depth",
            "Requests that wait or are being answered.",
            registry=self.registry,
        )
        self.queue_depth = depth.set

    def request(self, route: str, status: int, seconds: float) -> None:
        """Count a request."""
        self._requests.labels(route, status).inc()
        self._seconds.labels(route).observe(seconds)

    def answer(self, facts: AnswerFacts) -> None:
        """Count the names and refusals of an answer."""
        for one in facts.described:
            self._names.inc(one.names)
            self._unknown.inc(len(one.unknown))
        for reason, count in facts.refused.items():
            self._refused.labels(reason).inc(count)
