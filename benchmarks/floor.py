"""F: the bare SQL of a page with string joins and no framework. Nothing can be faster for long."""

from html import escape
from typing import Any

from django.db import connection

SAVED = "SELECT id, name, query FROM paperwork_savedview WHERE user_id = %s AND path = %s"
HISTORY = (
    "SELECT * FROM audit_entry WHERE model = '{}' AND object_id = %s ORDER BY id DESC LIMIT 21"
)
# Of each list: its rows, its bounded count.
LISTS = {
    "units": (
        """
SELECT u.id, u.name, u.category, u.affiliation, u.system, a.area_name, u.uscc, u.head,
       u.party_members
FROM (SELECT unit_id, sort_key FROM members_unitscope WHERE committee_id = %s
      ORDER BY sort_key, unit_id LIMIT 51) s
JOIN members_memberunit u ON u.id = s.unit_id
LEFT JOIN committees_committee a ON a.id = u.area_id
ORDER BY s.sort_key, s.unit_id""",
        """SELECT count(*) FROM (SELECT 1 FROM members_unitscope
           WHERE committee_id = %s LIMIT 1001) x""",
    ),
    "members": (
        """
SELECT m.person_id, p.name, p.phone, m.status, m.employment, u.name, p.workplace, o.name,
       m.organisation_name, c.area_name, g.area_name, m.specialties
FROM (SELECT person_id, sort_key FROM members_partymember WHERE city_id = %s AND is_current = TRUE
      ORDER BY sort_key, person_id LIMIT 51) k
JOIN members_partymember m ON m.person_id = k.person_id
JOIN members_person p ON p.id = m.person_id
LEFT JOIN members_memberunit u ON u.id = m.employer_id
LEFT JOIN members_partyorganization o ON o.id = m.organisation_id
LEFT JOIN committees_committee c ON c.id = m.community_id
LEFT JOIN committees_committee g ON g.id = m.grid_id
ORDER BY k.sort_key, k.person_id""",
        """SELECT count(*) FROM (SELECT 1 FROM members_partymember
           WHERE city_id = %s AND is_current = TRUE LIMIT 1001) x""",
    ),
    "claims": (
        """
SELECT k.id, e.name, p.name, a.area_name, u.name, k.status, k.since, k.starts_on, k.in_post_on,
       k.term_ends_on
FROM (SELECT id, starts_on FROM posts_claim WHERE city_id = %s AND is_standing = TRUE
      ORDER BY starts_on DESC, id DESC LIMIT 51) i
JOIN posts_claim k ON k.id = i.id
JOIN members_person e ON e.id = k.member_id
JOIN posts_post p ON p.id = k.post_id
JOIN committees_committee a ON a.id = p.committee_id
LEFT JOIN members_memberunit u ON u.id = k.employer_id
ORDER BY i.starts_on DESC, i.id DESC""",
        """SELECT count(*) FROM (SELECT 1 FROM posts_claim
           WHERE city_id = %s AND is_standing = TRUE LIMIT 1001) x""",
    ),
    "records": (
        """
SELECT r.id, e.name, r."on", p.name, v.title, r.minutes, r.result, r.status, r.days_late, u.name
FROM (SELECT id, "on" FROM posts_servicerecord WHERE city_id = %s
      ORDER BY "on" DESC, id DESC LIMIT 51) i
JOIN posts_servicerecord r ON r.id = i.id
JOIN members_person e ON e.id = r.member_id
LEFT JOIN posts_claim k ON k.id = r.claim_id
LEFT JOIN posts_post p ON p.id = k.post_id
LEFT JOIN posts_activity v ON v.id = r.activity_id
LEFT JOIN members_memberunit u ON u.id = r.employer_id
ORDER BY i."on" DESC, i.id DESC""",
        """SELECT count(*) FROM (SELECT 1 FROM posts_servicerecord
           WHERE city_id = %s LIMIT 1001) x""",
    ),
    "ledger": (
        """
SELECT k.id, e.name, u.name, e.workplace, o.name, m.organisation_name, c.area_name, g.area_name,
       p.name, y.name, p.duties, k.starts_on, k.in_post_on, k.term_ends_on, k.status, k.reason
FROM (SELECT id, is_standing, starts_on FROM posts_claim WHERE city_id = %s
      ORDER BY is_standing DESC, starts_on DESC, id DESC LIMIT 51) i
JOIN posts_claim k ON k.id = i.id
JOIN members_partymember m ON m.person_id = k.member_id
JOIN members_person e ON e.id = k.member_id
JOIN posts_post p ON p.id = k.post_id
JOIN posts_postcategory y ON y.id = p.category_id
LEFT JOIN members_memberunit u ON u.id = k.employer_id
LEFT JOIN members_partyorganization o ON o.id = m.organisation_id
LEFT JOIN committees_committee c ON c.id = m.community_id
LEFT JOIN committees_committee g ON g.id = m.grid_id
ORDER BY i.is_standing DESC, i.starts_on DESC, i.id DESC""",
        """SELECT count(*) FROM (SELECT 1 FROM posts_claim WHERE city_id = %s LIMIT 1001) x""",
    ),
}
# What is known of the listed rows, asked for by their numbers: all of them at once.
KNOWN = {
    "ledger": (
        """SELECT claim_id, number FROM posts_agreement
           WHERE claim_id IN ({ids}) AND status = 'signed'""",
        """SELECT claim_id, count(*), sum(CASE WHEN status = 'kept' THEN 1 ELSE 0 END)
           FROM posts_pledge WHERE claim_id IN ({ids}) AND status <> 'dropped'
           GROUP BY claim_id""",
        """SELECT claim_id, count(*), sum(minutes) FROM posts_servicerecord
           WHERE claim_id IN ({ids}) AND status IN ('entered', 'confirmed') GROUP BY claim_id""",
        """SELECT claim_id, "on", result FROM posts_postcheck
           WHERE claim_id IN ({ids}) AND result <> '' ORDER BY claim_id, "on", id""",
        """SELECT claim_id, final FROM posts_evaluation
           WHERE claim_id IN ({ids}) AND final <> '' ORDER BY year, id""",
        """SELECT l.content, f.issued_on, f.received_on FROM posts_feedbackline l
           JOIN posts_feedbackletter f ON f.id = l.letter_id WHERE l.member_id IN
           (SELECT member_id FROM posts_claim WHERE id IN ({ids}))""",
    ),
}
# Of each record's page: what it shows, each about the record's number.
DETAILS = {
    "unit": (
        """SELECT u.*, a.name FROM members_memberunit u
           LEFT JOIN committees_committee a ON a.id = u.area_id WHERE u.id = %s""",
        """SELECT m.*, c.name FROM members_membership m
           JOIN committees_committee c ON c.id = m.committee_id WHERE m.unit_id = %s""",
        """SELECT l.*, p.name FROM members_liaison l JOIN members_person p ON p.id = l.person_id
           JOIN members_membership m ON m.id = l.membership_id WHERE m.unit_id = %s""",
        """SELECT s.*, p.name FROM members_seat s JOIN members_person p ON p.id = s.person_id
           JOIN members_membership m ON m.id = s.membership_id WHERE m.unit_id = %s""",
        "SELECT * FROM members_superiorcontact WHERE unit_id = %s ORDER BY date DESC LIMIT 20",
        HISTORY.format("members.memberunit"),
    ),
    "member": (
        """SELECT m.*, p.*, u.name, o.name, c.name, h.name FROM members_partymember m
           JOIN members_person p ON p.id = m.person_id
           JOIN committees_committee h ON h.id = p.home_id
           LEFT JOIN members_memberunit u ON u.id = m.employer_id
           LEFT JOIN members_partyorganization o ON o.id = m.organisation_id
           LEFT JOIN committees_committee c ON c.id = m.community_id WHERE m.person_id = %s""",
        """SELECT r.*, c.name FROM members_registration r
           JOIN committees_committee c ON c.id = r.committee_id WHERE r.member_id = %s""",
        """SELECT s.*, c.name FROM members_seat s
           JOIN committees_committee c ON c.id = s.committee_id WHERE s.person_id = %s""",
        "SELECT * FROM members_liaison WHERE person_id = %s",
        """SELECT k.*, p.name FROM posts_claim k JOIN posts_post p ON p.id = k.post_id
           WHERE k.member_id = %s""",
        HISTORY.format("members.partymember"),
    ),
    "post": (
        """SELECT p.*, c.name, k.name FROM posts_post p
           JOIN committees_committee c ON c.id = p.committee_id
           JOIN posts_postcategory k ON k.id = p.category_id WHERE p.id = %s""",
        """SELECT k.*, e.name FROM posts_claim k JOIN members_person e ON e.id = k.member_id
           WHERE k.post_id = %s AND k.is_standing = TRUE ORDER BY k.starts_on""",
        """SELECT r.id, e.name, r."on", v.title, r.minutes, r.result, r.status
           FROM posts_servicerecord r JOIN posts_claim k ON k.id = r.claim_id
           JOIN members_person e ON e.id = r.member_id
           LEFT JOIN posts_activity v ON v.id = r.activity_id
           WHERE k.post_id = %s ORDER BY r."on" DESC, r.id DESC LIMIT 10""",
        # Whom one might ask: who has time, those of the same grid first.
        """SELECT m.person_id, e.name, u.name, m.specialties, m.free_slots
           FROM members_partymember m JOIN posts_post p ON p.id = %s
           JOIN members_person e ON e.id = m.person_id
           LEFT JOIN members_memberunit u ON u.id = m.employer_id
           WHERE m.community_id = (SELECT community_id FROM posts_post WHERE id = %s)
             AND m.is_current = TRUE AND m.status IN ('full', 'probationary')
             AND (m.employment <> 'in-service' OR m.person_id IN
                  (SELECT member_id FROM members_registration g
                   WHERE g.committee_id = (SELECT community_id FROM posts_post WHERE id = %s)
                     AND g.status = 'registered'))
             AND NOT EXISTS (SELECT 1 FROM posts_claim k
                             WHERE k.member_id = m.person_id AND k.is_standing = TRUE)
             AND (m.free_slots & p.schedule > 0 OR m.grid_id = p.grid_id)
           ORDER BY CASE WHEN m.free_slots & p.schedule > 0 THEN 1 ELSE 0 END DESC,
                    CASE WHEN m.grid_id = p.grid_id THEN 1 ELSE 0 END DESC, m.sort_key
           LIMIT 10""",
        HISTORY.format("posts.post"),
    ),
}


def listed(what: str, committee: int, user: int, path: str) -> str:
    rows, count = LISTS[what]
    found = _rows(rows, [committee])
    ids = ", ".join(str(row[0]) for row in found)
    known = ((query.format(ids=ids), []) for query in KNOWN.get(what, ()))
    return _table(found) + _all((count, [committee]), (SAVED, [user, path]), *known)


def detail(what: str, pk: int) -> str:
    return _all(*((query, [pk] * query.count("%s")) for query in DETAILS[what]))


def _all(*queries: tuple[str, list[Any]]) -> str:
    return "".join(_table(_rows(query, values)) for query, values in queries)


def _rows(query: str, values: list[Any]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        found: list[tuple] = cursor.fetchall()
        return found


def _table(rows: list[tuple]) -> str:
    return "".join(
        f'<tr><td><a href="/members/units/{row[0]}/">'
        + "</td><td>".join(escape(str(cell)) for cell in row[1:])
        + "</td></tr>"
        for row in rows
    )
