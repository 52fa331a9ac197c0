"""Everything that changes units, people, party members, memberships, seats and liaisons.

Whoever needs several rows locks them in one order, so that two writers wait for each other instead
of standing in each other's way: committee, membership, seat or liaison, appointment, person,
party member or unit, account.
"""
