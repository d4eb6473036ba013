// The view of one creature: its description, wishes and names. The address stores them all.

import { ask, asked, inWords } from "./api.js";
import { card, cardKeys, line } from "./cards.js";
import { startDex } from "./dex.js";
import { $, $$, copy, h, read, say, store, toast } from "./dom.js";
import { startTray } from "./tray.js";

const LINES = 3;
const form = $("#ask");
const SEED = Number($('[name="seed"]').dataset.default);  // the command line has the same default, so it gives the same names
const field = $("#q");
const answers = new Map();  // answers by request, so that undo shows them at once
let state;
let running;

// state: {q, seed, wishes: {key: text}, line: "" | "2" | "3", from, then: ["more", "like:Name"]}
function fromAddress() {
  const keys = new URLSearchParams(location.search);
  const wishes = {};
  for (const key of wishKeys()) {
    const value = keys.getAll(key).filter(Boolean).join(" ");
    if (value && value !== defaultOf(key)) wishes[key] = value;
  }
  return {
    q: (keys.get("q") ?? "").trim(), seed: Number(keys.get("seed") ?? SEED), wishes, line: keys.get("line") ?? "",
    from: keys.get("from") ?? "", then: (keys.get("then") ?? "").split(",").filter(Boolean),
  };
}

function toAddress({ q, seed, wishes, line: stages, from, then }) {
  const keys = new URLSearchParams();
  if (q) keys.set("q", q);
  if (seed !== SEED) keys.set("seed", seed);
  for (const [key, value] of Object.entries(wishes)) {
    if (key === "types") for (const type of value.split(" ")) keys.append(key, type);
    else keys.set(key, value);
  }
  if (stages) keys.set("line", stages);
  if (from) keys.set("from", from);
  if (then.length) keys.set("then", then.join(","));
  const query = keys.toString();
  return `${location.pathname}${query ? `?${query}` : ""}`;
}

const wishFields = () => $$("#wishes [name]").filter((one) => one.name !== "seed");
const wishKeys = () => [...new Set(wishFields().map((one) => one.name))];
const defaultOf = (key) => $(`#wishes [name="${key}"]`).dataset.default ?? "";

function wishesOfForm() {
  const wishes = {};
  for (const one of wishFields()) {
    const value = one.type === "checkbox" ? (one.checked ? "true" : "") : one.value.trim();
    if (value && value !== (one.dataset.default ?? "")) wishes[one.name] = [wishes[one.name], value].filter(Boolean).join(" ");
  }
  return wishes;
}

function toForm({ q, seed, wishes, line: stages }) {
  if (field.value.trim() !== q) field.value = q;
  const types = (wishes.types ?? "").split(" ");
  for (const one of wishFields()) {
    const value = one.name === "types" ? types.shift() ?? "" : wishes[one.name] ?? one.dataset.default ?? "";
    if (one.type === "checkbox") one.checked = value === "true";
    else if (one !== document.activeElement) one.value = value;
  }
  $('[name="seed"]').value = seed;
  for (const one of $$('[name="line"]')) one.checked = one.value === stages;
  const count = Object.keys(wishes).length;
  $("#wish-count").hidden = !count;
  $("#wish-count").textContent = count;
  echo([]);
}

const plainForm = (word) => word.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

// Mark the unknown words, behind the field's own text.
function echo(unknown) {
  const words = new Set(unknown);
  const parts = field.value.split(/([\p{L}\p{M}]+)/u);
  $("#echo").replaceChildren(...parts.map((part) => (words.has(plainForm(part)) ? h("mark", {}, part) : part)), " ");
}

// Return a request for the first batch of names, and one for each "more" or "more like this".
function requests({ q, seed, wishes, line: stages, from, then }) {
  return ["", ...then].map((step, place) => {
    const request = { description: q, seed: (seed + place) % 2 ** 32, ...asked(wishes) };
    if (step.startsWith("like:")) request.like = step.slice("like:".length);
    if (stages) Object.assign(request, { stages: Number(stages), n: LINES, evolves_from: from });
    return { path: stages ? "line" : "generate", request, step };
  });
}

async function batchesOf(wanted, signal) {
  const batches = [];
  for (const { path, request, step } of requests(wanted)) {
    const given = batches.flatMap((batch) => batch.names.map((one) => one.name));
    if (given.length) request.exclude = given;
    const key = `${path} ${JSON.stringify(request)}`;
    if (!answers.has(key)) {
      const answer = await ask(path, request, signal);
      answers.set(key, { key, step, ...answer, names: answer.names ?? answer.lines.flat() });
    }
    batches.push(answers.get(key));
  }
  return batches;
}

// Show a state. how: "push" adds a step that undo can take back, "replace" replaces the current step,
// and "" leaves the address as it is.
async function show(next, how = "push") {
  state = next;
  if (how === "push") history.pushState({ step: (history.state?.step ?? 0) + 1 }, "", toAddress(next));
  if (how === "replace") history.replaceState(history.state, "", toAddress(next));
  toForm(next);
  running?.abort();
  if (!next.q) return render([]);
  running = new AbortController();
  const { signal } = running;
  $("#results").classList.add("busy");
  $("#results").setAttribute("aria-busy", "true");
  try {
    const batches = await batchesOf(next, signal);
    render(batches);
  } catch (error) {
    if (error.name === "AbortError") return;
    render([]);
    say($("#notes"), [error.message]);
  } finally {
    if (!signal.aborted) {
      $("#results").classList.remove("busy");
      $("#results").removeAttribute("aria-busy");
    }
  }
}

