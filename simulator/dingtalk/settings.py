"""What the developer console of this app holds (dingtalk.md §1.2, §2.1, §3, §6.4)."""

from dataclasses import dataclass, field
from typing import Any

from simulator.dingtalk import templates
from simulator.dingtalk.templates import Template
from simulator.world import BadWorld

SCOPES = (
    "qyapi_robot_sendmsg",
    "Card.Instance.Write",
    "Card.Streaming.Write",
    "Premium.Ding.Write",
    "qyapi_get_member",
    "qyapi_get_department_member",
    "fieldMobile",
    "fieldEmail",
    "Contact.User.Read",
    "Contact.User.mobile",
)
# Everything the app may subscribe to; read receipts would fill the push quota.
EVENTS = frozenset(
    {
        "chat_add_member", "chat_remove_member", "chat_quit", "chat_update_title",
        "chat_update_owner", "chat_disband", "robot_msg_recall", "user_leave_org",
        "user_modify_org",
    }
)  # fmt: skip


CREDENTIALS = (
    "client_id", "client_secret", "corp_id", "event_token", "event_aes_key", "card_secret",
)  # fmt: skip


@dataclass
class Settings:
    """`event_url` is only ever a URL that answered the check_url push, or the preset one."""

    client_id: str
    client_secret: str
    corp_id: str
    event_token: str
    event_aes_key: str
    card_secret: str
    template: Template | None
    transport: str = "stream"
    robot_url: str = ""
    event_url: str = ""
    published: bool = True
    public_templates: bool = True
    api_command_links: bool = False
    events: frozenset[str] = EVENTS
    scopes: set[str] = field(default_factory=lambda: set(SCOPES))
    redirect_uris: list[str] = field(default_factory=list)
    ding_quota: dict[str, int] = field(default_factory=lambda: {"sms": 0, "phone": 0})

    def find_template(self, template_id: object) -> Template | None:
        if self.template is not None and self.template.id == template_id:
            return self.template
        if not self.public_templates or not isinstance(template_id, str):
            return None
        return templates.PUBLIC.get(template_id)


def from_world(app: dict[str, Any], bot_url: str | None) -> Settings:
    """The app of a world file; with a bot address it starts in HTTP mode, its URLs filled in.

    Raises BadWorld if a credential is missing.
    """
    missing = [name for name in CREDENTIALS if not app.get(name)]
    if missing:
        raise BadWorld(f"apps.dingtalk: missing {', '.join(missing)}")
    template_id = app.get("card_template_id") or templates.OWN_TEMPLATE_ID
    settings = Settings(
        client_id=app["client_id"],
        client_secret=app["client_secret"],
        corp_id=app["corp_id"],
        event_token=app["event_token"],
        event_aes_key=app["event_aes_key"],
        card_secret=app["card_secret"],
        template=templates.own_template(template_id),
        redirect_uris=list(app.get("redirect_uris") or []),
    )
    if bot_url:
        settings.transport = "http"
        settings.robot_url = f"{bot_url}/dingtalk/robot"
        settings.event_url = f"{bot_url}/dingtalk/events"
    return settings
