// Message text → nodes: links, @names and, for what the bot wrote, the markdown chat clients show.
// Only text nodes and a fixed set of elements are made; unknown markup stays visible as text.
import { el } from "./dom.js";

const FONT_COLOURS = {
  red: "#d83931",
  green: "#2e9e5b",
  blue: "#245bdb",
  orange: "#d0610d",
  grey: "#8f959e",
  gray: "#8f959e",
  info: "#2e9e5b",
  comment: "#8f959e",
  warning: "#d0610d",
  purple: "#7a35d1",
  yellow: "#b07a00",
};

const INLINE = [
  { rule: /\[([^\]\n]+)\]\((https?:\/\/[^\s)]+)\)/, make: (m, ctx) => link(m[2], inline(m[1], ctx)) },
  {
    rule: /<font color=['"]?([#\w]+)['"]?>([\s\S]*?)<\/font>/i,
    make: (m, ctx) => coloured(m[1], inline(m[2], ctx)),
  },
  {
    rule: /<text_tag color=['"]?(\w+)['"]?>([\s\S]*?)<\/text_tag>/i,
    make: (m) => el("span", { class: `tag tag-${m[1]}` }, m[2]),
  },
  { rule: /\*\*([^*\n]+)\*\*/, make: (m, ctx) => el("strong", {}, inline(m[1], ctx)) },
  { rule: /~~([^~\n]+)~~/, make: (m, ctx) => el("s", {}, inline(m[1], ctx)) },
  { rule: /`([^`\n]+)`/, make: (m) => el("code", {}, m[1]) },
];
const BARE_LINK = { rule: /https?:\/\/[^\s<>"'，。；）)\]]+/, make: (m) => link(m[0], [m[0]]) };
const ESCAPES = { "&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"', "&#39;": "'" };

function link(href, children) {
  return el("a", { href, target: "_blank", rel: "noopener noreferrer" }, children);
}

function coloured(name, children) {
  const colour = FONT_COLOURS[name.toLowerCase()] ?? (/^#[0-9a-f]{3,8}$/i.test(name) ? name : null);
  return el("span", colour ? { style: { color: colour } } : {}, children);
}

const unescape = (text) =>
  text
    .replace(/&#(\d{2,5});/g, (_, n) => String.fromCodePoint(Number(n)))
    .replace(/&(lt|gt|amp|quot|#39);/g, (found) => ESCAPES[found]);

function mentionRule(names) {
  if (!names.length) return null;
  const quoted = [...names]
    .sort((a, b) => b.length - a.length)
    .map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`[@＠](${quoted.join("|")})`);
}

/** ctx: {markdown: bool, names: [known display names], me: the viewer's name} */
function inline(text, ctx) {
  const rules = [...(ctx.markdown ? INLINE : []), BARE_LINK];
  const mention = mentionRule(ctx.names ?? []);
  if (mention) {
    rules.push({
      rule: mention,
      make: (m) => el("span", { class: m[1] === ctx.me ? "mention mention-me" : "mention" }, `@${m[1]}`),
    });
  }
  const nodes = [];
  let rest = text;
  while (rest) {
    let first = null;
    for (const { rule, make } of rules) {
      const found = rule.exec(rest);
      if (found && (!first || found.index < first.found.index)) first = { found, make };
    }
    const plain = first ? rest.slice(0, first.found.index) : rest;
    if (plain) nodes.push(ctx.markdown ? unescape(plain) : plain);
    if (!first) break;
    nodes.push(first.make(first.found, ctx));
    rest = rest.slice(first.found.index + first.found[0].length);
  }
  return nodes;
}

function line(text, ctx) {
  if (!ctx.markdown) return el("div", { class: "line" }, inline(text, ctx));
  if (/^\s*(-{3,}|\*{3,})\s*$/.test(text)) return el("hr");
  const heading = /^(#{1,6})\s+(.*)$/.exec(text);
  if (heading) return el("div", { class: "line heading" }, inline(heading[2], ctx));
  const quote = /^>\s?(.*)$/.exec(text);
  if (quote) return el("div", { class: "line quoted" }, inline(quote[1], ctx));
  const item = /^\s*[-*•]\s+(.*)$/.exec(text);
  if (item) return el("div", { class: "line item" }, inline(item[1], ctx));
  return el("div", { class: "line" }, inline(text, ctx));
}

export function richText(text, ctx) {
  return String(text ?? "")
    .split(/\r?\n|<br\s*\/?>/)
    .map((part) => line(part, ctx));
}

/** Text without markdown: links and mentions alone. */
export const plainNodes = (text, ctx) => inline(String(text ?? ""), { ...ctx, markdown: false });

/** One line, for previews and quotes. */
export const plainText = (text) =>
  String(text ?? "")
    .replace(/\s+/g, " ")
    .trim();
