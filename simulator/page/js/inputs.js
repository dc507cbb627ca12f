// The inputs of a card: text, number, dates, selects, multi-selects, checkboxes.
// Each makes {node, read()} and tells `changed(value)`; values are what POST click wants.
import { el, icon, replace } from "./dom.js";
import { t } from "./i18n.js";

const KINDS = [
  [/multi_?line|area/, textArea],
  [/multi|persons|checklist/, multiSelect],
  [/radio/, (input, ctx) => choiceList(input, ctx, false)],
  [/select|person|menu|image/, singleSelect],
  [
    /check|switch|bool/,
    (input, ctx) =>
      input.options?.length && input.kind === "checkbox"
        ? choiceList(input, ctx, true)
        : /group/.test(input.kind)
          ? choiceList(input, ctx, false)
          : checkbox(input, ctx),
  ],
  [/date_?time/, dateTime],
  [/date/, (input, ctx) => native("date", input, ctx)],
  [/time/, (input, ctx) => native("time", input, ctx)],
  [/number|int/, (input, ctx) => native("number", input, ctx)],
  [/password/, (input, ctx) => native("password", input, ctx)],
];

export function inputFor(input, ctx) {
  const kind = String(input.kind ?? "text").toLowerCase();
  const found = KINDS.find(([rule]) => rule.test(kind));
  const made = (found?.[1] ?? ((i, c) => native("text", i, c)))(input, ctx);
  const label = ctx.label ?? input.label; // "" where a text of the card's own stands above it
  const node = el(
    "div",
    { class: "card-input", "data-testid": "card-input", "data-name": input.name, "data-kind": kind },
    label
      ? el("span", { class: "card-label" }, label, input.required ? el("i", { class: "star" }, "*") : null)
      : null,
    made.node,
  );
  return { node, read: made.read, name: input.name, label: input.label || input.name };
}

const common = (input, ctx) => ({
  "aria-label": input.label || input.placeholder || input.name,
  disabled: Boolean(input.disabled || ctx.disabled),
  placeholder: input.placeholder ?? undefined,
  "data-testid": "card-field",
});

function native(type, input, ctx) {
  const value = ctx.draft ?? input.value ?? "";
  const node = el("input", {
    ...common(input, ctx),
    type,
    value: trimmed(type, value),
    class: "field",
    maxLength: input.max_length > 0 ? input.max_length : undefined,
    onchange: () => ctx.changed(node.value),
    oninput: () => ctx.typed(node.value),
  });
  return { node: /^(date|time)$/.test(type) ? hinted(node, input) : node, read: () => node.value };
}

// Platforms write dates with zone or seconds; the browser's pickers take only the bare form.
function trimmed(type, value) {
  const text = String(value);
  if (type === "date") return text.slice(0, 10);
  if (type === "time") return text.slice(0, 5);
  return text;
}

function dateTime(input, ctx) {
  const value = String(ctx.draft ?? input.value ?? "")
    .replace(" ", "T")
    .slice(0, 16);
  const read = () => node.value.replace("T", " ");
  const node = el("input", {
    ...common(input, ctx),
    type: "datetime-local",
    value,
    class: "field",
    onchange: () => ctx.changed(read()),
    oninput: () => ctx.typed(read()),
  });
  return { node: hinted(node, input), read };
}

// Pickers show no placeholder of their own: CSS puts it there while nothing is chosen.
function hinted(node, input) {
  const dim = () => node.classList.toggle("unchosen", !node.value);
  node.dataset.hint = input.placeholder || t("choose");
  node.addEventListener("input", dim);
  dim();
  return node;
}

function textArea(input, ctx) {
  const node = el("textarea", {
    ...common(input, ctx),
    rows: input.rows ?? 3,
    class: "field",
    value: String(ctx.draft ?? input.value ?? ""),
    maxLength: input.max_length > 0 ? input.max_length : undefined,
    onchange: () => ctx.changed(node.value),
    oninput: () => ctx.typed(node.value),
  });
  return { node, read: () => node.value };
}

