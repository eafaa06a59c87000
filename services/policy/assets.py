"""Deposits, dwellings, vehicles and companies against the limits of one class. Domain brief 2.7, 6, 12.1."""

from typing import Final

from contracts.household import Vehicle
from contracts.reasons import Reason
from services.policy.amounts import Span, at_least_nothing, known
from services.policy.household import View
from services.policy.parameter_schema import ClassTested
from services.policy.reasons import Measure, all_of, at_most, below, is_flag

LAW: Final[dict[ClassTested, str]] = {
    "dibao": "最低生活保障审核确认办法（民发〔2021〕57号）",
    "dibao_edge": "国办发〔2023〕39号",
    "rigid_expenditure": "刚性支出困难家庭认定办法（民政部，2024年10月24日）",
}


def assets(view: View, tested: ClassTested, rule: str) -> Reason:
    """What the members own, against the limits of a class. What nobody has told is unknown, not nothing."""
    return all_of(
        rule,
        _deposits(view, tested, rule),
        _dwellings(view, tested, rule),
        _vehicles(view, tested, rule),
        _companies(view, tested, rule),
    )


def _deposits(view: View, tested: ClassTested, rule: str) -> Reason:
    """At most so many months of the standard for each member."""
    gaps = view.membership_gaps or view.gaps("assets.deposits")
    cap = view.p.assets.deposit_months[tested] * view.p.standard * view.n
    owned = _owned(view.household.assets.deposits, "assets.deposits", gaps)
    measure = view.measure("deposits", "fen", owned, "assets.deposits")
    return at_most(f"{rule}.deposits", measure, cap, law=LAW[tested], code="deposits_over_cap")


def _dwellings(view: View, tested: ClassTested, rule: str) -> Reason:
    owned = _owned(view.household.assets.dwellings, "assets.dwellings", view.gaps("assets.dwellings"))
    measure = view.measure("dwellings", "count", owned, "assets.dwellings")
    limit = view.p.assets.dwellings
    return at_most(f"{rule}.dwellings", measure, limit, law=LAW[tested], code="dwellings_over_limit")


def _owned(amount: int | None, path: str, gaps: tuple[str, ...]) -> Span:
    if gaps or amount is None:
        return at_least_nothing(gaps or (path,))
    return known(amount)


def _vehicles(view: View, tested: ClassTested, rule: str) -> Reason:
    path = "assets.vehicles"
    name, law = f"{rule}.vehicles", LAW[tested]
    gaps = view.gaps(path)
    owned = view.household.assets.vehicles
    if gaps or not owned:
        span = at_least_nothing(gaps) if gaps else known(0)
        return at_most(name, view.measure("vehicles", "count", span, path), 0, law=law, code="vehicle_over_limit")
    return all_of(name, *(_vehicle(view, vehicle, tested, name, path) for vehicle in owned))


def _vehicle(view: View, vehicle: Vehicle, tested: ClassTested, rule: str, path: str) -> Reason:
    law, limits, code = LAW[tested], view.p.assets, "vehicle_over_limit"
    value = view.exact(f"vehicle.{vehicle.kind}", "fen", vehicle.value, path)
    if tested == "rigid_expenditure":
        return below(f"{rule}.value", value, limits.rigid_vehicle, law=law, code=code)
    if _is_exempt(view, vehicle) or tested == "dibao" or vehicle.use != "livelihood":
        kind = view.flag(f"vehicle.{vehicle.kind}.exempt", _is_exempt(view, vehicle), path)
        return is_flag(f"{rule}.kind", kind, law=law, code=code)
    return at_most(f"{rule}.value", value, limits.edge_vehicle, law=law, code=code)


def _is_exempt(view: View, vehicle: Vehicle) -> bool:
    if vehicle.kind in view.p.assets.disability_vehicles:
        return vehicle.use == "disability"
    return vehicle.kind in view.p.assets.exempt_vehicles


def _companies(view: View, tested: ClassTested, rule: str) -> Reason:
    """No capital in a working company; a dormant one is explained and does not count."""
    path = "assets.companies"
    capital = sum(
        company.capital
        for company in view.household.assets.companies
        if not company.dormant and (company.person is None or company.person in view.people)
    )
    gaps = view.gaps(path)
    measure: Measure = view.measure("company_capital", "fen", at_least_nothing(gaps) if gaps else known(capital), path)
    return at_most(f"{rule}.companies", measure, 0, law=LAW[tested], code="company_capital")
