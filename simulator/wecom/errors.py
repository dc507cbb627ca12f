"""Error codes and the error envelope of every WeCom answer (wecom.md §1, §4.5, §6.6)."""

from __future__ import annotations

import itertools
import secrets
from typing import Any

_numbers = itertools.count(1)

TEXTS = {
    0: "ok",
    -1: "system busy",
    6000: "data conflict",
    40001: "invalid credential",
    40003: "invalid userid",
    40004: "invalid media file type",
    40005: "invalid type",
    40006: "invalid file size",
    40007: "invalid media_id",
    40008: "invalid message type",
    40013: "invalid corpid",
    40014: "invalid access_token",
    40029: "invalid oauth_code",
    40056: "invalid agentid",
    40058: "invalid Request Parameter",
    40063: "some parameters are empty",
    40068: "invalid tagid",
    40091: "secret is invalid",
    41001: "access_token missing",
    41002: "corpid missing",
    41004: "corpsecret missing",
    42001: "access_token expired",
    42014: "invalid template_card.task_id",
    42015: "template_card was sent by another app",
    42016: "template_card.task_id not found",
    42017: "key not found in template_card",
    42018: "invalid key",
    42019: "key missing",
    42020: "missing button.replace_name",
    42022: "oauth_code already used",
    42027: "missing horizontal_content_list.keyname",
    42028: "missing url",
    42029: "missing media_id",
    42030: "missing appid",
    42031: "invalid card_type",
    42033: "missing title",
    42035: "too many horizontal_content_list",
    42036: "too many vertical_content_list",
    42037: "invalid option_list count",
    42038: "missing button text",
    42039: "missing button key",
    42040: "invalid option id",
    42041: "missing option text",
    42042: "too many jump_list",
    42043: "missing question_key",
    42044: "missing card_image.url",
    42045: "invalid card_action",
    42046: "missing submit_button.key",
    42047: "invalid select_list count",
    42049: "missing submit_button.text",
    42050: "invalid horizontal_content_list.userid",
    44004: "empty content",
    45002: "content size out of limit",
    45009: "api freq out of limit",
    46004: "user no exist",
    48002: "api forbidden",
    50001: "redirect_url domain is not trusted",
    60003: "department not found",
    60020: "not allow to access from your ip",
    60111: "userid not found",
    60123: "invalid department",
    81013: "user & party & tag all invalid",
    82001: "no receiver",
    86001: "invalid chatid",
    86003: "chat not exist",
    86008: "chat not created by this app",
    93000: "invalid webhook url",
    93004: "bot is disabled",
    93006: "invalid chatid",
    93008: "bot not in chat",
    93019: "invalid bot_id",
    846605: "invalid req_id",
    846606: "already responded",
    846607: "rate limited",
    846608: "stream message update expired",
    846609: "not subscribed",
    853000: "signature is incorrect, please check if the bot secret is correct",
}


class ApiError(Exception):
    """The platform refuses; `code` is its errcode."""

    def __init__(self, code: int, detail: str = "") -> None:
        super().__init__(f"{code} {detail}".strip())
        self.code = code
        self.detail = detail


def envelope(code: int, detail: str = "", *, hint: int = 0) -> dict[str, Any]:
    """{"errcode","errmsg"} in the wording of §1; `hint` is a Unix time in seconds."""
    text = TEXTS.get(code, "failed")
    if code == 0:
        return {"errcode": 0, "errmsg": text}
    if detail:
        text = f"{text}: {detail}"
    trace = f"{hint}_{next(_numbers)}_{secrets.token_hex(8)}"
    where = f"https://open.work.weixin.qq.com/devtool/query?e={code}"
    text = f"{text}, hint: [{trace}], from ip: 127.0.0.1, more info at {where}"
    return {"errcode": code, "errmsg": text}
