"""A roster of party members, or the exported list of them, edited and brought back."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees import rules as committee_rules
from committees.models import Committee
from core.identifiers import (
    born_on,
    is_masked,
    mask_phone,
    mask_resident_id,
    normalise,
    sex_of,
)
from core.imports import Column, Row, hiding, register
from core.imports.cells import text_of
from core.imports.lists import needs
from core.verdicts import Verdict
from members import rules
from members.imports.member_columns import SkillWords, member_columns
from members.imports.members_known import (
    Areas,
    Branches,
    Employers,
    KnownMembers,
    Surroundings,
    workplaces,
)
from members.imports.members_written import OF_MEMBER, OF_PERSON, WritesMembers
from members.imports.namesakes import committee_paths
from members.models import PartyMember, Person

RESIDENCE = ("community", "grid")
SAYS_IT_ALL = "service_intent"


def masked_number() -> str:
    return _(
        "This number is masked and is not the one that stands here. Please write the whole number."
    )


@register
class PartyMemberImport(WritesMembers):
    """A known member is found by the system number, else by the resident ID number, else by name
    and phone, else by name and workplace. An empty cell leaves what stands."""

    name = "party-members"
    title = gettext_lazy("List of party members")
    intro = gettext_lazy(
        "A roster of party members, or the exported list, edited. Known members are found by their "
        "number in the system, else by the resident ID number, else by name and phone, else by "
        "name and workplace; empty cells leave what stands. New ones live in the community or grid "
        "of their row; without one they are kept by the committee that is chosen here. Another "
        "status is given on the member's page."
    )
    needs_place = True
    model = PartyMember
    edits = frozenset({*OF_PERSON, *OF_MEMBER, *RESIDENCE} - {"status", "status_since", "employer"})
    reads = {
        "name": ("person.name",),
        "phone": ("person.phone",),
        "position": ("person.position",),
        "home": committee_paths("person.home"),
    }
    _by_status = gettext_lazy(
        "It is “%(value)s”. The status is changed on the member's page, with its day and reason."
    )
    cures = {
        "status": _by_status,
        "status_since": _by_status,
        "home": gettext_lazy("It is “%(value)s”. It is changed in the list of people."),
    }
    columns = member_columns()

    place: Committee

    @classmethod
    def may_start(cls, by: Any) -> Verdict:
        return committee_rules.can_manage_anything(by)

    def may_run(self) -> Verdict:
        return committee_rules.can_manage(self.by, self.place)

    def visible(self) -> Any:
        return super().visible().select_related("person")

    # --- what the rows are compared with -------------------------------------------------------

    def keys(self, row: Row) -> Iterable[Any]:
        yield from super().keys(row)
        code, name, phone = row.get("resident_id"), row.get("name"), row.get("phone")
        if code and not is_masked(code):
            yield "resident_id", code
        if name and phone:
            yield "phone", name, phone
        elif name and not row.get("id") and not code:
            said = [row.get(key) or "" for key in ("workplace", *RESIDENCE)]
            yield "name", name, *said[: 1 if said[0] else None]

    def load(self, rows: list[Row]) -> None:
        super().load(rows)
        self.surroundings = Surroundings()
        self.areas = Areas(self.place, rows)
        self.employers = Employers(self.by.user, (row.get("workplace") for row in rows))
        self.branches = Branches(self.by.user, (row.get("organisation") for row in rows))
        self.may_keep: dict[str, Verdict] = {}

    def load_part(self, rows: list[Row]) -> None:
        super().load_part(rows)
        self.surroundings.join(self.records.values())
        self.known = KnownMembers(self.visible(), self.by.user, rows, self.surroundings)

    def kept(self, record: PartyMember) -> Any:
        return record.pk, record.version, record.person.version

    def find(self, row: Row) -> PartyMember | None:
        """The known member whom the row means; a known person who is none yet becomes one."""
        if code := self._whole_number(row):
            if member := self.known.by_number.get(code):
                return member
            if code in self.known.taken:
                self._refuse_number(row)
                return None
        namesakes = [
            one
            for one in self.known.by_name.get(row.values["name"], [])
            if not (code and one.resident_id_index)
        ]
        same = [one for one in namesakes if self._is_same(row, one)]
        if len(same) > 1:
            row.error(
                _(
                    "There are %(count)d people like this. Please give the resident ID number or "
                    "the system number."
                )
                % {"count": len(same)},
                "name",
            )
        if same:
            return same[0]
        person = self.known.people.get((row.values["name"], row.get("phone") or ""))
        if person is not None:
            row.target = {"person": person}
        elif namesakes and not code:
            self._say_namesake(row, namesakes[0])
        elif code:
            self._say_other_number(row)
        return None

    def _say_other_number(self, row: Row) -> None:
        """Somebody of this name and phone has another resident ID number: is it a slip?"""
        phone = row.get("phone")
        for one in self.known.by_name.get(row.values["name"], []):
            if phone and one.person.phone == phone:
                self._say_namesake(row, one)
                return

    def _whole_number(self, row: Row) -> str:
        code = row.get("resident_id") or ""
        return "" if is_masked(code) else code

    @staticmethod
    def _refuse_number(row: Row) -> None:
        row.error(
            _(
                "Another party member has this resident ID number already. Please check it; if it "
                "is right, ask the office above: the entry is kept outside your part of the tree."
            ),
            "resident_id",
        )

    @staticmethod
    def _is_same(row: Row, member: PartyMember) -> bool:
        """By the phone, where both have one; else by the workplace; else by where they live."""
        phone, workplace, standing = row.get("phone"), row.get("workplace"), member.person
        if phone and standing.phone:
            return phone in (standing.phone, mask_phone(standing.phone))
        if workplace or standing.workplace or member.employer:
            return bool(workplace) and workplace in workplaces(member)
        lives_in = {key: getattr(member, key) for key in RESIDENCE}
        return all(
            Areas.is_called(lives_in[key], row.values[key]) for key in RESIDENCE if row.get(key)
        )

    @staticmethod
    def _say_namesake(row: Row, member: PartyMember) -> None:
        row.warn(
            _("There is already somebody of this name (%(workplace)s, %(phone)s).")
            % {
                "workplace": next(filter(None, workplaces(member)), "—"),
                "phone": mask_phone(member.person.phone) or "—",
            },
            "name",
        )

    # --- judging one row -----------------------------------------------------------------------

    def check(self, row: Row) -> None:
        # What is read as something else may be kept in the member's own words.
        typed = {"specialties": text_of(row.cells.get("specialties"))}
        for key, value in (row.values | typed).items():
            if type(value) is str and key != "resident_id" and hiding.has_number(value):
                row.error(
                    _(
                        "A resident ID number stands here. It belongs in the column "
                        "“%(column)s” and nowhere else."
                    )
                    % {"column": self.column("resident_id")},
                    key,
                )
        if not row.errors:
            super().check(row)

    def identity(self, row: Row) -> Any:
        return {name: one.pk for name, one in (row.target or {}).items()}

    def arrival(self, row: Row) -> dict[str, Any]:
        known, row.target = row.target, None
        if not needs(row, self, "status"):
            return {}
        if is_masked(row.get("resident_id") or ""):
            row.error(masked_number(), "resident_id")
        if known is None and is_masked(row.get("phone") or ""):
            row.error(masked_number(), "phone")
        self._keep_words(row, "")
        values = {key: row.values[key] for key in (*OF_PERSON, *OF_MEMBER) if row.get(key)}
        if "workplace" in values:
            values |= self._employer(row)
        if "organisation" in values:
            values |= self._organisation(row)
        if any(row.get(key) for key in RESIDENCE):
            values["residence"] = self.areas.get(row)
        elif self.place.level in RESIDENCE:
            values["residence"] = self.place
        self._check_facts(row, values)
        return values | (known or {})

    def may_add(self, row: Row, values: dict[str, Any]) -> Verdict:
        person = values.get("person")
        if person is not None:
            verdict = rules.can_become_member(self.by, person)
            party = PartyMember(status=values["status"]).party_status
            verdict = verdict and rules.can_have_party_status(person, party)
            if not verdict:
                return verdict
        return self._may_keep_at(values.get("residence") or self.place)

    def _may_keep_at(self, committee: Committee) -> Verdict:
        """Asked once for each place."""
        if committee.path not in self.may_keep:
            member = PartyMember(person=Person(name=_("The member")))
            member.stand_at(committee)
            self.may_keep[committee.path] = rules.can_keep_member(self.by, member)
        return self.may_keep[committee.path]

    def _compare(self, row: Row, column: Column, record: Any, changes: dict[str, Any]) -> None:
        if column.key in RESIDENCE:
            self._compare_residence(row, record, changes)
        elif column.secret and is_masked(row.get(column.key) or ""):
            if row.values[column.key] != mask_resident_id(record.resident_id):
                row.error(masked_number(), column.key)
        else:
            super()._compare(row, column, record, changes)

    def _compare_residence(self, row: Row, record: PartyMember, changes: dict[str, Any]) -> None:
        said = {key: row.values[key] for key in RESIDENCE if row.get(key)}
        if "residence" in changes or all(
            Areas.is_called(getattr(record, key), word) for key, word in said.items()
        ):
            return
        found = changes["residence"] = self.areas.get(row, record.community)
        if found is None:
            return
        for key, place in zip(RESIDENCE, self.areas.both(found), strict=True):
            before, after = (one.area_name if one else "" for one in (getattr(record, key), place))
            if before != after:
                row.changes[key] = (before, after)

    def _check_known(self, row: Row, record: PartyMember) -> None:
        self._keep_words(row, record.service_intent)
        super()._check_known(row, record)

    def judge_changes(self, row: Row, record: PartyMember, changes: dict[str, Any]) -> None:
        if changes.get("resident_id") in self.known.taken:
            self._refuse_number(row)
        if "workplace" in changes:
            changes |= {"employer": None} | self._employer(row)
            if changes["employer"]:
                del changes["workplace"]
        if "organisation" in changes:
            changes |= {"organisation": None, "organisation_name": ""} | self._organisation(row)
        facts = ("status", "resident_id", "sex", "born_on", "joined_on", "full_on")
        self._check_facts(row, {key: getattr(record, key) for key in facts} | changes)

    def may_change(self, record: PartyMember, changes: dict[str, Any]) -> Verdict:
        verdict = rules.can_keep_member(self.by, record)
        if verdict and "residence" in changes:
            verdict = self._may_keep_at(changes["residence"])
            return verdict and rules.can_live_elsewhere(record, changes["residence"])
        return verdict

    def standing(self, record: PartyMember, key: str) -> list[Any]:
        if key == "workplace":
            return list(filter(None, workplaces(record))) or [""]
        if key == "organisation":
            return [record.organisation.name if record.organisation else record.organisation_name]
        if key in ("specialties", "free_slots"):
            return [getattr(record, key) or ""]
        return super().standing(record, key)

    def _employer(self, row: Row) -> dict[str, Any]:
        """The member unit of this name or code, else the words as they stand."""
        units = self.employers.found.get(normalise(row.values["workplace"]), [])
        if len(units) > 1:
            row.error(
                _("There are several units of this name. Please give the credit code."),
                "workplace",
            )
        return {"employer": units[0], "workplace": ""} if units else {}

    def _organisation(self, row: Row) -> dict[str, Any]:
        """The branch of this name, else the words as they stand."""
        name = row.values["organisation"]
        found = self.branches.found.get(name, [])
        fitting = [one for one in found if rules.can_belong_to(one)]
        if len(fitting) > 1:
            row.error(
                _(
                    "There are several branches of this name in your part of the tree. Leave the "
                    "cell empty and choose the branch on the member's page."
                ),
                "organisation",
            )
        elif found and not fitting:
            row.error(rules.can_belong_to(found[0]).reason, "organisation")
        return {"organisation": fitting[0]} if fitting else {
            "organisation": None, "organisation_name": name,
        }  # fmt: skip

    def _keep_words(self, row: Row, standing: str) -> None:
        """Specialties that are on no list are kept in the member's own words."""
        column = self.column("specialties")
        if not row.get("specialties") or not isinstance(column, SkillWords):
            return
        words = column.unknown(text_of(row.cells["specialties"]))
        said = row.get(SAYS_IT_ALL) or standing
        left = [word for word in words if word not in said]
        if words:
            row.warn(
                _(
                    "Not on the list of specialties, and so kept as “%(other)s” with the words "
                    "among the wishes to serve: %(words)s."
                )
                % {"other": column.shown(["other"]), "words": _("; ").join(words)},
                "specialties",
            )
        if not left:
            return
        said = "；".join([*filter(None, [said]), *left])
        if len(said) > self.column(SAYS_IT_ALL).max_length:
            row.error(
                _("There is no room for these words among the wishes to serve. Please shorten it."),
                "specialties",
            )
            return
        row.values[SAYS_IT_ALL] = said
        row.cells.setdefault(SAYS_IT_ALL, "")

    def _check_facts(self, row: Row, said: dict[str, Any]) -> None:
        """Whether birth, sex and the days in the party agree with each other and the number."""
        code, born = said.get("resident_id"), said.get("born_on")
        if code and not is_masked(code):
            born = born_on(code)
            for key, derived in (("born_on", born), ("sex", sex_of(code))):
                if row.get(key) not in (None, "", derived):
                    row.error(
                        _(
                            "The resident ID number says something else. Please correct the one "
                            "that is wrong, or leave this cell empty: it follows from the number."
                        ),
                        key,
                    )
        for key, wrong in rules.wrong_days(said.get("status", ""), said).items():
            row.error(wrong, key)
        joined, full = said.get("joined_on"), said.get("full_on")
        if joined and full and full < joined:
            row.error(_("Nobody becomes a full member before joining the party."), "full_on")
        elif born and joined and joined <= born:
            row.error(_("Nobody joins the party before being born."), "joined_on")
        else:
            for odd in rules.oddities({"born_on": born, "joined_on": joined, "full_on": full}):
                row.warn(odd, "joined_on")
