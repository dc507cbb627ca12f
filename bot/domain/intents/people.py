"""What is wanted of people and their accounts: linking, reach, language, and an admin's care."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.intents.ticket import File, Intent, Who


@dataclass(frozen=True, slots=True)
class Link(Intent):
    """/绑定: a one-time code is wanted (empty), or was brought from another messenger."""

    code: str = ""


@dataclass(frozen=True, slots=True)
class Unlink(Intent):
    """/解绑: an account goes its own way again; `who` and `platform` are an admin's choice."""

    who: Who | None = None
    platform: str = ""


@dataclass(frozen=True, slots=True)
class Prefer(Intent):
    """/接收: the messengers one reads, the favourite first; empty shows the order."""

    platforms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Speak(Intent):
    """/语言: the language a person reads; of somebody else, an admin's word."""

    language: str = ""
    who: Who | None = None


@dataclass(frozen=True, slots=True)
class Members(Intent):
    """/成员: everybody a page at a time, or one person."""

    who: Who | None = None
    page: int = 1


@dataclass(frozen=True, slots=True)
class Unite(Intent):
    """/成员 合并: `gone` is the same person as `kept`."""

    gone: Who
    kept: Who


@dataclass(frozen=True, slots=True)
class Alias(Intent):
    """/成员 别名 张工=张伟."""

    alias: str
    who: Who


@dataclass(frozen=True, slots=True)
class Depart(Intent):
    """/成员 离职: no new tickets, and the open ones are handed over. `back`: it was wrong."""

    who: Who
    back: bool = False


@dataclass(frozen=True, slots=True)
class ImportPeople(Intent):
    """/成员 导入: a pasted table or an attached one."""

    text: str = ""
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class SettleImport(Intent):
    """应用 or 取消 under an import's preview."""

    key: str
    apply: bool


@dataclass(frozen=True, slots=True)
class Mirror(Intent):
    """/同步 #128 到 <群>: the ticket's card in another chat as well. `chat`: its name or id."""

    ticket: int = 0
    chat: str = ""
