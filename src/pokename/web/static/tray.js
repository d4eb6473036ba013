// The names kept in this browser. They have the keys of `pokename favourites`, including note and tags.

import { lettered } from "./cards.js";
import { cellsOf, csv } from "./csv.js";
import { $, $$, h, icon, read, save, store, toast } from "./dom.js";

const KEYS = ["name", "description", "roots", "meanings", "model", "seed", "id", "kept_at", "says", "note", "tags"];
let kept = read("pokename.kept", []);

const keyOf = (one) => `${one.name.toLowerCase()}\n${one.description}`;
const now = () => new Date().toISOString().replace(/\.\d+Z$/, "+00:00");

export const isKept = (record) => kept.some((one) => keyOf(one) === keyOf(record));
export const keptNames = () => kept.map((one) => one.name);

export function toggle(record) {
  if (isKept(record)) return drop(record);
  const { name, description, roots, meanings, model, seed, id, says, letters } = record;
  kept = [...kept, { name, description, roots, meanings, model, seed, id, kept_at: now(), says, letters, note: "", tags: "" }];
  toast(`${name} kept`);
  return show();
}

function drop(record) {
  kept = kept.filter((one) => keyOf(one) !== keyOf(record));
  toast(`${record.name} dropped`);
  show();
}

function show() {
  store("pokename.kept", kept);
  $("#tray-count").textContent = kept.length;
  $("#tray-empty").hidden = kept.length > 0;
  $(".tray-tools").hidden = false;
  $("#tray-list").replaceChildren(...kept.map(item));
  for (const heart of $$(".heart")) {
    const [name, description] = heart.dataset.kept.split("\n");
    heart.setAttribute("aria-pressed", String(isKept({ name, description })));
  }
}

function item(one) {
  const field = (key, label) => h("input", {
    "aria-label": `${label} of ${one.name}`, placeholder: label.toLowerCase(), value: one[key] ?? "", maxlength: 300,
    oninput: (event) => { one[key] = event.target.value; store("pokename.kept", kept); },
  });
  return h("li", {},
    h("h3", {}, lettered(one.name, one.letters)),
    h("p", { class: "of" }, one.description),
    h("button", { type: "button", class: "icon", "aria-label": `Drop ${one.name}`, onclick: () => { drop(one); $("#tray-title").focus(); } }, icon("close")),
    h("div", { class: "notes-in" }, field("note", "Note"), field("tags", "Tags")));
}

const plain = (one) => Object.fromEntries(KEYS.map((key) => [key, one[key] ?? ""]));
const tagsOf = (text) => [...new Set(String(text ?? "").toLowerCase().split(/[\s,]+/).map((tag) => tag.replace(/^#+/, "")).filter(Boolean))];
const favourite = (one) => ({ ...plain(one), tags: tagsOf(one.tags), letters: one.letters });
const SAVERS = {
  txt: () => [kept.map((one) => `${one.name}\n`).join(""), "text/plain"],
  // The format of `pokename favourites`, which `pokename favourites import` reads.
  json: () => [`${JSON.stringify({ format: 2, favourites: kept.map(favourite) }, null, 2)}\n`, "application/json"],
  csv: () => [csv([KEYS, ...kept.map(favourite).map((one) => KEYS.map((key) => one[key]))]), "text/csv"],
};

async function saveAs(kind) {
  if (!kept.length) return toast("Keep a name first: press the heart on its card.");
  if (kind === "png") {
    const { picture } = await import("./picture.js");
    return save(await picture(kept), "names.png");
  }
  const [text, type] = SAVERS[kind]();
  return save(text, `names.${kind}`, type);
}

function parsed(name, text) {
  if (name.endsWith(".json")) {
    const held = JSON.parse(text);
    return Array.isArray(held) ? held : held.favourites;
  }
  if (!name.endsWith(".csv")) return text.split(/\r?\n/).filter((line) => line.trim()).map((line) => ({ name: line }));
  const [head, ...rows] = cellsOf(text.replace(/^\uFEFF/, ""));
  return rows.map((row) => fromRow(Object.fromEntries(head.map((key, place) => [key, row[place] ?? ""]))));
}

function fromRow(row) {
  const roots = row.roots ? row.roots.split("+") : [];
  // A blank cell of a name with one source word is a list with one blank text.
  const list = (text = "") => (text || roots.length === 1 ? text.split("+") : []);
  return { ...row, roots, meanings: list(row.meanings), says: list(row.says), tags: (row.tags ?? "").split("+") };
}

const words = (value) => (Array.isArray(value) ? value.map(String) : []);

// Return the kept name for what a file says of it; a name without source words may be all that it says.
function fromFile(one) {
  const texts = Object.fromEntries(KEYS.map((key) => [key, String(one[key] ?? "")]));
  const roots = words(one.roots);
  const meanings = words(one.meanings);
  return {
    ...texts, name: texts.name.trim().slice(0, 60), kept_at: texts.kept_at || now(), seed: Number(texts.seed),
    roots, meanings: meanings.length ? meanings : roots.map(() => ""), says: words(one.says),
    tags: Array.isArray(one.tags) ? one.tags.join(" ") : texts.tags,
    letters: Array.isArray(one.letters) ? one.letters : undefined,
  };
}

// Return why `pokename favourites import` would refuse a name, or "".
function problem(one) {
  if (!/\p{L}/u.test(one.name)) return `“${one.name}” has no letters`;
  if (!Number.isSafeInteger(one.seed)) return `the seed of ${one.name} isn't a whole number`;
  const { roots, meanings, says } = one;
  const lists = { meanings, says: says.length ? says : roots };
  const key = Object.keys(lists).find((list) => lists[list].length !== roots.length);
  return key ? `'${key}' of ${one.name} isn't as long as 'roots'` : "";
}

async function load(file) {
  let found;
  try {
    found = parsed(file.name.toLowerCase(), await file.text()).map((one) => fromFile(Object(one)));
  } catch {
    return toast(`${file.name} isn't a txt, csv or json file of names.`);
  }
  const wrong = found.map(problem).find(Boolean);
  if (wrong) return toast(`${file.name} isn't loaded: ${wrong}.`);
  const before = kept.length;
  for (const one of found) if (!isKept(one)) kept = [...kept, one];
  show();
  const count = kept.length - before;
  return toast(`${count} ${count === 1 ? "name" : "names"} loaded`);
}

export function openTray(open) {
  $("#tray").hidden = !open;
  $("#tray-open").setAttribute("aria-expanded", String(open));
  (open ? $("#tray-title") : $("#tray-open")).focus();
}

export function startTray() {
  $("#tray-title").tabIndex = -1;
  $("#tray-open").addEventListener("click", () => openTray($("#tray").hidden));
  $("#tray-close").addEventListener("click", () => openTray(false));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !$("#tray").hidden) openTray(false);
  });
  for (const button of $$("[data-save]")) button.addEventListener("click", () => saveAs(button.dataset.save));
  $("#tray-file").addEventListener("change", async (event) => {
    for (const file of event.target.files) await load(file);
    event.target.value = "";
  });
  $("#tray-print").addEventListener("click", () => { document.body.dataset.print = "tray"; print(); delete document.body.dataset.print; });
  addEventListener("storage", (event) => {  // another window kept a name
    if (event.key === "pokename.kept") { kept = read("pokename.kept", []); show(); }
  });
  show();
}
