// Decoded JSON as an indented, coloured text. Strings that hold JSON are shown decoded as well.
import { el } from "./dom.js";

const MAX_DEPTH = 12;

export function jsonView(value) {
  return el("pre", { class: "json" }, draw(decode(value), 0));
}

function decode(value, depth = 0) {
  if (depth > MAX_DEPTH) return value;
  if (typeof value === "string" && /^\s*[[{]/.test(value)) {
    try {
      return decode(JSON.parse(value), depth + 1);
    } catch {
      return value;
    }
  }
  if (Array.isArray(value)) return value.map((each) => decode(each, depth + 1));
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, decode(each, depth + 1)]));
  }
  return value;
}

function draw(value, depth) {
  if (value === null || typeof value !== "object") {
    const kind = value === null ? "null" : typeof value;
    return [el("span", { class: `j-${kind}` }, kind === "string" ? JSON.stringify(value) : String(value))];
  }
  const list = Array.isArray(value);
  const entries = Object.entries(value);
  if (!entries.length) return [list ? "[]" : "{}"];
  const pad = "  ".repeat(depth + 1);
  const lines = entries.flatMap(([key, each], index) => [
    `\n${pad}`,
    list ? null : el("span", { class: "j-key" }, JSON.stringify(key)),
    list ? null : ": ",
    ...draw(each, depth + 1),
    index < entries.length - 1 ? "," : "",
  ]);
  return [list ? "[" : "{", ...lines, `\n${"  ".repeat(depth)}`, list ? "]" : "}"];
}
