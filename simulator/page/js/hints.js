// "Try this": what a newcomer can say, as whom and where; a tap makes one that person in the active
// pane, opens the chat and fills the composer. Sending stays with the reader.
import { el, icon } from "./dom.js";
import { t } from "./i18n.js";

// These are words for the bot, so they stay as they are in both languages.
export const EXAMPLES = [
  { person: "lina", chat: "group", words: "@工单助手 /报修 3号楼空调漏水 !紧急 截止 明天18:00" },
  { person: "lina", chat: "group", words: "@工单助手 三楼打印机卡纸了" },
  { person: "zhangwei", chat: "direct", words: "我的工单" },
  { person: "lina", chat: "direct", words: "/报修" },
  { person: "liuyang", chat: "group", words: "@工单助手 谁值班" },
  { person: "lina", chat: "direct", words: "/帮助" },
];

/** onpick({person, chat, words}); nameOf(person id) → the name shown before the words. */
export function hintStrip({ onpick, onhide, nameOf }) {
  return el(
    "div",
    { class: "hint-strip", "data-testid": "hints" },
    el("span", { class: "hint-title" }, icon("bulb", 16), t("try_title")),
    el(
      "div",
      { class: "hint-list" },
      EXAMPLES.map((example) =>
        el(
          "button",
          {
            type: "button",
            class: "hint",
            "data-testid": "hint",
            title: t(example.chat === "group" ? "try_group" : "try_direct", {
              name: nameOf(example.person),
            }),
            onclick: () => onpick(example),
          },
          el("b", {}, nameOf(example.person)),
          example.words,
        ),
      ),
    ),
    el(
      "button",
      {
        type: "button",
        class: "icon-button",
        title: t("try_hide"),
        "aria-label": t("try_hide"),
        onclick: onhide,
      },
      icon("close", 14),
    ),
  );
}
