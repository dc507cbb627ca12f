// Which inputs a press sends along: each messenger has its own rule.

const RULES = {
  // feishu.md §6.2: a form's button sends that form; anything else sends only its own value.
  feishu: (button, input) => Boolean(button.form) && input.form === button.form,
  // dingtalk.md §6.4: only the form's own button (id "form") sends the form.
  dingtalk: (button) => button.key === "form",
  // wecom.md §2.5: selectors go with every button, not with the … menu.
  wecom: (button) => button.style !== "menu",
};

export function valuesFor(platform, button, inputs) {
  const sent = inputs.filter(({ data }) => RULES[platform](button, data));
  return Object.fromEntries(sent.map((input) => [input.name, input.read()]));
}

/** feishu.md §6.1: selects, pickers and texts outside a form call back by themselves. */
export const callsBack = (platform, input) => platform === "feishu" && !input.form;

export const isEmpty = (value) =>
  value === "" || value === null || value === undefined || (Array.isArray(value) && !value.length);
