"""Defining registers, recording in them."""

from muster.features.registers.actions.defining import (
    give_rights,
    load_version,
    publish_version,
    take_away,
)
from muster.features.registers.actions.recording import Handed, hand_in

__all__ = ["Handed", "give_rights", "hand_in", "load_version", "publish_version", "take_away"]
