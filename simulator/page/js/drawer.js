// A panel that slides in from the right; Escape or its cross closes it.
import { el, icon } from "./dom.js";
import { t } from "./i18n.js";

export function drawer({ id, title, extra, content, onclose }) {
  const node = el(
    "aside",
    {
      class: "drawer",
      "data-testid": id,
      role: "dialog",
      "aria-label": title,
      tabIndex: -1,
      onkeydown: (event) => {
        if (event.key === "Escape") onclose();
      },
    },
    el(
      "header",
      { class: "drawer-head" },
      el("h2", {}, title),
      extra ?? null,
      el(
        "button",
        {
          type: "button",
          class: "icon-button",
          "aria-label": t("close"),
          "data-testid": "drawer-close",
          onclick: onclose,
        },
        icon("close"),
      ),
    ),
    content,
  );
  queueMicrotask(() => node.focus());
  return node;
}
