"""Plans for the tree: who decides, and whether the tree allows them."""

from django.utils.translation import gettext as _

from audit.actors import CLOCK, Actor
from committees.models import Committee, CommitteePeriod, Reorganisation
from committees.rules.tree import can_code, can_decide_on, can_manage, can_place, nothing_below
from committees.terms import (
    LIVING,
    OVER,
    Status,
)
from core import clock
from core.verdicts import ALLOWED, Verdict, refuse


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
    later = CommitteePeriod.objects.filter(
        committee__in=_rewritten(plan), starts_on__gt=plan.effective_on
    )
    if last := later.select_related("committee").order_by("-starts_on").first():
        return refuse(
            _("The history of %(name)s has a change of %(day)s; nothing can be entered before it.")
            % {"name": last.committee, "day": last.starts_on.isoformat()}
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


def _rewritten(plan: Reorganisation) -> list[int]:
    """The committees whose history the plan goes on writing."""
    found = [plan.committee.pk]
    if plan.kind == plan.Kind.MERGE:
        found += plan.committee.children.exclude(status__in=OVER).values_list("pk", flat=True)
    elif plan.kind == plan.Kind.SPLIT and plan.pk:
        found += plan.parts.values_list("pk", flat=True)
    return found


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
    then = target.periods.on(plan.effective_on).order_by("-starts_on").first()
    if then is None or then.status in OVER:
        return refuse(
            _("%(name)s did not exist on %(day)s: please choose a later day.")
            % {"name": target, "day": plan.effective_on.isoformat()}
        )
    if plan.kind == plan.Kind.MOVE:
        if target.pk == committee.parent_id:
            return refuse(_("It lies under %(name)s already.") % {"name": target})
        return can_place(committee, target)
    if target.pk == committee.pk or target.level != committee.level:
        return refuse(_("A committee is merged into another one of the same level."))
    if Status.PROPOSED in (target.status, then.status):
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
