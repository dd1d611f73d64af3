"""Matrices that were published earlier, kept as they were published."""

from __future__ import annotations

from functools import cached_property

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from muster.core.models import Unit
from muster.domain.counting.matrix import Matrix


@pghistory.track()
class PublishedMatrix(models.Model):
    """One published matrix: the cells, and beside them the totals as printed, which need not be the cells' sums."""

    scope = models.CharField(_("scope"), max_length=120)  # whose matrix it is, as printed
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, verbose_name=_("structure"))
    year = models.PositiveSmallIntegerField(_("year"))
    source = models.CharField(_("source"), max_length=300)
    cells = models.JSONField()  # as Matrix.to_json
    row_totals = models.JSONField(default=dict)  # {theme: printed total}
    totals = models.JSONField(default=dict)  # {column, category or "all": printed total}
    shares = models.JSONField(default=dict)  # {structure as printed: {category: percent}}
    remarks = models.JSONField(default=list)  # [Finding.to_json, …]
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-year", "scope")
        verbose_name_plural = "published matrices"
        constraints = [models.UniqueConstraint(fields=["scope", "year"], name="one_published_matrix_a_year")]

    def __str__(self) -> str:
        return f"{self.scope} {self.year}"

    @cached_property
    def matrix(self) -> Matrix:
        return Matrix.from_json(self.cells)

    @property
    def adds_up(self) -> bool:
        """Whether every printed total is the sum of its cells."""
        return not any(remark["code"] in {"row_total", "total"} for remark in self.remarks)
