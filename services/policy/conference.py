"""What belongs before the county conference (一事一议): a line missed by a hair, a gap, a conflict, a grave event.

Domain brief 2.7, 7 and 12.18. The conference hears what no class answers; it never breaks a statute.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Final, Literal

from contracts.classification import Assessment, Category
from contracts.household import Household
from contracts.investigation import Dossier
from contracts.reasons import Reason
from services.policy.parameter_schema import ConferenceRules
from services.policy.reasons import find

LAW: Final = "国办发〔2023〕39号；县级困难群众基本生活保障工作协调机制"
Cause = Literal["near_line", "edge_assets_gap", "residence_split", "source_conflict", "grave_emergency"]
CLASSES: Final = ("dibao", "edge", "rigid")
LOCAL: Final[dict[str, Category]] = {"edge": "dibao_edge", "rigid": "rigid_expenditure"}  # 低保 and 特困 are statute
AMOUNTS: Final = frozenset({"fen", "fen_per_month", "fen_per_year"})


@dataclass(frozen=True, kw_only=True)
class Matter:
    """Why a case is heard; `rule`: the one rule that failed, or the fact that two sources tell differently.

    `category`: the class that the conference may give, where that rests on local measures and not on a statute.
    """

    cause: Cause
    rule: str | None = None
    category: Category | None = None


def matters(test: Assessment, dossier: Dossier, rules: ConferenceRules) -> tuple[Matter, ...]:
    """What of a tested household the conference should hear, in the order of the classes. Brief 12.18."""
    if test.category is None:
        return tuple(conflicts(test, dossier))
    if test.category != "none":
        return ()
    missed = [(name, near(reason, rules)) for name in CLASSES if (reason := find(test.reasons, name))]
    found = [replace(matter, category=LOCAL.get(name)) for name, matter in missed if matter]
    gap = Matter(cause="edge_assets_gap", rule="edge.assets", category=given_in_gap(test))
    return (*found, *([gap] if in_gap(test) else ()))


def near(reason: Reason, rules: ConferenceRules) -> Matter | None:
    """A class whose only failed rule is missed by at most a point or a per cent, or is the registration elsewhere."""
    told = list(leaves(reason))
    failed = [leaf for leaf in told if leaf.outcome == "fails"]
    if len(failed) != 1 or any(leaf.outcome == "unknown" for leaf in told):
        return None
    if failed[0].code == "not_resident":
        return Matter(cause="residence_split", rule=failed[0].rule)
    return Matter(cause="near_line", rule=failed[0].rule) if is_near(failed[0], rules) else None


def is_near(leaf: Reason, rules: ConferenceRules) -> bool:
    """Ratios by points, money by its share of the limit; counts and flags are met or not."""
    amount = leaf.fact.amount if leaf.fact else None
    if leaf.fact is None or amount is None or leaf.limit is None:
        return False
    if leaf.fact.unit == "ratio":
        return abs(Fraction(amount) - Fraction(leaf.limit)) <= rules.near_points
    if leaf.fact.unit in AMOUNTS:
        return abs(Fraction(amount) - Fraction(leaf.limit)) <= rules.near_share * Fraction(leaf.limit)
    return False


def in_gap(test: Assessment) -> bool:
    """Income below the edge line, edge assets fail, those of 刚性 pass: neither class takes the family. Brief 2.7."""
    wanted = {"edge.income.below": "holds", "edge.assets": "fails", "rigid.assets": "holds"}
    told = {rule: find(test.reasons, rule) for rule in wanted}
    return all((reason := told[rule]) is not None and reason.outcome == outcome for rule, outcome in wanted.items())


def given_in_gap(test: Assessment) -> Category | None:
    """刚性, whose assets pass, where of its own rules only the income is missed: the family is the poorer for it."""
    reason = find(test.reasons, "rigid")
    failed = {leaf.rule for leaf in leaves(reason) if leaf.outcome != "holds"} if reason else set()
    return "rigid_expenditure" if failed and all(rule.startswith("rigid.income") for rule in failed) else None


def conflicts(test: Assessment, dossier: Dossier) -> Iterator[Matter]:
    """Facts on which sources contradict each other, where the class hangs on them."""
    against = {origin.path for origin in dossier.origins if origin.state == "conflicting"}
    yield from (Matter(cause="source_conflict", rule=path) for path in sorted(against & set(test.missing)))


def grave(household: Household) -> tuple[Matter, ...]:
    """A grave event is heard case by case (一事一议), whatever the class. Brief 3."""
    return tuple(
        Matter(cause="grave_emergency", rule=kind)
        for kind in sorted({event.kind for event in household.events if event.severity == "grave"})
    )


def leaves(reason: Reason) -> Iterator[Reason]:
    """The comparisons under a branch."""
    if not reason.because:
        yield reason
    for part in reason.because:
        yield from leaves(part)


def quorum(members: int, rules: ConferenceRules) -> int:
    """How many of the members that are not recused must be there. Brief 7: two thirds, rounded up."""
    return -(-members * rules.quorum.numerator // rules.quorum.denominator)
