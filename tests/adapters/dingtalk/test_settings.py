"""Half a configuration stops the start, with every fault at once."""

from __future__ import annotations

import pytest

from adapters.dingtalk import DingTalkSettings
from bot.errors import SetupError

GOOD = {"DINGTALK_CLIENT_ID": "ding1", "DINGTALK_CLIENT_SECRET": "s3cret"}


def test_nothing_set_means_no_dingtalk() -> None:
    assert DingTalkSettings.from_env({}) is None
    assert DingTalkSettings.from_env({"DINGTALK_CLIENT_ID": " ", "DINGTALK_DING": "app"}) is None


def test_id_and_secret_are_enough() -> None:
    settings = DingTalkSettings.from_env(GOOD)
    assert settings is not None
    assert (settings.transport, settings.ding, settings.public_template) == ("stream", "none", True)
    assert settings.api_url == "https://api.dingtalk.com"
    assert settings.tenant == "ding1"


def test_the_organisation_is_named_by_its_corp_id_where_known() -> None:
    settings = DingTalkSettings.from_env({**GOOD, "DINGTALK_CORP_ID": "dingcorp"})
    assert settings is not None and settings.tenant == "dingcorp"


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(SetupError) as error:
        DingTalkSettings.from_env(
            {
                "DINGTALK_CLIENT_ID": "ding1",
                "DINGTALK_TRANSPORT": "pigeon",
                "DINGTALK_EVENT_AES_KEY": "short",
                "DINGTALK_EVENT_TOKEN": "x",
                "DINGTALK_DING": "shout",
                "DINGTALK_PUBLIC_TEMPLATE": "maybe",
                "DINGTALK_API_QUOTA": "0",
                "DINGTALK_MAX_AGE": "1e9",
                "DINGTALK_API_URL": "http://api.dingtalk.com",
            }
        )
    named = [fault.split()[0] for fault in error.value.faults]
    assert named == [
        "DINGTALK_CLIENT_SECRET", "DINGTALK_TRANSPORT", "DINGTALK_EVENT_AES_KEY",
        "DINGTALK_EVENT_TOKEN", "DINGTALK_DING", "DINGTALK_PUBLIC_TEMPLATE",
        "DINGTALK_API_QUOTA", "DINGTALK_MAX_AGE", "DINGTALK_API_URL",
    ]


def test_http_needs_a_proof_for_each_of_its_doors() -> None:
    with pytest.raises(SetupError) as error:
        DingTalkSettings.from_env({**GOOD, "DINGTALK_TRANSPORT": "http"})
    assert len(error.value.faults) == 3


def test_secrets_do_not_show() -> None:
    secrets = {
        "DINGTALK_EVENT_TOKEN": "tokentoken",
        "DINGTALK_EVENT_AES_KEY": "a" * 43,
        "DINGTALK_CARD_SECRET": "cardsecret",
    }
    shown = repr(DingTalkSettings.from_env({**GOOD, **secrets}))
    assert not [secret for secret in ("s3cret", *secrets.values()) if secret in shown]
