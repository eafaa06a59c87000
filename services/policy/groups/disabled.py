"""残疾人: holder of a disability certificate. A flag that stacks with every class. Domain brief 2.3."""

from typing import Final

from contracts.base import Key
from contracts.reasons import Reason
from services.policy.household import View
from services.policy.reasons import is_flag

LAW: Final = "残疾人证管理办法；国发〔2015〕52号"


def disabled(view: View, key: Key) -> Reason:
    held = view.household.people[key].disability is not None
    return is_flag(
        "disabled.certificate", view.flag("certificate", held, f"people.{key}.disability", person=key), law=LAW
    )
