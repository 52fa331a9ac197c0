"""The pages that are measured, each beside its floor and its peers."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import close_old_connections
from django.test import Client, override_settings

from benchmarks import floor
from committees.middleware import AT
from core.paging import KeysetPaginator
from demo.scale import City
from members.models import MemberUnit, PartyMember
from posts.models import Claim, ServiceRecord

DEEPEST = 10_000
# What ``startproject`` writes, and that nobody comes in without signing in.
STOCK = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


@dataclass(frozen=True)
class Search:
    """What is typed, and how many times as long as the first page it may take."""

    words: str
    goal: float
    street: bool = False


@dataclass(frozen=True)
class List:
    """One list with what is asked of it; the searches by what they are called."""

    name: str
    url: str
    rows: Any  # those of the whole city, in the list's order
    keys: tuple[str, ...]  # where the order's keys stand in a row
    searches: dict[str, Search]
    looked_for: str  # by the peers, which know names only
    admin: str
    plain: str
    plain_search: str
    goal: float = 2.0


def lists(city: City) -> list[List]:
    one = PartyMember.objects.select_related("person").order_by("pk")[city.size.members // 2]
    person = one.person
    unit = str(MemberUnit.objects.get(pk=city.size.units // 2).name)
    return [
        List(
            "members",
            "/members/party-members/",
            PartyMember.objects.at(city.city).current().order_by("sort_key", "pk"),
            ("sort_key", "pk"),
            {
                "surname 王": Search("王", 3),
                "1 character": Search("娜", 3),
                "2 characters": Search("建国", 2.5),
                "whole name": Search(person.name, 1.2),
                "pinyin": Search(person.pinyin, 2.5),
                "pinyin wang": Search("wang", 2.5),
                "initials": Search("wjg", 2.5),
                "last 4, street": Search("4321", 2.5, street=True),
            },
            "建国",
            "/bench/admin/members/partymember/",
            "/bench/members/",
            "person__name__icontains",
        ),
        List(
            "units",
            "/members/units/",
            MemberUnit.objects.order_by("sequence", "sort_key", "pk"),
            ("list_key", "pk"),
            {
                "2 characters": Search("纺织", 2.5),
                "whole name": Search(unit, 1.2),
                "1 character": Search("春", 3),
                "pinyin": Search("chunhuizhong", 2.5),
            },
            "纺织",
            "/bench/admin/members/memberunit/",
            "/bench/units/",
            "name__icontains",
        ),
        List(
            "claims",
            "/posts/claims/",
            Claim.objects.at(city.city).standing().order_by("-starts_on", "-pk"),
            ("starts_on", "pk"),
            {},
            "建国",
            "/bench/admin/posts/claim/",
            "/bench/claims/",
            "member__person__name__icontains",
            goal=1.8,
        ),
        List(
            "records",
            "/posts/records/",
            ServiceRecord.objects.at(city.city).order_by("-on", "-pk"),
            ("on", "pk"),
            {},
            "建国",
            "/bench/admin/posts/servicerecord/",
            "/bench/records/",
            "member__person__name__icontains",
        ),
        List(
            "ledger",
            "/posts/ledger/",
            Claim.objects.at(city.city).order_by("-is_standing", "-starts_on", "-pk"),
            ("is_standing", "starts_on", "pk"),
            {},
            "建国",
            "/bench/admin/posts/claim/",
            "/bench/claims/",
            "member__person__name__icontains",
            goal=1.8,
        ),
    ]


def details(city: City) -> dict[str, tuple[str, int]]:
    """What is shown → (address, number) of one in the middle."""
    member = city.size.units + city.size.members // 2
    post = Claim.objects.in_post().filter(pk__gte=city.size.members // 2).order_by("pk")[0].post_id
    unit = city.size.units // 2
    return {
        "unit": (f"/members/units/{unit}/", unit),
        "member": (f"/members/party-members/{member}/", member),
        "post": (f"/posts/{post}/", post),
    }


def browser(city: City, at: int) -> Client:
    """The city's office, signed in, looking at one committee."""
    client = Client()
    client.force_login(city.office, backend="accounts.backends.AccountBackend")
    session = client.session
    session[AT] = at
    session.save()
    return client


def stock(city: City) -> Client:
    """The same office, signed in to Django as it is made for a new project."""
    django = {"MIDDLEWARE": STOCK, "SESSION_ENGINE": "django.contrib.sessions.backends.db"}
    with override_settings(**django):
        client = Client()
        client.force_login(city.office, backend="django.contrib.auth.backends.ModelBackend")
        client.get("/bench/empty/")  # it keeps the middleware that its first request meets
    return client


def page(client: Client, url: str) -> Callable[[], Any]:
    def get() -> None:
        # As the server does before each request; the test client leaves it out.
        close_old_connections()
        response = client.get(url)
        if response.status_code != 200:
            raise RuntimeError(f"{url} answers {response.status_code}")

    return get


def depth(one: List, size: int) -> int:
    """The number of a page far down."""
    return max(2, min(DEEPEST, size // 50 - 2))


def deep(one: List, at: int) -> str:
    """The query of that page: its cursor is the row before it, found by OFFSET once."""
    row = one.rows[at * 50 - 51]
    values = tuple(getattr(row, key) for key in one.keys)
    return "?" + KeysetPaginator(one.rows, one.keys)._query({}, "after", values)


def floors(city: City, found: list[List]) -> dict[str, Callable[[], Any]]:
    """The floor of each list and of each record's page."""
    cases: dict[str, Callable[[], Any]] = {}
    for one in found:
        cases[f"F {one.name}"] = lambda one=one: floor.listed(  # type: ignore[misc]
            one.name, city.city.pk, city.office.pk, one.url
        )
    for what, (_url, pk) in details(city).items():
        cases[f"F {what}"] = lambda what=what, pk=pk: floor.detail(what, pk)  # type: ignore[misc]
    return cases
