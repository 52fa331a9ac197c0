"""Saved filters: everybody's own."""

from urllib.parse import parse_qsl, urlencode

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actors import Actor
from core.verdicts import Refused
from paperwork.models import SavedView

MOST = 30
MOST_FIELDS = 200
PASSING = {"after", "before", "page"}  # where one was on the list, not which list


def tidy(query: str) -> str:
    """The query without the place on the list and without empty filters."""
    try:
        pairs = parse_qsl(query, keep_blank_values=False, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Refused(
            _("The address of this list has more than %(count)d filters. Please set fewer of them.")
            % {"count": MOST_FIELDS}
        ) from None
    return urlencode([(name, value) for name, value in pairs if name not in PASSING])


@transaction.atomic
def save_view(path: str, name: str, query: str, *, by: Actor) -> SavedView:
    """Keep the filters under the name; the same name again replaces."""
    own = SavedView.objects.filter(user=by.user, path=path)
    if own.exclude(name=name).count() >= MOST:
        raise Refused(
            _("You have %(count)d saved filters here. Please delete one first.") % {"count": MOST}
        )
    view, _made = SavedView.objects.update_or_create(
        user=by.user, path=path, name=name, defaults={"query": tidy(query)}
    )
    return view


def forget_view(view: SavedView, *, by: Actor) -> None:
    """Delete one's own saved filter."""
    SavedView.objects.filter(pk=view.pk, user=by.user).delete()
