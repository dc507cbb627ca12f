// The list of one person's chats: portrait, name, last words, time, unread count.
import { botAvatar, avatar, groupAvatar } from "./avatar.js";
import { el, replace } from "./dom.js";
import { t } from "./i18n.js";
import { gist } from "./people.js";
import { lastSeen } from "./prefs.js";
import { plainText } from "./richtext.js";
import { listTime, parseTime } from "./time.js";

/** How many messages of others came after the one last seen. */
export function unreadCount(platform, viewer, chat, messages) {
  const seen = lastSeen(platform, viewer, chat);
  const from = seen ? messages.findIndex((message) => message.id === seen) : -1;
  return messages.slice(from + 1).filter((message) => message.sender !== viewer).length;
}

/** state: {platform, directory, viewer, open, feed, now} */
export function drawChatList(host, state, onpick) {
  const { platform, directory, viewer, open, feed, now } = state;
  const chats = directory.chatsOf(viewer);
  const focused = host.contains(document.activeElement) ? document.activeElement.dataset.chat : null;
  replace(
    host,
    chats.length
      ? chats.map((chat) => {
          const messages = feed.list(viewer, chat.id);
          const last = messages.at(-1);
          const unread = chat.id === open ? 0 : unreadCount(platform, viewer, chat.id, messages);
          const title = directory.title(chat, viewer);
          const at = parseTime(last?.at);
          const speaker =
            last && chat.kind === "group" && last.sender !== viewer ? `${directory.name(last.sender)}: ` : "";
          return el(
            "button",
            {
              type: "button",
              class: "chat-item",
              "data-testid": "chat-item",
              "data-chat": chat.id,
              "data-kind": chat.kind,
              "data-unread": String(unread),
              "aria-current": chat.id === open ? "true" : null,
              onclick: () => onpick(chat.id),
            },
            portrait(chat, directory, viewer),
            el(
              "span",
              { class: "chat-text" },
              el(
                "span",
                { class: "chat-top" },
                el("span", { class: "chat-name" }, title),
                el("span", { class: "chat-time" }, at ? listTime(at, now()) : ""),
              ),
              last ? el("span", { class: "chat-last" }, speaker + gist(last, plainText)) : null,
            ),
            unread
              ? el(
                  "span",
                  { class: "badge", "aria-label": t("today_unread", { n: unread }) },
                  unread > 99 ? "99+" : unread,
                )
              : null,
          );
        })
      : el("p", { class: "empty" }, t("no_chats")),
  );
  if (focused) host.querySelector(`[data-chat="${CSS.escape(focused)}"]`)?.focus();
}

export function portrait(chat, directory, viewer, size = 36) {
  if (chat.kind === "group") return groupAvatar(directory.members(chat), size);
  const other = directory.partner(chat, viewer);
  return other ? avatar(other, directory.name(other), size) : botAvatar(size);
}
