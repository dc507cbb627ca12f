// A `view` (see view.js) for cards that come without one: text in reading order, then inputs and
// buttons. All lines are given, and the label–value pairs among them once more as fields: here each
// pair is shown once, as a field, where its line stood.

const bare = (text) => String(text).replace(/[\s:：]/g, "");
const spans = (text) => [{ text: String(text) }];
const lines = (text) =>
  String(text)
    .split("\n")
    .map((part) => ({ spans: spans(part) }));
const places = (list) => list.map((_, index) => index);

export function plainView(card) {
  const buttons = card.buttons ?? [];
  const inputs = (card.inputs ?? []).map((input, index) => ({
    kind: "input",
    index,
    name: input.name,
    label: input.label === input.placeholder ? "" : input.label, // then the field says it
  }));
  const tags = (card.tags ?? []).filter(Boolean).map((text) => ({ text, colour: null }));
  const header = {
    title: lines(card.title ?? ""),
    subtitle: card.subtitle ? lines(card.subtitle) : [],
    template: card.colour,
    tags,
  };
  return {
    header: card.title || tags.length ? header : null,
    body: [
      ...words(card),
      ...inputs,
      ...(buttons.length ? [{ kind: "buttons", layout: "beside", indexes: places(buttons) }] : []),
    ],
  };
}

function words(card) {
  const pairs = new Map(
    Object.entries(card.fields ?? {}).map(([label, value]) => [bare(label + value), [label, value]]),
  );
  const parts = [];
  const used = new Set();
  const add = (key) => {
    used.add(key);
    const [label, value] = pairs.get(key);
    const item = { label: spans(label), lines: lines(value) };
    if (parts.at(-1)?.kind === "fields") parts.at(-1).items.push(item);
    else parts.push({ kind: "fields", items: [item] });
  };
  const all = card.lines ?? [];
  for (let at = 0; at < all.length; at += 1) {
    const one = bare(all[at]);
    const two = one + bare(all[at + 1] ?? ""); // a label may stand above its value
    if (pairs.has(one)) add(one);
    else if (pairs.has(two) && bare(pairs.get(two)[0]) === one) {
      add(two);
      at += 1;
    } else parts.push({ kind: "markdown", lines: lines(all[at]) });
  }
  for (const key of pairs.keys()) if (!used.has(key)) add(key);
  return parts;
}
