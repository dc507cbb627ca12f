"""Identifiers in the shapes DingTalk uses; invented, stable for one world where they must be."""

import base64
import hashlib
import os
import uuid


def message_id() -> str:
    return f"msg{_random(16)}"


def query_key() -> str:
    """processQueryKey / carrierId of a sent message."""
    return _random(24)


def direct_chat_id(corp_id: str, person: str) -> str:
    """Conversation id of a one-to-one chat: case-sensitive, may contain `+ / =` (preamble)."""
    return f"cid{_stable(f'direct:{corp_id}:{person}', 18)}+/=="


def union_id(client_id: str, person: str) -> str:
    return f"{_stable(f'union:{client_id}:{person}', 16).replace('/', 'S')}iEiE"


def chat_user_id(client_id: str, person: str) -> str:
    """The encrypted sender id, `$:LWCP_v1:$…`."""
    return f"$:LWCP_v1:${_stable(f'lwcp:{client_id}:{person}', 24)}"


def open_id(client_id: str, person: str) -> str:
    return f"{_stable(f'open:{client_id}:{person}', 16).replace('/', 'S')}iE"


def department_id(key: str) -> int:
    return 400_000_000 + int(hashlib.sha256(key.encode()).hexdigest()[:7], 16)


def legacy_chat_id(conversation: str) -> str:
    """`chatId` of a group, as chat events carry it beside the conversation id."""
    return f"chat{hashlib.md5(conversation.encode()).hexdigest()}"


def secret(prefix: str = "") -> str:
    return prefix + uuid.uuid4().hex


def _random(size: int) -> str:
    return base64.b64encode(os.urandom(size)).decode()


def _stable(text: str, size: int) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()[:size]).decode().rstrip("=")
