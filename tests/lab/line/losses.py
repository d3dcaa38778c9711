"""Which frames are lost, frame by frame: each on its own, or in bursts (Gilbert-Elliott)."""

from __future__ import annotations

import random

Gilbert = tuple[float, float, float]
"""(chance good to bad, chance bad to good, loss while bad), per frame."""


class FrameLoss:
    """Draws the fate of one frame after the other, on one side of the line."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self.chance = 0.0
        self.gilbert: Gilbert | None = None
        self._bad = False

    def set(self, chance: float, gilbert: Gilbert | None) -> None:
        """Change the chances; a model of bursts that stays the same keeps its state."""
        self.chance = chance
        if gilbert != self.gilbert:
            self.gilbert, self._bad = gilbert, False

    def reason(self) -> str:
        """Return why the next frame is lost (`random`, `gilbert`), or nothing."""
        if self.gilbert is not None:
            to_bad, to_good, loss = self.gilbert
            if self._dice.random() < (to_good if self._bad else to_bad):
                self._bad = not self._bad
            if self._bad and self._dice.random() < loss:
                return "gilbert"
        return "random" if self.chance and self._dice.random() < self.chance else ""


def mean_loss(gilbert: Gilbert | None) -> float:
    """Return the share of frames that a model of bursts takes in the long run."""
    if gilbert is None or gilbert[0] == 0:
        return 0.0
    to_bad, to_good, loss = gilbert
    return loss * to_bad / (to_bad + to_good)
