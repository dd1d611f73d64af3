"""Defining registers, recording in them."""

from muster.features.registers.actions.defining import load_version, publish_version
from muster.features.registers.actions.recording import Handed, hand_in

__all__ = ["Handed", "hand_in", "load_version", "publish_version"]
