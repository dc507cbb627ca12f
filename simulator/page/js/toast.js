// Short notes the client shows over a pane, and the confirm dialog.
import { append, el } from "./dom.js";
import { t } from "./i18n.js";

const SHOWN_MS = 3200;

/** kind: success | error | info | warning */
export function toast(host, text, kind = "info") {
  const note = el(
    "div",
    {
      class: `toast toast-${kind}`,
      role: kind === "error" ? "alert" : "status",
      "data-testid": "toast",
      "data-kind": kind,
    },
    el("span", { class: "toast-mark", "aria-hidden": "true" }),
    text,
  );
  host.append(note);
  setTimeout(() => note.classList.add("leaving"), SHOWN_MS);
  setTimeout(() => note.remove(), SHOWN_MS + 300);
}

/** Asks; resolves true or false. `look` is a class so that the dialog matches its pane. */
export function confirmDialog({ title, text, look = "" }) {
  return new Promise((resolve) => {
    const dialog = el("dialog", { class: `confirm ${look}`, "data-testid": "confirm" });
    const finish = (answer) => {
      dialog.close();
      dialog.remove();
      resolve(answer);
    };
    append(dialog, [
      el("h3", {}, title || t("confirm")),
      text ? el("p", {}, text) : null,
      el(
        "div",
        { class: "confirm-row" },
        el(
          "button",
          { type: "button", class: "btn", "data-testid": "confirm-cancel", onclick: () => finish(false) },
          t("cancel"),
        ),
        el(
          "button",
          { type: "button", class: "btn primary", "data-testid": "confirm-ok", onclick: () => finish(true) },
          t("confirm"),
        ),
      ),
    ]);
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      finish(false);
    });
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector(".primary").focus();
  });
}
