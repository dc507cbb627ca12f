// Who and what is in one messenger: names, chats of a person, senders.
import { isPicture } from "./files.js";
import { t } from "./i18n.js";

export class Directory {
  /** described: {people, chats} of GET /sim; botName: the bot's display name. */
  constructor(described, botName) {
    this.update(described, botName);
  }

  update(described, botName) {
    this.people = described.people ?? [];
    this.chats = described.chats ?? [];
    this.botName = described.bot?.name ?? botName ?? "工单助手";
    this.byId = new Map(this.people.map((person) => [person.id, person]));
    this.mentionNames = [...this.people.map((person) => person.name), this.botName, "所有人"];
  }

  person(id) {
    return this.byId.get(id);
  }

  name(sender) {
    if (isBot(sender)) return this.botName;
    return this.byId.get(sender)?.name ?? sender;
  }

  chatsOf(person) {
    const mine = this.chats.filter((chat) => (chat.members ?? []).includes(person));
    if (!mine.some((chat) => chat.kind === "direct")) {
      mine.push({ id: "direct", kind: "direct", name: this.botName, members: [person] });
    }
    return mine.sort((a, b) => (a.kind !== "group") - (b.kind !== "group"));
  }

  directsOf(person) {
    return this.chatsOf(person).filter((chat) => chat.kind !== "group");
  }

  /** The human on the other side of a chat of two; none in a chat with the bot. */
  partner(chat, person) {
    const people = (chat.members ?? []).filter((id) => !isBot(id));
    return people.length === 2 ? people.find((id) => id !== person) : undefined;
  }

  /** What the chat is called for this person: a direct chat carries the other side's name. */
  title(chat, person) {
    if (chat.kind === "group") return chat.name;
    const other = this.partner(chat, person);
    if (other) return this.name(other);
    return chat.name && chat.name !== this.name(person) ? chat.name : this.botName;
  }

  members(chat) {
    return (chat.members ?? []).map((id) => this.byId.get(id)).filter(Boolean);
  }

  withBot(chat, person) {
    return chat.kind !== "group" && !this.partner(chat, person);
  }
}

export const isBot = (sender) => sender === "bot";

/** What a message says in one line, for chat list and quotes. */
export function gist(message, plain) {
  if (message.recalled) return t("recalled");
  if (message.card) return `${t("card")} ${plain(message.card.title || message.text)}`;
  if (message.text) return plain(message.text);
  return message.files?.length ? t(message.files.some(isPicture) ? "photo" : "file") : "";
}
