"""Days people type in a roster or a leave: 今天, 11/25, and stretches of them."""

from __future__ import annotations

import re

NEAR = {
    "今天": 0, "今日": 0, "今晚": 0, "今": 0, "明天": 1, "明日": 1, "明晚": 1, "后天": 2,
    "大后天": 3, "today": 0, "tonight": 0, "tomorrow": 1,
}
DATE = re.compile(
    r"(?:(?P<y>20\d\d)\s*[-/.年]\s*)?(?P<m>\d{1,2})\s*[-/.月]\s*(?P<d>\d{1,2})\s*[日号]?"
)
STRETCH = re.compile(
    rf"^\s*(?P<a>{DATE.pattern.replace('?P<', '?P<a')}|[^-~\uff5e至到\s]+?)"
    rf"\s*(?:[-~\uff5e—至到]+\s*(?P<b>{DATE.pattern.replace('?P<', '?P<b')}|[^\s]+?))?\s*$"
)
DAY_ENDS = "日号"  # what may follow a bare day number
TODAY = "今天"
