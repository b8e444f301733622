"""What the registers take over from the log and the results, before anybody relies on them."""

from __future__ import annotations

from results_desk.actions.facts import rows
from results_desk.actions.registry import Work


def carry_to_registers(work: Work) -> int:
    """Bring open reviews, final grades and reviews of moderation into the registers that are in the desk. How many lines changed."""
    from results_desk.rules.outcomes.carried import of_certificates, of_moderation

    if not work.desk.has("Lines"):
        return 0
    log, changed = rows(work.desk, "Lines"), 0
    for name in ("Certificates", "Moderation"):
        held = rows(work.desk, name) if work.desk.has(name) else []
        if held:
            found = of_moderation(held, log) if name == "Moderation" else of_certificates(held, log, _released(work))
            changed += len(found)
            work.desk.table(name).update({(key,): cells for key, cells in found.items()})
    return changed


def _released(work: Work) -> list[dict[str, object]]:
    """The results whose grades may stand in a register that more people read: those that candidates may have."""
    embargo = work.gate.embargo if work.gate else None
    found = rows(work.desk, "Results")
    return [row for row in found if embargo is None or embargo.may("show", str(row["Level"] or ""), str(row["Series"] or ""))]
