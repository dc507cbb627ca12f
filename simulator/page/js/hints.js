// "Try this": messages for a newcomer; a tap fills the composer of the active pane.
import { el, icon } from "./dom.js";
import { t } from "./i18n.js";

// These are words for the bot, so they stay as they are in both languages.
export const EXAMPLES = [
  "@工单助手 /报修 3号楼空调漏水 !紧急 截止 2026-12-01 18:00",
  "@工单助手 三楼打印机卡纸了",
  "/我的工单",
  "谁值班",
];

export function hintStrip({ onpick, onhide }) {
  return el(
    "div",
    { class: "hint-strip", "data-testid": "hints" },
    el("span", { class: "hint-title" }, icon("bulb", 16), t("try_title")),
    el(
      "div",
      { class: "hint-list" },
      EXAMPLES.map((words) =>
        el(
          "button",
          { type: "button", class: "hint", "data-testid": "hint", onclick: () => onpick(words) },
          words,
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
