"""F: the bare SQL of a page with string joins and no framework. Nothing can be faster for long."""

from html import escape

from django.db import connection

LIST = """
SELECT u.id, u.name, u.category, u.affiliation, u.system, a.area_name, u.uscc, u.head,
       u.party_members
FROM (SELECT unit_id, sort_key FROM members_unitscope WHERE committee_id = %s
      ORDER BY sort_key, unit_id LIMIT 51) s
JOIN members_memberunit u ON u.id = s.unit_id
LEFT JOIN committees_committee a ON a.id = u.area_id
ORDER BY s.sort_key, s.unit_id
"""
COUNT = (
    "SELECT count(*) FROM (SELECT 1 FROM members_unitscope WHERE committee_id = %s LIMIT 1001) x"
)
SAVED = "SELECT id, name, query FROM paperwork_savedview WHERE user_id = %s AND path = %s"
DETAIL = (
    """SELECT u.*, a.name FROM members_memberunit u
       LEFT JOIN committees_committee a ON a.id = u.area_id WHERE u.id = %s""",
    """SELECT m.*, c.name FROM members_membership m
       JOIN committees_committee c ON c.id = m.committee_id WHERE m.unit_id = %s""",
    """SELECT l.*, p.name FROM members_liaison l JOIN members_person p ON p.id = l.person_id
       JOIN members_membership m ON m.id = l.membership_id WHERE m.unit_id = %s""",
    """SELECT s.*, p.name FROM members_seat s JOIN members_person p ON p.id = s.person_id
       JOIN members_membership m ON m.id = s.membership_id WHERE m.unit_id = %s""",
    """SELECT * FROM members_superiorcontact WHERE unit_id = %s ORDER BY date DESC LIMIT 20""",
    """SELECT * FROM audit_entry WHERE model = 'members.memberunit' AND object_id = %s
       ORDER BY id DESC LIMIT 21""",
)


def unit_list(committee: int, user: int) -> str:
    parts = []
    with connection.cursor() as cursor:
        for query, values in (
            (LIST, [committee]),
            (COUNT, [committee]),
            (SAVED, [user, "/members/units/"]),
        ):
            cursor.execute(query, values)
            parts.append(_table(cursor.fetchall()))
    return "".join(parts)


def unit_detail(unit: int) -> str:
    parts = []
    with connection.cursor() as cursor:
        for query in DETAIL:
            cursor.execute(query, [unit])
            parts.append(_table(cursor.fetchall()))
    return "".join(parts)


def _table(rows: list[tuple]) -> str:
    return "".join(
        f'<tr><td><a href="/members/units/{row[0]}/">'
        + "</td><td>".join(escape(str(cell)) for cell in row[1:])
        + "</td></tr>"
        for row in rows
    )
