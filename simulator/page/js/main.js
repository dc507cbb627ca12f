// Starts the page: reads the world, builds the bar and the three panes, and keeps polling.
import { api } from "./api.js";
import { clockBar, SimulatedNow } from "./clockbar.js";
import { append, el, icon, replace } from "./dom.js";
import { faultDrawer } from "./faults.js";
import { hintStrip } from "./hints.js";
import { t, toggleLanguage } from "./i18n.js";
import { logo } from "./logos.js";
import { Pane } from "./pane.js";
import { forgetSeen, prefs, savePrefs } from "./prefs.js";
import { every } from "./repeat.js";
import { confirmDialog, toast } from "./toast.js";
import { trafficDrawer } from "./traffic.js";

const ORDER = ["feishu", "dingtalk", "wecom"];
const app = document.getElementById("app");
const clock = new SimulatedNow();
const panes = new Map();
const toasts = el("div", { class: "toasts toasts-page", "aria-live": "polite" });
const offline = el("div", { class: "offline", role: "alert", hidden: true, "data-testid": "offline" });
let bar;
let tabs;
let side = null; // {id, node, poll or refresh}
let faultTotal = 0;

function topBar() {
  bar = clockBar(clock, {
    onturn: () => panes.forEach((pane) => pane.feed.heat()),
    onproblem: (problem) => toast(toasts, problem.message, "error"),
  });
  const tool = (id, name, picture, onclick, more = null) =>
    el(
      "button",
      { type: "button", class: "tool-button", "data-testid": id, title: name, "aria-label": name, onclick },
      icon(picture),
      el("span", {}, name),
      more,
    );
  return el(
    "header",
    { class: "top" },
    el(
      "h1",
      { class: "brand" },
      el("span", { class: "brand-ring", "aria-hidden": "true" }),
      el("span", {}, t("brand")),
    ),
    bar.node,
    el(
      "div",
      { class: "top-tools" },
      tool(
        "open-faults",
        t("faults"),
        "bolt",
        () => openSide("faults"),
        el("span", { class: "badge", id: "fault-total", hidden: !faultTotal }, faultTotal),
      ),
      tool("open-traffic", t("traffic"), "pulse", () => openSide("traffic")),
      tool("toggle-hints", t("hints"), "bulb", () => {
        prefs.hints = !prefs.hints;
        savePrefs();
        drawHints();
      }),
      tool("language", t("language"), "globe", switchLanguage),
      tool("reset", t("reset"), "reset", reset),
    ),
  );
}

function openSide(id) {
  const wasOpen = side?.id;
  closeSide();
  if (wasOpen === id) return;
  const shared = { platforms: [...panes.keys()], onclose: closeSide, toastHost: toasts };
  const made = id === "faults" ? faultDrawer({ ...shared, onchange: showFaultTotal }) : trafficDrawer(shared);
  side = { id, ...made };
  app.append(made.node);
}

function closeSide() {
  if (!side) return;
  const { id, node } = side;
  side = null;
  node.remove();
  document.querySelector(`[data-testid=open-${id}]`)?.focus();
}

function showFaultTotal(total) {
  faultTotal = total;
  const badge = document.getElementById("fault-total");
  if (!badge) return;
  badge.textContent = String(total);
  badge.hidden = !total;
}

function drawHints() {
  document.querySelector(".hint-strip")?.remove();
  if (!prefs.hints) return;
  const strip = hintStrip({
    onpick: (example) => panes.get(prefs.pane)?.prompt(example),
    nameOf: (person) => panes.get(prefs.pane)?.directory.name(person) ?? person,
    onhide: () => {
      prefs.hints = false;
      savePrefs();
      drawHints();
    },
  });
  document.querySelector(".panes").before(strip);
}

