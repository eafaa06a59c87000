"""What one set of parameters holds for a place, a residence and a day. Money is fen, rates are exact fractions of 1."""

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from contracts.base import Code
from contracts.household import CostKind, DisabilityKind, EventKind, IncomeKind, Residence, Stage


def _exact(value: object) -> object:
    """Read 0.20 as 1/5: a rate never passes through binary arithmetic."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return value
    return Fraction(str(value))


Fen = Annotated[int, Field(ge=0, le=10**12)]
Rate = Annotated[Fraction, BeforeValidator(_exact)]
Percent = Annotated[int, Field(ge=0, le=100)]
Count = Annotated[int, Field(ge=0, le=1000)]
ClassTested = Literal["dibao", "dibao_edge", "rigid_expenditure"]
CareLevel = Literal["none", "partial", "full"]
PayClass = Literal[1, 2, 3, 4]
Tier = Literal["yellow", "orange", "red"]
Rounding = Literal["month_up", "month_down", "year_down"]


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class IncomeRules(Section):
    exempt: frozenset[IncomeKind]
    wage_kinds: frozenset[IncomeKind]
    work_kinds: frozenset[IncomeKind]
    working_cost: Rate
    illness_cap: Rate
    illness_costs: frozenset[CostKind]
    child_support_share: Rate
    child_support_free: Count
    older_worker_rate: Rate
    older_worker_age: Count


class AssetRules(Section):
    deposit_months: dict[ClassTested, Count]
    dwellings: Count
    exempt_vehicles: frozenset[str]
    disability_vehicles: frozenset[str]
    edge_vehicle: Fen
    rigid_vehicle: Fen


class SpendingRules(Section):
    kinds: frozenset[CostKind]
    education_stages: frozenset[Stage]
    aid_for: dict[Code, CostKind]
    window_months: Count


class DibaoRules(Section):
    class_pay: dict[PayClass, Fen]
    class_2_unable_share: Rate
    class_3_income: Rate
    extra_rate: Rate
    grace_months: Count
    recheck_months: dict[PayClass, Count]
    valid_months: Count


class LabourRules(Section):
    from_age: Count
    to_age: Count
    adult_age: Count
    incapable_grades: dict[DisabilityKind, Count]
    severe_grade: Count
    mind_grade: Count


class TekunRules(Section):
    basic_pay: Fen
    basic_multiple: Rate
    basic_rounding: Rounding
    care_pay: dict[CareLevel, Fen]
    old_age: Count
    minor_age: Count
    supporter_age: Count
    supporter_old_age: Count
    partial_from: Count
    full_from: Count
    not_counted: frozenset[IncomeKind]


class ChildrenRules(Section):
    age: Count
    absent_months: Count
    mind_grade: Count
    pay: dict[Literal["institution", "family"], Fen]


class MonitoringRules(Section):
    line: Fen
    list_counts: bool
    merged_counts: bool
    house_grades: frozenset[str]
    house: frozenset[str]


class MedicalRules(Section):
    premium: Fen
    premium_subsidy: dict[Code, Fen]
    ratio: dict[Code, Percent]
    rigid_ratio: Percent
    rigid_deductible: Fen
    ordinary_cap: Fen
    major_cap: Fen
    tilt_rate: Percent
    tilt_over: Fen


class EducationRules(Section):
    preschool: Fen
    compulsory_boarder: dict[Literal["primary", "junior"], Fen]
    compulsory_day: dict[Literal["primary", "junior"], Fen]
    senior: Fen
    vocational: Fen
    undergraduate: Fen
    loan_cap: Fen


class HousingRules(Section):
    rent_per_m2: Fen
    area_per_person: Count
    rent_factor: dict[Code, Rate]
    renovation: dict[Literal["C", "D"], Fen]


class EmploymentRules(Section):
    public_job_rural: Fen
    public_job_urban: Fen
    public_job_years: Count
    training: dict[Literal["low", "high"], Fen]


class TemporaryRules(Section):
    small_cap: Fen
    serious_months: Count
    months_min: Count
    months_max: Count
    ratio_step: Rate
    payment_hours: Count
    papers_days: Count


class DisasterRules(Section):
    emergency: Fen
    transition_day: Fen
    transition_days: Count
    bereavement: Fen
    house: dict[Literal["collapsed", "severe", "damaged"], Fen]
    winter_spring: Fen
    drought: Fen
    natural: frozenset[str]


class DisabilityRules(Section):
    living: Fen
    care: dict[Literal["high", "low"], Fen]
    care_high: dict[DisabilityKind, Count]
    care_low: dict[DisabilityKind, Count]


class CareRules(Section):
    visits_per_month: Count
    home_hours_per_month: dict[Literal["partial", "full"], Count]
    accept_days: Count


class WarningRules(Section):
    tiers: dict[Code, Tier]
    handle_days: dict[Tier, Count]
    disaster_hours: Count
    escalate_days: Count
    death_months: Count
    event_kinds: frozenset[EventKind]
    medical_low_income: Fen
    medical_other: Fen
    medical_red: Rate
    income_collapse: Rate
    house_grades: frozenset[str]
    lone_age: Count
    emergency_items: frozenset[Code]


class RecoveryRules(Section):
    offset_rate: Rate
    fine: dict[Literal["low", "high"], Count]


class ProcessRules(Section):
    decision_days: Count
    special_days: Count
    township_days: dict[Literal["tekun", "children"], Count]
    county_days: dict[Literal["ordinary", "tekun", "children"], Count]
    monitoring_days: Count
    investigation_start_days: Count
    verification_start_days: Count
    verification_days: dict[Literal["joined", "by_hand"], Count]
    monitoring_notice_days: Count


class ConferenceRules(Section):
    members: tuple[Code, ...]
    quorum: Rate
    near_points: Rate
    near_share: Rate
    convene_days: Count
    valid_months: Count


class AppealRules(Section):
    answer_days: dict[Literal["objection", "complaint", "report", "hotline"], Count]
    calendar_days: dict[Literal["review", "petition"], Count]
    urgent_hours: Count
    petition_accept_days: Count
    review_filing_days: Count
    lawsuit_months: Count
    lawsuit_days_after_review: Count


class Parameters(Section):
    """The figures in force; `standard` is the low-income standard of this residence (fen per person and month)."""

    version: Code
    residence: Residence
    standard_urban: Fen
    standard_rural: Fen
    disposable_last_year: Fen
    minimum_wage: Fen
    edge_multiplier: Rate
    rigid_ratio: Rate
    income: IncomeRules
    assets: AssetRules
    spending: SpendingRules
    dibao: DibaoRules
    labour: LabourRules
    tekun: TekunRules
    children: ChildrenRules
    monitoring: MonitoringRules
    medical: MedicalRules
    education: EducationRules
    housing: HousingRules
    employment: EmploymentRules
    temporary: TemporaryRules
    disaster: DisasterRules
    disability: DisabilityRules
    care: CareRules
    recovery: RecoveryRules
    process: ProcessRules
    conference: ConferenceRules
    appeals: AppealRules
    warnings: WarningRules

    @property
    def standard(self) -> int:
        return self.standard_urban if self.residence == "urban" else self.standard_rural


def figure_names() -> frozenset[str]:
    """The name of every figure, `medical.ratio`; a set holds exactly these."""
    names: set[str] = set()
    for name, field in Parameters.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, Section):
            names |= {f"{name}.{inner}" for inner in kind.model_fields}
        elif name not in ("version", "residence"):
            names.add(name)
    return frozenset(names)
