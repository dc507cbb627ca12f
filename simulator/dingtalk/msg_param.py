"""msgKey and msgParam of the proactive robot messages: what DingTalk accepts (dingtalk.md §5.2)."""

import json
from typing import Any

from simulator.dingtalk.errors import bad

MAX_PARAM_BYTES = 15_000
FILE_TYPES = {"xlsx", "pdf", "zip", "rar", "doc", "docx"}


def _vertical(count: int) -> tuple[str, ...]:
    pairs = [(f"actionTitle{n}", f"actionURL{n}") for n in range(1, count + 1)]
    return ("title", "text", *(name for pair in pairs for name in pair))


REQUIRED: dict[str, tuple[str, ...]] = {
    "sampleText": ("content",),
    "sampleMarkdown": ("title", "text"),
    "sampleImageMsg": ("photoURL",),
    "sampleLink": ("text", "title", "picUrl", "messageUrl"),
    "sampleActionCard": ("title", "text", "singleTitle", "singleURL"),
    **{f"sampleActionCard{count}": _vertical(count) for count in range(2, 6)},
    "sampleActionCard6": (
        "title", "text", "buttonTitle1", "buttonUrl1", "buttonTitle2", "buttonUrl2",
    ),
    "sampleAudio": ("mediaId", "duration"),
    "sampleFile": ("mediaId", "fileName", "fileType"),
    "sampleVideo": ("duration", "videoMediaId", "videoType", "picMediaId"),
}  # fmt: skip


def parse(msg_key: object, msg_param: object) -> dict[str, str]:
    """The checked parameters; raises ApiError 400 with DingTalk's code for each kind of fault."""
    if not msg_key:
        raise bad("invalidParameter.msgKey.empty")
    if msg_key not in REQUIRED:
        raise bad("invalidParameter.msgKey.invalid")
    if not isinstance(msg_param, str):
        raise bad("invalidParameter.msgParam.invalid", "msgParam must be a JSON string")
    if len(msg_param.encode()) > MAX_PARAM_BYTES:
        raise bad("invalidParameter.msgParam.tooLong")
    try:
        params: Any = json.loads(msg_param)
    except ValueError:
        raise bad("invalidParameter.msgParam.invalid", "msgParam is not JSON") from None
    if not isinstance(params, dict):
        raise bad("invalidParameter.msgParam.invalid")
    for name in REQUIRED[str(msg_key)]:
        if not isinstance(params.get(name), str) or not params[name]:
            raise bad("invalidParameter.msgParam.invalid", f"msgParam.{name} is missing")
    if msg_key == "sampleFile" and params["fileType"].lower() not in FILE_TYPES:
        raise bad("invalidParameter.msgParam.invalid", "fileType is not supported")
    return params


def buttons(msg_key: str, params: dict[str, str]) -> list[dict[str, str]]:
    """Buttons of an action card as `{"title", "url"}`, in the order the client shows them."""
    if msg_key == "sampleActionCard":
        return [{"title": params["singleTitle"], "url": params["singleURL"]}]
    if msg_key == "sampleActionCard6":
        names = [(f"buttonTitle{n}", f"buttonUrl{n}") for n in (1, 2)]
    else:
        names = [(f"actionTitle{n}", f"actionURL{n}") for n in range(1, 6)]
    return [{"title": params[t], "url": params[u]} for t, u in names if params.get(t)]
