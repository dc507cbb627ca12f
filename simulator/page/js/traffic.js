// The traffic view: what the bot called and what was pushed to it, decoded, newest first.
import { api } from "./api.js";
import { drawer } from "./drawer.js";
import { el, icon, replace } from "./dom.js";
import { t } from "./i18n.js";
import { jsonView } from "./json.js";
import { clockTime, parseTime } from "./time.js";

const SHOWN = 200;
const KEPT = 2000;
const WAITED_FOR = 30; // newest entries whose answer may still come; older ones never get one

export function trafficDrawer({ platforms, onclose }) {
  const entries = new Map(); // "platform|id" -> {platform, way, entry, haystack}
  const cursors = {};
  const filters = { platform: "", way: "", text: "" };
  let paused = false;
  const list = el("div", { class: "traffic-list", "data-testid": "traffic-list" });
  const total = el("span", { class: "muted" });
  const pause = el(
    "button",
    {
      type: "button",
      class: "btn",
      onclick: () => {
        paused = !paused;
        pause.textContent = t(paused ? "resume" : "pause");
      },
    },
    t("pause"),
  );
  const node = drawer({
    id: "traffic",
    title: t("traffic_title"),
    onclose,
    extra: total,
    content: el(
      "div",
      { class: "drawer-body" },
      el(
        "div",
        { class: "traffic-tools" },
        chips("platform", [["", t("all")], ...platforms.map((name) => [name, t(name)])]),
        chips("way", [
          ["", t("all")],
          ["out", t("outgoing")],
          ["in", t("incoming")],
        ]),
        el(
          "div",
          { class: "traffic-search" },
          el("input", {
            class: "field",
            type: "search",
            placeholder: t("filter"),
            "aria-label": t("filter"),
            "data-testid": "traffic-filter",
            oninput: (event) => {
              filters.text = event.target.value.toLowerCase();
              draw();
            },
          }),
          pause,
          el(
            "button",
            {
              type: "button",
              class: "btn",
              onclick: () => {
                entries.clear();
                draw();
              },
            },
            t("clear_view"),
          ),
        ),
      ),
      list,
    ),
  });

  function chips(key, options) {
    const box = el("div", { class: "chips", role: "group" });
    const fill = () =>
      replace(
        box,
        options.map(([value, label]) =>
          el(
            "button",
            {
              type: "button",
              class: "chip",
              "aria-pressed": String(filters[key] === value),
              "data-testid": `traffic-${key}-${value || "all"}`,
              onclick: () => {
                filters[key] = value;
                fill();
                draw();
              },
            },
            label,
          ),
        ),
      );
    fill();
    return box;
  }

  async function poll() {
    if (paused) return;
    let changed = false;
    for (const platform of platforms) {
      try {
        const [{ requests = [] }, { deliveries = [] }] = await Promise.all([
          api.requests(platform, cursors[`${platform}|out`]),
          api.deliveries(platform, cursors[`${platform}|in`]),
        ]);
        changed = take(platform, "out", requests) || changed;
        changed = take(platform, "in", deliveries) || changed;
      } catch {
        // The next poll tries again; the page already says when the simulator is away.
      }
    }
    if (changed) draw();
  }

  function take(platform, way, found) {
    let changed = false;
    for (const entry of found) {
      const key = `${platform}|${entry.id}`;
      const haystack = JSON.stringify(entry).toLowerCase();
      if (entries.get(key)?.haystack === haystack) continue;
      entries.set(key, { platform, way, entry, haystack });
      changed = true;
    }
    // The cursor waits for answers that are still to come.
    const recent = found.slice(-WAITED_FOR);
    const open = recent.find((entry) => (way === "out" ? entry.status : entry.answer) === null);
    const upTo = open ? open.id - 1 : found.at(-1)?.id;
    if (upTo !== undefined) cursors[`${platform}|${way}`] = Math.max(upTo, 0) || undefined;
    for (const key of entries.keys()) {
      if (entries.size <= KEPT) break;
      entries.delete(key);
    }
    return changed;
  }

  function draw() {
    const found = [...entries.values()].filter(
      ({ platform, way, haystack }) =>
        (!filters.platform || filters.platform === platform) &&
        (!filters.way || filters.way === way) &&
        haystack.includes(filters.text),
    );
    found.sort((a, b) =>
      a.entry.at < b.entry.at ? 1 : a.entry.at > b.entry.at ? -1 : b.entry.id - a.entry.id,
    );
    const open = new Set([...list.querySelectorAll("details[open]")].map((each) => each.dataset.key));
    replace(
      list,
      found.length
        ? found.slice(0, SHOWN).map((each) => row(each, open))
        : el("p", { class: "muted" }, t("traffic_none")),
    );
    total.textContent = t("shown", { n: found.length });
  }

  poll();
  return { node, poll };
}

function row({ platform, way, entry }, open) {
  const key = `${platform}|${entry.id}`;
  const failed =
    way === "out" ? entry.status === 0 || entry.status >= 400 || (entry.code ?? 0) !== 0 : entry.ok === false;
  const node = el(
    "details",
    {
      class: `entry look-${platform} way-${way}${failed ? " failed" : ""}`,
      "data-testid": "traffic-entry",
      "data-key": key,
      open: open.has(key),
      ontoggle: fill,
    },
    el(
      "summary",
      {},
      el(
        "span",
        { class: "way", title: t(way === "out" ? "outgoing" : "incoming") },
        way === "out" ? "→" : "←",
      ),
      el("span", { class: "platform-chip" }, t(platform)),
      el("span", { class: "entry-what" }, way === "out" ? `${entry.method} ${entry.path}` : entry.kind),
      el("span", { class: "entry-state" }, way === "out" ? requestState(entry) : deliveryState(entry)),
      el("time", {}, parseTime(entry.at) ? clockTime(parseTime(entry.at)) : ""),
    ),
  );
  function fill() {
    if (node.open && !node.querySelector(".json")) node.append(jsonView(entry));
  }
  fill();
  return node;
}

function requestState(entry) {
  if (entry.status === null) return "…";
  return entry.code === null || entry.code === undefined
    ? String(entry.status)
    : `${entry.status} · ${entry.code}`;
}

function deliveryState(entry) {
  const words = [];
  if (entry.attempt > 1) words.push(t("attempt", { n: entry.attempt }));
  if (typeof entry.answer === "string") words.push(entry.answer.slice(0, 40));
  else if (entry.answer === null) words.push("…");
  if (entry.took_ms > 0) words.push(t("took", { ms: Math.round(entry.took_ms) }));
  return words.join(" · ");
}
