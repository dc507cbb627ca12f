// One message of a conversation: portrait, name, quote, text, files, card, marks, actions.
import { avatar, botAvatar } from "./avatar.js";
import { cardNode } from "./card.js";
import { lineNodes } from "./spans.js";
import { el, icon } from "./dom.js";
import { fileTiles } from "./files.js";
import { t } from "./i18n.js";
import { gist, isBot } from "./people.js";
import { plainText, richText } from "./richtext.js";

/**
 * ctx: {platform, directory, viewer(), find(id) → message, press, drafts, toastHost, look,
 *       onreply(message), onrecall(message), reveal(id)}
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
  const text = { markdown: false, names: directory.mentionNames, me: directory.name(viewer) };
  return el(
    "div",
    {
      class: `message ${mine ? "mine" : "theirs"}${bot ? " from-bot" : ""}`,
      "data-testid": "message",
      "data-id": message.id,
      "data-sender": message.sender,
    },
    bot ? botAvatar() : avatar(message.sender, name),
    el(
      "div",
      { class: "message-main" },
      mine
        ? null
        : el("div", { class: "sender" }, name, bot ? el("span", { class: "bot-tag" }, t("bot_tag")) : null),
      el(
        "div",
        { class: "content-row" },
        el(
          "div",
          { class: "content" },
          bubble(message, ctx, text),
          fileTiles(message.files),
          message.card
            ? cardNode(message.card, {
                ...ctx,
                message,
                text,
                press: (button, values) => ctx.press(message, button, values),
              })
            : null,
        ),
        el(
          "div",
          { class: "actions" },
          action("reply", "reply", () => ctx.onreply(message)),
          mine ? action("recall", "reset", () => ctx.onrecall(message)) : null,
        ),
      ),
      marks(message, viewer),
    ),
  );
}

const action = (word, picture, onclick) =>
  el(
    "button",
    {
      type: "button",
      class: "action",
      title: t(word),
      "aria-label": t(word),
      "data-testid": word,
      onclick,
    },
    icon(picture, 15),
  );

function bubble(message, ctx, text) {
  const words = message.markdown ?? shownText(message, ctx.platform);
  const drawn = message.view ? () => lineNodes(message.view, { text }) : null;
  const marked = { ...text, markdown: Boolean(message.markdown) };
  if (!words && !message.pending) return quoteNode(message.quote, ctx); // over a card or picture, or none
  return el(
    "div",
    { class: "bubble" },
    quoteNode(message.quote, ctx),
    words
      ? el("div", { class: "text" }, drawn?.() ?? richText(words, marked))
      : null,
    message.links?.length
      ? el(
          "div",
          { class: "links" },
          message.links.map((link) =>
            /^https?:/i.test(link.url)
              ? el(
                  "a",
                  { href: link.url, target: "_blank", rel: "noopener noreferrer" },
                  link.title || link.url,
                )
              : null,
          ),
        )
      : null,
    message.pending ? el("span", { class: "typing", "aria-label": "…" }, el("i"), el("i"), el("i")) : null,
  );
}

/** What stands in the bubble: not a card's summary, not the word for a picture that is shown. */
export function shownText(message, platform) {
  if (message.card && platform === "feishu") return "";
  if (!message.files?.length) return message.text;
  return String(message.text ?? "")
    .split("\n")
    .filter((line) => !/^\[(图片|文件)\]/.test(line.trim()))
    .join("\n");
}

function marks(message, viewer) {
  const shown = [
    message.urgent_for?.includes?.(viewer) ? el("span", { class: "urgent" }, t("urgent")) : null,
    message.only_for ? el("span", { class: "edited" }, t("only_you")) : null,
    message.edited_at ? el("span", { class: "edited", "data-testid": "edited" }, t("edited")) : null,
    ...(message.reactions ?? []).map((reaction) => el("span", { class: "reaction" }, reaction.emoji)),
  ].filter(Boolean);
  return shown.length ? el("div", { class: "marks" }, shown) : null;
}

function quoteNode(quote, ctx) {
  if (!quote) return null;
  const found = ctx.find(quote);
  const words = found ? `${ctx.directory.name(found.sender)}: ${gist(found, plainText)}` : "…";
  return el("button", { type: "button", class: "quote", onclick: () => ctx.reveal(quote) }, words);
}
