// The conversation: keeps one node per message and rebuilds only those that changed.
import { el, icon, replace } from "./dom.js";
import { fingerprint } from "./feed.js";
import { locale, t } from "./i18n.js";
import { messageNode } from "./message.js";
import { messageTime, parseTime } from "./time.js";

const GAP_MS = 5 * 60 * 1000; // a time line is shown after a pause this long
const NEAR_PX = 80;
// What a message looks like depends on these; who has read it, for one, does not redraw it.
const LOOKS = [
  "sender",
  "at",
  "text",
  "markdown",
  "quote",
  "files",
  "links",
  "card",
  "view",
  "edited_at",
  "recalled",
  "pending",
  "urgent_for",
  "only_for",
  "reactions",
];

const look = (message) => LOOKS.map((key) => message[key] ?? null);

export class Thread {
  /** ctx: see message.js, plus now() → Date of the simulated clock. */
  constructor(ctx) {
    this.ctx = { ...ctx, find: (id) => this.byId.get(id), reveal: (id) => this.reveal(id) };
    this.byId = new Map();
    this.nodes = new Map(); // id -> {node, print}
    this.list = el("div", { class: "thread-list", role: "log", "aria-live": "polite" });
    this.pill = el(
      "button",
      { type: "button", class: "pill", hidden: true, onclick: () => this.toBottom() },
      icon("down", 14),
      t("new_below"),
    );
    this.scroller = el("div", { class: "thread", tabIndex: 0, onscroll: () => this.scrolled() }, this.list);
    this.stuck = true;
    // Pictures and cards grow after they were placed.
    new ResizeObserver(() => {
      if (this.stuck) this.toBottom();
    }).observe(this.list);
    this.node = el("div", { class: "thread-box" }, this.scroller, this.pill);
    this.key = null;
  }

  /** key names the open chat; a new key starts afresh at the bottom. */
  show(key, messages) {
    const fresh = key !== this.key;
    if (fresh) {
      this.key = key;
      this.nodes.clear();
    }
    const stick = fresh || this.stuck;
    const grew = messages.some((message) => !this.nodes.has(message.id));
    this.byId = new Map(messages.map((message) => [message.id, message]));
    const wanted = messages.length
      ? this.entries(messages)
      : [el("div", { class: "empty" }, t("empty_chat"))];
    const typing = this.focusedField();
    this.place(wanted);
    typing?.();
    if (stick) this.toBottom();
    else if (grew) this.pill.hidden = false;
  }

  entries(messages) {
    const now = this.ctx.now();
    const wanted = [];
    let last = null;
    for (const message of messages) {
      const at = parseTime(message.at);
      if (at && (!last || Math.abs(at - last) > GAP_MS)) {
        wanted.push(
          this.keep(`time|${message.id}`, messageTime(at, now, locale()), (text) =>
            el("div", { class: "time-line" }, text),
          ),
        );
      }
      last = at ?? last;
      wanted.push(this.keep(message.id, look(message), () => messageNode(message, this.ctx)));
    }
    return wanted;
  }

  keep(id, data, make) {
    const print = fingerprint(data);
    const kept = this.nodes.get(id);
    if (kept?.print === print) return kept.node;
    const node = make(data);
    if (kept) node.classList.add("changed");
    this.nodes.set(id, { node, print });
    return node;
  }

  // A card redrawn under one's fingers keeps the cursor: answers what puts it back.
  focusedField() {
    const field = this.list.contains(document.activeElement) ? document.activeElement : null;
    const name = field?.closest("[data-name]")?.dataset.name;
    const id = field?.closest("[data-id]")?.dataset.id;
    if (!name || !id) return null;
    return () => {
      if (field.isConnected) return;
      this.nodes
        .get(id)
        ?.node.querySelector(`[data-name="${CSS.escape(name)}"] [data-testid=card-field]`)
        ?.focus();
    };
  }

  // Moves only what is out of place, so that focus and open menus of other messages survive.
  place(wanted) {
    const keep = new Set(wanted);
    for (const child of [...this.list.children]) if (!keep.has(child)) child.remove();
    wanted.forEach((node, index) => {
      if (this.list.children[index] !== node) this.list.insertBefore(node, this.list.children[index] ?? null);
    });
  }

  redraw(messages) {
    const key = this.key;
    this.key = null;
    replace(this.list);
    this.show(key, messages);
  }

  scrolled() {
    const box = this.scroller;
    this.stuck = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX;
    if (this.stuck) this.pill.hidden = true;
  }

  toBottom() {
    this.stuck = true;
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.pill.hidden = true;
  }

  reveal(id) {
    const node = this.nodes.get(id)?.node;
    if (!node) return;
    node.scrollIntoView({ block: "center", behavior: "smooth" });
    node.classList.add("flash");
    setTimeout(() => node.classList.remove("flash"), 1200);
  }
}
