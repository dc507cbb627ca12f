"""The developer console: what an admin can set, and the checks made on saving."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from simulator.dingtalk import channels, quotas, templates
from simulator.errors import Refused

if TYPE_CHECKING:
    from simulator.dingtalk.platform import DingTalk

EDITIONS = {"standard": quotas.STANDARD, "professional": quotas.PROFESSIONAL}
FLAGS = ("published", "public_templates", "api_command_links")
KNOWN = (
    *FLAGS, "transport", "robot_url", "event_url", "card_template", "events", "scopes",
    "redirect_uris", "edition", "quota", "ding_quota", "custom_robot",
)  # fmt: skip


async def save(dt: DingTalk, given: dict[str, Any]) -> dict[str, Any]:
    """Checks everything first, then saves; Refused (nothing saved) if the console would refuse."""
    unknown = set(given) - set(KNOWN)
    if unknown:
        raise Refused(f"unknown settings {sorted(unknown)}; known: {', '.join(KNOWN)}")
    draft = replace(dt.settings, scopes=set(dt.settings.scopes))
    for flag in FLAGS:
        if flag in given:
            setattr(draft, flag, bool(given[flag]))
    if "robot_url" in given:
        draft.robot_url = _url(given["robot_url"])
    if "event_url" in given:
        draft.event_url = _url(given["event_url"])
        await _check_url(dt, draft.event_url)
    if "transport" in given:
        draft.transport = given["transport"]
        if draft.transport not in ("stream", "http"):
            raise Refused('transport is "stream" or "http"')
        if draft.transport == "http" and not draft.robot_url:
            raise Refused("HTTP mode needs robot_url (消息接收地址)")
    if "card_template" in given:
        draft.template = _template(given["card_template"])
    if "events" in given:
        draft.events = frozenset(given["events"])
    for scope, granted in dict(given.get("scopes") or {}).items():
        (draft.scopes.add if granted else draft.scopes.discard)(scope)
    if "redirect_uris" in given:
        draft.redirect_uris = [_url(url) for url in given["redirect_uris"]]
    if "ding_quota" in given:
        draft.ding_quota = {**draft.ding_quota, **given["ding_quota"]}
    _save_quota(dt, given)
    dt.settings = draft
    if "custom_robot" in given:
        _custom_robot(dt, dict(given["custom_robot"]))
    return shown(dt)


async def _check_url(dt: DingTalk, url: str) -> None:
    """Saving an event address pushes check_url and wants `success` back (§3.2)."""
    entry = dt.recorder.delivery("", "check_url", 1, {"EventType": "check_url"})
    outcome = await channels.event_by_http(dt, url, {"EventType": "check_url"})
    entry.update(answer=outcome.answer, took_ms=outcome.took_ms, ok=outcome.ok)
    if not outcome.ok:
        raise Refused(f"the event address did not pass the check: {outcome.answer}")


def _url(value: object) -> str:
    if not isinstance(value, str) or not value.startswith(("http://", "https://")):
        raise Refused(f"not a URL: {value!r}")
    return value


def _template(value: Any) -> templates.Template | None:
    """None removes it; an id publishes one under it; {"id", "published"} says both."""
    if value is None:
        return None
    if isinstance(value, str):
        return templates.own_template(value)
    if not isinstance(value, dict):
        raise Refused('card_template is null, an id, or {"id", "published"}')
    template_id = str(value.get("id") or templates.OWN_TEMPLATE_ID)
    return templates.own_template(template_id, bool(value.get("published", True)))


def _save_quota(dt: DingTalk, given: dict[str, Any]) -> None:
    if "edition" in given:
        if given["edition"] not in EDITIONS:
            raise Refused(f"edition is one of {', '.join(EDITIONS)}")
        dt.quotas.limits = dict(EDITIONS[given["edition"]])
    for name, value in dict(given.get("quota") or {}).items():
        if name not in quotas.STANDARD or not isinstance(value, int) or value < 0:
            raise Refused(f"quota takes whole numbers for {', '.join(quotas.STANDARD)}")
        dt.quotas.limits[name] = value


def _custom_robot(dt: DingTalk, given: dict[str, Any]) -> None:
    """Changes the first custom robot of a group: {"chat", "keywords", "enabled"}."""
    chat = dt.desk.chats.named(str(given.get("chat", "")))
    for robot in dt.desk.custom_robots.values():
        if robot.chat == chat.id:
            robot.keywords = [str(word) for word in given.get("keywords", robot.keywords)]
            robot.enabled = bool(given.get("enabled", robot.enabled))
            return
    raise Refused(f"{chat.name} has no custom robot", 404)


def shown(dt: DingTalk) -> dict[str, Any]:
    """The console's current values, without the app's secret."""
    settings = dt.settings
    template = settings.template
    return {
        "transport": settings.transport,
        "robot_url": settings.robot_url,
        "event_url": settings.event_url,
        "published": settings.published,
        "public_templates": settings.public_templates,
        "api_command_links": settings.api_command_links,
        "card_template": (
            {"id": template.id, "published": template.published} if template else None
        ),
        "events": sorted(settings.events),
        "scopes": sorted(settings.scopes),
        "redirect_uris": settings.redirect_uris,
        "quota": dict(dt.quotas.limits),
        "ding_quota": dict(settings.ding_quota),
        "custom_robots": [
            {
                "chat": robot.chat,
                "name": robot.name,
                "url": f"{dt.sim.base_url}/dingtalk/oapi/robot/send?access_token={robot.token}",
                "secret": robot.secret,
                "keywords": robot.keywords,
                "enabled": robot.enabled,
            }
            for robot in dt.desk.custom_robots.values()
        ],
    }
