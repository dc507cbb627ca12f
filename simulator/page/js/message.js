// One message of a conversation: portrait, name, quote, text, files, card, marks, actions.
import { avatar, botAvatar } from "./avatar.js";
import { cardNode } from "./card.js";
import { el, icon } from "./dom.js";
import { fileTiles } from "./files.js";
import { t } from "./i18n.js";
import { gist, isBot } from "./people.js";
import { plainText, richText } from "./richtext.js";

/**
 * ctx: {directory, viewer(), find(id) → message, press, drafts, toastHost, look, onreply(message)}
 */
export function messageNode(message, ctx) {
  if (message.recalled) {
    return el("div", { class: "notice", "data-testid": "message", "data-id": message.id }, t("recalled"));
  }
  const { directory } = ctx;
  const viewer = ctx.viewer();
  const bot = isBot(message.sender) || !directory.person(message.sender); // group webhooks too
  const mine = message.sender === viewer;
  const name = directory.name(message.sender);
  const text = { markdown: bot, names: directory.mentionNames, me: directory.name(viewer) };
  const bubble = message.text || message.quote
    ? el("div", { class: "bubble" }, quoteNode(message.quote, ctx),
      message.text ? el("div", { class: "text" }, richText(message.text, text)) : null)
    : null;
  return el("div", { class: `message ${mine ? "mine" : "theirs"}${bot ? " from-bot" : ""}`, "data-testid": "message",
    "data-id": message.id, "data-sender": message.sender },
    bot ? botAvatar() : avatar(message.sender, name),
    el("div", { class: "message-main" },
      mine ? null : el("div", { class: "sender" }, name, bot ? el("span", { class: "bot-tag" }, t("bot_tag")) : null),
      el("div", { class: "content-row" },
        el("div", { class: "content" },
          bubble, fileTiles(message.files),
          message.card ? cardNode(message.card, { ...ctx, message, text: { ...text, markdown: true },
            press: (button, values) => ctx.press(message, button, values) }) : null),
        el("div", { class: "actions" },
          el("button", { type: "button", class: "action", title: t("reply"), "aria-label": t("reply"), "data-testid": "reply",
            onclick: () => ctx.onreply(message) }, icon("reply", 15)))),
      message.edited_at ? el("span", { class: "edited", "data-testid": "edited" }, t("edited")) : null));
}

function quoteNode(quote, ctx) {
  if (!quote) return null;
  const id = typeof quote === "string" ? quote : quote.id ?? quote.message;
  const found = ctx.find(id) ?? (typeof quote === "object" ? quote : null);
  const who = found?.sender ? ctx.directory.name(found.sender) : "";
  const words = found ? gist(found, plainText) : "…";
  return el("button", { type: "button", class: "quote", onclick: () => ctx.reveal(id) },
    who ? `${who}: ${words}` : words);
}
