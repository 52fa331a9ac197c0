"""What a reorganisation does to needs: somebody always has to answer them."""

from committees.models import Reorganisation
from committees.services.carrying import Carried
from exchange.models import Need

NEEDS = Carried("exchange.needs_moved", [Need], ends=Reorganisation.ENDING)
