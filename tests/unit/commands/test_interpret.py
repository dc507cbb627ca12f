"""What people type, and what it is understood to mean (product.md §7.1, §8)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.domain import intents as i
from bot.domain.people import AccountId, ChatId
from bot.errors import BadInput
from bot.events import FileRef, Mention, MessageReceived, Quote
from commands.interpret import interpret

LI = AccountId("feishu", "app", "ou_li")
COMMA, COLON, BANG, SLASH = "\uff0c", "\uff1a", "\uff01", "\uff0f"


def said(
    text: str, *, context: i.Context | None = None, direct: bool = False, addressed: bool = True,
    mentions: tuple[Mention, ...] = (), files: tuple[FileRef, ...] = (),
    quote: Quote | None = None,
) -> i.Intent:
    event = MessageReceived(
        key="k", account=LI, chat=ChatId("feishu", "app", "oc"),
        chat_kind="direct" if direct else "group", message="om", text=text,
        at=datetime(2026, 11, 18, tzinfo=UTC), addressed=addressed, mentions=mentions,
        files=files, quote=quote,
    )
    return interpret(event, context or i.Context())


ZHANG = Mention("张三", AccountId("feishu", "app", "ou_zhang"))


@pytest.mark.parametrize(
    "text",
    [
        "/报修 3号楼空调漏水 !紧急 截止 2026-12-01 18:00",
        f"{SLASH}报修 3号楼空调漏水 {BANG}紧急 截止{COLON}2026-12-01 18:00",
        "/new 3号楼空调漏水 !p1 deadline 2026-12-01 18:00",
        "报修 3号楼空调漏水 !urgent 截止 2026-12-01 18:00",
        "、报修 3号楼空调漏水 !紧急 截止 2026-12-01 18:00",
        "\u200b/报修\u3000 3号楼空调漏水 !紧急 截止 2026-12-01 18:00",
    ],
)
def test_a_filing_line_gives_title_priority_and_deadline(text: str) -> None:
    intent = said(text)
    assert isinstance(intent, i.FileTicket)
    assert intent.text == "3号楼空调漏水"
    assert intent.priority == 1
    assert intent.deadline == "2026-12-01 18:00"


def test_options_may_stand_in_any_order_and_over_lines() -> None:
    intent = said("/报修 !高 位置 B座1203 漏水了\n分类: 空调\n水一直在滴")
    assert isinstance(intent, i.FileTicket)
    assert (intent.priority, intent.category) == (2, "空调")
    assert "水一直在滴" in intent.text


@pytest.mark.parametrize(
    "text",
    ["三楼打印机卡纸了", "打印机坏了!!", "空调不制冷\uff0c明天下午三点前修好", "wifi 连不上"],
)
def test_one_sentence_to_the_bot_files(text: str) -> None:
    intent = said(text)
    assert isinstance(intent, i.FileTicket) and intent.text == text


def test_a_group_message_without_mention_is_not_for_us() -> None:
    assert isinstance(said("三楼打印机卡纸了", addressed=False), i.Silence)
    assert isinstance(said("接单", addressed=False), i.Silence)


def test_telling_words_file_without_mention_where_the_group_wants_it() -> None:
    intent = said("打印机坏了", addressed=False, context=i.Context(words=("坏了",)))
    assert isinstance(intent, i.FileTicket)


@pytest.mark.parametrize("text", ["128", "#128", "查128", "查 128", "\uff03128", "/128", "工单128"])
def test_a_number_shows_the_ticket(text: str) -> None:
    intent = said(text)
    assert isinstance(intent, i.Show) and intent.ticket == 128


MOVES = [
    ("接单 128", "accept", 128), ("我来", "accept", 0), ("/accept #128", "accept", 128),
    ("抢单128", "accept", 128), ("恢复 128", "resume", 128), ("验收 128", "approve", 128),
    ("撤单", "cancel", 0), ("发错了", "cancel", 0), ("重开 128 又漏了", "reopen", 128),
    ("没修好", "send_back", 0), ("拒单 128 不会修", "decline", 128),
    ("修好了", "resolve", 0), ("完成 128 换了水管", "resolve", 128),
]  # fmt: skip


@pytest.mark.parametrize(("text", "verb", "number"), MOVES)
def test_words_walk_the_ticket(text: str, verb: str, number: int) -> None:
    intent = said(text)
    assert isinstance(intent, i.Move)
    assert (intent.verb, intent.ticket) == (verb, number)


def test_a_result_and_a_reason_are_kept() -> None:
    done = said("完成 128 换了水管")
    assert isinstance(done, i.Move) and done.result == "换了水管"
    refused = said("拒单 128 不会修")
    assert isinstance(refused, i.Move) and refused.reason == "不会修"


@pytest.mark.parametrize(
    "text", ["转单 128 @张三 技能不符", "转给@张三 128 技能不符", "/transfer 128 @张三 技能不符"]
)
def test_a_transfer_names_person_and_reason(text: str) -> None:
    intent = said(text, mentions=(ZHANG,))
    assert isinstance(intent, i.Move) and intent.to is not None
    assert (intent.verb, intent.ticket, intent.reason) == ("transfer", 128, "技能不符")
    assert intent.to.account == ZHANG.account


def test_a_transfer_by_plain_name() -> None:
    intent = said("转给李四")
    assert isinstance(intent, i.Move) and intent.to is not None
    assert intent.to.name == "李四"


def test_hold_reads_reason_and_wake_up_time() -> None:
    intent = said("挂起 128 待件 到周五")
    assert isinstance(intent, i.Move)
    assert (intent.verb, intent.reason, intent.until) == ("hold", "parts", "周五")
    later = said("挂起到周五 9点")
    assert isinstance(later, i.Move) and later.until == "周五 9点"
    parts = said("等配件")
    assert isinstance(parts, i.Move) and parts.reason == "parts"


@pytest.mark.parametrize("text", ["谢谢", "收到", "OK", "好的", "👍", "辛苦了!", "嗯嗯"])
def test_thanks_change_nothing(text: str) -> None:
    intent = said(text)
    assert isinstance(intent, i.Talk) and intent.kind == "thanks"


@pytest.mark.parametrize(
    ("text", "kind"),
    [("你好", "hello"), ("在吗", "hello"), ("help", "help"), ("?", "hello"), ("", "hello"),
     ("你是机器人吗", "who"), ("讲个笑话", "who"), ("太慢了", "complain"), ("急!!!", "urgent"),
     ("急\uff01\uff01", "urgent")],
)  # fmt: skip
def test_small_talk(text: str, kind: str) -> None:
    intent = said(text)
    assert isinstance(intent, i.Talk) and intent.kind == kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [("我的工单", "mine"), ("待办", "todo"), ("超时单", "overdue"), ("进度", "mine"),
     ("抢单池", "pool"), ("/mine", "mine")],
)  # fmt: skip
def test_lists(text: str, kind: str) -> None:
    intent = said(text)
    assert isinstance(intent, i.Browse) and intent.kind == kind


def test_search_words() -> None:
    intent = said("查单 空调 漏水")
    assert isinstance(intent, i.Browse)
    assert (intent.kind, intent.words) == ("search", "空调 漏水")


@pytest.mark.parametrize(
    ("text", "nearest"), [("/派但 128", "派单"), ("/工但 128", "工单"), ("/acept 128", "接单")]
)
def test_a_typo_offers_the_nearest_command(text: str, nearest: str) -> None:
    intent = said(text)
    assert isinstance(intent, i.Unknown) and intent.nearest == nearest
    assert intent.corrected == f"{nearest} 128"


def test_a_longer_name_with_a_typo_is_not_taken_for_a_shorter_one() -> None:
    for text in ("/升级连 设备维修", "/升级连"):
        intent = said(text)
        assert isinstance(intent, i.Unknown)
        assert intent.corrected == text.replace("/升级连", "升级链")
    for text in ("/升级吧", "/升级128", "/升级 连", "/退回派错人了"):
        assert isinstance(said(text), i.Move | i.Escalate)


def test_a_filing_that_only_sounds_right_files() -> None:
    intent = said("/保修空调坏了")
    assert isinstance(intent, i.FileTicket) and intent.text == "空调坏了"
    intent = said("保修单在哪里拿")
    assert isinstance(intent, i.FileTicket) and intent.text == "保修单在哪里拿"


def test_nothing_like_a_command_offers_nothing() -> None:
    intent = said("/qwxyz")
    assert isinstance(intent, i.Unknown) and intent.nearest == ""


def test_filing_alone_asks_for_the_form() -> None:
    assert isinstance(said("报修"), i.Ask)
    assert isinstance(said("/报修"), i.Ask)


def test_a_quoted_message_is_the_request() -> None:
    intent = said("报修", quote=Quote("om_1", "会议室投影仪不亮"))
    assert isinstance(intent, i.FileTicket) and "会议室投影仪不亮" in intent.text


def test_a_photo_alone_asks_one_question_and_the_answer_files_with_it() -> None:
    photo = FileRef("img_1", "photo.jpg", "image/jpeg")
    first = said("", files=(photo,))
    assert isinstance(first, i.Talk) and first.kind == "photo"
    files = {"files": [["img_1", "photo.jpg", "image/jpeg"]]}
    second = said("二楼会议室灯不亮", context=i.Context(dialog=("photo", files)))
    assert isinstance(second, i.FileTicket)
    assert [f.ref for f in second.files] == ["img_1"]


def test_words_on_a_ticket_card_are_a_comment_and_a_command_acts_on_it() -> None:
    quoted = i.Context(quoted=128)
    remark = said("我下午到", context=quoted)
    assert isinstance(remark, i.Remark) and remark.ticket == 128
    accept = said("接单", context=quoted)
    assert isinstance(accept, i.Move) and accept.ticket == 128


FORM = {
    "verb": "hold", "ticket": 7, "version": 3, "at": 0, "answers": {},
    "inputs": [
        {"name": "reason", "label": "原因", "kind": "select", "hint": "", "required": True,
         "options": [["待件", "parts"], ["等报修人", "requester"]]},
        {"name": "until", "label": "何时", "kind": "datetime", "hint": "", "required": False,
         "options": []},
    ],
}  # fmt: skip


def test_a_spoken_form_is_answered_question_by_question() -> None:
    first = said("1", context=i.Context(dialog=("form", FORM)))
    assert isinstance(first, i.Continue)
    assert first.data["answers"] == {"reason": "parts"} and first.data["at"] == 1
    last = said("明天上午9点", context=i.Context(dialog=("form", first.data)))
    assert isinstance(last, i.Move)
    assert (last.verb, last.ticket, last.reason, last.until) == ("hold", 7, "parts", "明天上午9点")


def test_a_spoken_form_can_be_given_up_and_asks_again_for_a_wrong_choice() -> None:
    assert isinstance(said("取消", context=i.Context(dialog=("form", FORM))), i.Dismiss)
    with pytest.raises(BadInput):
        said("9", context=i.Context(dialog=("form", FORM)))


def test_a_number_chooses_what_was_offered() -> None:
    offered = i.Context(dialog=("choices", {"actions": ["accept.5.2", "show.5.0.what=menu"]}))
    chosen = said("1", context=offered)
    assert isinstance(chosen, i.Move) and (chosen.verb, chosen.ticket) == ("accept", 5)


HOSTILE = [
    "/" * 5000, "@" * 5000, "#" * 5000, "报修 " + "截止 " * 2000, "\u202e" + "修" * 9000,
    "'; DROP TABLE ticket; --", "<at user_id=\"all\">", "\x00\x01", "🦊" * 3000, "!紧急" * 1000,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_understood_as_something(text: str) -> None:
    assert isinstance(said(text), i.Intent)