function checkbox(input, ctx) {
  const box = el("input", {
    ...common(input, ctx),
    type: "checkbox",
    checked: [true, "true", "1"].includes(ctx.draft ?? input.value),
    onchange: () => {
      ctx.typed(box.checked);
      ctx.changed(box.checked);
    },
  });
  return {
    node: el(
      "label",
      { class: "check" },
      box,
      el("span", {}, input.text ?? input.placeholder ?? input.label ?? ""),
    ),
    read: () => box.checked,
  };
}

function singleSelect(input, ctx) {
  const chosen = single(ctx.draft ?? input.value);
  const node = el(
    "select",
    {
      ...common(input, ctx),
      class: "field",
      onchange: () => {
        ctx.typed(node.value);
        ctx.changed(node.value);
      },
    },
    el(
      "option",
      { value: "" },
      input.placeholder || t(/person/.test(input.kind) ? "choose_person" : "choose"),
    ),
    (input.options ?? []).map((option) =>
      el(
        "option",
        { value: option.value, selected: String(option.value) === chosen },
        option.label ?? option.value,
      ),
    ),
  );
  node.value = chosen;
  const dim = () => node.classList.toggle("unchosen", !node.value);
  node.addEventListener("change", dim);
  dim();
  return { node, read: () => node.value };
}

const single = (value) => String((Array.isArray(value) ? value[0] : value) ?? "");

/** All choices in sight: one of them, or several. */
function choiceList(input, ctx, several) {
  const kept = ctx.draft ?? input.value ?? [];
  const chosen = new Set((Array.isArray(kept) ? kept : [kept]).map(String));
  const boxes = (input.options ?? []).map((option) =>
    el("input", {
      type: several ? "checkbox" : "radio",
      name: `${ctx.group}-${input.name}`,
      value: option.value,
      checked: chosen.has(String(option.value)),
      disabled: Boolean(input.disabled),
      onchange: () => {
        ctx.typed(read());
        ctx.changed(read());
      },
    }),
  );
  const read = () => {
    const values = boxes.filter((box) => box.checked).map((box) => box.value);
    return several ? values : (values[0] ?? "");
  };
  const node = el(
    "div",
    {
      class: "choices",
      role: several ? "group" : "radiogroup",
      "aria-label": input.label || input.name,
      "data-testid": "card-field",
    },
    boxes.map((box, index) =>
      el("label", { class: "check" }, box, el("span", {}, input.options[index].label ?? box.value)),
    ),
  );
  return { node, read };
}

function multiSelect(input, ctx) {
  const kept = ctx.draft ?? input.value ?? [];
  const chosen = new Set((Array.isArray(kept) ? kept : String(kept).split(",").filter(Boolean)).map(String));
  const summary = el("summary", {
    class: "field",
    "aria-label": input.label || input.name,
    "data-testid": "card-field",
  });
  const show = () => {
    const labels = (input.options ?? [])
      .filter((o) => chosen.has(String(o.value)))
      .map((o) => o.label ?? o.value);
    replace(
      summary,
      el(
        "span",
        { class: labels.length ? "" : "hint" },
        labels.join("、") || input.placeholder || t("choose"),
      ),
      icon("down", 14),
    );
  };
  const read = () => [...chosen];
  const node = el(
    "details",
    { class: "multi" },
    summary,
    el(
      "div",
      { class: "multi-list" },
      (input.options ?? []).map((option) => {
        const box = el("input", {
          type: "checkbox",
          value: option.value,
          checked: chosen.has(String(option.value)),
          disabled: Boolean(input.disabled || ctx.disabled),
          onchange: () => {
            box.checked ? chosen.add(box.value) : chosen.delete(box.value);
            show();
            ctx.typed(read());
            ctx.changed(read());
          },
        });
        return el("label", { class: "check" }, box, el("span", {}, option.label ?? option.value));
      }),
    ),
  );
  show();
  return { node, read };
}
