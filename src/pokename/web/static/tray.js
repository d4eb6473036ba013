// The names kept in this browser. They have the keys of `pokename favourites`, including note and tags.

import { lettered } from "./cards.js";
import { $, $$, csv, h, icon, read, save, store, toast } from "./dom.js";

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
const tagsOf = (text) => [...new Set(String(text ?? "").toLowerCase().split(/[\s,#]+/).filter(Boolean))];
const favourite = (one) => ({ ...plain(one), tags: tagsOf(one.tags), letters: one.letters });
const SAVERS = {
  txt: () => [kept.map((one) => `${one.name}\n`).join(""), "text/plain"],
  // The format of `pokename favourites`, which `pokename favourites import` reads.
  json: () => [`${JSON.stringify({ format: 2, favourites: kept.map(favourite) }, null, 2)}\n`, "application/json"],
  csv: () => [csv([KEYS, ...kept.map((one) => KEYS.map((key) => (Array.isArray(one[key]) ? one[key].join("+") : one[key])))]), "text/csv"],
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

function cellsOf(text) {
  const rows = [[""]];
  let quoted = false;
  for (let place = 0; place < text.length; place += 1) {
    const one = text[place];
    const row = rows.at(-1);
    if (quoted && one === '"' && text[place + 1] === '"') { row[row.length - 1] += '"'; place += 1; }
    else if (one === '"') quoted = !quoted;
    else if (one === "," && !quoted) row.push("");
    else if (one === "\n" && !quoted) rows.push([""]);
    else if (one !== "\r" || quoted) row[row.length - 1] += one;
  }
  return rows.filter((row) => row.some(Boolean));
}

function parsed(name, text) {
  if (name.endsWith(".json")) {
    const held = JSON.parse(text);
    return Array.isArray(held) ? held : held.favourites;
  }
  if (!name.endsWith(".csv")) return text.split(/\r?\n/).map((line) => ({ name: line.trim() }));
  const [head, ...rows] = cellsOf(text.replace(/^\uFEFF/, ""));
  return rows.map((row) => Object.fromEntries(head.map((key, place) => [key, row[place] ?? ""])));
}

const words = (value) => (Array.isArray(value) ? value.map(String) : String(value ?? "").split("+").filter(Boolean));

async function load(file) {
  try {
    const found = parsed(file.name.toLowerCase(), await file.text());
    const names = found.filter((one) => typeof one?.name === "string" && one.name.trim()).map((one) => ({
      ...plain(one), tags: Array.isArray(one.tags) ? one.tags.join(" ") : String(one.tags ?? "").replaceAll("+", " "), name: one.name.trim().slice(0, 60), description: String(one.description ?? ""), roots: words(one.roots),
      meanings: words(one.meanings), says: words(one.says), kept_at: one.kept_at || now(), letters: Array.isArray(one.letters) ? one.letters : [],
    })).filter((one) => !isKept(one));
    kept = [...kept, ...names];
    show();
    toast(`${names.length} ${names.length === 1 ? "name" : "names"} loaded`);
  } catch {
    toast(`${file.name} isn't a txt, csv or json file of names.`);
  }
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
