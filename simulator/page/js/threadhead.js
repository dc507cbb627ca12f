// The line over a conversation: chat list button (narrow panes), portrait, name, number of people.
import { portrait } from "./chatlist.js";
import { el, icon, replace } from "./dom.js";
import { t } from "./i18n.js";

/** onlist(): the reader wants the chat list. */
export function drawThreadHead(host, { chat, directory, viewer, onlist }) {
  const list = el(
    "button",
    {
      type: "button",
      class: "open-list",
      "aria-label": t("open_chats"),
      "data-testid": "open-chats",
      onclick: onlist,
    },
    icon("menu"),
    el("span", { class: "dot", hidden: true }),
  );
  const title = chat ? directory.title(chat, viewer) : t("no_chats");
  replace(
    host,
    list,
    chat ? portrait(chat, directory, viewer, 28) : null,
    el("h3", { "data-testid": "chat-title" }, title),
    chat?.kind === "group" ? members(directory.members(chat)) : null,
  );
}

function members(people) {
  const names = people.map((person) => person.name).join("、");
  return el(
    "span",
    { class: "members", title: names },
    icon("users", 14),
    t("members", { n: people.length }),
  );
}
