"""Every computed column of every workbook, by table: what the rules say where the workbooks have a formula."""

from __future__ import annotations

from results_desk.rules import certificates, checklist, fees, home, links, log_columns, moderation, permissions, reports
from results_desk.rules.computed import Computed

_MODULES = (home, reports, checklist, fees, log_columns, moderation, permissions, certificates, links)
COMPUTED: dict[str, Computed] = {name: rule for module in _MODULES for name, rule in module.COMPUTED.items()}
