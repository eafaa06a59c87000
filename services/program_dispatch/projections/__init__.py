"""Tables that dispatch answers from: the chain of a household and the programs that may be asked."""

from collections.abc import Sequence

from services.chassis.tables import Projection
from services.program_dispatch.projections.chain import CHAIN
from services.program_dispatch.projections.programs import PROGRAMS

PROJECTIONS: Sequence[Projection] = (CHAIN, PROGRAMS)
