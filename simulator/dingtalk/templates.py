"""Card templates this organisation can use, and what each of their variables looks like.

The vendor's public templates and the form of its examples are from dingtalk.md §6.4 A; the bot's
own template has the variables `title, content, status, btns, form` of §6.4 B and §6.8.
"""

from dataclasses import dataclass

OWN_TEMPLATE_ID = "bihuan-ticket-0001.schema"
MARKDOWN_BUTTONS = "1366a1eb-bc54-4859-ac88-517c56a9acb1.schema"
MARKDOWN_ONLY = "589420e2-c1e2-46ef-a5ed-b8728e654da9.schema"
AI_MARKDOWN = "382e4302-551d-4880-bf29-a30acfab2e71.schema"
AI_CARD = "02fcf2f4-5e02-4a85-b672-46d1f715543e.schema"
EXAMPLE_FORM = "280f6d7a-63bc-4905-bf3f-4c6d95e5166b.schema"


@dataclass(frozen=True)
class Template:
    """`markdown`, `button_list`, `button_group`, `form`, `tag`: which variable feeds each part."""

    id: str
    markdown: str = ""
    button_list: str = ""  # JSON object with "msgButtons" (and "order" in AI templates)
    button_group: str = ""  # JSON list of the type buttonGroup
    form: str = ""
    tag: str = ""
    title: str = "title"
    note: str = ""
    ai: bool = False
    published: bool = True


PUBLIC = {
    template.id: template
    for template in (
        Template(
            MARKDOWN_BUTTONS, markdown="markdown", button_list="sys_full_json_obj", note="tips"
        ),
        Template(MARKDOWN_ONLY, markdown="markdown"),
        Template(
            AI_MARKDOWN,
            markdown="msgContent",
            button_list="sys_full_json_obj",
            title="msgTitle",
            ai=True,
        ),
        Template(AI_CARD, markdown="content", title="title", ai=True),
        Template(EXAMPLE_FORM, form="form"),
    )
}


def own_template(template_id: str, published: bool = True) -> Template:
    return Template(
        template_id,
        markdown="content",
        button_group="btns",
        form="form",
        tag="status",
        published=published,
    )