function render(batches) {
  const place = $("#results");
  const there = [...place.children];
  let same = 0;
  while (same < batches.length && there[same]?.dataset.key === batches[same].key) same += 1;
  there.slice(same).forEach((one) => one.remove());
  place.append(...batches.slice(same).map(batchElement));
  const count = batches.reduce((sum, batch) => sum + batch.names.length, 0);
  $("#bar").hidden = !state.q;
  $("#welcome").hidden = Boolean(state.q);
  document.body.classList.toggle("named", Boolean(state.q));
  $("#after").hidden = !count;
  $("#more").textContent = state.line ? "More lines" : "More names";
  $("#undo").disabled = !(history.state?.step > 0);
  $("#heading").replaceChildren(...heading(batches, count));
  document.title = state.q ? `${state.q}: pokename` : "pokename: names for creatures";
  say($("#notes"), [...new Set(batches.flatMap((batch) => batch.notes))].map(inWords));
  echo([...new Set(batches.flatMap((batch) => [...batch.unknown, ...Object.keys(batch.corrected)]))]);
  $("#own-card").replaceChildren();
}

function heading(batches, count) {
  if (!state.q) return [];
  const lines = batches.reduce((sum, batch) => sum + (batch.lines?.length ?? 0), 0);
  const [number, thing] = state.line ? [lines, "line"] : [count, "name"];
  return [`${number} ${thing}${number === 1 ? "" : "s"} `, state.from ? `from ${state.from}, ` : "", "for ", h("q", {}, state.q)];
}

function batchElement(batch) {
  const acts = {
    like: state.line ? null : (record) => step(`like:${record.name}`),
    grow: state.line ? null : (record) => show({ ...state, wishes: wishesOfLines(), line: "2", from: record.name, then: [] }),
  };
  const label = batch.step.startsWith("like:") ? `More like ${batch.step.slice(5)}` : batch.step ? "More" : "";
  const list = batch.lines
    ? h("ol", { class: "lines" }, ...batch.lines.map((one) => line(one, acts)))
    : h("ol", { class: "cards" }, ...batch.names.map((one) => card(one, acts)));
  $$(".card", list).forEach((one, place) => { one.style.animationDelay = `${Math.min(place, 12) * 22}ms`; });
  return h("div", { class: "part", "data-key": batch.key }, label ? h("h2", { class: "batch" }, label) : null, list);
}

async function step(what) {
  const before = $$("#results .card").length;
  await show({ ...state, then: [...state.then, what] });
  $$("#results .card")[before]?.querySelector(".heart").focus();
}

// Source words and the stage apply only to single names.
function wishesOfLines() {
  const { roots, stage, ...others } = state.wishes;
  return others;
}

const described = () => ({ q: field.value.trim(), seed: SEED, wishes: wishesOfForm(), line: state.line, from: "", then: [] });

function startForm() {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!field.value.trim()) return field.focus();
    return show(described());
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  field.addEventListener("input", () => echo([]));
  for (const idea of $$("[data-idea]")) {
    idea.addEventListener("click", () => {
      field.value = idea.dataset.idea;
      form.requestSubmit();
    });
  }
  for (const one of $$('[name="line"]')) {
    one.addEventListener("change", () => show({ ...state, q: field.value.trim(), line: one.value, from: "", then: [] }));
  }
  const wished = () => show({ ...state, q: field.value.trim(), wishes: wishesOfForm(), then: [] });
  let waiting;
  $("#wishes").addEventListener("input", (event) => {
    clearTimeout(waiting);
    waiting = setTimeout(wished, event.target.matches("select, [type=checkbox]") ? 0 : 220);
  });
  $("#wishes-clear").addEventListener("click", () => show({ ...state, wishes: {}, then: [] }));
}

function startTools() {
  $("#more").addEventListener("click", () => step("more"));
  $("#throw").addEventListener("click", () => show({ ...state, seed: 8 + Math.floor(Math.random() * 9_991), then: [] }));
  $("#undo").addEventListener("click", () => history.back());
  $("#share").addEventListener("click", () => copy(location.href, "Link copied. It gives the same names"));
  addEventListener("popstate", () => { view(); show(fromAddress(), ""); });
  addEventListener("hashchange", view);
  $("#own").addEventListener("submit", async (event) => {
    event.preventDefault();
    const name = $("#own-name").value.trim();
    if (!name) return;
    try {
      const { name: record, why_not: why } = await ask("explain", { description: state.q, name });
      const list = h("ol", { class: "cards" }, card(record));
      $(".card", list).classList.add("own");
      $("#own-card").replaceChildren(list, why ? h("p", { class: "hint" }, `pokename would refuse this name: ${inWords(why)}.`) : "");
    } catch (error) {
      toast(error.message);
    }
  });
}

function view() {
  const which = location.hash === "#dex" ? "dex" : "one";
  for (const one of ["one", "dex"]) $(`#${one}`).hidden = one !== which;
  for (const link of $$("[data-view]")) {
    if (link.dataset.view === which) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

function startTheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const set = (theme) => { if (theme) document.documentElement.dataset.theme = theme; };
  set(read("pokename.theme", ""));
  $("#theme").addEventListener("click", () => {
    const now = document.documentElement.dataset.theme ?? (dark.matches ? "dark" : "light");
    set(now === "dark" ? "light" : "dark");
    store("pokename.theme", document.documentElement.dataset.theme);
  });
}

document.documentElement.classList.add("script");
startTheme();
startTray();
startForm();
startTools();
startDex();
cardKeys($("#results"));
view();
if (!history.state) history.replaceState({ step: 0 }, "");
$("#results").replaceChildren();
$("#notes").replaceChildren();
if (Object.keys(fromAddress().wishes).length) $("#wishes").open = innerWidth > 900;
show(fromAddress(), "");
if (!field.value && matchMedia("(hover: hover)").matches && !location.hash) field.focus();
