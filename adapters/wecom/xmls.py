"""The app's XML: read without entities, references or network, into plain dicts (wecom.md §2.3)."""

from __future__ import annotations

from typing import Any

from lxml import etree

from bot.errors import Undecodable

_DEPTH = 12


def read_xml(body: bytes) -> dict[str, Any]:
    """The elements under the root by name; a repeated element is a list. Raises Undecodable."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Undecodable(f"not XML: {type(error).__name__}") from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Undecodable("XML with a document type")
    found = _value(root, 0)
    if not isinstance(found, dict):
        raise Undecodable("XML without elements")
    return found


def as_list(value: Any) -> list[Any]:
    """A repeated element, wherever it may also stand alone or be missing."""
    if value is None or value == "":
        return []
    return value if isinstance(value, list) else [value]


def _value(element: Any, depth: int) -> Any:
    if depth > _DEPTH:
        raise Undecodable("XML too deep")
    if not len(element):
        return element.text or ""
    out: dict[str, Any] = {}
    for child in element:
        if not isinstance(child.tag, str):  # an entity that was not resolved
            raise Undecodable("XML with an entity")
        value = _value(child, depth + 1)
        if child.tag in out:
            known = out[child.tag]
            out[child.tag] = [*known, value] if isinstance(known, list) else [known, value]
        else:
            out[child.tag] = value
    return out
