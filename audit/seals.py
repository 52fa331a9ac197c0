"""Seals: what the log held, digested in batches, chained and keyed, so that tampering shows.

The database refuses changes (``audit.protection``), but its owner can lift that. A seal keeps the
id and a 16-byte digest of each row and an HMAC over them and the seal before, under a key that is
not in the database; each seal's digest is also appended to ``DATA_DIR/seals.log``, so that even a
cut-off tail is noticed. ``verify`` compares all of it with the rows.
"""

import datetime
import hashlib
import hmac
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, models, transaction
from django.utils.translation import gettext as _

from audit import protection
from audit.models import Entry, ReadEntry, Seal
from core import clock

LOGS: dict[str, type[models.Model]] = {Seal.Log.ENTRY: Entry, Seal.Log.READ: ReadEntry}
ROWS_PER_SEAL = 10_000
ROWS_PER_READ = 20_000
ID_BYTES, DIGEST_BYTES = 8, 16
MOST_FAULTS = 20


# --- Digests ----------------------------------------------------------------------------------


def _text_of_row(model: type[models.Model]) -> str:
    """SQL for one text per row that no two different rows share: numbers and times as they are,
    of each text its length first. The database makes it, several times faster than reading the
    columns; it is the same on both databases.
    """
    return " || ".join(_text_of_column(column) for column in model._meta.concrete_fields)


def _text_of_column(column: models.Field) -> str:
    text = f'"{column.column}"'
    if isinstance(column, models.DateTimeField):
        text = (
            f"to_char({text} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
            if connection.vendor == "postgresql"
            # Without a fraction SQLite's text has none.
            else f"substr({text} || '.000000', 1, 26)"
        )
    elif isinstance(column, models.CharField | models.TextField):
        return f"length({text}) || ':' || {text}"
    return (f"coalesce(CAST({text} AS text), '-')" if column.null else text) + " || ','"


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:DIGEST_BYTES]


def _rows(model: type[models.Model], after: int, up_to: int, limit: int) -> list[tuple[int, bytes]]:
    """(id, digest) of the next rows, in the order of ids."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT id, {_text_of_row(model)} FROM "{model._meta.db_table}"'  # noqa: S608 own names
            " WHERE id > %s AND id <= %s ORDER BY id LIMIT %s",
            [after, up_to, limit],
        )
        return [(pk, _digest(text)) for pk, text in cursor.fetchall()]


def seal_digest(seal: Seal) -> str:
    """The HMAC over the seal's content and the seal before it."""
    head = f"{seal.log}|{seal.first_id}|{seal.last_id}|{seal.count}|{seal.at.isoformat()}"
    keyed = hmac.new(settings.AUDIT_KEY.encode(), digestmod=hashlib.sha256)
    for part in (seal.previous.encode(), head.encode(), bytes(seal.ids), bytes(seal.digests)):
        keyed.update(len(part).to_bytes(8, "big") + part)
    return keyed.hexdigest()


# --- Sealing ----------------------------------------------------------------------------------


def seal_all() -> int:
    """Seal what is not sealed yet in both logs; returns how many rows. The clock does it."""
    return sum(_seal_log(log, _settled(model)) for log, model in LOGS.items())


