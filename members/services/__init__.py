"""Everything that changes units, people, memberships, seats and liaisons."""
