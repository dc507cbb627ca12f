""".env.example against what the rooms really read from the environment."""

from __future__ import annotations

import re

import pytest
from dotenv import dotenv_values

from adapters.dingtalk.settings import DingTalkSettings
from adapters.feishu.settings import FeishuSettings
from adapters.wecom.settings import WeComSettings
from bot.settings import Settings
from storage.settings import StorageSettings
from tests.architecture.rooms import ROOMS, ROOT, files, literals, name_of

EXAMPLE = ROOT / ".env.example"
NAME = re.compile(r"[A-Z]+(?:_[A-Z]+)+")
SHARED = {"PUBLIC_URL"}  # read by several rooms


def read_names() -> set[str]:
    """Every name a settings module asks the environment for."""
    found: set[str] = set()
    for path in files(*ROOMS):
        if path.name != "settings.py" or "def from_env" not in path.read_text("utf-8"):
            continue
        names = {text for _, text in literals(path) if NAME.fullmatch(text)}
        room, _, platform = name_of(path.parent).partition("/")
        if room == "adapters":  # parts of names stand there too: AES_KEY
            names = {n for n in names if n.startswith(f"{platform.upper()}_") or n in SHARED}
        found |= names
    return found


def values() -> dict[str, str]:
    """The example as a bot started with it would see it."""
    return {name: value or "" for name, value in dotenv_values(EXAMPLE).items()}


def test_the_modules_are_found_at_all() -> None:
    assert {"HTTP_PORT", "POOL_SIZE", "FEISHU_APP_ID", "WECOM_BOT_NAME"} <= read_names()


def test_every_setting_that_is_read_stands_in_the_example() -> None:
    assert read_names() - set(values()) == set()


def test_the_example_holds_no_setting_that_nobody_reads() -> None:
    assert set(values()) - read_names() == set()


def test_every_setting_is_explained() -> None:
    lines = EXAMPLE.read_text("utf-8").splitlines()
    unexplained = [
        line
        for number, line in enumerate(lines)
        if "=" in line and not line.startswith("#") and not _explained(lines[:number])
    ]
    assert unexplained == []


def _explained(before: list[str]) -> bool:
    """Whether a comment other than a heading stands above, with only settings between."""
    for line in reversed(before):
        if line.startswith("#"):
            return not line.startswith("# ----")
        if not line:
            return False
    return False


def test_the_example_as_it_is_gives_the_defaults_and_no_messenger() -> None:
    example = values()
    assert Settings.from_env(example) == Settings()
    assert StorageSettings.from_env(example) == StorageSettings()
    assert FeishuSettings.from_env(example) is None
    assert DingTalkSettings.from_env(example) is None
    assert WeComSettings.from_env(example) is None


@pytest.mark.parametrize(
    ("settings", "credentials"),
    [
        (FeishuSettings, {"FEISHU_APP_ID": "cli_1", "FEISHU_APP_SECRET": "s"}),
        (DingTalkSettings, {"DINGTALK_CLIENT_ID": "ding1", "DINGTALK_CLIENT_SECRET": "s"}),
        (WeComSettings, {"WECOM_BOT_ID": "aib1", "WECOM_BOT_SECRET": "s"}),
    ],
)
def test_two_credentials_are_enough_and_the_example_spells_the_defaults(
    settings: type[FeishuSettings | DingTalkSettings | WeComSettings], credentials: dict[str, str]
) -> None:
    assert settings.from_env(values() | credentials) == settings.from_env(credentials)

