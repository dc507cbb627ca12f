"""Creates, delivers and redraws interactive cards (dingtalk.md §6.1 to §6.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.dingtalk.card_params import Params
from adapters.dingtalk.client import DingTalkClient
from adapters.dingtalk.settings import DingTalkSettings
from bot.domain.people import ChatId
from bot.errors import Refused

ROUTE_KEY = "bihuan"
CARDS_PATH = "/dingtalk/cards"


class NotDelivered(Refused):
    """HTTP 200, but `deliverResults` says no (§6.1)."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a message goes: a group, or a person (`staff`); `only` sees it alone in a group."""

    chat: ChatId
    staff: str | None = None
    only: str | None = None


class CardApi:
    """The card calls of one app."""

    def __init__(self, client: DingTalkClient, settings: DingTalkSettings) -> None:
        self._client = client
        self._settings = settings

    async def create(
        self, template: str, track: str, target: Target, params: Params, summary: str,
        at: Mapping[str, str],
    ) -> str:
        """The carrierId, which reads as a processQueryKey; raises NotDelivered as well."""
        body: dict[str, Any] = {
            "cardTemplateId": template,
            "outTrackId": track,
            "userIdType": 1,
            "cardData": {"cardParamMap": params},
            **self._callback(),
            **_space(target, self._settings.client_id, summary, at),
        }
        answer = await self._client.api(
            "POST", "/v1.0/card/instances/createAndDeliver", name="card send", json=body
        )
        return _carrier(answer)

    async def redraw(self, track: str, params: Params) -> None:
        """Shows the whole map to everybody who sees the card (§6.3)."""
        await self._client.api(
            "PUT", "/v1.0/card/instances", name="card update",
            json={
                "outTrackId": track,
                "userIdType": 1,
                "cardData": {"cardParamMap": params},
                "cardUpdateOptions": {
                    "updateCardDataByKey": False, "updatePrivateDataByKey": True,
                },
            },
        )

    async def register_callback(self) -> None:
        """Tells DingTalk where clicks go in HTTP mode, replacing an older address (§3.3)."""
        await self._client.api(
            "POST", "/v1.0/card/callbacks/register", name="card route",
            json={
                "callbackRouteKey": ROUTE_KEY,
                "callbackUrl": f"{self._settings.public_url}{CARDS_PATH}",
                "apiSecret": self._settings.card_secret,
                "forceUpdate": True,
            },
        )

    def _callback(self) -> dict[str, str]:
        if self._settings.transport == "stream":
            return {"callbackType": "STREAM"}
        return {"callbackType": "HTTP", "callbackRouteKey": ROUTE_KEY}


def _space(target: Target, robot: str, summary: str, at: Mapping[str, str]) -> dict[str, Any]:
    space: dict[str, Any] = {
        "supportForward": target.only is None,
        "lastMessageI18n": {"ZH_CN": summary},
        "notification": {"alertContent": summary, "notificationOff": False},
    }
    if target.staff is not None:
        return {
            "openSpaceId": f"dtv1.card//IM_ROBOT.{target.staff}",
            "imRobotOpenSpaceModel": space,
            "imRobotOpenDeliverModel": {"spaceType": "IM_ROBOT", "robotCode": robot},
        }
    deliver: dict[str, Any] = {"robotCode": robot}
    if at:
        deliver["atUserIds"] = dict(at)
    if target.only is not None:
        deliver["recipients"] = [target.only]
    return {
        "openSpaceId": f"dtv1.card//IM_GROUP.{target.chat.chat}",
        "imGroupOpenSpaceModel": space,
        "imGroupOpenDeliverModel": deliver,
    }


def _carrier(answer: Mapping[str, Any]) -> str:
    result = answer.get("result")
    entries = result.get("deliverResults") if isinstance(result, dict) else None
    if not isinstance(entries, list) or not entries:
        raise NotDelivered("dingtalk card send: the answer tells of no delivery", code="deliver")
    for entry in entries:
        if not isinstance(entry, dict) or str(entry.get("success")).casefold() != "true":
            why = str(entry.get("errorMsg", ""))[:100] if isinstance(entry, dict) else ""
            raise NotDelivered(f"dingtalk card send: not delivered: {why}", code="deliver")
    carrier = entries[0].get("carrierId")
    return carrier if isinstance(carrier, str) else ""
