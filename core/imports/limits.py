"""How large a file may be. Real registers stay far below; the bombs lie far above."""

FILE_BYTES = 30 * 1024 * 1024
UNPACKED_BYTES = 400 * 1024 * 1024
RATIO = 100
# Below this size the ratio says nothing: an empty styled sheet packs very well.
RATIO_FROM_BYTES = 5 * 1024 * 1024
ENTRIES = 500
DIRECTORY_BYTES = 1024 * 1024
ROWS = 200_000
# Titles, headings and totals stand on rows of their own.
SHEET_ROWS = ROWS + 100
COLUMNS = 100
CELL_CHARACTERS = 2_000
CHILD_MEMORY = 1024 * 1024 * 1024
CHILD_SECONDS = 60
