"""Tables of people as they really arrive: pasted from a sheet, saved by Excel, half empty."""

from __future__ import annotations

import io

import openpyxl
import pytest

from bot.domain.people_table import LIMIT, Row, rows_of_file, rows_of_text
from bot.errors import BadInput

PLAIN = "姓名,手机,邮箱,部门\n李娜,+86 138-0000-0001,lina@x.example,生产部\n"
LINA = Row("李娜", "13800000001", "lina@x.example", "生产部")


@pytest.mark.parametrize("mark", [",", "\t", ";", "\uff0c"])
def test_any_usual_separator_is_understood(mark: str) -> None:
    assert rows_of_text(PLAIN.replace(",", mark)) == [LINA]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_files_in_either_encoding_are_read(encoding: str) -> None:
    assert rows_of_file("people.csv", PLAIN.encode(encoding)) == [LINA]


def test_a_spreadsheet_whose_mobile_is_a_number_is_read() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Name", "Mobile", "Team"])
    book.active.append(["李娜", 13800000001, "生产部"])
    book.active.append([None, None, None])
    out = io.BytesIO()
    book.save(out)
    assert rows_of_file("p.XLSX", out.getvalue()) == [Row("李娜", "13800000001", "", "生产部")]


@pytest.mark.parametrize("text", ["", "姓名\n李娜", "手机\n138", "hello"])
def test_a_table_without_the_needed_columns_is_refused(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        rows_of_text(text)
    assert refused.value.key == "error.import.columns"


def test_a_table_that_is_too_long_is_refused() -> None:
    with pytest.raises(BadInput) as refused:
        rows_of_text("姓名,手机\n" + "甲,1\n" * (LIMIT + 1))
    assert refused.value.key == "error.import.rows"


def test_what_is_no_spreadsheet_is_refused() -> None:
    with pytest.raises(BadInput) as refused:
        rows_of_file("p.xlsx", b"not a zip")
    assert refused.value.key == "error.import.unreadable"
