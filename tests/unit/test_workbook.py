"""Workbooks: typed cells, dates of the zone, and no cell that could become a formula."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.cards.book import Book, Cell, Share, Sheet, Tenths
from bot.ports import Document
from bot.workbook import DANGEROUS, LONGEST, NAME_BYTES, written

MOMENT = datetime(2026, 11, 18, 16, 30, tzinfo=UTC)  # half past midnight in Shanghai


def made(*rows: list[Cell], name: str = "周报", sheet: str = "工单") -> Document:
    titles = [f"c{n}" for n in range(max(map(len, rows), default=1))]
    page = Sheet(sheet, titles, [10] * len(titles), rows)
    return written(Book(name, "Asia/Shanghai", [page]))


def opened(document: Document) -> Any:
    return load_workbook(BytesIO(document.content)).worksheets[0]


def test_cells_keep_their_types_and_moments_are_wall_times_of_the_zone() -> None:
    page = opened(made([7, "漏水", MOMENT, Share(2, 3), Tenths(46), None, Share(0, 0)]))
    number, title, at, rate, rating, nothing, undue = next(page.iter_rows(min_row=2))
    assert (number.value, number.data_type) == (7, "n")
    assert (title.value, title.data_type) == ("漏水", "s")
    assert f"{at.value:%Y-%m-%d %H:%M}" == "2026-11-19 00:30" and at.is_date
    assert (round(rate.value, 4), rate.number_format) == (0.6667, "0%")
    assert (rating.value, rating.number_format) == (4.6, "0.0")
    assert nothing.value is None and undue.value is None


@pytest.mark.parametrize("sign", DANGEROUS)
def test_what_people_typed_never_becomes_a_formula(sign: str) -> None:
    said = f'{sign}HYPERLINK("http://evil","看单")'
    page = opened(made([said]))
    cell = page["A2"]
    assert cell.data_type == "s", "a formula would be f"
    assert cell.value.strip() == said.strip() and cell.quotePrefix


@pytest.mark.parametrize("said", ["#128", "#N/A", "#REF!"])
def test_a_number_sign_makes_no_error(said: str) -> None:
    cell = opened(made([said]))["A2"]
    assert (cell.value, cell.data_type) == (said, "s")


def test_ordinary_text_carries_no_mark_of_defence() -> None:
    assert not opened(made(["3号楼 = 漏水"]))["A2"].quotePrefix


def test_every_row_has_its_own_moment() -> None:
    page = opened(made([MOMENT], [MOMENT.replace(hour=1)], [None], [MOMENT]))
    assert [c.value and c.value.hour for c in page["A"][1:]] == [0, 9, None, 0]


def test_what_no_cell_can_hold_is_left_out() -> None:
    page = opened(made(["坏\x00的\x1b字符", "长" * (LONGEST + 5)]))
    assert page["A2"].value == "坏的字符" and len(page["B2"].value) == LONGEST


def test_a_name_no_disk_or_sheet_takes_is_mended() -> None:
    name = '【周报】11/14-11/20 "IT"/网络' + "组" * 200
    document = made([1], name=name, sheet="a/b:c" + "d" * 40)
    assert document.name.startswith("【周报】11.14-11.20  IT .网络组")
    assert document.name.endswith("组.xlsx")
    assert len(document.name.encode()) <= NAME_BYTES + 5
    assert opened(document).title.startswith("a.b c")


def test_a_sheet_opens_with_bold_titles_that_stay() -> None:
    page = opened(made([1, 2], [3, 4]))
    assert page["A1"].font.bold and page.freeze_panes == "A2"
    assert page.auto_filter.ref == "A1:B3"
