// One messenger: title bar with "who am I", chat list, conversation, composer; and its polling.
import { api } from "./api.js";
import { drawChatList, unreadCount } from "./chatlist.js";
import { composer } from "./composer.js";
import { el } from "./dom.js";
import { Feed } from "./feed.js";
import { t } from "./i18n.js";
import { logo } from "./logos.js";
import { Directory } from "./people.js";
import { chooseChat, chosenChat, markSeen, prefs, savePrefs } from "./prefs.js";
import { Thread } from "./thread.js";
import { drawThreadHead } from "./threadhead.js";
import { toast } from "./toast.js";
import { whoSwitcher } from "./who.js";

export class Pane {
  /** described: the platform's part of GET /sim. onunread() is told when marks may have changed. */
  constructor(platform, described, { botName, now, onunread, onproblem }) {
    this.platform = platform;
    this.now = now;
    this.onunread = onunread;
    this.onproblem = onproblem;
    this.feed = new Feed(platform);
    this.drafts = new Map();
    this.turn = 0;
    this.directory = new Directory(described, botName);
    this.choosePerson();
    this.build();
    this.enter(this.viewer);
  }

  choosePerson() {
    const wanted = prefs.who[this.platform] ?? (this.directory.person("lina") ? "lina" : undefined);
    this.viewer = this.directory.person(wanted) ? wanted : this.directory.people[0]?.id;
  }

  build() {
    const { platform } = this;
    this.toasts = el("div", { class: "toasts", "aria-live": "polite" });
    this.who = whoSwitcher({
      people: () => this.directory.people,
      current: () => this.viewer,
      onpick: (id) => this.enter(id),
      unread: (id) => this.hasUnread(id),
    });
    this.list = el("nav", { class: "chat-list", "aria-label": t("chats"), "data-testid": "chat-list" });
    this.head = el("div", { class: "thread-head" });
    this.thread = new Thread({
      platform,
      directory: this.directory,
      viewer: () => this.viewer,
      now: this.now,
      drafts: this.drafts,
      toastHost: this.toasts,
      look: `look-${platform}`,
      onreply: (message) => this.composer.setQuote(message),
      onrecall: (message) => this.recall(message),
      press: (message, button, values) => this.press(message, button, values),
    });
    this.composer = composer({
      candidates: () => this.candidates(),
      botName: () => this.directory.botName,
      toastHost: this.toasts,
      chatTitle: () => (this.chat ? this.directory.title(this.chat, this.viewer) : ""),
      nameOf: (sender) => this.directory.name(sender),
      send: (words) => this.send(words),
    });
    this.node = el(
      "section",
      {
        class: `pane look-${platform}`,
        "data-testid": `pane-${platform}`,
        "data-platform": platform,
        "aria-label": t(platform),
      },
      el("header", { class: "pane-bar" }, logo(platform), el("h2", {}, t(platform)), this.who.node),
      el(
        "div",
        { class: "pane-body" },
        this.list,
        el("div", { class: "shade", onclick: () => this.drawer(false) }),
        el("div", { class: "conversation" }, this.head, this.thread.node, this.composer.node, this.toasts),
      ),
    );
  }

  drawer(open) {
    this.node.classList.toggle("drawer-open", open);
  }

  enter(person) {
    this.viewer = person;
    prefs.who[this.platform] = person;
    savePrefs();
    const chats = this.directory.chatsOf(person);
    const kept = chosenChat(this.platform, person);
    this.open(chats.find((chat) => chat.id === kept)?.id ?? chats[0]?.id);
    this.who.draw();
  }

  open(chatId) {
    this.chat = this.directory.chatsOf(this.viewer).find((chat) => chat.id === chatId);
    if (this.chat) chooseChat(this.platform, this.viewer, chatId);
    this.drawer(false);
    drawThreadHead(this.head, {
      chat: this.chat,
      directory: this.directory,
      viewer: this.viewer,
      onlist: () => this.drawer(true),
    });
    this.composer.retarget();
    this.draw();
    this.pollOpen({ full: true });
    this.pollOthers();
  }

  /** Be this person, open the group or the chat with the bot, and have the words ready. */
  prompt({ person, chat, words }) {
    if (person !== this.viewer && this.directory.person(person)) this.enter(person);
    const wanted = this.directory.chatsOf(this.viewer).find((each) => each.kind === chat);
    if (wanted && this.chat?.kind !== chat) this.open(wanted.id);
    this.composer.fill(words);
  }

  draw() {
    const open = this.chat?.id;
    const messages = open ? this.feed.list(this.viewer, open) : [];
    if (messages.length && document.visibilityState === "visible")
      markSeen(this.platform, this.viewer, open, messages.at(-1).id);
    this.thread.show(`${this.viewer}|${open}`, messages);
    this.drawList();
  }

