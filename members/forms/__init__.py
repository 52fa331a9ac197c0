"""What people type about units, people, memberships, seats and liaisons."""
