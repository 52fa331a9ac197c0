"""A whole synthetic city, the same every time, for looking at how the product does at size.

Rows are written in bulk, past the services: 2.4 million members would take them days. What the
services keep beside a row (keys by which it is found, scopes, steps, counts of places) is written
here as well, so that ``check_integrity`` finds nothing. Resident ID numbers differ only in how
they are encrypted. ``loading`` takes the indexes off for the time being.
"""

from demo.scale.city import City, make_city
from demo.scale.size import Size

__all__ = ["City", "Size", "make_city"]
