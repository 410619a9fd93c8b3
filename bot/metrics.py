"""What the program counts, in Prometheus's words."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)


class Metrics:
    """Counters of one process. No label ever holds anything about a person."""

    def __init__(self) -> None:
        """Start at nothing."""
        self.registry = CollectorRegistry()
        self._received = Counter("ccbot_updates_received_total", "Updates stored", ["kind"], registry=self.registry)
        self._latency = Histogram(
            "ccbot_update_seconds",
            "From claim to stored answers, by handler",
            ["handler"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self._calls = Histogram(
            "ccbot_telegram_seconds",
            "Calls to Telegram, by method and outcome",
            ["method", "outcome"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self._errors = Counter("ccbot_errors_total", "What went wrong, by place", ["place"], registry=self.registry)
        self._slowed = Counter("ccbot_slowed_total", "Updates of people who flooded", registry=self.registry)
        self._waiting = Gauge("ccbot_inbox_waiting", "Updates not finished", registry=self.registry)
        self._copies = Counter("ccbot_copies_total", "Copies by what became of them", ["state"], registry=self.registry)
        self._reminders = Counter(
            "ccbot_reminders_total",
            "Reminders that came due, by what became of them",
            ["state"],
            registry=self.registry,
        )

    def received(self, kind: str) -> None:
        """Count a stored update."""
        self._received.labels(kind).inc()

    def handled(self, handler: str, seconds: float) -> None:
        """Count a handled update and how long it took."""
        self._latency.labels(handler).observe(seconds)
        if handler == "set aside":
            self.failed("handler")

    def called(self, method: str, outcome: str, seconds: float) -> None:
        """Count a call to Telegram."""
        self._calls.labels(method, outcome).observe(seconds)

    def failed(self, place: str) -> None:
        """Count an error."""
        self._errors.labels(place).inc()

    def slowed(self) -> None:
        """Count an update that had to wait because its person floods."""
        self._slowed.inc()

    def waiting(self, count: int) -> None:
        """Note how many updates are not finished."""
        self._waiting.set(count)

    def copy(self, state: str) -> None:
        """Count a copy that reached a state."""
        self._copies.labels(state).inc()

    def reminded(self, done: int, missed: int) -> None:
        """Count reminders that became notices, and those that were worth nothing any more."""
        self._reminders.labels("done").inc(done)
        self._reminders.labels("missed").inc(missed)

    def text(self) -> bytes:
        """Return everything in Prometheus's text form."""
        return generate_latest(self.registry)
