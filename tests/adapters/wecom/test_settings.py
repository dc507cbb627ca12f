"""Any subset of the bots is a setup; half a bot is a list of faults."""

from __future__ import annotations

import pytest

from adapters.wecom import WeComSettings
from bot.errors import SetupError

KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
BOT = {"WECOM_BOT_ID": "aib1", "WECOM_BOT_SECRET": "s", "WECOM_BOT_NAME": "@工单助手"}
APP = {"WECOM_CORP_ID": "ww1", "WECOM_APP_SECRET": "s", "WECOM_APP_AGENT_ID": "1000002"}
DOOR = {"WECOM_APP_TOKEN": "t", "WECOM_APP_AES_KEY": KEY}
HOOK = {"WECOM_WEBHOOKS": '{"wrA": "https://x/webhook/send?key=k-1", "wrB": "k-2"}'}
CALLBACK = {
    "WECOM_BOT_TRANSPORT": "http", "WECOM_BOT_TOKEN": "t", "WECOM_BOT_AES_KEY": KEY,
}


def test_nothing_set_is_no_messenger() -> None:
    assert WeComSettings.from_env({}) is None
    assert WeComSettings.from_env({"WECOM_CORP_ID": "ww1", "WECOM_API_URL": "https://x"}) is None


@pytest.mark.parametrize("env", [BOT, APP, {**APP, **DOOR}, HOOK, CALLBACK, {**BOT, **APP, **HOOK}])
def test_any_subset_is_a_setup(env: dict[str, str]) -> None:
    found = WeComSettings.from_env(env)
    assert found is not None
    assert (found.bot is not None) == any(name.startswith("WECOM_BOT") for name in env)
    assert (found.app is not None) == any(name.startswith("WECOM_APP") for name in env)
    assert bool(found.webhooks) == ("WECOM_WEBHOOKS" in env)


def test_values_are_read_as_people_paste_them() -> None:
    found = WeComSettings.from_env({**BOT, **HOOK, "PUBLIC_URL": "https://t.example/"})
    assert found is not None and found.bot is not None
    assert found.bot.name == "工单助手" and found.page == "https://t.example"
    assert found.webhooks == {"wrA": "k-1", "wrB": "k-2"}
    assert found.tenant == "aib1"


@pytest.mark.parametrize(
    ("env", "named"),
    [
        ({"WECOM_BOT_ID": "aib"}, ["WECOM_BOT_SECRET"]),
        ({"WECOM_BOT_SECRET": "s"}, ["WECOM_BOT_ID"]),
        ({**CALLBACK, "WECOM_BOT_TOKEN": ""}, ["WECOM_BOT_TOKEN"]),
        ({**BOT, "WECOM_BOT_TRANSPORT": "pigeon"}, ["WECOM_BOT_TRANSPORT"]),
        ({"WECOM_APP_SECRET": "s"}, ["WECOM_CORP_ID", "WECOM_APP_AGENT_ID"]),
        ({**APP, "WECOM_APP_AGENT_ID": "one"}, ["WECOM_APP_AGENT_ID"]),
        ({**APP, "WECOM_APP_TOKEN": "t"}, ["WECOM_APP_AES_KEY"]),
        ({**APP, **DOOR, "WECOM_APP_AES_KEY": "short"}, ["WECOM_APP_AES_KEY"]),
        ({**BOT, "WECOM_WEBHOOKS": "[1]"}, ["WECOM_WEBHOOKS"]),
        ({**BOT, "WECOM_WS_URL": "ws://far.example"}, ["WECOM_WS_URL"]),
        ({**BOT, "WECOM_API_URL": "ftp://x"}, ["WECOM_API_URL"]),
        ({**BOT, "WECOM_MAX_AGE": "0"}, ["WECOM_MAX_AGE"]),
    ],
)
def test_every_fault_is_named(env: dict[str, str], named: list[str]) -> None:
    with pytest.raises(SetupError) as error:
        WeComSettings.from_env(env)
    assert len(error.value.faults) == len(named)
    for fault, name in zip(error.value.faults, named, strict=True):
        assert name in fault


def test_faults_of_all_bots_come_at_once() -> None:
    env = {"WECOM_BOT_ID": "aib", "WECOM_APP_SECRET": "s", "WECOM_WEBHOOKS": "no"}
    with pytest.raises(SetupError) as error:
        WeComSettings.from_env(env)
    assert len(error.value.faults) == 4


def test_secrets_are_not_shown() -> None:
    env = {**APP, **DOOR, **BOT, **HOOK, "WECOM_APP_SECRET": "hush", "WECOM_BOT_SECRET": "hush"}
    shown = repr(WeComSettings.from_env(env))
    assert "hush" not in shown and KEY not in shown and "k-1" not in shown
