// The @ picker over the composer: opens when "@" is typed or by its button.
import { avatar, botAvatar } from "./avatar.js";
import { el, replace } from "./dom.js";
import { t } from "./i18n.js";

const PART = /[@＠]([^\s@＠]*)$/;

/** candidates() → [{id, name, title}], id "bot" for the bot. */
export function mentionPicker(field, candidates) {
  const list = el("div", {
    class: "mention-menu",
    role: "listbox",
    "aria-label": t("at"),
    hidden: true,
    "data-testid": "mention-menu",
  });
  let shown = [];
  let active = 0;

  const typed = () => PART.exec(field.value.slice(0, field.selectionStart));

  function update() {
    const found = typed();
    if (!found) return close();
    const part = found[1];
    shown = candidates().filter((who) => who.name.includes(part) || who.id.startsWith(part.toLowerCase()));
    if (!shown.length || (shown.length === 1 && shown[0].name === part)) return close();
    active = Math.min(active, shown.length - 1);
    list.hidden = false;
    draw();
  }

  function draw() {
    replace(
      list,
      shown.map((who, index) =>
        el(
          "button",
          {
            type: "button",
            class: "mention-option",
            role: "option",
            "data-testid": "mention-option",
            "data-name": who.name,
            "aria-selected": String(index === active),
            tabIndex: -1,
            onpointerdown: (event) => {
              event.preventDefault();
              pick(who);
            },
          },
          who.id === "bot" ? botAvatar(24) : avatar(who.id, who.name, 24),
          who.name,
          who.title ? el("small", {}, who.title) : null,
        ),
      ),
    );
    list.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }

  function pick(who) {
    const end = field.selectionStart;
    const start = end - typed()[0].length;
    field.setRangeText(`@${who.name} `, start, end, "end");
    close();
    field.focus();
    field.dispatchEvent(new Event("input"));
  }

  function close() {
    list.hidden = true;
    shown = [];
    active = 0;
  }

  /** True if the key was for the picker. */
  function key(event) {
    if (list.hidden) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      active = (active + step + shown.length) % shown.length;
      draw();
    } else if (event.key === "Enter" || event.key === "Tab") pick(shown[active]);
    else if (event.key === "Escape") close();
    else return false;
    event.preventDefault();
    return true;
  }

  function open() {
    const before = field.value.slice(0, field.selectionStart);
    field.setRangeText(
      before && !/\s$/.test(before) ? " @" : "@",
      field.selectionStart,
      field.selectionEnd,
      "end",
    );
    field.focus();
    field.dispatchEvent(new Event("input"));
  }

  return { node: list, update, key, open, close };
}
