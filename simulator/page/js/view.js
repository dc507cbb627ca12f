// Draws a card's `view`: the neutral tree that each messenger half makes of what its client draws
// (simulator/feishu/card/view.py names the nodes). The look is the pane's CSS.
import { el, icon } from "./dom.js";
import { t } from "./i18n.js";
import { inkClass, isLink, lineNodes, linkTo, spanNodes } from "./spans.js";

const px = (value) => (Number.isFinite(value) ? `${value}px` : null);
const SIZES = /^(heading(-[0-4])?|x{1,4}-large|x-large|large)$/;

/**
 * ctx: {text: {names, me}, press(index), button(index, {size, wide}) → node, input(index, label) →
 * node, action(index) → the card's button}
 */
export const drawNodes = (nodes, ctx) => (nodes ?? []).map((node) => DRAW[node.kind]?.(node, ctx) ?? null);

const DRAW = {
  markdown: (node, ctx) =>
    el(
      "div",
      { class: textClass("card-line", node), style: aligned(node) },
      lineNodes(node.lines, ctx),
    ),
  note: (node, ctx) =>
    el("div", { class: textClass("card-note", node), style: aligned(node) }, lineNodes(node.lines, ctx)),
  divider: () => el("hr", { class: "card-divider" }),
  group: (node, ctx) => el("div", { class: "card-group" }, drawNodes(node.children, ctx)),
  row: (node, ctx) =>
    el("div", { class: "card-row", style: { gap: px(node.gap) } }, drawNodes(node.children, ctx)),
  columns,
  form: (node, ctx) =>
    el("div", { class: "card-form", role: "group", "data-form": node.name }, drawNodes(node.children, ctx)),
  box,
  collapsible: (node, ctx) =>
    el(
      "details",
      { class: "card-fold", open: node.open },
      el("summary", {}, el("div", {}, lineNodes(node.title, ctx)), icon("down", 14)),
      el("div", { class: "card-fold-body" }, drawNodes(node.children, ctx)),
    ),
  people: (node) =>
    el(
      "div",
      { class: "card-row" },
      node.people.map((person) => el("span", { class: "person-chip" }, person.name)),
    ),
  table: (node) =>
    el(
      "div",
      { class: "card-table" },
      el(
        "table",
        {},
        el("thead", {}, tableRow("th", node.head)),
        el(
          "tbody",
          {},
          node.rows.map((row) => tableRow("td", row)),
        ),
      ),
    ),
  chart: (node) => el("div", { class: "card-chart" }, icon("pulse", 16), node.title),
  image: (node) => picture(node.url, node.alt),
  button: (node, ctx) => ctx.button(node.index, node),
  buttons: (node, ctx) =>
    el(
      "div",
      { class: `card-buttons buttons-${node.layout}` },
      node.indexes.map((index) => ctx.button(index, {})),
    ),
  input: (node, ctx) => ctx.input(node.index, node.label),
  fields: (node, ctx) =>
    el(
      "dl",
      { class: "card-fields" },
      node.items.map((item) =>
        el(
          "div",
          { class: length(item.lines) > 14 ? "wide" : "" },
          el("dt", {}, spanNodes(item.label, ctx)),
          el("dd", {}, lineNodes(item.lines, ctx)),
        ),
      ),
    ),
  source: (node) =>
    el("div", { class: "card-source" }, el("span", { class: `tag ${inkClass(node.colour)}` }, node.text)),
  menu: (node, ctx) =>
    el(
      "details",
      { class: "card-menu" },
      el("summary", { class: "card-button", "aria-label": t("more") }, "···"),
      el(
        "div",
        { class: "card-menu-list" },
        node.indexes.map((index) => ctx.button(index, {})),
      ),
    ),
  title: (node) =>
    el(
      "div",
      { class: "card-lead" },
      node.title ? el("h4", { class: "card-title" }, node.title) : null,
      node.desc ? el("div", { class: "card-desc" }, node.desc) : null,
    ),
  emphasis: (node) =>
    el("div", { class: "card-emphasis" }, el("b", {}, node.title), el("span", {}, node.desc)),
  quote: (node, ctx) => {
    const inner = [node.title ? el("b", {}, node.title) : null, lineNodes(node.lines, ctx)].flat();
    return isLink(node.link)
      ? linkTo(node.link, { class: "card-quote" }, inner)
      : el("div", { class: "card-quote" }, inner);
  },
  paragraph: (node, ctx) =>
    el("div", { class: "card-paragraph" }, el("b", {}, node.title), lineNodes(node.lines, ctx)),
  article: (node, ctx) => {
    const words = el(
      "span",
      { class: "card-article-words" },
      el("b", {}, node.title),
      node.desc ? el("span", {}, node.desc) : null,
    );
    const inner = [words, isLink(node.url) ? picture(node.url, "") : null];
    const opens = node.index === null ? null : ctx.action(node.index).url;
    return isLink(opens)
      ? linkTo(opens, { class: "card-article" }, inner)
      : el("div", { class: "card-article" }, inner);
  },
  links: (node, ctx) =>
    el(
      "div",
      { class: "card-links" },
      node.indexes.map((index) => ctx.button(index, { chevron: true })),
    ),
};

const length = (lines) =>
  lines.flatMap((line) => line.spans).reduce((sum, span) => sum + [...span.text].length, 0);
const tableRow = (tag, cells) =>
  el(
    "tr",
    {},
    cells.map((cell) => el(tag, {}, cell)),
  );
const aligned = (node) => ({ "text-align": /^(center|right)$/.test(node.align ?? "") ? node.align : null });

function textClass(base, node) {
  const size = SIZES.test(node.size ?? "") ? ` size-${node.size}` : "";
  return `${base}${size} ${inkClass(node.colour)}`.trim();
}

function columns(node, ctx) {
  return el(
    "div",
    {
      class: `card-columns mode-${node.mode}${node.background ? " backed" : ""}`,
      style: { gap: px(node.gap) },
      "data-testid": "card-columns",
    },
    node.columns.map((column) =>
      el(
        "div",
        {
          class: `card-column align-${column.align ?? "top"}${column.background ? " backed" : ""}`,
          style: { flex: column.weight ? `${column.weight} 1 0` : "0 0 auto", gap: px(column.gap) },
        },
        drawNodes(column.children, ctx),
      ),
    ),
  );
}

/** An area that can be pressed like a button. */
function box(node, ctx) {
  const button = ctx.action(node.index);
  const press = () => ctx.press(node.index);
  const kind = `card-box${node.background ? " backed" : ""}${node.border ? " bordered" : ""}`;
  return el(
    "div",
    {
      class: kind,
      role: "button",
      tabIndex: 0,
      "data-key": button?.key ?? "",
      onclick: press,
      onkeydown: (event) => event.key === "Enter" && press(),
    },
    drawNodes(node.children, ctx),
  );
}

function picture(url, alt) {
  const image = el("img", { src: url, alt: alt || t("photo"), loading: "lazy" });
  return el("div", { class: "card-image" }, image);
}