  drawList() {
    drawChatList(
      this.list,
      {
        platform: this.platform,
        directory: this.directory,
        viewer: this.viewer,
        open: this.chat?.id,
        feed: this.feed,
        now: this.now,
      },
      (id) => this.open(id),
    );
    const waiting = this.unread() > 0;
    this.head.querySelector(".open-list .dot")?.toggleAttribute("hidden", !waiting);
    this.onunread();
  }

  unread() {
    return this.directory
      .chatsOf(this.viewer)
      .filter((chat) => chat.id !== this.chat?.id)
      .reduce(
        (sum, chat) =>
          sum + unreadCount(this.platform, this.viewer, chat.id, this.feed.list(this.viewer, chat.id)),
        0,
      );
  }

  /** For people one is not at the moment: does the bot wait for them? */
  hasUnread(person) {
    if (person === this.viewer) return false;
    return this.directory
      .directsOf(person)
      .some((chat) => unreadCount(this.platform, person, chat.id, this.feed.list(person, chat.id)) > 0);
  }

  candidates() {
    const members =
      this.chat?.kind !== "group"
        ? []
        : this.directory.members(this.chat).filter((person) => person.id !== this.viewer);
    return [{ id: "bot", name: this.directory.botName }, ...members];
  }

  async send({ text, quote, files }) {
    const atBot =
      this.directory.withBot(this.chat, this.viewer) || text.includes(`@${this.directory.botName}`);
    await api.say(this.platform, {
      chat: this.chat.id,
      person: this.viewer,
      text,
      at_bot: atBot,
      ...(quote ? { quote } : {}),
      ...(files.length ? { files } : {}),
    });
    this.feed.heat();
    this.thread.stuck = true;
    await this.pollOpen({ full: true });
  }

  async recall(message) {
    try {
      await api.event(this.platform, { kind: "recall", message: message.id, person: this.viewer });
    } catch (problem) {
      toast(this.toasts, t("recall_failed", { why: problem.message }), "error");
    }
    this.feed.heat();
    await this.pollOpen({ full: true });
  }

  async press(message, button, values) {
    this.feed.heat();
    try {
      return await api.click(this.platform, {
        message: message.id,
        person: this.viewer,
        button: button.key || button.label,
        values,
      });
    } finally {
      await this.pollOpen({ full: true });
    }
  }

  async pollOpen(how = {}) {
    const { viewer, chat } = this;
    if (!chat) return;
    await this.quietly(async () => {
      const peek = document.visibilityState !== "visible";
      const changed = await this.feed.poll(viewer, chat.id, { ...how, peek });
      if (changed && viewer === this.viewer && chat === this.chat) this.draw();
    });
  }

  async pollOthers() {
    const { viewer } = this;
    for (const chat of this.directory.chatsOf(viewer)) {
      if (chat.id === this.chat?.id || viewer !== this.viewer) continue;
      await this.quietly(async () => {
        if (await this.feed.poll(viewer, chat.id, { peek: true })) this.drawList();
      });
    }
  }

  /** One other person per call: so the switcher can show who has news. */
  async pollSomebodyElse() {
    const others = this.directory.people.filter((person) => person.id !== this.viewer);
    if (!others.length) return;
    const person = others[this.turn++ % others.length];
    for (const chat of this.directory.directsOf(person.id)) {
      await this.quietly(async () => {
        if (await this.feed.poll(person.id, chat.id, { peek: true })) this.who.draw();
      });
    }
  }

  async quietly(work) {
    try {
      await work();
      this.onproblem(null);
    } catch (problem) {
      this.onproblem(problem);
    }
  }

  /** Chats or people of the world changed. */
  adopt(described, botName) {
    this.directory.update(described, botName);
    const chats = this.directory.chatsOf(this.viewer);
    if (!this.directory.person(this.viewer)) this.choosePerson();
    else if (chats.some((chat) => chat.id === this.chat?.id)) return this.drawList();
    this.enter(this.viewer);
  }

  /** The simulator went back to its world file. */
  restart(described, botName) {
    this.feed.clear();
    this.drafts.clear();
    this.directory.update(described, botName);
    this.choosePerson();
    const old = this.node;
    this.build();
    old.replaceWith(this.node);
    this.enter(this.viewer);
  }

  /** Words changed language. */
  translate() {
    const old = this.node;
    const words = this.composer.text();
    this.build();
    old.replaceWith(this.node);
    this.enter(this.viewer);
    if (words) this.composer.fill(words);
  }
}
