"""A program sees what it announced, and nobody's name."""

from services.program_dispatch.cut import cut
from services.program_dispatch.samples import household


def test_people_come_without_name_identity_number_and_telephone() -> None:
    person = cut(household(), ("people",), ("medical",)).people["mother"]
    assert (person.name, person.identity_number, person.phone) == (None, None, None)
    assert person.born == household().people["mother"].born


def test_a_section_that_was_not_announced_is_empty() -> None:
    told = cut(household("medical", "housing"), ("costs",), ("medical",))
    assert told.costs == household().costs
    assert (told.people, told.income, told.assets.deposits, told.needs) == ({}, (), None, ("medical",))


def test_the_original_stays_as_it_was_and_an_unknown_section_gives_nothing() -> None:
    whole = household()
    assert cut(whole, ("assessment", "everything"), ()).income == ()
    assert whole == household()
