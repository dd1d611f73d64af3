"""Whether two entries tell of one activity: who may be compared, how alike they are and why, who belongs together."""

from muster.domain.matching.blocking import candidate_pairs, may_be_one
from muster.domain.matching.groups import groups
from muster.domain.matching.partners import PartnerName, Partners
from muster.domain.matching.scoring import THRESHOLD, Match, Reason, compare
from muster.domain.matching.told import Told

__all__ = [
    "THRESHOLD",
    "Match",
    "PartnerName",
    "Partners",
    "Reason",
    "Told",
    "candidate_pairs",
    "compare",
    "groups",
    "may_be_one",
]
