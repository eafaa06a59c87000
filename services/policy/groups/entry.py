"""What every class asks first: registered at the place, verification authorised by every adult."""

from typing import Final

from contracts.reasons import Reason
from services.policy import divisions
from services.policy.household import View
from services.policy.reasons import all_of, is_flag

LAW: Final = "最低生活保障审核确认办法（民发〔2021〕57号）"


def entry(view: View) -> Reason:
    """Fails with `not_resident` or `authorisation_refused`. Domain brief 4 (1) and (3)."""
    household = view.household
    here = household.hukou is None or divisions.in_county(household.hukou, household.place)
    resident = is_flag("entry.residence", view.flag("hukou_here", here, "hukou"), law=LAW, code="not_resident")
    signed = household.consents.verification
    if signed is None:
        told = view.flag("authorised", True)
        return all_of("entry", resident, is_flag("entry.authorisation", told, law=LAW, code="authorisation_refused"))
    adults = [key for key in view.members if view.age(key) >= view.p.labour.adult_age]
    each = (
        is_flag(
            "entry.authorisation",
            view.flag("authorised", key in signed, person=key),
            law=LAW,
            code="authorisation_refused",
        )
        for key in adults
    )
    return all_of("entry", resident, *each)
