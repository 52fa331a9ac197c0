"""Who may do what to a committee or an appointment, and when. Nothing here writes."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit.actors import CLOCK, Actor
from committees.models import Appointment, Committee, Reorganisation
from committees.reach import reach_of
from committees.terms import (
    ADMINISTRATORS,
    LEVELS,
    LEVELS_OF_ROLE,
    LIVING,
    MANAGERS,
    OFFICES,
    OVER,
    TRANSITIONS,
    Form,
    Level,
    Role,
    Status,
    level_above,
)
from core import clock
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


def roles_open_to(by: Actor) -> list[str]:
    """The roles that the actor can give at all, somewhere."""
    reach = reach_of(by.user)
    if reach.administers == Role.SECURITY:
        return list(ADMINISTRATORS)
    if not reach.managed:
        return []
    levels = {post.level for post in reach.posts if post.role in MANAGERS}
    if levels == {Level.COMMUNITY}:
        return [Role.GRID_LEADER]
    top = min(LEVELS.index(level) for level in levels)
    return [
        role
        for role, where in LEVELS_OF_ROLE.items()
        if role != Role.LIAISON and any(LEVELS.index(level) >= top for level in where)
    ]


def can_appoint_anyone(by: Actor) -> Verdict:
    """Whether the actor may open the page on which roles are given."""
    if roles_open_to(by):
        return ALLOWED
    return forbid(_("Only offices, community secretaries and the security administrator appoint."))


def can_appoint(by: Actor, user: Any, role: str, committee: Committee | None) -> Verdict:
    """Offices appoint within their part of the tree; administrators are the security
    administrator's alone, and nobody appoints themselves."""
    reach = reach_of(by.user)
    if by.user is not None and user.pk == by.user.pk:
        return forbid(_("Nobody appoints themselves."))
    if role in ADMINISTRATORS:
        return _can_appoint_administrator(by, user, role, committee)
    if role == Role.LIAISON:
        return refuse(_("A liaison is filed by the unit's membership, not appointed here."))
    if committee is None:
        return refuse(_("Please choose a committee."))
    if committee.level not in LEVELS_OF_ROLE[role]:
        return refuse(
            _("There is no %(role)s at the level %(level)s.")
            % {"role": Role(role).label, "level": committee.get_level_display()}
        )
    if not committee.is_in_being:
        return refuse(_("%(name)s no longer exists.") % {"name": committee})
    if not (apart := keeps_apart(user, role)):
        return apart
    offices = [p for p in reach.posts if p.role in OFFICES and committee.path.startswith(p.path)]
    if offices:
        return ALLOWED
    if role == Role.GRID_LEADER and reach.manages(committee.path):
        return ALLOWED
    return forbid(_("Only an office at or above this committee may appoint here."))


def _can_appoint_administrator(
    by: Actor, user: Any, role: str, committee: Committee | None
) -> Verdict:
    if reach_of(by.user).administers != Role.SECURITY:
        return forbid(_("Only the security administrator appoints administrators."))
    if committee is not None:
        return refuse(_("Administrators belong to no committee."))
    return keeps_apart(user, role)


def keeps_apart(user: Any, role: str, *, besides: Any = None) -> Verdict:
    """Administrators are kept apart from all other roles, those still to come included.

    ``besides``: the row that is asked about, where it stands already.
    """
    others = user.appointments.not_over().exclude(pk=besides)
    if role not in ADMINISTRATORS:
        others = others.filter(role__in=ADMINISTRATORS)
    if not others.exists():
        return ALLOWED
    if role == Role.LIAISON:
        return refuse(
            _(
                "%(name)s is the account of an administrator, who holds no other role: as a "
                "liaison this person needs another account."
            )
            % {"name": user}
        )
    return refuse(_("An administrator holds no other role; %(name)s does.") % {"name": user})


