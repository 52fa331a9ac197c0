"""双报到: a list of who has registered, or the exported list of registrations brought back."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees import rules as committee_rules
from committees.imports.places import Places
from core import clock
from core.identifiers import is_masked, mask_phone, mask_resident_id
from core.imports import Choice, Column, Day, Name, Phone, Prose, ResidentId, Row, register
from core.imports.lists import ListImport, needs, number_column
from core.verdicts import Verdict
from members import rules
from members.imports.columns import CreditCode, by_word
from members.imports.members_known import KnownMembers, Surroundings, workplaces
from members.imports.namesakes import Units, committee_paths
from members.imports.party_members import masked_number
from members.models import PartyMember, Registration
from members.services import registrations

Status = Registration.Status
UNIT = "unit"


def _label(name: str) -> Any:
    field: Any = Registration._meta.get_field(name)
    return field.verbose_name


@register
class RegistrationImport(ListImport):
    """A new row registers a member or a unit that is entered already; nothing is edited: a
    registration moves by steps, each with its day and reason."""

    name = "registrations"
    title = gettext_lazy("List of registrations")
    intro = gettext_lazy(
        "Who has registered, or the exported list. A new row registers a party member who is "
        "entered already, found by the resident ID number, else by name and phone, employing unit "
        "or community; with the kind “member unit”, a unit. Whoever brings it says with it that "
        "the members have been told what is kept of them and why. Pausing, exempting, moving and "
        "revoking are steps of their own."
    )
    model = Registration
    # What says who of a name is meant; it is compared while the member is looked for.
    telling = frozenset({"employer", "phone", "resident_id", "uscc"})
    reads = {
        "committee": committee_paths("committee"),
        "employer": ("employer.name", "employer.uscc"),
        "phone": ("member.person.phone",),
        "uscc": ("unit.uscc",),
    }
    _of_entry = gettext_lazy(
        "The member's entry says “%(value)s”. It is corrected in the list of party members."
    )
    _of_one = gettext_lazy(
        "It is “%(value)s” and stays so. For somebody else, add a row without system number."
    )
    cures = {
        "name": _of_one,
        "kind": _of_one,
        "phone": _of_entry,
        "resident_id": _of_entry,
        "committee": gettext_lazy(
            "It is “%(value)s”. A member is moved to another community on the registration's page."
        ),
        "status": gettext_lazy(
            "It is “%(value)s”. It moves by a step of its own on the registration's page, with its "
            "day and reason."
        ),
    }
    columns = [
        number_column(),
        Name(
            "name",
            gettext_lazy("Who is registered"),
            names=("姓名", "党员姓名", "报到人", "报到人姓名", "报到党员", "名称"),
            max_length=100,
            example="周敏",
        ),
        Choice(
            "kind",
            gettext_lazy("Kind"),
            of=[("member", gettext_lazy("party member")), (UNIT, gettext_lazy("member unit"))],
            synonyms=by_word({"member": "在职党员 个人", UNIT: "单位 党组织"}),
            names=("报到类别", "报到类型"),
            explained=gettext_lazy("Empty for party members."),
        ),
        Prose(
            "committee",
            gettext_lazy("registered at"),
            names=("报到社区", "报到村", "报到街道", "报到地点", "社区"),
            example="和平里社区",
            explained=gettext_lazy("By its name or code."),
        ),
        Prose(
            "employer",
            gettext_lazy("employing unit"),
            names=("单位", "单位名称", "所在单位"),
            max_length=100,
            example="春晖医院",
        ),
        Phone(
            "phone",
            gettext_lazy("Phone"),
            names=("手机", "手机号", "手机号码", "联系电话", "联系方式", "移动电话"),
            example="13800000000",
        ),
        ResidentId(
            "resident_id",
            PartyMember._meta.get_field("resident_id").verbose_name,
            names=("身份证号", "身份证号码", "公民身份证号码", "身份证", "证件号码"),
            explained=gettext_lazy("Only where namesakes cannot be told apart otherwise."),
        ),
        CreditCode(
            "uscc", gettext_lazy("unified social credit code"), names=("信用代码",), max_length=18
        ),
        Day(
            "starts_on",
            gettext_lazy("Registered on"),
            names=("报到时间", "登记日期", "登记时间"),
            example="2026-03-01",
            explained=gettext_lazy("Without one it is the day of the import."),
        ),
        Choice(
            "status",
            _label("status"),
            of=list(Status.choices),
            synonyms=by_word({Status.REGISTERED: "报到 在册 正常 有效"}),
            names=("报到状态", "报到情况"),
        ),
        Day("valid_until", _label("valid_until"), in_template=False),
        Day("last_active_on", _label("last_active_on"), in_template=False),
        Prose("reason", _label("reason"), max_length=200, in_template=False),
        Day("ends_on", _label("ends_on"), in_template=False),
    ]

    @classmethod
    def may_start(cls, by: Any) -> Verdict:
        return committee_rules.can_manage_anything(by)

    def visible(self) -> Any:
        rows = super().visible()
        return rows.select_related("committee", "member__person", "unit", "employer")

    # --- what the rows are compared with -------------------------------------------------------

    def load(self, rows: list[Row]) -> None:
        super().load(rows)
        new = [row for row in rows if not row.get("id")]
        units = [row for row in new if row.get("kind") == UNIT]
        self.places = Places(self.by.user, (row.get("committee") for row in new))
        self.units = Units(self.by.user, units, "name", "uscc")
        self.surroundings = Surroundings()

    def load_part(self, rows: list[Row]) -> None:
        super().load_part(rows)
        new = [row for row in rows if not row.get("id") and row.get("kind") != UNIT]
        visible = PartyMember.objects.visible_to(self.by.user).select_related("person")
        self.known = KnownMembers(visible, self.by.user, new, self.surroundings)

    def find(self, row: Row) -> Registration | None:
        """The one that runs at that committee; resolves the new row's words on the way."""
        if not needs(row, self, "name", "committee"):
            return None
        committee = self.places.get(row, "committee")
        if committee is None:
            return None
        if not (verdict := rules.can_keep_registrations(self.by, committee)):
            row.error(verdict.reason, "committee")
            return None
        row.target = {"committee": committee}
        if row.get("kind") == UNIT:
            row.target["unit"] = self.units.get(row)
        else:
            row.target["member"] = self._member(row, committee.pk)
        if row.errors:
            return None
        return self.visible().active().filter(**row.target).first()

    def identity(self, row: Row) -> Any:
        """A member has one registration, a unit one at each committee."""
        found = super().identity(row)
        return found if "unit" in found else {"member": found["member"]}

    def _member(self, row: Row, community: int) -> PartyMember | None:
        """The one party member whom the row means; else the row says why there is none."""
        code = row.get("resident_id") or ""
        if is_masked(code):
            row.error(masked_number(), "resident_id")
        elif code in self.known.by_number:
            return self._of_number(row, self.known.by_number[code])
        elif code in self.known.taken:
            row.error(
                _(
                    "The party member of this number is entered outside your part of the tree. "
                    "Please ask the office above, or have the employing unit announce the member."
                ),
                "resident_id",
            )
        else:
            return self._of_name(row, community)
        return None

    def _of_number(self, row: Row, member: PartyMember) -> PartyMember:
        if member.person.name != row.values["name"]:
            row.error(
                _("The party member of this resident ID number has another name. Please check it."),
                "name",
            )
        self._compare_entry(row, member)
        return member

    def _of_name(self, row: Row, community: int) -> PartyMember | None:
        """By the name and what tells namesakes apart; who has another number is another one."""
        namesakes = [
            one
            for one in self.known.by_name.get(row.values["name"], [])
            if not (row.get("resident_id") and one.resident_id_index)
        ]
        same = [one for one in namesakes if _is_same(row, one, community)]
        if len(same) == 1:
            self._compare_entry(row, same[0])
            return same[0]
        if same:
            row.error(
                _(
                    "There are %(count)d party members like this. Please give the resident ID "
                    "number."
                )
                % {"count": len(same)},
                "name",
            )
        elif namesakes:
            row.error(
                _(
                    "There is a party member of this name (%(workplace)s, %(phone)s). If that one "
                    "is meant, please give the resident ID number, or phone and employing unit as "
                    "they are entered; else enter or import the party member first."
                )
                % {
                    "workplace": next(filter(None, workplaces(namesakes[0])), "—"),
                    "phone": mask_phone(namesakes[0].person.phone) or "—",
                },
                "name",
            )
        else:
            row.error(
                _(
                    "No such party member is entered in your part of the tree. Please enter or "
                    "import the party member first."
                ),
                "name",
            )
        return None

    def _compare_entry(self, row: Row, member: PartyMember) -> None:
        """What only the row says of the member is not written."""
        number = member.person.phone
        standing = {
            "phone": [number, mask_phone(number)],
            "employer": workplaces(member),
            "resident_id": [member.resident_id],
        }
        for key, words in standing.items():
            if row.get(key) and row.values[key] not in words:
                shown = self.shown(self.column(key), words[0]) or "—"
                row.warn(str(self._of_entry) % {"value": shown}, key)

    # --- judging one row -----------------------------------------------------------------------

    def arrival(self, row: Row) -> dict[str, Any]:
        committee, on = row.target["committee"], row.get("starts_on") or clock.today()
        if member := row.target.get("member"):
            who, may = member, rules.can_be_registered(member, committee)
        else:
            who = row.target["unit"]
            may = rules.can_unit_be_registered(who, committee)
        if not may:
            row.error(may.reason)
        elif not (verdict := rules.can_register_from(who, committee, on)):
            row.error(verdict.reason, "starts_on")
        if row.get("status") not in (None, Status.REGISTERED):
            row.error(
                _(
                    "A new registration begins as “%(status)s”. Please leave the cell empty and "
                    "take the step on the registration's page afterwards."
                )
                % {"status": Status.REGISTERED.label},
                "status",
            )
        if row.get("ends_on"):
            row.error(_("A new registration has no end yet."), "ends_on")
        return row.target | {"on": on}

    def may_add(self, row: Row, values: dict[str, Any]) -> Verdict:
        if member := values.get("member"):
            return rules.can_bring_member(self.by, member)
        return rules.can_bring_unit(self.by, values["unit"], values["committee"])

    def _compare(self, row: Row, column: Column, record: Any, changes: dict[str, Any]) -> None:
        if column.key in self.telling and not row.get("id"):
            return  # it has served to find the record
        super()._compare(row, column, record, changes)

    def standing(self, record: Registration, key: str) -> list[Any]:
        member, unit = record.member, record.unit
        if key == "name":
            return [member.person.name if member else unit and unit.name]
        if key == "kind":
            return ["member" if member else UNIT]
        if key == "resident_id":
            code = member.resident_id if member else ""
            return [code, mask_resident_id(code)]
        return super().standing(record, key)

    # --- writing -------------------------------------------------------------------------------

    def add(self, values: dict[str, Any]) -> Registration:
        committee, on = values["committee"], values["on"]
        if member := values.get("member"):
            return registrations.register_member(member, committee, on=on, by=self.by)
        return registrations.register_unit(values["unit"], committee, on=on, by=self.by)


def _is_same(row: Row, member: PartyMember, community: int) -> bool:
    """By the phone, where both have one; else by the workplace, where both have one; else by where
    the member lives."""
    phone, standing = row.get("phone"), member.person.phone
    if phone and standing:
        return phone in (standing, mask_phone(standing))
    workplace, known = row.get("employer"), [word for word in workplaces(member) if word]
    if workplace and known:
        return workplace in known
    return member.community_id == community
