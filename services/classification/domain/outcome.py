"""What of a test a family would notice: two tests with the same outcome make one opinion. Pure."""

from dataclasses import dataclass

from contracts.classification import Assessment, PersonStatus

OF_ONE_PERSON: tuple[PersonStatus, ...] = ("orphan", "unsupported_child", "tekun", "dibao")


@dataclass(frozen=True)
class Outcome:
    """What a family would notice: the class, what each person is, and the income that sets an urban award."""

    category: str
    pay_class: int | None
    persons: tuple[tuple[str, tuple[PersonStatus, ...]], ...]
    counted_income: str | None

    @property
    def statuses(self) -> tuple[PersonStatus, ...]:
        """What single people are given by themselves, in no class of the household."""
        held = {status for _, statuses in self.persons for status in statuses}
        return tuple(status for status in OF_ONE_PERSON if status in held)

    @property
    def gives_nothing(self) -> bool:
        """Neither a class nor a status of one person, so there is nothing to announce and to confirm. Brief 2."""
        return self.category == "none" and not self.statuses


def outcome_of(assessment: Assessment) -> Outcome:
    """Only urban 低保 is paid by the gap, so only there another income is another outcome. Brief 3."""
    paid_by_gap = assessment.category == "dibao" and assessment.pay_class is None
    return Outcome(
        assessment.category or "none",
        assessment.pay_class,
        tuple(sorted((key, tuple(sorted(statuses))) for key, statuses in assessment.persons.items())),
        assessment.figures.counted_income if paid_by_gap else None,
    )
