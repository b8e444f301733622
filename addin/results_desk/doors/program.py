"""Results Desk on this computer: what install, uninstall and doctor work with."""

from __future__ import annotations

from results_desk.actions import Outcome


def install() -> Outcome:
    """Put the add-in into this computer's Excel."""
    from results_desk.actions import computer
    from results_desk.edges.computer.addin import windows_shortcut
    from results_desk.edges.computer.places import Places
    from results_desk.edges.computer.registry import registry

    places = Places.here()
    return computer.install(places, registry(places.system), windows_shortcut)


def uninstall() -> Outcome:
    """Take it back."""
    from results_desk.actions import computer
    from results_desk.edges.computer.places import Places
    from results_desk.edges.computer.registry import registry

    places = Places.here()
    return computer.uninstall(places, registry(places.system))


def examine() -> Outcome:
    """What doctor finds on this computer."""
    from results_desk.actions.computer import doctor
    from results_desk.edges.computer.known_desks import KnownDesks
    from results_desk.edges.computer.places import Places
    from results_desk.edges.computer.registry import registry
    from results_desk.edges.computer.state import facts

    places = Places.here()
    return doctor(facts(places, registry(places.system)), KnownDesks(places.known_desks).folders())