def can_hold(
    user: Any,
    role: str,
    committee: Committee | None,
    starts_on: datetime.date,
    ends_on: datetime.date | None,
    *,
    besides: Any = None,
) -> Verdict:
    """Whether a role goes with the account's others, whoever gives it.

    Asked by whatever writes an appointment or puts one back, under the account's lock.
    """
    verdict = keeps_apart(user, role, besides=besides)
    # One person may be the liaison of two units at one committee.
    if not verdict or role == Role.LIAISON or role in ADMINISTRATORS:
        return verdict
    same = user.appointments.not_over().filter(role=role, committee=committee)
    same = same.exclude(pk=besides).overlapping(starts_on, ends_on).order_by("starts_on").first()
    if same is None:
        return ALLOWED
    words = {
        "name": user,
        "role": Role(role).label,
        "committee": committee,
        "from": same.starts_on.isoformat(),
        "until": same.ends_on and same.ends_on.isoformat(),
    }
    if same.ends_on is None:
        return refuse(
            _("%(name)s is %(role)s of “%(committee)s” already, from %(from)s on.") % words
        )
    return refuse(
        _(
            "%(name)s is %(role)s of “%(committee)s” already, from %(from)s until %(until)s: "
            "please begin on that day or later, or end that role first."
        )
        % words
    )


def can_stand(row: Appointment) -> Verdict:
    """Whether an appointment that was put back goes with what its account holds now."""
    if row.ends_on is not None and row.ends_on <= max(clock.today(), row.starts_on):
        return ALLOWED
    return can_hold(row.user, row.role, row.committee, row.starts_on, row.ends_on, besides=row.pk)


def can_end_appointment(by: Actor, appointment: Appointment) -> Verdict:
    """Whoever could appoint can also end; a liaison ends with the filing in the membership."""
    if appointment.ends_on is not None and appointment.ends_on <= clock.today():
        return refuse(_("This appointment has already ended."))
    if appointment.role == Role.LIAISON:
        return refuse(_("A liaison's access ends when the liaison is ended or replaced."))
    reach = reach_of(by.user)
    if appointment.role in ADMINISTRATORS:
        if reach.administers != Role.SECURITY:
            return forbid(_("Only the security administrator may end this."))
        if by.user is not None and appointment.user_id == by.user.pk:
            return refuse(_("Appoint a successor first: nobody could appoint one after you."))
        return ALLOWED
    place = appointment.place
    if any(p.role in OFFICES and place.startswith(p.path) for p in reach.posts) or (
        appointment.role == Role.GRID_LEADER and reach.manages(place)
    ):
        return ALLOWED
    return forbid(_("Only an office at or above this committee may end this."))


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


def can_view_as(by: Actor, account: Any = None) -> Verdict:
    """Only the security administrator looks at another account's menus and reach."""
    if reach_of(by.user).administers != Role.SECURITY:
        return forbid(_("Only the security administrator may see what another account reaches."))
    if account is not None and by.user is not None and account.pk == by.user.pk:
        return refuse(_("This is your own account."))
    return ALLOWED


def can_plan_at(by: Actor, committee: Committee) -> Verdict:
    """Whether some reorganisation of this committee can be planned at all."""
    verdict = can_manage(by, committee)
    if verdict and committee.status not in (Status.APPROVED, Status.MECHANISM):
        return refuse(_("Only a committee that is in being can be reorganised."))
    return verdict


def can_decide_plan(by: Actor, plan: Reorganisation) -> Verdict:
    """Whose plan it is: a name is the committee's own, all else is its superior's.

    Where a second committee takes part, the actor's office stands above both. On the day itself
    the clock carries out what an office has decided.
    """
    if by == CLOCK:
        return ALLOWED
    kind = Reorganisation.Kind
    if plan.kind == kind.RENAME:
        return can_manage(by, plan.committee)
    verdict = can_decide_on(by, plan.committee)
    if verdict and plan.target and plan.kind == kind.MOVE:
        return can_manage(by, plan.target)
    if verdict and plan.target and plan.kind == kind.MERGE:
        return can_decide_on(by, plan.target)
    return verdict


def can_plan(by: Actor, plan: Reorganisation) -> Verdict:
    """Whether this plan may be made: by this person, and as the tree stands now."""
    verdict = can_decide_plan(by, plan)
    return fits_the_tree(plan) if verdict else verdict


