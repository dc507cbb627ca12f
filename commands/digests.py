"""When a team's reports come by themselves, and who sees the ranking: 班组 IT支持 月报 09:00."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.domain.calendar import DAY_MINUTES
from bot.domain.intents import Piece
from bot.domain.policy.durations import parse_time
from bot.errors import BadInput
from commands.hours import CLOCK, ENGLISH_DAY, ONE_DAY, clock, days_of
from commands.line import narrow

TOLD = {"日报": "digest", "digest": "digest", "周报": "weekly", "weekly": "weekly",
        "月报": "monthly", "monthly": "monthly", "排名": "ranking", "人员排名": "ranking",
        "ranking": "ranking"}
_OFF = ("关", "关闭", "不发", "不要", "停", "停用", "off")
_SEEN_BY = {
    "组长": "leads", "仅组长": "leads", "默认": "leads", "leads": "leads", "default": "leads",
    "开": "on", "公开": "on", "所有人": "on", "on": "on",
    "关": "off", "关闭": "off", "不要": "off", "off": "off",
}
_MOMENT = re.compile(rf"^(?P<day>{ONE_DAY}|{ENGLISH_DAY})?\s*(?P<clock>{CLOCK})?$", re.I)


def told(act: str, rest: Sequence[Piece]) -> dict[str, str]:
    """What is wanted of a digest or the ranking; raises BadInput with examples."""
    text = narrow(" ".join(piece for piece in rest if isinstance(piece, str))).strip()
    if act == "ranking":
        if text not in _SEEN_BY:
            raise BadInput("config.ranking", names=["组长", "开", "关"])
        return {"ranking": _SEEN_BY[text]}
    if text in _OFF:
        return {"off": "1"}
    found = _MOMENT.match(text)
    if found is None or not text or (found["day"] and act != "weekly"):
        raise BadInput("config.digest")
    out = {"day": days_of(found["day"])} if found["day"] else {}
    if found["clock"]:
        at, _ = clock(found["clock"], "")
        minute = parse_time(at)
        if minute is None or minute == DAY_MINUTES:
            raise BadInput("config.digest")
        out["clock"] = at
    return out
