"""What the tracker knows of one household: applications, programs asked, awards, payments and the time line."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict

from contracts.appeals import Difference
from contracts.base import Code, Deadlines, Key, Money, Month
from contracts.classification import Category, Figures, PersonStatus
from contracts.household import Household, Need
from contracts.investigation import SourceState
from contracts.programs import Answer
from contracts.reasons import Reason

Status = Literal["submitted", "accepted", "investigating", "proposed", "in_notice", "confirmed", "refused", "ended"]
STATUSES: tuple[Status, ...] = (
    "submitted",
    "accepted",
    "investigating",
    "proposed",
    "in_notice",
    "confirmed",
    "refused",
    "ended",
)
ReferralState = Literal["asked", "at_desk", "granted", "declined", "overdue", "not_asked"]
WarningState = Literal["raised", "assigned", "visited", "closed"]
CharityState = Literal["published", "not_published", "reserved", "matched", "delivered", "closed"]


class Part(BaseModel):
    """A part of the stored document; fields written by a newer version are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Member(Part):
    """A person as the tracker names and flags them."""

    name: str = ""
    born: date
    disabled: bool = False


class Referral(Part):
    """One program and one application: `not_asked` means that its need was asked for and the class does not fit."""

    program: Code
    state: ReferralState
    referral_id: UUID | None = None
    referred_at: AwareDatetime | None = None
    answer_by: date | None = None
    desk_items: tuple[Code, ...] = ()
    later: dict[Code, Code] = {}  # item -> what it waits for: `papers` or the `conference`
    decided_at: AwareDatetime | None = None
    reason: Code | None = None
    reasons: tuple[Reason, ...] = ()


class Charity(Part):
    """The one need that was offered to charities, or the reason why not."""

    state: CharityState
    reason: Code | None = None
    charity: Code | None = None
    at: AwareDatetime


class Hearing(Part):
    """How far the county conference is with an application, and which agencies it asked."""

    proposed: bool = False
    convened: bool = False
    decided: bool = False
    granted: bool = False
    asked: tuple[Code, ...] = ()
    causes: tuple[Code, ...] = ()


class OtherDecision(Part):
    """Another decision that used a disputed fact, as the evidence makes it; `superseded`: a later one counts."""

    application_id: UUID
    decided_on: date
    unchanged: bool
    superseded: bool = False
    differences: tuple[Difference, ...] = ()


class Appealed(Part):
    """An objection or complaint about an application: the comparison of its evidence, and its answer."""

    appeal_id: UUID
    kind: str
    filed_at: AwareDatetime | None = None
    unchanged: bool | None = None
    differences: tuple[Difference, ...] = ()
    others: tuple[OtherDecision, ...] = ()
    outcome: Code | None = None
    answered_at: AwareDatetime | None = None
    level: Code | None = None


class Application(Part):
    application_id: UUID
    number: str = ""
    query_code_hash: str = ""
    division: str = ""
    channel: str = ""
    needs: tuple[Need, ...] = ()
    urgent: bool = False
    submitted_at: AwareDatetime | None = None
    status: Status = "submitted"
    status_at: AwareDatetime | None = None
    deadlines: Deadlines = {}
    missing_papers: tuple[Code, ...] = ()
    sources: dict[str, SourceState] = {}
    referrals: tuple[Referral, ...] = ()
    charity: Charity | None = None
    objected: bool = False
    hearing: Hearing | None = None
    appeals: tuple[Appealed, ...] = ()
    answered_at: AwareDatetime | None = None


class Support(Part):
    """The latest answer on one item for one person, with where it came from."""

    program: Code
    answer: Answer
    application_id: UUID
    referral_id: UUID | None
    decided_at: AwareDatetime
    delivered_at: AwareDatetime | None = None


class Payment(Part):
    """Money due to the household (fen), or aid recorded from before; `for_month`: an earlier month that it tops up."""

    event_id: UUID
    program: Code
    item: Code
    person: Key | None
    month: Month
    amount: Money
    for_month: Month | None = None


