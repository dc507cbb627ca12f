"""A table of people, pasted or from a file, as rows: names, numbers, addresses, departments."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from bot.domain.words import COLUMNS
from bot.errors import BadInput

LIMIT = 2000  # rows


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the table; fields that were not given are empty."""

    name: str
    mobile: str = ""
    email: str = ""
    department: str = ""

    def plain(self) -> dict[str, str]:
        """As JSON."""
        return asdict(self)


def rows_of_text(text: str) -> list[Row]:
    """The rows of a pasted table: commas, tabs or semicolons. Raises BadInput."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise BadInput("error.import.columns")
    head = lines[0]
    mark = max("\t;,\uff0c", key=head.count)
    return rows_of(csv.reader(io.StringIO("\n".join(lines)), delimiter=mark))


def rows_of_file(name: str, content: bytes) -> list[Row]:
    """The rows of a CSV (UTF-8 or GB 18030) or XLSX file's first sheet. Raises BadInput."""
    if name.lower().endswith(".xlsx"):
        return rows_of(_sheet(content))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return rows_of_text(content.decode(encoding))
        except (UnicodeDecodeError, csv.Error):
            continue
    raise BadInput("error.import.unreadable")


def _sheet(content: bytes) -> list[list[str]]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        found: list[list[str]] = []
        for line in book.worksheets[0].iter_rows(max_row=LIMIT + 2, values_only=True):
            found.append([_cell(value) for value in line])
        return found
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, IndexError) as error:
        raise BadInput("error.import.unreadable") from error


def _cell(value: object) -> str:
    """A cell as text; a number that stands for a mobile keeps its digits."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def rows_of(lines: Iterable[Sequence[str]]) -> list[Row]:
    """Rows under a line of column names; raises BadInput for missing columns or too many rows."""
    table = [[cell.strip() for cell in line] for line in lines]
    head = [cell.lower() for cell in table[0]] if table else []
    place = {
        field: next((n for n, cell in enumerate(head) if cell in words), None)
        for field, words in COLUMNS.items()
    }
    if place["name"] is None or (place["mobile"] is None and place["email"] is None):
        raise BadInput("error.import.columns")
    if len(table) - 1 > LIMIT:
        raise BadInput("error.import.rows", limit=LIMIT)
    found = []
    for line in table[1:]:
        values = {f: line[n] if n is not None and n < len(line) else "" for f, n in place.items()}
        if values["name"]:
            digits = re.sub(r"[\s-]", "", values["mobile"])
            values["mobile"] = re.sub(r"^(?:\+|00)?86(?=1\d{10}$)", "", digits)
            found.append(Row(**values))
    return found
