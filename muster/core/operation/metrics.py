"""Figures for Prometheus: requests as they are counted, everything else as it is when somebody asks.

Labels are names of the program's own (views, tasks, states), never anything that people typed. Several processes of
one gunicorn count together through files (`PROMETHEUS_MULTIPROC_DIR`, set by `muster.config.gunicorn`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.db import Error
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)  # upper ends of the histogram's classes

Readings = Mapping[tuple[str, ...], float]  # by the values of the labels; one without labels is under ()

_requests = Counter("muster_requests", "Requests answered.", ["view", "method", "status"])
_seconds = Histogram("muster_request_seconds", "How long answers took.", ["view"], buckets=SECONDS)
_measures: list[_Measure] = []


@dataclass(frozen=True, slots=True)
class _Measure:
    name: str
    what: str
    labels: tuple[str, ...]
    read: Callable[[], Readings]


def measure(name: str, what: str, *labels: str) -> Callable[[Callable[[], Readings]], Callable[[], Readings]]:
    """Have this function read whenever somebody asks for figures; `what` is a sentence about it."""

    def add(read: Callable[[], Readings]) -> Callable[[], Readings]:
        _measures.append(_Measure(name, what, labels, read))
        return read

    return add


def count_request(view: str, method: str, status: int, seconds: float) -> None:
    _requests.labels(view, method, str(status)).inc()
    _seconds.labels(view).observe(seconds)


def exposition() -> bytes:
    """Everything in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(_Measured())
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
    return generate_latest(registry) + generate_latest(REGISTRY)


class _Measured(Collector):
    """The measures; where the database does not answer, `muster_database_up` alone says so."""

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("muster_database_up", "Whether the database answers.")
        try:
            families = [_family(one) for one in _measures]
        except Error:
            families = []
        up.add_metric([], float(bool(families)))
        yield up
        yield from families


def _family(one: _Measure) -> GaugeMetricFamily:
    family = GaugeMetricFamily(one.name, one.what, labels=one.labels)
    for labels, value in one.read().items():
        family.add_metric(labels, value)
    return family
