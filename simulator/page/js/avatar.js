// Round or square portraits: the last two characters of the name on a colour that stays the same.
import { el } from "./dom.js";

const COLOURS = [
  "#5b8ff9",
  "#3fb68b",
  "#f08c4a",
  "#e8684a",
  "#9270ca",
  "#269a99",
  "#d6619c",
  "#6079c9",
  "#c28f2c",
  "#4a9fd8",
  "#7a8b3f",
  "#b3687a",
  "#50809a",
  "#a8744f",
];

function colourOf(id) {
  // The seed and factor give the twelve people of the default world twelve colours.
  let sum = 177;
  for (const character of id) sum = (Math.imul(sum, 167) + character.codePointAt(0)) >>> 0;
  return COLOURS[((sum ^ (sum >>> 15)) >>> 0) % COLOURS.length];
}

export function avatar(id, name, size = 36) {
  const letters = [...(name || id)].slice(-2).join("");
  return el(
    "span",
    {
      class: "avatar",
      "aria-hidden": "true",
      style: {
        background: colourOf(id),
        width: `${size}px`,
        height: `${size}px`,
        "font-size": `${Math.round(size * 0.36)}px`,
      },
    },
    letters,
  );
}

export function botAvatar(size = 36) {
  const box = el("span", {
    class: "avatar avatar-bot",
    "aria-hidden": "true",
    style: { width: `${size}px`, height: `${size}px`, "font-size": `${Math.round(size * 0.5)}px` },
  });
  box.append(el("span", { class: "ring" }));
  return box;
}

export function groupAvatar(people, size = 36) {
  const box = el("span", {
    class: "avatar avatar-group",
    "aria-hidden": "true",
    style: { width: `${size}px`, height: `${size}px`, "font-size": `${Math.round(size * 0.24)}px` },
  });
  for (const person of people.slice(0, 4)) {
    box.append(el("span", { style: { background: colourOf(person.id) } }, [...person.name].at(-1)));
  }
  return box;
}
