"""The configuration as messages: no message is longer than a messenger takes."""

from __future__ import annotations

from bot.usecases.documents import PART, _parts


def test_a_document_of_one_long_line_still_goes_out_in_parts() -> None:
    text = "teams: {" + "a: {leads: [b]}, " * 3000 + "}\nadmins: [c]\n"
    parts = list(_parts(text))
    assert "".join(parts) == text
    assert len(parts) > 3 and max(map(len, parts)) <= PART
