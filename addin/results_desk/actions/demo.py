"""The practice desk: the main line on invented candidates, from the shipped sample files, told as a short story."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from results_desk.actions.new import new_desk
from results_desk.actions.registry import ACTIONS, Outcome, Progress, Work, action
from results_desk.actions.run import run
from results_desk.edges.desk import Desk
from results_desk.edges.folders import is_desk, shipped
from results_desk.errors import DeskError, Problem

LONDON = ZoneInfo("Europe/London")