def _settled(model: type[models.Model]) -> int:
    """The id up to which no row can come any more.

    An entry with a lower id may commit after one with a higher id. Whoever writes holds the table
    until the commit, so once nobody holds it, every id given out so far is there or never will be.
    The table is taken for that instant only; under a long import this waits for the next minute.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            try:
                with transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute("SET LOCAL lock_timeout = '500ms'")
                    protection.hold(model._meta.db_table)
                    return _highest(model)
            except OperationalError:
                return 0
        return _highest(model)


def _highest(model: type[models.Model]) -> int:
    return model._default_manager.aggregate(models.Max("pk"))["pk__max"] or 0


def _seal_log(log: str, up_to: int) -> int:
    sealed = 0
    while count := _seal_batch(log, up_to):
        sealed += count
    return sealed


@transaction.atomic
def _seal_batch(log: str, up_to: int) -> int:
    if connection.vendor == "postgresql":
        protection.hold("audit_seal")  # one sealer at a time: the chain has one end
    last = Seal.objects.filter(log=log).order_by("-id").values_list("last_id", flat=True).first()
    rows = _rows(LOGS[log], last or 0, up_to, ROWS_PER_SEAL)
    if not rows:
        return 0
    before = Seal.objects.order_by("-id").values_list("digest", flat=True).first()
    seal = Seal(
        log=log,
        first_id=rows[0][0],
        last_id=rows[-1][0],
        count=len(rows),
        ids=b"".join(pk.to_bytes(ID_BYTES, "big") for pk, _digest in rows),
        digests=b"".join(digest for _pk, digest in rows),
        previous=before or "",
        at=clock.now(),
    )
    seal.digest = seal_digest(seal)
    seal.save(force_insert=True)
    transaction.on_commit(lambda: _copy_out(seal))
    return len(rows)


def copy_path() -> Path:
    return Path(settings.DATA_DIR) / "seals.log"


def _copy_out(seal: Seal) -> None:
    """A line outside the database for each seal, to be taken away by the backup."""
    with copy_path().open("a", encoding="ascii") as file:
        file.write(f"{seal.pk} {seal.log} {seal.last_id} {seal.at.isoformat()} {seal.digest}\n")


# --- Verifying --------------------------------------------------------------------------------


@dataclass(frozen=True, order=True)
class Fault:
    """One thing that is not as it was sealed."""

    log: str
    row: int
    kind: str  # changed, missing or inserted

    def __str__(self) -> str:
        return f"{self.log} {self.row}: {self.kind}"

    def in_words(self) -> str:
        kinds = {
            "changed": _("was changed"),
            "missing": _("is missing"),
            "inserted": _("was put in afterwards"),
        }
        logs: dict[str, Any] = {"seal": _("seal")} | dict(Seal.Log.choices)
        return _("%(log)s: number %(row)d %(damage)s") % {
            "log": logs[self.log],
            "row": self.row,
            "damage": kinds[self.kind],
        }


@dataclass
class Findings:
    """What a verification found; ``faults`` are the first twenty, in the order of ids."""

    checked: int = 0
    unsealed: int = 0
    faults: list[Fault] = field(default_factory=list)

    def add(self, fault: Fault) -> None:
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(fault)


def verify(progress: Callable[[int, int], None] = lambda done, total: None) -> Findings:
    """Compare both logs with their seals, the chain, and the copy outside the database."""
    findings = Findings()
    last_seal = _highest(Seal)
    total = sum(_highest(model) for model in LOGS.values())
    _verify_chain(last_seal, findings)
    for log, model in LOGS.items():
        _verify_rows(log, model, last_seal, findings, lambda: progress(findings.checked, total))
    findings.faults.sort(key=lambda fault: (fault.log != "seal", fault.log, fault.row))
    return findings


def _seals(last: int, **wanted: Any) -> Iterator[Seal]:
    after = 0
    while batch := list(
        Seal.objects.filter(pk__gt=after, pk__lte=last, **wanted).order_by("pk")[:200]
    ):
        yield from batch
        after = batch[-1].pk


def _verify_chain(last: int, findings: Findings) -> None:
    copied = _copies()
    ends: dict[str, int] = dict.fromkeys(LOGS, 0)
    before: Seal | None = None
    was_changed = False
    for seal in _seals(last):
        if seal.previous != (before.digest if before else "") and not was_changed:
            findings.add(Fault("seal", seal.pk - 1, "missing"))
        was_changed = (
            seal.log not in LOGS
            or not hmac.compare_digest(seal.digest, seal_digest(seal))
            or copied.pop(seal.pk, seal.digest) != seal.digest
            or seal.first_id <= ends[seal.log]
        )
        if was_changed:
            findings.add(Fault("seal", seal.pk, "changed"))
        else:
            ends[seal.log] = seal.last_id
        copied.pop(seal.pk, None)
        before = seal
    for pk in sorted(copied):
        # Copied while this was running, or cut off at the end.
        if not Seal.objects.filter(pk=pk).exists():
            findings.add(Fault("seal", pk, "missing"))


def _copies() -> dict[int, str]:
    """The digests outside the database, by seal; none where the file is not on this machine."""
    if not copy_path().is_file():
        return {}
    with copy_path().open(encoding="ascii", errors="replace") as file:
        parts = [line.split() for line in file]
    return {int(part[0]): part[-1] for part in parts if len(part) == 5 and part[0].isdecimal()}


def _verify_rows(
    log: str,
    model: type[models.Model],
    last_seal: int,
    findings: Findings,
    step: Callable[[], None],
) -> None:
    """Walk the rows and what was sealed of them side by side, both in the order of ids."""
    sealed = _Sealed(_seals(last_seal, log=log))
    end, after = _highest(model), 0
    while rows := _rows(model, after, end, ROWS_PER_READ):
        after = rows[-1][0]
        expected = sealed.up_to(after)
        here = dict(rows)
        findings.checked += len(expected)
        if expected != here:
            findings.unsealed += _compare(log, expected, here, sealed.last, findings)
        step()
    for pk in sealed.rest():
        findings.add(Fault(log, pk, "missing"))


def _compare(
    log: str, expected: dict[int, bytes], here: dict[int, bytes], last: int, findings: Findings
) -> int:
    """Note the differences of one stretch; returns how many of its rows no seal covers yet."""
    for pk in sorted(expected.keys() | here.keys()):
        if pk not in here:
            findings.add(Fault(log, pk, "missing"))
        elif pk not in expected:
            if pk <= last:
                findings.add(Fault(log, pk, "inserted"))
        elif expected[pk] != here[pk]:
            findings.add(Fault(log, pk, "changed"))
    return sum(1 for pk in here if pk > last)


class _Sealed:
    """The digests of one log as its seals hold them, handed out stretch by stretch."""

    def __init__(self, seals: Iterator[Seal]) -> None:
        self.seals = seals
        self.waiting: dict[int, bytes] = {}
        self.last = 0  # the highest id that a seal read so far covers

    def _read_one(self) -> bool:
        seal = next(self.seals, None)
        if seal is None:
            return False
        ids, digests = bytes(seal.ids), bytes(seal.digests)
        pieces = (digests[at : at + DIGEST_BYTES] for at in range(0, len(digests), DIGEST_BYTES))
        count = len(ids) // ID_BYTES
        keys = struct.unpack(f">{count}q", ids[: count * ID_BYTES])
        # A seal that was tampered with may hold anything; the chain's check names it.
        self.waiting.update(zip(keys, pieces, strict=False))
        self.last = max((self.last, *keys))
        return True

    def up_to(self, pk: int) -> dict[int, bytes]:
        while self.last < pk and self._read_one():
            pass
        if self.last <= pk:
            found, self.waiting = self.waiting, {}
        else:
            found = {key: digest for key, digest in self.waiting.items() if key <= pk}
            self.waiting = {key: d for key, d in self.waiting.items() if key > pk}
        return found

    def rest(self) -> list[int]:
        """What no row was left for."""
        while self._read_one():
            pass
        return sorted(self.waiting)


def age_of_unsealed() -> datetime.timedelta | None:
    """How long the oldest entry has been waiting for its seal; None when all are sealed."""
    last = Seal.objects.filter(log=Seal.Log.ENTRY).order_by("-id").first()
    oldest = Entry.objects.filter(pk__gt=last.last_id if last else 0).order_by("pk").first()
    return clock.now() - oldest.at if oldest else None
