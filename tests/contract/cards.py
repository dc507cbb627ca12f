"""Cards that show everything there is to show, and those a platform might choke on."""

from __future__ import annotations

from bot.cards.model import (
    Bold,
    Button,
    Card,
    Colour,
    Divider,
    Field,
    Fields,
    Form,
    Input,
    Link,
    Note,
    Option,
    Picture,
    Row,
    Tag,
    Text,
    Tint,
)

HOSTILE = (
    "<at id=all></at> <at user_id=\"all\">x</at> **bold** ~~gone~~ [click](http://evil.example) "
    "<font color='red'>red</font> `code` :DONE: $x$ | a | b | &#60;at id=all&#62; \\* _it_ "
    "'; DROP TABLE tickets; -- <script>alert(1)</script>"
)


def ticket_card(**changes: object) -> Card:
    """A ticket with two buttons."""
    fields = {
        "title": "#128 空调漏水",
        "colour": Colour.ORANGE,
        "subtitle": "设备组",
        "tags": (Tag("紧急", Colour.RED), Tag("处理中")),
        "blocks": (
            Text(("3号楼空调漏水",)),
            Fields((
                Field("负责人", ("张伟",)),
                Field("截止", ("12-01 18:00",)),
                Field("地点", ("3号楼 501",), short=False),
            )),
            Divider(),
            Note(("由 李娜 提交",)),
        ),
        "buttons": (
            Button("接单", "accept.128.3", "primary"),
            Button("拒绝", "refuse.128.3", "danger", confirm="确定拒绝?"),
        ),
        "summary": "#128 空调漏水 待接单",
    }
    return Card(**{**fields, **changes})  # type: ignore[arg-type]


_KINDS = (Option("空调", "air"), Option("电梯", "lift"))

FORM_CARD = Card(
    title="新工单",
    blocks=(Text(("请填写",)),),
    form=Form(
        "intake",
        (
            Input("title", "标题", required=True, hint="一句话"),
            Input("detail", "描述", "multiline", default="漏水\n很大", limit=2000),
            Input("floor", "楼层", "number", default="3"),
            Input("kind", "类别", "select", default="air", options=_KINDS),
            Input("tags", "标签", "multiselect", options=_KINDS),
            Input("owner", "负责人", "person", options=(Option("张伟", "7"), Option("王强", "8"))),
            Input("due", "截止", "datetime", default="2026-12-01 18:00"),
        ),
        Button("提交", "file.0.0.draft=d42", "primary"),
        Button("取消", "drop.0.0.draft=d42"),
    ),
)

CARDS: dict[str, Card] = {
    "ticket": ticket_card(),
    "every colour": ticket_card(
        blocks=tuple(Text((Tint(colour.value, colour),)) for colour in Colour),
        tags=tuple(Tag(colour.value, colour) for colour in Colour),
    ),
    "links and bold": ticket_card(
        blocks=(Text((Bold(" 重要 "), "看", Link("手册", "https://example.com/a(b)?c=d e"))),),
        buttons=(Button("打开", url="https://example.com/t/128"),),
        url="https://example.com/t/128",
    ),
    "list": Card(
        title="我的工单",
        blocks=tuple(
            Row((Bold(f"#{n}"), f" 第 {n} 个"), Button("查看", f"show.{n}.1")) for n in range(10)
        ),
        buttons=(Button("下一页", "list.0.0.kind=mine&page=2"),),
    ),
    "picture that is missing": ticket_card(blocks=(Picture("0" * 64, "现场.jpg"),)),
    "form": FORM_CARD,
    "empty texts": ticket_card(
        blocks=(Text(("",)), Note(("",)), Fields((Field("空", ("",)),)), Row(("",))),
        subtitle="", tags=(), summary="",
    ),
    "hostile": ticket_card(
        title=HOSTILE, subtitle=HOSTILE, tags=(Tag(HOSTILE),), summary=HOSTILE,
        blocks=(Text((HOSTILE,)), Fields((Field(HOSTILE, (HOSTILE,)),)), Note((HOSTILE,)),
                Row((Bold(HOSTILE), Tint(HOSTILE, Colour.RED)))),
        buttons=(Button(HOSTILE, "accept.128.3", confirm=HOSTILE),),
    ),
    "far too long": ticket_card(
        title="长" * 10_000, subtitle="长" * 10_000, summary="长" * 10_000,
        blocks=(Text(("长" * 60_000,)), Fields((Field("描述", ("很长" * 20_000,)),))),
    ),
    "far too many": ticket_card(
        blocks=tuple(Row((f"#{n}",), Button("查看", f"show.{n}.1")) for n in range(300)),
        buttons=tuple(Button(f"按钮 {n}", f"do.{n}.1") for n in range(20)),
    ),
    "odd characters": ticket_card(
        title="a\u202eb\u200bc\ufeff", blocks=(Text(("x\x00y\x1bz \ud83d half \r\n tab\t",)),),
    ),
}
