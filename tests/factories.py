"""Rows for tests, as few columns as a test cares about; names tell rows apart."""

import datetime

import factory

from accounts.models import User
from committees.models import Committee
from exchange.models import Need
from members.models import MemberUnit, PartyMember, PartyOrganization, Person
from members.services.organisations import prepare as prepare_organisation
from members.services.party_members import prepare as prepare_member
from members.services.people import prepare as prepare_person
from members.services.units import prepare as prepare_unit
from posts.models import Post, PostCategory

START = datetime.date(2026, 1, 1)


class UserFactory(factory.django.DjangoModelFactory):
    """An account that nothing is wrong with; its password is ``Password-1``."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    login = factory.Sequence(lambda n: f"user{n}")
    name = factory.Sequence(lambda n: f"用户{n}")
    password = factory.django.Password("Password-1")


class PersonFactory(factory.django.DjangoModelFactory):
    """A person kept by a committee (``home``), a full party member."""

    class Meta:
        model = Person

    name = factory.Sequence(lambda n: f"王芳{n}")
    phone = factory.Sequence(lambda n: f"138{n:08d}")
    party_status = "full"

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        from members.services.finding import write_person_keys
        from members.services.scopes import refresh_people

        person = model_class(*args, **kwargs)
        prepare_person(person)
        person.save()
        write_person_keys([person])
        refresh_people([person.pk])
        return person


class MemberFactory(factory.django.DjangoModelFactory):
    """A full party member who lives at a committee (``lives_in``), and is nothing else."""

    class Meta:
        model = PartyMember

    status = "full"

    @classmethod
    def _create(cls, model_class, *args, lives_in, name=None, phone=None, **kwargs):
        from members.services.scopes import refresh_people

        told = {key: value for key, value in {"name": name, "phone": phone}.items() if value}
        person = PersonFactory(home=lives_in, **told)
        member = model_class(*args, person=person, **kwargs)
        member.stand_at(lives_in)
        prepare_member(member)
        person.party_status = member.party_status
        person.save()
        member.save()
        refresh_people([person.pk])
        return member


class UnitFactory(factory.django.DjangoModelFactory):
    """A unit that is member of no committee yet."""

    class Meta:
        model = MemberUnit

    name = factory.Sequence(lambda n: f"第{n}医院")
    category = "hospital"
    affiliation = "district"

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        from members.services.finding import write_unit_keys
        from members.services.scopes import refresh_units

        unit = model_class(*args, **kwargs)
        prepare_unit(unit)
        unit.save()
        write_unit_keys([unit])
        refresh_units([unit.pk])
        return unit


class OrganisationFactory(factory.django.DjangoModelFactory):
    """A party branch kept by a committee (``home``), in no unit."""

    class Meta:
        model = PartyOrganization

    name = factory.Sequence(lambda n: f"第{n}党支部")
    category = "branch"
    starts_on = START

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        organisation = model_class(*args, **kwargs)
        prepare_organisation(organisation)
        organisation.save()
        return organisation


class NeedFactory(factory.django.DjangoModelFactory):
    """An open need of residents at a committee."""

    class Meta:
        model = Need

    title = factory.Sequence(lambda n: f"夜间照明不足{n}")
    source = "residents"
    registered_on = START

    @classmethod
    def _create(cls, model_class, *args, committee, **kwargs):
        need = model_class(*args, committee=committee, **kwargs)
        need.stand_at(committee)
        need.save()
        return need


class PostCategoryFactory(factory.django.DjangoModelFactory):
    """A kind of post that asks for nothing."""

    class Meta:
        model = PostCategory

    code = factory.Sequence(lambda n: f"kind-{n}")
    name = factory.Sequence(lambda n: f"第{n}类岗")


class PostFactory(factory.django.DjangoModelFactory):
    """A published post of a community or grid (``committee``) with one place."""

    class Meta:
        model = Post

    category = factory.SubFactory(PostCategoryFactory)
    name = factory.Sequence(lambda n: f"巡逻岗{n}")
    duties = "夜间巡逻"
    starts_on = START
    status = "published"
    published_on = START

    @classmethod
    def _create(cls, model_class, *args, committee, **kwargs):
        post = model_class(*args, committee=committee, **kwargs)
        post.stand_at(committee)
        if post.status == "closed":
            post.closed_on = START
        post.save()
        return post


def make_committee(level: str, code: str, area: str, parent: Committee | None = None) -> Committee:
    """A committee in being since the start of 2026, with its path and its first period."""
    from committees.services.tree import note_period, set_path

    committee = Committee.objects.create(
        level=level,
        code=code,
        area_name=area,
        name=f"{area}委员会",
        parent=parent,
        status="approved",
    )
    set_path(committee)
    note_period(committee, START)
    return committee
