// The fault drawer: switch on what goes wrong on a bad day, see it, clear it.
import { api } from "./api.js";
import { drawer } from "./drawer.js";
import { el, icon, replace } from "./dom.js";
import { known, t } from "./i18n.js";
import { shortTime, parseTime } from "./time.js";
import { toast } from "./toast.js";

const kindName = (kind) => (known(`k_${kind}`) ? `${t(`k_${kind}`)} (${kind})` : kind);

/** onchange(total) is told how many faults are active over all platforms. */
export function faultDrawer({ platforms, onclose, onchange, toastHost }) {
  const state = Object.fromEntries(platforms.map((name) => [name, { faults: [], kinds: [] }]));
  const platform = el(
    "select",
    { class: "field", "data-testid": "fault-platform", onchange: drawKinds },
    platforms.map((name) => el("option", { value: name }, t(name))),
  );
  const kind = el("select", { class: "field", "data-testid": "fault-kind", onchange: drawExtra });
  const number = (id, props = {}) =>
    el("input", {
      class: "field",
      type: "number",
      min: 0,
      placeholder: t("optional"),
      "data-testid": id,
      ...props,
    });
  const match = el("input", {
    class: "field",
    type: "text",
    placeholder: t("optional"),
    "data-testid": "fault-match",
  });
  const count = number("fault-count", { min: 1, step: 1 });
  const seconds = number("fault-seconds", { step: "any" });
  const status = number("fault-status", { value: 500 });
  const code = number("fault-code");
  const onlyStatus = el(
    "div",
    { class: "form-pair" },
    labelled("fault_status", status),
    labelled("fault_code", code),
  );
  const list = el("div", { class: "fault-list", "data-testid": "fault-list" });
  const form = el(
    "form",
    { class: "drawer-form", onsubmit: add },
    el("p", { class: "muted" }, t("fault_intro")),
    el("div", { class: "form-pair" }, labelled("fault_platform", platform), labelled("fault_kind", kind)),
    labelled("fault_match", match),
    el("div", { class: "form-pair" }, labelled("fault_count", count), labelled("fault_seconds", seconds)),
    onlyStatus,
    el(
      "button",
      { type: "submit", class: "btn primary", "data-testid": "fault-add" },
      icon("bolt", 16),
      t("fault_add"),
    ),
  );
  const node = drawer({
    id: "faults",
    title: t("fault_title"),
    onclose,
    content: el(
      "div",
      { class: "drawer-body" },
      form,
      el(
        "div",
        { class: "drawer-sub" },
        el("h3", {}, t("fault_active")),
        el(
          "button",
          { type: "button", class: "btn", "data-testid": "fault-clear", onclick: () => clear(platforms) },
          t("fault_clear_all"),
        ),
      ),
      list,
    ),
  });

  async function refresh() {
    for (const name of platforms) {
      try {
        state[name] = { ...state[name], ...(await api.faults(name)) };
      } catch (problem) {
        toast(toastHost, problem.message, "error");
      }
    }
    draw();
    if (!kind.options.length) drawKinds();
  }

  function drawKinds() {
    replace(
      kind,
      (state[platform.value].kinds ?? []).map((name) => el("option", { value: name }, kindName(name))),
    );
    drawExtra();
  }

  function drawExtra() {
    onlyStatus.hidden = kind.value !== "status";
  }

  function draw() {
    const all = platforms.flatMap((name) => state[name].faults.map((fault) => ({ name, fault })));
    replace(
      list,
      all.length
        ? all.map(({ name, fault }) =>
            el(
              "div",
              { class: `fault look-${name}`, "data-testid": "fault" },
              el("span", { class: "platform-chip" }, t(name)),
              el("b", {}, kindName(fault.kind)),
              el("span", { class: "muted" }, details(fault)),
            ),
          )
        : el("p", { class: "muted" }, t("fault_none")),
      platforms
        .filter((name) => state[name].faults.length)
        .map((name) =>
          el(
            "button",
            { type: "button", class: "btn", onclick: () => clear([name]) },
            `${t("fault_clear")} · ${t(name)}`,
          ),
        ),
    );
    onchange(all.length);
  }

  async function add(event) {
    event.preventDefault();
    const body = { kind: kind.value };
    if (match.value.trim()) body.match = match.value.trim();
    if (count.value) body.count = Number(count.value);
    if (seconds.value) body.seconds = Number(seconds.value);
    if (kind.value === "status") {
      if (status.value) body.status = Number(status.value);
      if (code.value) body.code = Number(code.value);
    }
    try {
      const answer = await api.addFault(platform.value, body);
      state[platform.value].faults = answer.faults ?? [];
      toast(toastHost, t("fault_added"), "success");
      draw();
    } catch (problem) {
      toast(toastHost, problem.message, "error");
    }
  }

  async function clear(names) {
    try {
      for (const name of names) {
        await api.clearFaults(name);
        state[name].faults = [];
      }
      toast(toastHost, t("fault_cleared"), "success");
    } catch (problem) {
      toast(toastHost, problem.message, "error");
    }
    draw();
  }

  refresh();
  return { node, refresh };
}

function labelled(key, field) {
  return el("label", { class: "labelled" }, el("span", {}, t(key)), field);
}

function details(fault) {
  const words = [];
  if (fault.match) words.push(fault.match);
  if (fault.left) words.push(`×${fault.left}`);
  if (fault.until) words.push(`→ ${shortTime(parseTime(fault.until))}`);
  for (const key of ["seconds", "status", "code"])
    if (fault[key] !== undefined) words.push(`${key} ${fault[key]}`);
  return words.join(" · ");
}
