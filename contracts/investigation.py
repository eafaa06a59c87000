"""What investigation says: what was started, and the dossier with the origin of every fact and what is missing."""

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime

from contracts.base import Code, Contract, Deadlines, Division, Key, Month, Personal, Value
from contracts.household import Household, Need, Residence

AnswerState = Literal["asked", "matched", "differs", "not_found", "unavailable", "conflicting", "given_up"]


class Origin(Value):
    """Where one fact of the dossier comes from. `path` is as in `assets.deposits` or `people.son.disability`."""

    path: str
    source: Code
    state: AnswerState
    as_of: date


class Dossier(Value):
    """The household as found: what was declared, corrected by sources and visit. `unknown`: paths nobody could tell."""

    household: Household
    origins: tuple[Origin, ...] = ()
    unknown: tuple[str, ...] = ()


class RecheckTerms(Value):
    """Why a known household is tested again, and what that means for money paid before.

    `because`: the code that the family gave for a declared change, the kind of a warning, or `periodic`. `from_work`:
    since the last decision income has risen, and only that from work. `entitled_until`: last month paid rightly, where
    a fact known late had ended the right before. `concealed`: the family had hidden assets.
    """

    because: Code
    from_work: bool = False
    entitled_until: Month | None = None
    concealed: bool = False


class SourceState(Value):
    """How far one source is; carries no value."""

    source: Code
    person: Key | None = None
    state: AnswerState


class InvestigationStarted(Contract):
    """Staff have begun: the county was asked to verify, or the household was visited."""

    type: ClassVar[str] = "onedoor.investigation.investigation_started.v1"
    application_id: UUID
    started_at: AwareDatetime


class InvestigationLate(Contract):
    """Nobody has begun in time; the household is now shown to `level`, once per level."""

    type: ClassVar[str] = "onedoor.investigation.investigation_late.v1"
    application_id: UUID
    level: Literal["township", "county", "city"]
    late_on: date


class VerificationRequested(Contract):
    """The township has asked the county to verify income and assets."""

    type: ClassVar[str] = "onedoor.investigation.verification_requested.v1"
    application_id: UUID
    requested_at: AwareDatetime
    deadlines: Deadlines = {}


class SourcesAnswered(Contract):
    """Some sources have answered; values stay in the dossier."""

    type: ClassVar[str] = "onedoor.investigation.sources_answered.v1"
    application_id: UUID
    sources: tuple[SourceState, ...]
    answered_at: AwareDatetime


class SourceObjected(Contract):
    """The family objects to what a source has said about a person; it is asked again, and until then does not count."""

    type: ClassVar[str] = "onedoor.investigation.source_objected.v1"
    application_id: UUID
    source: Code
    person: Key
    objected_at: AwareDatetime
    deadlines: Deadlines = {}


class DossierReady(Contract):
    """The visit was made and every source has answered or is named in `missing`.

    With `recheck` it is a household that is tested again: nobody has applied, and no visit was needed.
    """

    type: ClassVar[str] = "onedoor.investigation.dossier_ready.v1"
    application_id: UUID
    division: Division
    residence: Residence
    needs: tuple[Need, ...]
    applied_on: date
    revision: int
    missing: tuple[Code, ...] = ()  # sources still silent
    recheck: RecheckTerms | None = None
    ready_at: AwareDatetime
    dossier: Annotated[Dossier, Personal]


class DossierRevised(DossierReady):
    """A late answer or a corrected fact; same shape, a higher revision."""

    type: ClassVar[str] = "onedoor.investigation.dossier_revised.v1"
