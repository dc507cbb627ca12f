"""Writes a Book as .xlsx. Whatever people typed stays text: no cell can become a formula.

Takes a while for thousands of rows, so it belongs in a thread.
"""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from bot.cards.book import Book, Cell, Share, Sheet, Tenths
from bot.ports import Document

LONGEST = 32_767  # characters a cell may hold
NAME = 31  # characters of a sheet's name
NAME_BYTES = 200  # of the file's: a disk takes 255
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # with what a formula begins, here or after a CSV
MOMENT, PERCENT, TENTH = "yyyy-mm-dd hh:mm", "0%", "0.0"
_EPOCH = datetime(1899, 12, 30, tzinfo=UTC)
_FORBIDDEN = str.maketrans({**dict.fromkeys('\\*?:[]"<>|\n\r\t', " "), "/": "."})


def written(book: Book) -> Document:
    """The file."""
    workbook = Workbook(write_only=True)
    zone = ZoneInfo(book.zone)
    for sheet in book.sheets:
        _write(sheet, workbook, zone)
    content = BytesIO()
    workbook.save(content)
    stem = book.name.translate(_FORBIDDEN).strip() or "export"
    stem = stem.encode()[:NAME_BYTES].decode("utf-8", "ignore").strip()
    return Document(f"{stem}.xlsx", content.getvalue())


def _write(sheet: Sheet, workbook: Any, zone: tzinfo) -> None:
    page = workbook.create_sheet(sheet.name.translate(_FORBIDDEN)[:NAME])
    page.freeze_panes = "A2"
    for n, width in enumerate(sheet.widths, 1):
        page.column_dimensions[get_column_letter(n)].width = width
    if sheet.rows and len(sheet.titles) > 1:
        page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.titles))}{len(sheet.rows) + 1}"
    bold = Font(bold=True)
    titles = [WriteOnlyCell(page, value=title) for title in sheet.titles]
    for cell in titles:
        cell.data_type, cell.font = "s", bold
    page.append(titles)
    pen = _Pen(page, zone)
    for row in sheet.rows:
        page.append([pen.cell(n, value) for n, value in enumerate(row)])


class _Pen:
    """Makes the cells of a sheet. A cell with a format is made once a column and filled anew for
    each row: making one costs more than writing it."""

    def __init__(self, page: Any, zone: tzinfo) -> None:
        self._page = page
        self._zone = zone
        self._formatted: dict[tuple[int, str], Any] = {}

    def cell(self, column: int, value: Cell) -> Any:
        if value is None or isinstance(value, int):
            return value
        if isinstance(value, datetime):
            # A sheet knows wall times only: the same digits, said to be UTC's, which it drops.
            wall = value.astimezone(self._zone).replace(tzinfo=UTC)
            return self._with_format(column, MOMENT, _serial(wall))
        if isinstance(value, Share):
            if not value.due:
                return None
            return self._with_format(column, PERCENT, value.met / value.due)
        if isinstance(value, Tenths):
            return self._with_format(column, TENTH, value.value / 10)
        return self._text(value)

    def _with_format(self, column: int, form: str, value: float) -> Any:
        cell = self._formatted.get((column, form))
        if cell is None:
            cell = self._formatted[column, form] = WriteOnlyCell(self._page)
            cell.number_format = form
        cell.value = value
        return cell

    def _text(self, value: str) -> Any:
        clean = ILLEGAL_CHARACTERS_RE.sub("", value)[:LONGEST]
        dangerous = clean.startswith(DANGEROUS)
        if not dangerous and not clean.startswith("#") and "\n" not in clean:
            return clean
        cell = WriteOnlyCell(self._page, value=clean)
        cell.data_type = "s"  # openpyxl would read = as a formula and #N/A as an error
        if dangerous:
            cell.quotePrefix = True  # what Excel sets for a typed ': text, even after editing
        if "\n" in clean:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        return cell


def _serial(wall: datetime) -> float:
    """Days since 1899-12-30, which is how a sheet keeps a date."""
    return (wall - _EPOCH).total_seconds() / 86_400
