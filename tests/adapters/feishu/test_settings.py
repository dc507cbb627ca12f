"""Half a configuration stops the start, with every fault at once."""

from __future__ import annotations

import pytest

from adapters.feishu import FeishuSettings
from bot.errors import SetupError

GOOD = {"FEISHU_APP_ID": "cli_1", "FEISHU_APP_SECRET": "s3cret"}


def test_nothing_set_means_no_feishu() -> None:
    assert FeishuSettings.from_env({}) is None
    assert FeishuSettings.from_env({"FEISHU_APP_ID": " ", "FEISHU_URGENT": "app"}) is None


def test_id_and_secret_are_enough_for_the_long_connection() -> None:
    settings = FeishuSettings.from_env(GOOD)
    assert settings is not None
    assert settings.transport == "websocket" and settings.urgent == "none"
    assert settings.base_url == "https://open.feishu.cn"
    assert settings.accounts_url == "https://accounts.feishu.cn"


def test_lark_is_another_base_address() -> None:
    settings = FeishuSettings.from_env(
        {**GOOD, "FEISHU_BASE_URL": "https://open.larksuite.com/"}
    )
    assert settings is not None
    assert settings.base_url == "https://open.larksuite.com"
    assert settings.accounts_url == "https://accounts.larksuite.com"


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(SetupError) as error:
        FeishuSettings.from_env(
            {
                "FEISHU_APP_ID": "cli_1",
                "FEISHU_TRANSPORT": "pigeon",
                "FEISHU_URGENT": "shout",
                "FEISHU_MAX_AGE": "0",
                "FEISHU_HEAR_ALL": "maybe",
                "FEISHU_BASE_URL": "http://open.feishu.cn",
            }
        )
    named = [fault.split()[0] for fault in error.value.faults]
    assert named == [
        "FEISHU_APP_SECRET", "FEISHU_TRANSPORT", "FEISHU_URGENT", "FEISHU_MAX_AGE",
        "FEISHU_HEAR_ALL", "FEISHU_BASE_URL",
    ]


def test_http_without_any_proof_of_the_sender_is_refused() -> None:
    with pytest.raises(SetupError, match="ENCRYPT_KEY"):
        FeishuSettings.from_env({**GOOD, "FEISHU_TRANSPORT": "http"})


def test_plain_http_is_allowed_inside_the_house_only() -> None:
    for base in ("http://127.0.0.1:8900/feishu", "http://simulator:8900/feishu"):
        assert FeishuSettings.from_env({**GOOD, "FEISHU_BASE_URL": base})
    for base in ("http://1.2.3.4", "ftp://x", "open.feishu.cn"):
        with pytest.raises(SetupError):
            FeishuSettings.from_env({**GOOD, "FEISHU_BASE_URL": base})


def test_secrets_do_not_show() -> None:
    settings = FeishuSettings("cli_1", "s3cret", "k3y", "t0ken")
    for secret in ("s3cret", "k3y", "t0ken"):
        assert secret not in repr(settings)
