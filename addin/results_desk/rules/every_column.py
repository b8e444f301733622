"""Every computed column of every workbook, by table: what the rules say where the workbooks have a formula."""

from __future__ import annotations

from results_desk.rules import checklist, fees, home, links, moderation
from results_desk.rules.candidates import permissions
from results_desk.rules.certificates import certificates
from results_desk.rules.computed import Computed
from results_desk.rules.log import columns as log_columns
from results_desk.rules.results import reports

_MODULES = (home, reports, checklist, fees, log_columns, moderation, permissions, certificates, links)
COMPUTED: dict[str, Computed] = {name: rule for module in _MODULES for name, rule in module.COMPUTED.items()}
