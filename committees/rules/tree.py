"""The tree: who keeps a committee, where it may lie, and the steps of its life."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.actors import Actor
from committees.models import Committee
from committees.reach import reach_of
from committees.terms import (
    OVER,
    TRANSITIONS,
    Form,
    Level,
    Role,
    Status,
    level_above,
)
from core.hooks import Hook
from core.verdicts import ALLOWED, Verdict, forbid, refuse

belongings = Hook(
    "What still belongs to this committee, so that it cannot simply be dropped? (committee) -> "
    "words, each with its count."
)


def can_manage(by: Actor, committee: Committee) -> Verdict:
    """Whether the actor keeps this committee in order: its own office, or one above it."""
    if reach_of(by.user).manages(committee.path):
        return ALLOWED
    return forbid(_("Only its own office, or an office above it, may change this committee."))


def can_manage_anything(by: Actor) -> Verdict:
    if reach_of(by.user).managed:
        return ALLOWED
    return forbid(_("Only offices and community secretaries may do this."))


def can_edit(by: Actor, committee: Committee) -> Verdict:
    verdict = can_manage(by, committee)
    if verdict and not committee.is_in_being:
        return refuse(_("This committee no longer exists; its record stays as it was."))
    return verdict


def can_found_under(by: Actor, parent: Committee) -> Verdict:
    """Whether a committee of the next tier may be founded under this one."""
    verdict = can_manage(by, parent)
    if verdict and parent.level == Level.GRID:
        return refuse(_("Nothing lies below a grid."))
    if verdict and not parent.is_in_being:
        return refuse(_("%(name)s no longer exists.") % {"name": parent})
    return verdict


def can_place(committee: Committee, parent: Committee | None) -> Verdict:
    """Whether the tiers fit: each committee lies directly under one of the tier above."""
    above = level_above(committee.level)
    if parent is None:
        if committee.level in (Level.CITY, Level.DISTRICT):
            return ALLOWED
        return refuse(_("Only a city or a district can stand at the top."))
    if parent.level != above:
        return refuse(
            _("%(child)s lies under a %(above)s, but %(parent)s is a %(level)s.")
            % {
                "child": committee.get_level_display(),
                "above": Level(above).label if above else "—",
                "parent": parent,
                "level": parent.get_level_display(),
            }
        )
    return ALLOWED


def can_code(code: str, level: str, parent: Committee | None) -> Verdict:
    """Whether a new committee may have this code, at this place of the tree.

    Only a grid's own code is made of its community's. Above, a code is given by the state, and a
    committee that was moved keeps the one it had: nothing follows from its place.
    """
    try:
        Committee(code=code, level=level).clean()
    except ValidationError as error:
        return refuse(" ".join(error.messages))
    if level == Level.GRID and parent is not None and not code.startswith(f"{parent.code}-"):
        return refuse(
            _("The code of a grid of %(name)s begins with %(code)s-.")
            % {"name": parent, "code": parent.code}
        )
    return ALLOWED


def can_have_form(committee: Committee, form: str) -> Verdict:
    """Whether an edit may set this form: turned into a mechanism, it is one until restored."""
    if committee.status == Status.MECHANISM and form not in ("", Form.MECHANISM):
        return refuse(
            _(
                "It was turned into a working mechanism: please take the step “Make it a committee "
                "again” first, which also brings back its form."
            )
        )
    return ALLOWED


def can_change_status(by: Actor, committee: Committee, status: str) -> Verdict:
    """By the table of transitions; only an office above may end or turn a committee."""
    verdict = can_decide_on(by, committee)
    if verdict and status not in TRANSITIONS[committee.status]:
        return refuse(
            _("A committee that is %(status)s cannot take this step.")
            % {"status": committee.get_status_display()}
        )
    return verdict


def can_decide_on(by: Actor, committee: Committee) -> Verdict:
    """Whether the actor's office stands above the committee; the top has only its own."""
    if committee.parent and not reach_of(by.user).manages(committee.parent.path):
        return forbid(_("Only an office above may decide this."))
    return can_manage(by, committee)


def can_take_step(by: Actor, committee: Committee, status: str) -> Verdict:
    """A step by itself, without a reorganisation.

    What has been in being has units, seats and appointments: it ends by a reorganisation, which
    shows beforehand what becomes of them.
    """
    verdict = can_change_status(by, committee, status)
    if not verdict or status not in OVER:
        return verdict
    if status == Status.MERGED or committee.status != Status.PROPOSED:
        return refuse(_("Please plan a reorganisation: it also looks after what belongs here."))
    return nothing_below(committee) and nothing_inside(committee)


def nothing_inside(committee: Committee) -> Verdict:
    """Whether nothing lives in it that would be left without a committee."""
    found = [words for answer in belongings.ask(committee) for words in answer]
    if roles := committee.appointments.not_over().exclude(role=Role.LIAISON).count():
        found.append(ngettext("%(n)d role", "%(n)d roles", roles) % {"n": roles})
    if not found:
        return ALLOWED
    return refuse(
        _("%(name)s still has: %(what)s. Please end them first.")
        % {"name": committee, "what": ", ".join(found)}
    )


def nothing_below(committee: Committee) -> Verdict:
    living = committee.children.exclude(status__in=OVER).order_by("code").first()
    if living is None:
        return ALLOWED
    return refuse(_("%(name)s still lies below it: move or end that first.") % {"name": living})


def can_approve(by: Actor, committee: Committee) -> Verdict:
    return _step_from(by, committee, Status.PROPOSED, Status.APPROVED)


def can_drop(by: Actor, committee: Committee) -> Verdict:
    """Whether what was only proposed may be given up."""
    return can_take_step(by, committee, Status.ABOLISHED)


def can_turn_mechanism(by: Actor, committee: Committee) -> Verdict:
    return can_take_step(by, committee, Status.MECHANISM)


def can_restore(by: Actor, committee: Committee) -> Verdict:
    """Whether a working mechanism may be a committee again."""
    return _step_from(by, committee, Status.MECHANISM, Status.APPROVED)


def _step_from(by: Actor, committee: Committee, now: str, status: str) -> Verdict:
    if committee.status == now:
        return can_take_step(by, committee, status)
    verdict = can_decide_on(by, committee)
    if not verdict:
        return verdict
    return refuse(
        _("A committee that is %(status)s cannot take this step.")
        % {"status": committee.get_status_display()}
    )


def can_edit_tiers(by: Actor) -> Verdict:
    """The topmost office sets the words that everybody below it reads."""
    tops = Committee.objects.filter(parent__isnull=True).values_list("path", flat=True)
    if any(reach_of(by.user).manages(path) for path in tops):
        return ALLOWED
    return forbid(_("Only the office at the top of the tree sets names and demands of the tiers."))


def can_see_access(by: Actor, paths: list[str]) -> Verdict:
    """Whether the actor may read who sees something; a liaison sees the thing, not its readers."""
    reach = reach_of(by.user)
    if any(reach.covers(path) for path in paths):
        return ALLOWED
    return forbid(_("Only those who read the whole committee may see who else does."))
