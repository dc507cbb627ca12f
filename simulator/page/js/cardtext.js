// A card's text in reading order. The control API gives all lines, and the label–value pairs among
// them once more as fields: here each pair is shown once, as a field, where its line stood.

const bare = (text) => String(text).replace(/[\s:：]/g, "");

/** → [{line} | {fields: [[label, value]…]}…]; pairs that follow each other share one block. */
export function content(card) {
  const pairs = new Map(
    Object.entries(card.fields ?? {}).map(([label, value]) => [bare(label + value), [label, value]]),
  );
  const lines = card.lines ?? [];
  const parts = [];
  const used = new Set();
  const add = (key) => {
    used.add(key);
    if (parts.at(-1)?.fields) parts.at(-1).fields.push(pairs.get(key));
    else parts.push({ fields: [pairs.get(key)] });
  };
  for (let at = 0; at < lines.length; at += 1) {
    const one = bare(lines[at]);
    const two = one + bare(lines[at + 1] ?? ""); // a label may stand above its value
    if (pairs.has(one)) add(one);
    else if (pairs.has(two) && bare(pairs.get(two)[0]) === one) {
      add(two);
      at += 1;
    } else parts.push({ line: lines[at] });
  }
  for (const key of pairs.keys()) if (!used.has(key)) add(key);
  return parts;
}
