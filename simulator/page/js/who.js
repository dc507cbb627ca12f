// The "who am I" switcher in a pane's title bar.
import { avatar } from "./avatar.js";
import { el, icon, replace } from "./dom.js";
import { t } from "./i18n.js";

/** people() and current() are asked at each drawing; onpick(personId); unread(personId) → bool for the dot beside a name. */
export function whoSwitcher({ people, current, onpick, unread }) {
  const button = el("button", {
    type: "button",
    class: "who",
    "data-testid": "who",
    "aria-haspopup": "listbox",
    "aria-expanded": "false",
    title: t("switch_person"),
    onclick: () => (menu.hidden ? open() : close()),
  });
  const menu = el("div", { class: "who-menu", role: "listbox", "aria-label": t("whoami"), hidden: true });
  const node = el("div", { class: "who-box", onkeydown }, button, menu);

  function draw() {
    const me = people().find((person) => person.id === current());
    const others = people().some((person) => person.id !== current() && unread(person.id));
    button.setAttribute("aria-label", `${t("whoami")}: ${me?.name ?? ""}`);
    button.dataset.person = current() ?? "";
    replace(
      button,
      me ? avatar(me.id, me.name, 26) : null,
      el("span", { class: "who-name" }, me?.name ?? "—", me?.title ? el("small", {}, me.title) : null),
      icon("down", 14),
      others ? el("span", { class: "dot", role: "img", "aria-label": t("has_unread") }) : null,
    );
    if (menu.hidden) return;
    const focused = document.activeElement?.dataset.person;
    fill();
    menu.querySelector(`[data-person="${CSS.escape(focused ?? "")}"]`)?.focus();
  }

  function fill() {
    replace(
      menu,
      el("div", { class: "who-head" }, t("whoami")),
      people().map((person) =>
        el(
          "button",
          {
            type: "button",
            class: "who-option",
            role: "option",
            "data-testid": "who-option",
            "data-person": person.id,
            "aria-selected": String(person.id === current()),
            onclick: () => {
              close();
              onpick(person.id);
            },
          },
          avatar(person.id, person.name, 30),
          el(
            "span",
            { class: "who-name" },
            person.name,
            el("small", {}, person.title ?? person.department ?? ""),
          ),
          unread(person.id) ? el("span", { class: "dot", role: "img", "aria-label": t("has_unread") }) : null,
        ),
      ),
    );
  }

  function open() {
    menu.hidden = false;
    button.setAttribute("aria-expanded", "true");
    fill();
    menu.querySelector("[aria-selected=true]")?.focus();
    document.addEventListener("pointerdown", outside);
  }

  function close() {
    menu.hidden = true;
    button.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside);
  }

  function outside(event) {
    if (!node.contains(event.target)) close();
  }

  function onkeydown(event) {
    if (menu.hidden) return;
    if (event.key === "Escape") {
      close();
      button.focus();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const options = [...menu.querySelectorAll("[role=option]")];
    const at = options.indexOf(document.activeElement);
    options[(at + step + options.length) % options.length].focus();
  }

  draw();
  return { node, draw };
}
