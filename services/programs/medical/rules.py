"""医疗救助: aid on bills by the class on the day of care, and the tilt at the year's end. Brief 3, 12.7, 12.9."""

from fractions import Fraction

from contracts.household import Cost, Household
from contracts.reasons import Reason
from services.policy.calendar import month_of
from services.policy.parameter_schema import Parameters
from services.policy.rounding import half_up_to_yuan
from services.programs.entitlement import Award, Entitlement, ProgramAsked, Proposal, decline, grant, shown
from services.programs.medical.premium import premium

AID = "国办发〔2021〕42号; 甘肃省医疗救助 2024"
TILT = "甘肃省医疗救助 倾斜救助"


def assess(asked: ProgramAsked, history: Entitlement, rules: Parameters) -> list[Proposal]:
    """One premium subsidy for the household, and aid for every member who bears medical costs."""
    bills = bills_of(asked.household)
    unnamed = noted(history, asked, None)
    proposals = [premium(asked, rules)]
    for person, bill in sorted(bills.items(), key=lambda item: not serious(asked, item[0])):
        if bill:
            proposal, unnamed = aid(asked, history, rules, person, bill, unnamed)
            proposals.append(proposal)
    return proposals


def bills_of(household: Household) -> dict[str, int]:
    """In-policy cost of 12 months left after insurance, fen per person; what names nobody is the applicant's."""
    bills: dict[str, int] = {}
    for person, cost in medical(household):
        bills[person] = bills.get(person, 0) + cost.amount
    return bills


def medical(household: Household) -> list[tuple[str, Cost]]:
    return [(cost.person or household.applicant, cost) for cost in household.costs if cost.kind == "medical"]


def aid(
    asked: ProgramAsked, history: Entitlement, rules: Parameters, person: str, bill: int, unnamed: int
) -> tuple[Proposal, int]:
    """By the class on the day of care, or as 因病致贫 for 刚性; less what was given on the same twelve months.

    `unnamed`: aid on record that names nobody; with the proposal, what is left of it for the next patient.
    """
    owed, why = max(
        (by_class(asked, history, rules, person, bill), by_illness(asked, rules, person, bill)),
        key=lambda pair: pair[0],
    )
    if owed == 0:
        return decline("medical_aid", "not_in_class", person=person, article=AID, why=(why,)), unnamed
    own = max(0, owed - given(history, asked, person))
    left, rest = max(0, own - unnamed), max(0, unnamed - own)
    if left == 0:
        return decline("medical_aid", "already_awarded", person=person, article=AID, why=(why,)), rest
    return grant("medical_aid", left, person=person, article=AID, why=(why,)), rest


def by_class(
    asked: ProgramAsked, history: Entitlement, rules: Parameters, person: str, bill: int
) -> tuple[int, Reason]:
    """The bills were there before this decision, so the class counts that was held before it."""
    monitored = "monitored" in asked.persons.get(person, ())
    ratio = max(history.ratio(person, asked.day) or 0, rules.medical.ratio["monitored"] if monitored else 0)
    return part(asked, rules, person, bill, ratio, 0), told("medical.ratio_on_day_of_care", person, ratio, rules)


def by_illness(asked: ProgramAsked, rules: Parameters, person: str, bill: int) -> tuple[int, Reason]:
    rigid = "rigid_expenditure" in asked.persons.get(person, ())
    ratio = rules.medical.rigid_ratio if rigid else 0
    owed = part(asked, rules, person, bill, ratio, rules.medical.rigid_deductible)
    return owed, told("medical.poor_through_illness", person, ratio, rules)


def part(asked: ProgramAsked, rules: Parameters, person: str, bill: int, ratio: int, deductible: int) -> int:
    """`min(cap, ratio * max(0, bill - deductible))` in whole yuan; certified serious illness has the higher cap."""
    cap = rules.medical.major_cap if serious(asked, person) else rules.medical.ordinary_cap
    return min(cap, half_up_to_yuan(Fraction(max(0, bill - deductible) * ratio, 100)))


def serious(asked: ProgramAsked, person: str) -> bool:
    return person in asked.household.people and asked.household.people[person].serious_illness


def told(rule: str, person: str, ratio: int, rules: Parameters) -> Reason:
    return shown(
        rule,
        "holds" if ratio else "fails",
        fact="medical_ratio",
        amount=f"{ratio / 100:.2f}",
        unit="ratio",
        person=person,
        article=AID,
        version=rules.version,
    )


def given(history: Entitlement, asked: ProgramAsked, person: str) -> int:
    """Aid on this person's bills in the twelve months before, by us or on record; and on bills carried on from then."""
    since = month_of(asked.day, -12)
    ours = (a for a in aided(history, person) if month_of(a.given_on) >= since or carried_on(history, asked, a))
    return sum(a.proposal.amount or 0 for a in ours) + noted(history, asked, person)


def carried_on(history: Entitlement, asked: ProgramAsked, award: Award) -> bool:
    """A re-check reads the bills of the application again, however old they are: what was aided of them stays aided."""
    if asked.because == "application":
        return False
    before = bills_behind(history, award)
    return any(bill in before for bill in medical(asked.household) if bill[0] == award.proposal.person)


def bills_behind(history: Entitlement, award: Award) -> list[tuple[str, Cost]]:
    asked = history.asked.get(award.referral_id) if award.referral_id else None
    return medical(asked.household) if asked else []


def noted(history: Entitlement, asked: ProgramAsked, person: str | None) -> int:
    """Aid on record in these twelve months for this person; None: what names nobody."""
    since = month_of(asked.day, -12)
    known = (n for n in history.aid if n.item == "medical_aid" and n.person == person)
    return sum(n.amount for n in known if n.month >= since)


def aided(history: Entitlement, person: str) -> tuple[Award, ...]:
    awards = history.given("medical_aid")
    return tuple(award for award in awards if award.proposal.person == person and not award.recorded)


def close_year(history: Entitlement, rules: Parameters, year: int) -> list[Proposal]:
    """倾斜救助: 30 % of what aid has left over 6,000 yuan of the year's bills. Brief 3, 12.9."""
    awards = [a for a in history.given("medical_aid") if a.given_on.year == year and a.referral_id in history.asked]
    people = dict.fromkeys(award.proposal.person for award in awards if award.proposal.person)
    return [tilt for person in people if (tilt := tilted(history, rules, person, year))]


def tilted(history: Entitlement, rules: Parameters, person: str, year: int) -> Proposal | None:
    awards = [award for award in aided(history, person) if award.given_on.year == year]
    if awards[-1].referral_id is None:
        return None
    latest = history.asked[awards[-1].referral_id]
    earlier = [a for a in aided(history, person) if a.given_on.year < year and carried_on(history, latest, a)]
    known = [bill for award in earlier for bill in bills_behind(history, award)]
    bills = (bill for bill in medical(latest.household) if bill[0] == person and bill not in known)
    left = sum(cost.amount for _, cost in bills) - sum(award.proposal.amount or 0 for award in awards)
    amount = half_up_to_yuan(Fraction(max(0, left - rules.medical.tilt_over) * rules.medical.tilt_rate, 100))
    if amount == 0:
        return None
    why = shown(
        "medical.tilt",
        "holds",
        fact="self_paid_after_aid",
        amount=left,
        unit="fen_per_year",
        limit=rules.medical.tilt_over,
        relation=">",
        person=person,
        article=TILT,
        version=rules.version,
    )
    return grant("hardship_tilt", amount, person=person, article=TILT, once_for=f"year:{year}", why=(why,))
