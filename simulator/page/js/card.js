// One card: its header, the drawing of its view, and what happens when something on it is pressed.
import { el, icon, spinner } from "./dom.js";
import { t } from "./i18n.js";
import { inputFor } from "./inputs.js";
import { plainView } from "./plainview.js";
import { isLink, lineNodes, linkTo } from "./spans.js";
import { callsBack, isEmpty, valuesFor } from "./submits.js";
import { confirmDialog, toast } from "./toast.js";
import { drawNodes } from "./view.js";

/**
 * ctx: {platform, message, press(button, values) → answer of the click, drafts: Map, text: richText
 *       context, toastHost, look}. `press` throws ApiError.
 */
export function cardNode(card, ctx) {
  const view = card.view ?? plainView(card);
  const buttons = card.buttons ?? [];
  const inputs = []; // {data, name, read()} in the order of card.inputs
  const node = el("article", {
    class: `card colour-${view.header?.template || card.colour || "none"}${view.bubble ? " card-bubble" : ""}`,
    "data-testid": "card",
    "aria-label": card.title || t("card"),
  });

  function input(index, label) {
    const data = card.inputs[index];
    const made = inputFor(data, {
      label,
      group: ctx.message.id,
      draft: ctx.drafts.get(draftKey(ctx, data)),
      typed: (value) => ctx.drafts.set(draftKey(ctx, data), value),
      changed: (value) => {
        if (callsBack(ctx.platform, data) && !isEmpty(value))
          press({ key: data.name, label: data.label }, { [data.name]: value });
      },
    });
    inputs.push({ data, name: data.name, read: made.read });
    return made.node;
  }

  async function press(button, only) {
    if (node.dataset.busy) return;
    if (button.confirm && !(await confirmDialog({ ...confirmWords(button), look: ctx.look }))) return;
    node.dataset.busy = button.key || button.label;
    setBusy(node, button, true);
    try {
      const answer = await ctx.press(button, only ?? valuesFor(ctx.platform, button, inputs));
      showAnswer(ctx.toastHost, answer);
      if (answer.ok !== false) inputs.forEach((each) => ctx.drafts.delete(draftKey(ctx, each.data)));
    } catch (problem) {
      toast(ctx.toastHost, t("click_failed", { why: problem.message }), "error");
    } finally {
      delete node.dataset.busy;
      setBusy(node, button, false);
    }
  }

  const drawing = {
    text: ctx.text,
    action: (index) => buttons[index],
    press: (index) => buttons[index] && press(buttons[index]),
    button: (index, look) => (buttons[index] ? buttonNode(buttons[index], look, press) : null),
    input,
  };
  const body = drawNodes(view.body, drawing).filter(Boolean);
  if (view.header) node.append(header(view, drawing));
  if (body.length) node.append(el("div", { class: "card-body", style: gapOf(view) }, body));
  return node;
}

const draftKey = (ctx, input) => `${ctx.message.id}|${input.name}`;
const gapOf = (view) => (Number.isFinite(view.gap) ? { gap: `${view.gap}px` } : {});

function header({ header: head, link }, drawing) {
  const title = lineNodes(head.title, drawing);
  const tags = (head.tags ?? []).map((tag) =>
    el("span", { class: `tag${tag.colour ? ` tag-${tag.colour}` : ""}` }, tag.text),
  );
  return el(
    "header",
    { class: "card-head" },
    el(
      "div",
      { class: "card-title-row" },
      el("h4", { class: "card-title" }, isLink(link) ? linkTo(link, {}, title) : title),
      tags.length ? el("span", { class: "tags" }, tags) : null,
    ),
    head.subtitle?.length ? el("div", { class: "card-subtitle" }, lineNodes(head.subtitle, drawing)) : null,
  );
}

/** look: {size: "small"…, wide: fills its place, chevron: a line that leads on} */
function buttonNode(button, look, press) {
  const kinds = [
    "card-button",
    `style-${String(button.style || "default").toLowerCase()}`,
    look.size ? `size-${look.size}` : "",
    look.wide ? "wide" : "",
  ];
  const props = {
    class: kinds.filter(Boolean).join(" "),
    "data-testid": "card-button",
    "data-key": button.key ?? "",
  };
  if (isLink(button.url) && !button.disabled) {
    return linkTo(button.url, props, button.label, look.chevron ? icon("next", 13) : null);
  }
  return el(
    "button",
    { ...props, type: "button", disabled: Boolean(button.disabled), onclick: () => press(button) },
    button.label,
  );
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

function confirmWords({ confirm, label }) {
  const title = confirm.title || (typeof confirm === "string" ? confirm : t("confirm_press", { label }));
  return { title, text: confirm.text };
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
