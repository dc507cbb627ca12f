"""Conversations: the organisation's groups and each person's one-to-one chat with the robot."""

from dataclasses import dataclass

from simulator.dingtalk import ids
from simulator.dingtalk.messages import lost_plus
from simulator.dingtalk.people import PLATFORM, Directory
from simulator.errors import Refused


@dataclass
class Chat:
    """`members` are world ids; `has_bot` is whether our robot is in the group."""

    id: str
    name: str
    kind: str  # group | direct
    members: list[str]
    has_bot: bool = True
    disbanded: bool = False

    @property
    def is_group(self) -> bool:
        return self.kind == "group"


class Chats:
    def __init__(self, directory: Directory, corp_id: str) -> None:
        self._directory = directory
        self._chats: dict[str, Chat] = {}
        self._direct: dict[str, str] = {}
        for group in directory.world.chats_of(PLATFORM):
            self._chats[group.id] = Chat(group.id, group.name, "group", list(group.members))
        for person in directory.everybody():
            chat_id = ids.direct_chat_id(corp_id, person.id)
            self._chats[chat_id] = Chat(chat_id, person.name, "direct", [person.id])
            self._direct[person.id] = chat_id

    def all(self) -> list[Chat]:
        return [chat for chat in self._chats.values() if not chat.disbanded]

    def get(self, chat_id: object) -> Chat | None:
        """By conversation id, compared exactly: they are case-sensitive (§10.8)."""
        return self._chats.get(chat_id) if isinstance(chat_id, str) else None

    def direct(self, person: str) -> Chat:
        return self._chats[self._direct[person]]

    def named(self, key: str, person: str | None = None) -> Chat:
        """For the control API: an id, a group's name, or "direct" for this person's own chat."""
        if key == "direct":
            if person is None:
                raise Refused('"direct" needs a person: whose chat with the bot?')
            return self.direct(self._directory.person(person).id)
        found = self._chats.get(lost_plus(key, self._chats)) or next(
            (chat for chat in self._chats.values() if chat.is_group and chat.name == key), None
        )
        if found is None:
            raise Refused(f"DingTalk has no chat {key!r}", 404)
        return found

    def member(self, chat: Chat, person: str) -> None:
        """Refused unless this person is in the chat."""
        if person not in chat.members:
            raise Refused(f"{person} is not a member of {chat.name}", 403)
        if chat.disbanded:
            raise Refused(f"{chat.name} was disbanded", 404)

    def direct_members(self, chat_id: str) -> list[str]:
        """The one person of a one-to-one chat; nobody for a group."""
        chat = self._chats.get(chat_id)
        return list(chat.members) if chat is not None and not chat.is_group else []