function drawTabs() {
  const print = JSON.stringify([
    prefs.pane,
    prefs.lang,
    [...panes].map(([name, pane]) => [name, pane.unread()]),
  ]);
  if (tabs.dataset.print === print) return; // keeps the focus of whoever walks the tabs by keyboard
  tabs.dataset.print = print;
  replace(
    tabs,
    [...panes].map(([name, pane]) => {
      const unread = pane.unread();
      return el(
        "button",
        {
          type: "button",
          class: `tab look-${name}`,
          role: "tab",
          "data-testid": `tab-${name}`,
          "aria-selected": String(prefs.pane === name),
          onclick: () => choosePane(name),
        },
        el("span", { class: "tab-logo" }, logo(name)),
        t(name),
        unread ? el("span", { class: "badge" }, unread > 99 ? "99+" : unread) : null,
      );
    }),
  );
}

function choosePane(name) {
  prefs.pane = name;
  savePrefs();
  for (const [each, pane] of panes) pane.node.classList.toggle("active", each === name);
  drawTabs();
}

function layout() {
  document.title = t("title");
  document.documentElement.lang = prefs.lang === "en" ? "en" : "zh-CN";
  tabs = el("div", { class: "tabs", role: "tablist" });
  replace(app);
  append(app, [
    topBar(),
    offline,
    tabs,
    el(
      "main",
      { class: "panes" },
      [...panes.values()].map((pane) => pane.node),
    ),
    toasts,
  ]);
  for (const [name, pane] of panes)
    pane.node.onfocusin = pane.node.onpointerdown = () => {
      if (prefs.pane !== name) choosePane(name);
    };
  choosePane(panes.has(prefs.pane) ? prefs.pane : [...panes.keys()][0]);
  drawHints();
  panes.forEach((pane) => pane.thread.toBottom()); // a moved node forgets where it was scrolled to
}

function switchLanguage() {
  toggleLanguage();
  closeSide();
  panes.forEach((pane) => pane.translate());
  layout();
}

async function reset() {
  if (!(await confirmDialog({ title: t("reset_title"), text: t("reset_text") }))) return;
  try {
    clock.set(await api.reset());
    await restart();
    toast(toasts, t("reset_done"), "success");
  } catch (problem) {
    toast(toasts, problem.message, "error");
  }
}

async function restart() {
  const world = await api.world();
  forgetSeen();
  panes.forEach((pane, name) => pane.restart(world.platforms[name] ?? {}, world.bot));
  closeSide();
  showFaultTotal(0);
  layout();
}

function problem(fault) {
  const away = fault !== null && fault.status === 0;
  offline.hidden = !away;
  if (away) offline.textContent = t("offline");
}

const worldPrint = (world) => JSON.stringify([world.bot, world.platforms]);

async function start() {
  const world = await api.world();
  clock.set(world);
  for (const name of ORDER.filter((each) => each in world.platforms)) {
    panes.set(
      name,
      new Pane(name, world.platforms[name], {
        botName: world.bot,
        now: clock.now,
        onproblem: problem,
        onunread: () => tabs && drawTabs(),
      }),
    );
  }
  layout();
  let print = worldPrint(world);
  every(700, () => Promise.all([...panes.values()].map((pane) => pane.pollOpen())));
  every(2500, () => Promise.all([...panes.values()].map((pane) => pane.pollOthers())));
  every(1200, () => Promise.all([...panes.values()].map((pane) => pane.pollSomebodyElse())));
  every(1500, async () => clock.set(await api.clock()));
  every(1500, () => side?.poll?.());
  every(4000, async () => {
    const fresh = await api.world();
    if (worldPrint(fresh) === print) return;
    print = worldPrint(fresh);
    panes.forEach((pane, name) => pane.adopt(fresh.platforms[name] ?? {}, fresh.bot));
  });
  setInterval(() => bar.draw(), 200);
}

async function startWhenReady() {
  try {
    await start();
  } catch (fault) {
    replace(app, el("p", { class: "starting" }, fault.status === 0 ? t("offline") : fault.message));
    setTimeout(startWhenReady, 1000);
  }
}

startWhenReady();