def can_apply(by: Actor, plan: Reorganisation) -> Verdict:
    verdict = can_decide_plan(by, plan)
    if not verdict:
        return verdict
    if plan.status != plan.Status.PLANNED:
        return refuse(_("This plan is %(status)s.") % {"status": plan.get_status_display()})
    if plan.effective_on > clock.today():
        return refuse(
            _("It takes effect on %(day)s and is then applied by itself.")
            % {"day": plan.effective_on.isoformat()}
        )
    return fits_the_tree(plan)


def can_cancel(by: Actor, plan: Reorganisation) -> Verdict:
    verdict = can_decide_plan(by, plan)
    if verdict and plan.status != plan.Status.PLANNED:
        return refuse(_("This plan is %(status)s.") % {"status": plan.get_status_display()})
    return verdict


def can_revert(by: Actor, plan: Reorganisation) -> Verdict:
    """Whether it may be taken back; the service also asks whether anything has changed since."""
    verdict = can_decide_plan(by, plan)
    if verdict and plan.status != plan.Status.APPLIED:
        return refuse(_("Only what was applied can be taken back."))
    return verdict


def fits_the_tree(plan: Reorganisation) -> Verdict:
    """Whether the plan is possible as the tree stands now."""
    kind, committee = plan.Kind, plan.committee
    if committee.status not in (Status.APPROVED, Status.MECHANISM):
        return refuse(_("Only a committee that is in being can be reorganised."))
    last = committee.periods.order_by("-starts_on").values_list("starts_on", flat=True).first()
    if last and last > plan.effective_on:
        return refuse(
            _("The history of %(name)s has a change of %(day)s; nothing can be entered before it.")
            % {"name": committee, "day": last.isoformat()}
        )
    if plan.kind == kind.RENAME:
        return _fits_rename(plan)
    if plan.kind in (kind.MOVE, kind.MERGE):
        return _fits_target(plan)
    if plan.kind == kind.SPLIT:
        return _fits_split(plan)
    if plan.kind == kind.MECHANISM and committee.status == Status.MECHANISM:
        return refuse(_("It is a working mechanism already."))
    if plan.kind == kind.ABOLISH:
        return nothing_below(committee)
    return ALLOWED


def _fits_rename(plan: Reorganisation) -> Verdict:
    area, name = plan.new_area_name, plan.new_name
    if (area and area != plan.committee.area_name) or (name and name != plan.committee.name):
        return ALLOWED
    return refuse(_("Please give a new name."))


def _fits_target(plan: Reorganisation) -> Verdict:
    committee, target = plan.committee, plan.target
    if target is None:
        return refuse(_("Please choose the other committee."))
    if not target.is_in_being:
        return refuse(_("%(name)s no longer exists.") % {"name": target})
    if plan.kind == plan.Kind.MOVE:
        if target.pk == committee.parent_id:
            return refuse(_("It lies under %(name)s already.") % {"name": target})
        return can_place(committee, target)
    if target.pk == committee.pk or target.level != committee.level:
        return refuse(_("A committee is merged into another one of the same level."))
    if target.status == Status.PROPOSED:
        # What is in being would become part of what may never be.
        return refuse(_("%(name)s is only proposed: please approve it first.") % {"name": target})
    return ALLOWED


def _fits_split(plan: Reorganisation) -> Verdict:
    committee = plan.committee
    if committee.parent is None:
        return refuse(_("The top of the tree cannot be split."))
    if not plan.new_code or not plan.new_area_name:
        return refuse(_("A split needs the code and the area's name of the new committee."))
    if Committee.objects.filter(code=plan.new_code).exists():
        return refuse(_("There is a committee with the code %(code)s.") % {"code": plan.new_code})
    if not (verdict := can_code(plan.new_code, committee.level, committee.parent)):
        return verdict
    if plan.pk and plan.parts.exclude(parent=committee, status__in=LIVING).exists():
        return refuse(_("Only committees directly below can leave with a split."))
    return ALLOWED
