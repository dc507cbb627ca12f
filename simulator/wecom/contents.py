"""Message bodies of app, appchat and webhook: limits, and how they look in a chat (§3.1, §7)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from simulator.wecom import face, markdown
from simulator.wecom.directory import Directory
from simulator.wecom.errors import ApiError
from simulator.wecom.media import Medium

TEXT_BYTES = 2048
APP_MARKDOWN, HOOK_MARKDOWN, BOT_MARKDOWN = 2048, 4096, 20480
TITLE, DESCRIPTION, URL_BYTES, BUTTON = 128, 512, 2048, 4
ARTICLES = 8
_ID = re.compile(r"\$(userName|departmentName|userAlias|userAliasOrName)=([^$]+)\$")
MEDIA = ("image", "voice", "file", "video")


@dataclass
class Content:
    """What a client shows of a message body; `userids` are those it mentions."""

    kind: str
    text: str = ""
    source: str | None = None
    view: dict[str, Any] | None = None
    files: list[dict[str, Any]] = field(default_factory=list)
    userids: list[str] = field(default_factory=list)

    def fields(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "text": self.text,
            "source": self.source,
            "view": self.view,
            "files": self.files,
        }


def part(body: dict[str, Any], kind: str) -> dict[str, Any]:
    """The object named after the msgtype. ApiError 40063 or 40058."""
    value = body.get(kind)
    if value is None:
        raise ApiError(40063, kind)
    if not isinstance(value, dict):
        raise ApiError(40058, kind)
    return value


def words(node: dict[str, Any], key: str, *, empty: int = 40063) -> str:
    """A text that must be there; errcode `empty` if it is not."""
    value = node.get(key)
    if value in (None, ""):
        raise ApiError(empty, key)
    if not isinstance(value, str):
        raise ApiError(40058, f"{key} must be a string")
    return value


def translated(body: dict[str, Any], people: Directory) -> dict[str, Any]:
    """With enable_id_trans: 1, `$userName=ID$` and its sisters become names (§3.1)."""
    if body.get("enable_id_trans") != 1:
        return body

    def name(found: re.Match[str]) -> str:
        if found.group(1) == "departmentName":
            number = found.group(2)
            department = people.department(int(number)) if number.isdigit() else None
            return department.name if department else number
        person = people.find(found.group(2))
        return person.name if person else found.group(2)

    def walk(node: Any) -> Any:
        if isinstance(node, dict):
            return {key: walk(value) for key, value in node.items()}
        if isinstance(node, list):
            return [walk(one) for one in node]
        return _ID.sub(name, node) if isinstance(node, str) else node

    return dict(walk(body))


def text(body: dict[str, Any], *, cut: bool) -> Content:
    """`cut`: the app's text is cut to 2048 bytes, a webhook's is refused."""
    content = words(part(body, "text"), "content", empty=44004)
    if len(content.encode()) > TEXT_BYTES:
        if not cut:
            raise ApiError(45002, f"text.content exceed max length {TEXT_BYTES}")
        content = markdown.cut_bytes(content, TEXT_BYTES)
    return Content("text", markdown.plain(content), userids=markdown.mentions(content))


def marked(body: dict[str, Any], most: int, kind: str = "markdown") -> Content:
    content = words(part(body, kind), "content", empty=44004)
    if len(content.encode()) > most:
        raise ApiError(45002, f"{kind}.content exceed max length {most}")
    found = markdown.mentions(content)
    return Content(kind, markdown.flatten(content), source=content, userids=found)


def textcard(body: dict[str, Any]) -> Content:
    card = part(body, "textcard")
    title, url = words(card, "title")[:TITLE], words(card, "url")
    described = words(card, "description")[:DESCRIPTION]
    if len(url.encode()) > URL_BYTES:
        raise ApiError(40058, "textcard.url")
    label = str(card.get("btntxt") or "详情")[:BUTTON]
    lines = markdown.lines_of_html(described)
    drawn = face.textcard(title, described)
    return Content("textcard", view=_view(title, lines, [(label, url)], drawn))


def news(body: dict[str, Any]) -> Content:
    articles = part(body, "news").get("articles")
    if not isinstance(articles, list) or not 1 <= len(articles) <= ARTICLES:
        raise ApiError(40058, "news.articles takes 1 to 8")
    titles = [words(article, "title") for article in articles]
    lines = [str(one["description"]) for one in articles if one.get("description")]
    links = [(title, words(one, "url")) for title, one in zip(titles, articles, strict=True)]
    view = face.news(articles)
    return Content("news", view=_view(titles[0], titles[1:] + lines, links, view))


def medium(body: dict[str, Any], kind: str, find: Callable[[str], Medium]) -> Content:
    """A photo, file, voice or video by media_id; `find` raises ApiError 40007."""
    found = find(words(part(body, kind), "media_id"))
    if found.kind != kind:
        raise ApiError(40007, f"the media is a {found.kind}")
    return Content(kind, files=[found.shown()])


def _view(
    title: str, lines: list[str], links: list[tuple[str, str]], view: dict[str, Any]
) -> dict[str, Any]:
    return {
        "type": "link",
        "title": title,
        "colour": None,
        "tags": [],
        "lines": lines,
        "fields": {},
        "buttons": [
            {"label": label, "key": None, "style": "link", "url": url} for label, url in links
        ],
        "inputs": [],
        "view": view,
    }
