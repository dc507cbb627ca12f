// One card as the client draws it: header, text, fields, inputs, buttons. The look is the pane's CSS.
import { el, icon, spinner } from "./dom.js";
import { t } from "./i18n.js";
import { inputFor } from "./inputs.js";
import { richText } from "./richtext.js";
import { confirmDialog, toast } from "./toast.js";

const isLink = (url) => /^https?:\/\//i.test(url ?? "");

/**
 * ctx: {message, press(button, values) → answer of the click, drafts: Map, text: richText context,
 *       toastHost, look}. `press` throws ApiError.
 */
export function cardNode(card, ctx) {
  const inputs = (card.inputs ?? []).map((input) => inputFor(input, {
    group: ctx.message.id,
    draft: ctx.drafts.get(draftKey(ctx, input)),
    typed: (value) => ctx.drafts.set(draftKey(ctx, input), value),
    changed: (value) => { if (callsBack(input)) press({ key: input.key ?? input.name, label: input.label }, { [input.name]: value }); },
  }));
  const node = el("article", { class: `card colour-${card.colour || "none"}`, "data-testid": "card",
    "aria-label": card.title || t("card") });

  async function press(button, only) {
    if (node.dataset.busy) return;
    const values = only ?? valuesFor(button, card, inputs);
    const missing = only ? null : missingInput(button, card, inputs, values);
    if (missing) {
      toast(ctx.toastHost, t("required", { label: missing.label }), "error");
      missing.node.querySelector("input,select,textarea,summary")?.focus();
      return;
    }
    if (button.confirm && !(await confirmDialog({ ...confirmWords(button.confirm), look: ctx.look }))) return;
    node.dataset.busy = button.key ?? button.label;
    setBusy(node, button, true);
    try {
      const answer = await ctx.press(button, values);
      showAnswer(ctx.toastHost, answer);
      if (answer.ok !== false) for (const input of card.inputs ?? []) ctx.drafts.delete(draftKey(ctx, input));
    } catch (problem) {
      toast(ctx.toastHost, t("click_failed", { why: problem.message }), "error");
    } finally {
      delete node.dataset.busy;
      setBusy(node, button, false);
    }
  }

  node.append(...[
    header(card, ctx), body(card, ctx, inputs), buttonRow(card, press),
    card.hint ? el("footer", { class: "card-hint" }, richText(card.hint, ctx.text)) : null,
  ].filter(Boolean));
  return node;
}

const draftKey = (ctx, input) => `${ctx.message.id}|${input.name}`;

// Outside a form some clients send each change at once; the platform half marks such inputs.
const callsBack = (input) => Boolean(input.callback ?? input.immediate);

function header(card, ctx) {
  const tags = (card.tags ?? []).map((tag) => {
    const { text, colour } = typeof tag === "string" ? { text: tag } : { text: tag.text ?? tag.label, colour: tag.colour ?? tag.color };
    return el("span", { class: `tag tag-${colour ?? "neutral"}` }, text);
  });
  if (!card.title && !tags.length && !card.source) return null;
  return el("header", { class: "card-head" },
    card.source ? el("div", { class: "card-source" }, card.source.desc ?? card.source.text ?? String(card.source)) : null,
    el("div", { class: "card-title-row" },
      el("h4", { class: "card-title" }, richText(card.title, { ...ctx.text, markdown: false })),
      tags.length ? el("span", { class: "tags" }, tags) : null),
    card.subtitle ? el("div", { class: "card-subtitle" }, card.subtitle) : null);
}

function body(card, ctx, inputs) {
  const emphasis = card.emphasis;
  const parts = [
    card.image ? el("img", { class: "card-image", src: card.image.url ?? card.image, alt: card.image.alt ?? "" }) : null,
    emphasis ? el("div", { class: "card-emphasis" }, el("b", {}, emphasis.title), el("span", {}, emphasis.desc)) : null,
    card.lines?.length ? el("div", { class: "card-lines" }, card.lines.map((text) =>
      el("div", { class: "card-line" }, richText(text, ctx.text)))) : null,
    fieldGrid(card.fields, ctx),
    inputs.length ? el("div", { class: "card-inputs" }, inputs.map((input) => input.node)) : null,
  ].filter(Boolean);
  return parts.length ? el("div", { class: "card-body" }, parts) : null;
}

function fieldGrid(fields, ctx) {
  const entries = Object.entries(fields ?? {});
  if (!entries.length) return null;
  return el("dl", { class: "card-fields" }, entries.map(([label, value]) =>
    el("div", { class: String(value).length > 14 ? "wide" : "" }, el("dt", {}, label), el("dd", {}, richText(value, ctx.text)))));
}

function buttonRow(card, press) {
  const all = card.buttons ?? [];
  if (!all.length) return null;
  const menu = all.filter((button) => button.style === "menu");
  const rest = all.filter((button) => button.style !== "menu");
  return el("div", { class: "card-buttons", "data-count": rest.length },
    rest.map((button) => buttonNode(button, press)),
    menu.length ? el("details", { class: "card-menu" }, el("summary", { "aria-label": t("more") }, "···"),
      el("div", { class: "card-menu-list" }, menu.map((button) => buttonNode(button, press)))) : null);
}

function buttonNode(button, press) {
  const props = { class: `card-button style-${styleOf(button.style)}`, "data-testid": "card-button", "data-key": button.key ?? "" };
  if (isLink(button.url)) {
    return el("a", { ...props, href: button.url, target: "_blank", rel: "noopener noreferrer" },
      button.label, icon("link", 13));
  }
  return el("button", { ...props, type: "button", disabled: Boolean(button.disabled),
    title: button.disabled_tips ?? undefined, onclick: () => press(button) }, button.label);
}

function styleOf(style) {
  const text = String(style ?? "default").toLowerCase();
  if (/danger|red|^3$/.test(text)) return "danger";
  if (/primary|blue|submit|^1$/.test(text)) return "primary";
  return "default";
}

function setBusy(node, button, busy) {
  for (const each of node.querySelectorAll("[data-testid=card-button]")) {
    if (each.textContent.trim() === button.label && (each.dataset.key === (button.key ?? ""))) {
      each.classList.toggle("busy", busy);
      each.setAttribute("aria-busy", String(busy));
      each.querySelector(".spinner")?.remove();
      if (busy) each.prepend(spinner());
    }
  }
  node.classList.toggle("waiting", busy);
}

const inSameForm = (button, input) => !input.form || !button.form || input.form === button.form;

function valuesFor(button, card, inputs) {
  const values = {};
  inputs.forEach((input, index) => {
    if (inSameForm(button, card.inputs[index])) values[input.name] = input.read();
  });
  return values;
}

function missingInput(button, card, inputs, values) {
  if (!(button.form || button.submit)) return null;
  return inputs.find((input, index) => input.required && inSameForm(button, card.inputs[index]) && isEmpty(values[input.name]));
}

const isEmpty = (value) => value === "" || value === undefined || (Array.isArray(value) && !value.length);

function confirmWords(confirm) {
  return typeof confirm === "string" ? { title: confirm } : { title: confirm.title, text: confirm.text };
}

/** The click's answer as the clicking person's client shows it. */
function showAnswer(host, answer) {
  if (answer.error) return toast(host, textOf(answer.error), "error");
  if (answer.toast) toast(host, textOf(answer.toast), answer.toast.type ?? (answer.ok === false ? "error" : "success"));
}

const textOf = (said) => (typeof said === "string" ? said : said.content ?? said.text ?? said.message ?? JSON.stringify(said));
