"""What a reorganisation does to needs: somebody always has to answer them."""

from committees.models import Reorganisation
from committees.services.carrying import Carried
from exchange.models import Need

Kind = Reorganisation.Kind
NEEDS = Carried("exchange.needs_moved", [Need], ends=(Kind.MERGE, Kind.ABOLISH))
