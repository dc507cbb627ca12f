// Lines of spans (simulator/marks.py) → nodes: bold, colours, links, labels, mentions.
// Only text nodes and a fixed set of elements are made.
import { el } from "./dom.js";
import { plainNodes } from "./richtext.js";

const COLOURS = new Set(
  "red orange yellow green lime turquoise wathet blue indigo violet purple carmine grey black".split(" "),
);
const SAME = { gray: "grey", neutral: "grey", comment: "grey", info: "green", warning: "orange" };

/** The class for a colour's name ("red", "red-600", "comment"…); "" for none or #hex. */
export function inkClass(colour) {
  const name = String(colour ?? "").split("-")[0].toLowerCase();
  const known = SAME[name] ?? name;
  return COLOURS.has(known) ? `ink-${known}` : "";
}

const hex = (colour) => (/^#[0-9a-f]{3,8}$/i.test(colour ?? "") ? { color: colour } : null);
export const isLink = (url) => /^https?:\/\//i.test(url ?? "");

export const linkTo = (href, props, ...children) =>
  el("a", { ...props, href, target: "_blank", rel: "noopener noreferrer" }, ...children);

/** ctx: {text: {names, me}, press(index)} */
function spanNode(span, ctx) {
  if (span.tag) return el("span", { class: `tag tag-${span.tag}` }, span.text);
  let node = span.code ? el("code", {}, span.text) : null;
  if (span.at) {
    const mine = span.text === `@${ctx.text.me}` || span.at === "all";
    node = el("span", { class: mine ? "mention mention-me" : "mention" }, span.text);
  }
  let inner = node ?? (span.link || span.button !== undefined ? [span.text] : plainNodes(span.text, ctx.text));
  if (isLink(span.link)) inner = linkTo(span.link, {}, inner);
  if (span.button !== undefined) {
    inner = el("button", { type: "button", class: "as-link", onclick: () => ctx.press(span.button) }, inner);
  }
  if (span.bold) inner = el("strong", {}, inner);
  if (span.italic) inner = el("em", {}, inner);
  if (span.strike) inner = el("s", {}, inner);
  if (!span.colour) return inner;
  return el("span", { class: inkClass(span.colour), style: hex(span.colour) ?? {} }, inner);
}

export const spanNodes = (spans, ctx) => (spans ?? []).map((span) => spanNode(span, ctx)).flat();

function lineNode(line, ctx) {
  if (line.style === "rule") return el("hr");
  const kinds = { heading: `heading h${line.level}`, item: "item", number: "number", quoted: "quoted" };
  const style = kinds[line.style] ?? (line.spans.length ? "" : "blank");
  return el(
    "div",
    { class: `line ${style}`.trim(), "data-mark": line.mark ?? null },
    spanNodes(line.spans, ctx),
  );
}

export const lineNodes = (lines, ctx) => (lines ?? []).map((line) => lineNode(line, ctx));
