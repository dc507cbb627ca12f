// One card as the client draws it: header, text, fields, inputs, buttons. The look is the pane's CSS.
import { content } from "./cardtext.js";
import { el, icon, spinner } from "./dom.js";
import { t } from "./i18n.js";
import { inputFor } from "./inputs.js";
import { richText } from "./richtext.js";
import { callsBack, isEmpty, valuesFor } from "./submits.js";
import { confirmDialog, toast } from "./toast.js";

const isLink = (url) => /^https?:\/\//i.test(url ?? "");

/**
 * ctx: {platform, message, press(button, values) → answer of the click, drafts: Map, text: richText
 *       context, toastHost, look}. `press` throws ApiError.
 */
export function cardNode(card, ctx) {
  const inputs = (card.inputs ?? []).map((input) => ({
    data: input,
    ...inputFor(input, {
      group: ctx.message.id,
      draft: ctx.drafts.get(draftKey(ctx, input)),
      typed: (value) => ctx.drafts.set(draftKey(ctx, input), value),
      changed: (value) => {
        if (callsBack(ctx.platform, input) && !isEmpty(value))
          press({ key: input.name, label: input.label }, { [input.name]: value });
      },
    }),
  }));
  const node = el("article", {
    class: `card colour-${card.colour || "none"}`,
    "data-testid": "card",
    "aria-label": card.title || t("card"),
  });

  async function press(button, only) {
    if (node.dataset.busy) return;
    if (button.confirm && !(await confirmDialog({ ...confirmWords(button), look: ctx.look }))) return;
    node.dataset.busy = button.key || button.label;
    setBusy(node, button, true);
    try {
      const answer = await ctx.press(button, only ?? valuesFor(ctx.platform, button, inputs));
      showAnswer(ctx.toastHost, answer);
      if (answer.ok !== false) inputs.forEach((input) => ctx.drafts.delete(draftKey(ctx, input.data)));
    } catch (problem) {
      toast(ctx.toastHost, t("click_failed", { why: problem.message }), "error");
    } finally {
      delete node.dataset.busy;
      setBusy(node, button, false);
    }
  }

  node.append(...[header(card, ctx), body(card, ctx, inputs), buttonRow(card, press)].filter(Boolean));
  return node;
}

const draftKey = (ctx, input) => `${ctx.message.id}|${input.name}`;

function header(card, ctx) {
  const tags = (card.tags ?? []).filter(Boolean).map((tag) => el("span", { class: "tag" }, tag));
  if (!card.title && !tags.length) return null;
  return el(
    "header",
    { class: "card-head" },
    el(
      "div",
      { class: "card-title-row" },
      el("h4", { class: "card-title" }, richText(card.title, ctx.text)),
      tags.length ? el("span", { class: "tags" }, tags) : null,
    ),
    card.subtitle ? el("div", { class: "card-subtitle" }, card.subtitle) : null,
  );
}

function body(card, ctx, inputs) {
  const parts = [
    ...content(card).map((part) =>
      part.fields
        ? fieldGrid(part.fields, ctx)
        : el("div", { class: "card-line" }, richText(part.line, ctx.text)),
    ),
    inputs.length
      ? el(
          "div",
          { class: "card-inputs" },
          inputs.map((input) => input.node),
        )
      : null,
  ];
  return parts.length && parts.some(Boolean) ? el("div", { class: "card-body" }, parts) : null;
}

function fieldGrid(entries, ctx) {
  return el(
    "dl",
    { class: "card-fields" },
    entries.map(([label, value]) =>
      el(
        "div",
        { class: String(value).length > 14 ? "wide" : "" },
        el("dt", {}, label),
        el("dd", {}, richText(value, ctx.text)),
      ),
    ),
  );
}

function buttonRow(card, press) {
  const all = card.buttons ?? [];
  if (!all.length) return null;
  const menu = all.filter((button) => button.style === "menu");
  const rest = all.filter((button) => button.style !== "menu");
  return el(
    "div",
    { class: "card-buttons" },
    rest.map((button) => buttonNode(button, press)),
    menu.length
      ? el(
          "details",
          { class: "card-menu" },
          el("summary", { class: "card-button", "aria-label": t("more") }, "···"),
          el(
            "div",
            { class: "card-menu-list" },
            menu.map((button) => buttonNode(button, press)),
          ),
        )
      : null,
  );
}

function buttonNode(button, press) {
  const props = {
    class: `card-button style-${styleOf(button.style)}`,
    "data-testid": "card-button",
    "data-key": button.key ?? "",
  };
  if (isLink(button.url) && !button.disabled) {
    return el(
      "a",
      { ...props, href: button.url, target: "_blank", rel: "noopener noreferrer" },
      button.label,
      icon("link", 13),
    );
  }
  return el(
    "button",
    { ...props, type: "button", disabled: Boolean(button.disabled), onclick: () => press(button) },
    button.label,
  );
}

// Feishu and DingTalk name styles, WeCom numbers them (wecom.md §4.2: 1–4).
function styleOf(style) {
  const text = String(style ?? "default").toLowerCase();
  if (/danger|red|^3$/.test(text)) return "danger";
  if (/primary|blue|submit|^1$/.test(text)) return "primary";
  return "default";
}

function setBusy(node, button, busy) {
  for (const each of node.querySelectorAll("[data-testid=card-button]")) {
    if (each.textContent.trim() !== button.label || each.dataset.key !== (button.key ?? "")) continue;
    each.setAttribute("aria-busy", String(busy));
    each.querySelector(".spinner")?.remove();
    if (busy) each.prepend(spinner());
  }
  node.classList.toggle("waiting", busy);
}

function confirmWords(button) {
  const { confirm } = button;
  if (typeof confirm === "object") return { title: confirm.title, text: confirm.text };
  return { title: typeof confirm === "string" ? confirm : t("confirm_press", { label: button.label }) };
}

/** The click's answer as the clicking person's client shows it. */
function showAnswer(host, answer) {
  if (isLink(answer.url)) window.open(answer.url, "_blank", "noopener");
  const failed = answer.ok === false || Boolean(answer.error);
  const words = [answer.toast, answer.error].filter(Boolean).map(textOf);
  const kind = answer.toast_type ?? answer.toast?.type ?? "success";
  if (words.length) toast(host, [...new Set(words)].join("\n"), failed ? "error" : kind);
}

const textOf = (said) =>
  typeof said === "string" ? said : (said.content ?? said.text ?? JSON.stringify(said));
