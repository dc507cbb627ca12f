"""A person presses something on a card: callback, 3 s, answer checks, what they then see (§6.2)."""

from __future__ import annotations

import copy
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from simulator.errors import Refused
from simulator.feishu import ids
from simulator.feishu.card import actions, controls, schema, validate
from simulator.feishu.card.actions import ClientRefused
from simulator.feishu.card.controls import Control
from simulator.feishu.codes import ApiError
from simulator.feishu.push import Reply
from simulator.feishu.store import Message
from simulator.world import Person

if TYPE_CHECKING:
    from simulator.feishu.platform import Feishu

CLICKABLE_FOR = timedelta(days=14)  # §6.1: a 2.0 card; a 1.0 card lives 30 days
OLD_CLICKABLE_FOR = timedelta(days=30)
TOKEN_LIFE, TOKEN_USES = timedelta(minutes=30), 2
TEXTS = {
    200340: "目标回调服务地址无效或未订阅",
    200341: "目标回调服务 3 秒内没有响应",
    200342: "无法连接目标回调服务",
    200343: "目标回调服务域名解析失败",
    200671: "目标回调服务返回了错误",
    200672: "目标回调服务返回的内容格式有误",
    200673: "目标回调服务返回的卡片有误",
    200810: "流式更新中的卡片不能由回调更新",
    200860: "卡片内容过大",
}
TOASTS = ("info", "success", "error", "warning")


@dataclass
class UpdateToken:
    """For the delayed update; usable once the callback was answered (§6.3)."""

    message: str
    expires: datetime
    uses: int = 0
    answered: bool = False


async def click(
    feishu: Feishu, message: Message, person: Person, wanted: str, values: dict[str, Any]
) -> dict[str, Any]:
    card = message.card_for(person.id)
    if card is None or message.recalled:
        raise Refused("this message is no card that can be clicked")
    control = controls.button(card, wanted)
    if control is None:
        labels = [controls.label(each) or each.key for each in controls.of(card)]
        raise Refused(f"the card has no {wanted!r}; it has {labels}", 404)
    feishu.read(feishu.store.rooms[message.chat], person)
    try:
        action = _action(feishu, message, card, control, values)
    except ClientRefused as fault:
        return _shown(error=str(fault), code=None)
    if action is None:
        return _shown(url=control.url())
    if isinstance(action, int) or not feishu.settings.callbacks:
        return _shown(error=_text(200340), code=200340)
    return await _call_back(feishu, message, person, card, action)


def _action(
    feishu: Feishu,
    message: Message,
    card: dict[str, Any],
    control: Control,
    values: dict[str, Any],
) -> dict[str, Any] | int | None:
    """The action object; None if pressing only opens a link; 200340 if the client refuses."""
    if control.element.get("disabled"):
        raise ClientRefused(control.text("disabled_tips") or "按钮不可用")
    life = CLICKABLE_FOR if card.get("schema") == "2.0" else OLD_CLICKABLE_FOR
    if feishu.clock.now() - message.created > life:
        raise ClientRefused("卡片已过期")
    people = feishu.choosable(message.chat)
    action: dict[str, Any] = {"tag": control.tag, "timezone": "Asia/Shanghai"}
    value = control.callback_value()
    if control.name:
        action["name"] = control.name
    if control.form is not None and control.submits:
        action["form_value"] = actions.form_value(card, control.form, values, people)
        # §6.1: without a root-level value the client refuses a submit button.
        if value is None:
            return 200340
    elif control.element.get("form_action_type") == "reset":
        return None
    elif control.form is not None and control.tag in controls.KINDS:
        raise Refused("an input inside a form is sent with the form's submit button")
    elif control.tag in controls.KINDS:
        if control.tag == "checker" and value is None:
            return None
        action |= actions.single(control, values, people)
    elif value is None:
        return None
    action["value"] = value if value is not None else {}
    return action


async def _call_back(
    feishu: Feishu, message: Message, person: Person, card: dict[str, Any], action: dict[str, Any]
) -> dict[str, Any]:
    token, now = ids.new("c-"), feishu.clock.now()
    update = UpdateToken(message.id, now + TOKEN_LIFE)
    feishu.update_tokens[token] = update
    body = {
        "operator": {"tenant_key": feishu.settings.tenant_key, **feishu.people.ids(person)},
        "token": token,
        "host": "im_message",
        "action": action,
        "context": {"open_message_id": message.id, "open_chat_id": message.chat},
    }
    before = copy.deepcopy(card)
    message.under_click += 1
    started = time.monotonic()
    try:
        reply = await feishu.pusher.callback(body)
    finally:
        message.under_click -= 1
    took = int((time.monotonic() - started) * 1000)
    update.answered = True
    result = _answered(feishu, message, person, before, reply)
    return {**result, "took_ms": took}


def _answered(
    feishu: Feishu, message: Message, person: Person, before: dict[str, Any], reply: Reply
) -> dict[str, Any]:
    code, answer = reply.failure, reply.answer
    if code is None:
        code = _fault(feishu, before, answer)
    new = answer.get("card") if code is None else None
    if new is None:
        # Without a card the clicker's client puts the old look back, even over a PATCH (§6.2).
        if message.card_for(person.id) != before:
            message.views[person.id] = before
    elif before.get("schema") == "2.0" or (new["data"].get("config") or {}).get("update_multi"):
        message.redraw(new["data"], feishu.clock.now())
    else:
        message.views[person.id] = new["data"]
        message.updated = feishu.clock.now()
    if code is not None:
        return _shown(error=_text(code), code=code)
    toast = answer.get("toast") or {}
    return _shown(toast=_toast_text(toast), toast_type=toast.get("type", "info") if toast else None)


def _fault(feishu: Feishu, before: dict[str, Any], answer: Any) -> int | None:
    """200672 for a wrong shape, 200673 for a card that cannot be shown, 200860 if too large."""
    if not isinstance(answer, dict):
        return 200672
    if set(answer) & {"schema", "config", "header", "elements", "body", "i18n_elements"}:
        return 200672
    toast, card = answer.get("toast"), answer.get("card")
    if toast is not None and not (
        isinstance(toast, dict)
        and toast.get("type", "info") in TOASTS
        and isinstance(toast.get("content", ""), str)
    ):
        return 200672
    if card is None:
        return None
    if not isinstance(card, dict) or not isinstance(card.get("data"), dict):
        return 200672
    if card.get("type") != "raw":
        return 200673 if card.get("type") == "template" else 200672
    if (before.get("config") or {}).get("streaming_mode"):
        return 200810
    data = card["data"]
    if len(validate.as_text(data).encode()) > schema.MOST_BYTES:
        return 200860
    if (data.get("schema") == "2.0") != (before.get("schema") == "2.0"):
        return 200673
    try:
        validate.check(data, feishu.known())
    except ApiError:
        return 200673
    return None


def _toast_text(toast: dict[str, Any]) -> str | None:
    if not toast:
        return None
    return (toast.get("i18n") or {}).get("zh_cn") or toast.get("content") or ""


def _text(code: int) -> str:
    return f"{TEXTS[code]} ({code})"


def _shown(
    *,
    toast: str | None = None,
    toast_type: str | None = None,
    error: str | None = None,
    code: int | None = None,
    url: str | None = None,
) -> dict[str, Any]:
    """What the clicking person's client shows; texts, or None."""
    return {
        "ok": error is None,
        "toast": toast,
        "toast_type": toast_type,
        "error": error,
        "code": code,
        "url": url,
        "took_ms": 0,
    }