class Recovery(Part):
    """Money that was paid without a right (fen); `fine`: its lowest and highest, where something was hidden."""

    event_id: UUID
    program: Code
    amount: Money
    fine: tuple[Money, Money] | None = None
    found_at: AwareDatetime


class Determination(Part):
    """One decision on the class; `counts_from` is the first day on which it is the household's class."""

    application_id: UUID
    category: Category
    counts_from: date
    decided_on: date
    pay_class: int | None
    persons: dict[Key, tuple[PersonStatus, ...]]
    counted_as: dict[Code, int]
    care_levels: dict[Key, Code] = {}
    refused_for: tuple[Code, ...]
    awards_from: Month | None = None
    valid_until: date | None = None
    because: Code = "application"
    grace_until: Month | None = None


class Warned(Part):
    """A warning and how far staff are with it. `deadlines`: of handling it, and of what must be adjusted."""

    warning_id: UUID
    kind: Code
    tier: Code = "yellow"
    person: Key | None = None
    state: WarningState = "raised"
    outcome: Code | None = None
    raised_at: AwareDatetime | None = None
    deadlines: Deadlines = {}


class Recheck(Part):
    """The household is tested again without an application; `because`: the code of the reason."""

    application_id: UUID
    because: Code
    ordered_at: AwareDatetime


class Test(Part):
    """The latest test of the class, decided or not."""

    assessed_at: AwareDatetime
    figures: Figures
    persons: dict[Key, tuple[PersonStatus, ...]]
    reasons: tuple[Reason, ...]
    provisional: bool = False
    missing: tuple[str, ...] = ()


class Ratio(Part):
    valid_from: date
    set_at: AwareDatetime
    ratios: dict[Key, int]


class Entry(Part):
    """One line of the time line; `what` is a key of the table of words."""

    at: AwareDatetime
    event_id: UUID
    what: Code
    application_id: UUID | None = None
    program: Code | None = None


class Tracker(Part):
    """Everything the pages and the case view tell about one household; stored only sealed."""

    household_id: UUID
    people: dict[Key, Member] = {}
    applicant: Key | None = None
    applications: tuple[Application, ...] = ()
    supports: tuple[Support, ...] = ()
    payments: tuple[Payment, ...] = ()
    recoveries: tuple[Recovery, ...] = ()
    determinations: tuple[Determination, ...] = ()
    decided_household: Household | None = None  # the facts of the latest decision
    test: Test | None = None
    ratios: tuple[Ratio, ...] = ()
    told: tuple[Code, ...] = ()
    registered: dict[Key, tuple[PersonStatus, ...]] = {}  # what people were before anything was decided here
    recheck_due: date | None = None
    monitored: tuple[Key, ...] = ()  # by a decision of its own, whatever the class
    warnings: tuple[Warned, ...] = ()
    rechecks: tuple[Recheck, ...] = ()
    timeline: tuple[Entry, ...] = ()

    def latest(self) -> Application | None:
        """The application that was submitted last; one not known yet counts as the newest. A re-check is none."""
        rechecks = {recheck.application_id for recheck in self.rechecks}
        return max((a for a in self.applications if a.application_id not in rechecks), key=_submitted, default=None)

    def application(self, application_id: UUID) -> Application:
        """The application with this id, blank where nothing was heard of it."""
        known = (a for a in self.applications if a.application_id == application_id)
        return next(known, Application(application_id=application_id))

    def numbered(self, number: str) -> Application | None:
        return next((a for a in self.applications if a.number == number), None)

    def with_application(self, application: Application) -> "Tracker":
        others = tuple(a for a in self.applications if a.application_id != application.application_id)
        return self.model_copy(update={"applications": (*others, application)})


def moved(application: Application, status: Status, at: datetime) -> Application:
    """The application in a new status, unless something later or further on was heard before."""
    before = application.status_at
    if before and (before, STATUSES.index(application.status)) > (at, STATUSES.index(status)):
        return application
    return application.model_copy(update={"status": status, "status_at": at})


def _submitted(application: Application) -> tuple[bool, float]:
    at = application.submitted_at
    return (at is None, at.timestamp() if at else 0.0)
