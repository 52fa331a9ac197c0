"""Reorganisations that touch the same committees, applied at the same instant."""

import pytest

from committees import services
from committees.models import Appointment, Committee, Reorganisation
from committees.terms import Role
from core import clock
from core.verdicts import Refused
from members.models import Membership
from tests.conftest import actor
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgres]


def plan(kind, subject, by, **values):
    values |= {"effective_on": clock.today(), "basis_document": "通知"}
    return services.plan_reorganisation(kind, subject, values, by=by)


def test_of_plans_that_exclude_each_other_one_is_applied(town, race):
    by = actor(town.city_office)
    plans = [
        plan("merge", town.peace, by, target=town.pine),
        plan("merge", town.pine, by, target=town.peace),
        plan("abolish", town.pine, by),
    ]

    won, refused = race(lambda n: services.apply_reorganisation(plans[n], by=by), 3)

    assert (len(won), len(refused)) == (1, 2)
    assert Reorganisation.objects.get(status="applied").pk == won[0].pk
    # Whatever came first, one of the two is still there, and nobody's membership hangs in the air.
    left = Committee.objects.get(pk__in=[town.peace.pk, town.pine.pk], status="approved")
    running = Membership.objects.running().filter(committee__in=[town.peace, town.pine])
    assert running.exclude(committee=left).count() == 0


def test_a_plan_applied_by_many_is_applied_once(town, race):
    by = actor(town.city_office)
    merge = plan("merge", town.peace, by, target=town.pine)

    won, refused = race(lambda n: services.apply_reorganisation(merge, by=by), 8)

    assert (len(won), len(refused)) == (1, 7)
    assert Reorganisation.objects.get(pk=merge.pk).status == "applied"


def test_whoever_is_dismissed_during_a_merge_has_no_role_after_it(town, meanwhile):
    by = actor(town.city_office)
    reader = services.appoint(UserFactory(), Role.LEADER, town.peace, by=by)
    merge = plan("merge", town.peace, by, target=town.pine)

    meanwhile(
        lambda: services.end_appointment(reader, by=by),
        lambda: services.apply_reorganisation(merge, by=by),
    )

    merge.refresh_from_db()
    assert merge.status == "applied"
    assert not Appointment.objects.not_over().filter(user=reader.user).exists()


def test_whoever_is_dismissed_while_a_merge_is_taken_back_stays_dismissed(town, meanwhile):
    by = actor(town.city_office)
    user = services.appoint(UserFactory(), Role.LEADER, town.peace, by=by).user
    merge = plan("merge", town.peace, by, target=town.pine)
    services.apply_reorganisation(merge, by=by)
    moved = Appointment.objects.get(user=user, committee=town.pine)

    answer = meanwhile(
        lambda: services.end_appointment(moved, by=by),
        lambda: services.revert_reorganisation(merge, by=by, reason="误"),
    )

    assert isinstance(answer, Refused)
    assert not Appointment.objects.not_over().filter(user=user).exists()


def split_off(town, by):
    one = plan(
        "split",
        town.spring,
        by,
        new_code="990101009000",
        new_area_name="新泉街道",
        parts=[town.pine],
    )
    services.apply_reorganisation(one, by=by)
    return one, Committee.objects.get(code="990101009000")


@pytest.mark.parametrize("what", ["edited", "founded"])
def test_a_split_is_not_taken_back_over_what_happens_below_the_new_committee(town, meanwhile, what):
    by = actor(town.city_office)
    split, new = split_off(town, by)

    def work():
        if what == "edited":
            services.edit_committee(town.pine, {"office_head": "王强"}, version=None, by=by)
        else:
            values = {"level": "community", "code": "990101009009", "area_name": "新风社区"}
            services.create_committee(new, values, by=by)

    answer = meanwhile(work, lambda: services.revert_reorganisation(split, by=by, reason="误"))

    assert isinstance(answer, Refused)
    split.refresh_from_db()
    assert split.status == "applied"
    if what == "edited":
        town.pine.refresh_from_db()
        assert town.pine.office_head == "王强"
