"""The robot's own messages: groups, people, read state, DING (dingtalk.md §5.2, §5.3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from adapters.dingtalk.client import DingTalkClient
from bot.errors import Refused, RetryLater, Unreachable

_PEOPLE = 20  # per call (§5.2)
_READERS = 200
_PAGES = 25


class RobotApi:
    """Sends by msgKey and msgParam (JSON text)."""

    def __init__(self, client: DingTalkClient, robot_code: str) -> None:
        self._client = client
        self._robot = robot_code

    async def to_group(self, conversation: str, key: str, param: str) -> str:
        """The processQueryKey."""
        answer = await self._client.api(
            "POST", "/v1.0/robot/groupMessages/send", name="group send",
            json={
                "robotCode": self._robot, "openConversationId": conversation,
                "msgKey": key, "msgParam": param,
            },
        )
        return _key(answer.get("processQueryKey"))

    async def to_person(self, staff: str, key: str, param: str) -> str:
        """The processQueryKey; raises Unreachable or RetryLater for what comes back in lists."""
        answer = await self._batch([staff], key, param)
        if staff in (answer.get("invalidStaffIdList") or ()):
            raise Unreachable("dingtalk people send: no such person", code="invalidStaffId")
        if staff in (answer.get("flowControlledStaffIdList") or ()):
            raise RetryLater("dingtalk people send: too many", code="flowControlled", after=60.0)
        return _key(answer.get("processQueryKey"))

    async def to_people(self, staff: Sequence[str], key: str, param: str) -> None:
        """Best effort to several; those who cannot be reached are left out."""
        for start in range(0, len(staff), _PEOPLE):
            await self._batch(staff[start : start + _PEOPLE], key, param)

    async def ding(self, staff: Sequence[str], kind: int, words: str) -> list[str]:
        """Rings people; returns those whom it did not reach."""
        answer = await self._client.api(
            "POST", "/v1.0/robot/ding/send", name="ding",
            json={
                "robotCode": self._robot, "remindType": kind,
                "receiverUserIdList": list(staff), "content": words,
            },
        )
        failed = answer.get("failedList")
        return [one for one in staff if isinstance(failed, dict) and one in failed]

    async def group_readers(self, conversation: str, query_key: str) -> list[str]:
        """Staff ids of those who have read it."""
        readers: list[str] = []
        token = ""
        for _ in range(_PAGES):
            answer = await self._client.api(
                "POST", "/v1.0/robot/groupMessages/query", name="group read state",
                json={
                    "robotCode": self._robot, "openConversationId": conversation,
                    "processQueryKey": query_key, "maxResults": _READERS,
                    **({"nextToken": token} if token else {}),
                },
            )
            found = answer.get("readUserIds")
            readers += [one for one in found or () if isinstance(one, str)]
            token = str(answer.get("nextToken") or "")
            if str(answer.get("hasMore")).casefold() != "true" or not token:
                break
        return readers

    async def person_readers(self, query_key: str) -> list[str]:
        """The same for a message to people; DingTalk tells for 24 hours."""
        answer = await self._client.api(
            "GET", "/v1.0/robot/oToMessages/readStatus", name="people read state",
            params={"robotCode": self._robot, "processQueryKey": query_key},
        )
        return [
            str(one["userId"])
            for one in answer.get("messageReadInfoList") or ()
            if isinstance(one, dict) and one.get("readStatus") == "READ" and one.get("userId")
        ]

    async def _batch(self, staff: Sequence[str], key: str, param: str) -> dict[str, Any]:
        return await self._client.api(
            "POST", "/v1.0/robot/oToMessages/batchSend", name="people send",
            json={
                "robotCode": self._robot, "userIds": list(staff), "msgKey": key,
                "msgParam": param,
            },
        )


def _key(found: object) -> str:
    if not isinstance(found, str) or not found:
        raise Refused("dingtalk send: the answer names no message", code="answer")
    return found
