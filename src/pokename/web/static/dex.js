// The view of a whole dex: a table of creatures, in which no two names are alike.

import { ask, inWords } from "./api.js";
import { heart, lettered } from "./cards.js";
import { csv } from "./csv.js";
import { $, h, icon, read, save, say, store, toast } from "./dom.js";
import { keptNames } from "./tray.js";

const PART = 8;  // creatures in a request: few, so that names appear while others are still being made
const SAMPLE = `id,description,type,size
1,a fiery lizard that sleeps in embers,fire,small
2,a turtle with a mossy shell,grass,medium
3,a mouse that stores lightning,electric,tiny
4,a ghost in an old lantern,ghost,
5,a steel bird with razor feathers,steel,large
6,a crystal moth,bug,tiny
7,a bear that hibernates in a glacier,ice,huge
8,an octopus that brews poison,poison,
9,a fox that steals dreams,psychic,small
10,a sea serpent that guards a wreck,water,huge
11,a mushroom that hops at night,grass,tiny
12,a dragon of volcanic glass,dragon,large
`;
let rows = read("pokename.dex", []);  // {key, asked, name, locked, problem, record, notes, refused, seed}
let running;

const free = (row) => !row.locked && !row.problem;
const keep = () => store("pokename.dex", rows);

// source: text, or a file, whose encoding the server finds out.
async function load(source) {
  try {
    const table = await ask("dex/table", source);
    rows = table.rows.map((row) => ({ ...row, record: null, notes: [], refused: [], throws: 0 }));
    $("#dex-panel").hidden = false;
    say($("#dex-notes"), table.notes.map(inWords));
    draw();
    $("#dex-run").focus();
  } catch (error) {
    $("#dex-panel").hidden = false;
    say($("#dex-notes"), [error.message]);
  }
}

function dexRow(row) {
  const { exclude = [], ...rest } = row.asked;
  const seed = (Number(rest.seed ?? $('[name="seed"]').dataset.default) + row.throws) % 2 ** 32;
  return { key: String(rows.indexOf(row)), ...rest, seed, exclude: [...exclude, ...row.refused] };
}

// Name rows. No new name is similar to another name of the table or to a kept name.
async function name(wanted) {
  running = new AbortController();
  const { signal } = running;
  const asked = new Set(wanted);
  const taken = [...keptNames(), ...rows.filter((row) => row.name && !asked.has(row)).map((row) => row.name)];
  busy(true);
  let done = 0;
  try {
    for (let start = 0; start < wanted.length; start += PART) {
      const part = wanted.slice(start, start + PART);
      const answer = await ask("dex", { rows: part.map(dexRow), taken, unique_similarity: Number($("#dex-alike").value) }, signal);
      for (const { key, name: record, notes } of answer.rows) {
        const row = rows[Number(key)];
        Object.assign(row, { record, name: record?.name ?? "", notes });
        if (record) taken.push(record.name);
        redraw(row);
      }
      done += part.length;
      $("#dex-progress").value = done / wanted.length;
      heading();
      keep();
    }
  } catch (error) {
    if (error.name !== "AbortError") say($("#dex-notes"), [error.message]);
  } finally {
    busy(false);
    keep();
  }
}

function busy(on) {
  for (const [id, hidden] of [["#dex-run", on], ["#dex-stop", !on], ["#dex-progress", !on]]) $(id).hidden = hidden;
  if (on) $("#dex-progress").value = 0;
}

async function throwAgain(row) {
  if (row.name) row.refused.push(row.name);
  row.throws += 1;
  await name([row]);
  element(row).querySelector("[data-act=throw]")?.focus();
}

const element = (row) => $("#dex-table tbody").children[rows.indexOf(row)];
const redraw = (row) => element(row).replaceWith(tableRow(row));

function heading() {
  const named = rows.filter((row) => row.name).length;
  $("#dex-heading").textContent = `${named} of ${rows.length} creatures named`;
}

function draw() {
  $("#dex-panel").hidden = !rows.length;
  $("#dex-table tbody").replaceChildren(...rows.map(tableRow));
  heading();
  keep();
}

function tableRow(row) {
  const { description = "", ...rest } = row.asked;
  const wishes = Object.entries(rest).filter(([key]) => key !== "exclude").map(([key, value]) => `${key.replace("_", " ")} ${[value].flat().join("/")}`).join(", ");
  const shown = row.record ? lettered(row.record.name, row.record.letters) : row.name || "–";
  const from = row.record ? row.record.roots.join(" + ") : "";
  const problem = row.problem || row.notes.join(" ");
  const label = row.name || description || row.key;
  const act = (data, symbol, text, title, run, pressed) => h("button", {
    type: "button", "data-act": data, "aria-label": title, "aria-pressed": pressed === undefined ? null : String(pressed), onclick: run,
  }, icon(symbol), text);
  return h("tr", {},
    h("td", {}, row.key),
    h("td", {}, description, h("small", {}, wishes)),
    h("td", {}, shown, from ? h("small", {}, from) : null, problem ? h("span", { class: "problem" }, inWords(problem)) : null),
    h("td", {}, h("div", { class: "row-acts" },
      row.problem || row.locked ? null : act("throw", "dice", "Throw", `Another name for ${label}`, () => throwAgain(row)),
      row.name ? act("lock", "lock", row.locked ? "Locked" : "Lock", `Lock ${row.name}`, () => { row.locked = !row.locked; redraw(row); element(row).querySelector("[data-act=lock]").focus(); keep(); }, row.locked) : null,
      row.record ? heart(row.record) : null)));
}

function table() {
  const keys = [...new Set(rows.flatMap((row) => Object.keys(row.asked)))].filter((key) => !["description", "exclude"].includes(key));
  const written = (value) => [value ?? ""].flat();
  return csv([["id", "name", "locked", "description", ...keys, "from"],
    ...rows.map((row) => [row.key, row.name, row.locked ? "yes" : "no", row.asked.description ?? "",
      ...keys.map((key) => written(row.asked[key]).join(key === "syllables" ? "-" : "/")), row.record?.roots.join(" + ") ?? ""])]);
}

export function startDex() {
  $("#dex-file").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (file) await load(file);
    event.target.value = "";
  });
  const drop = $("#drop");
  for (const kind of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(kind, async (event) => {
      event.preventDefault();
      drop.classList.toggle("over", kind === "dragover");
      const file = event.dataTransfer?.files[0];
      if (kind === "drop" && file) await load(file);
    });
  }
  $("#dex-sample").addEventListener("click", () => load(SAMPLE));
  $("#dex-run").addEventListener("click", () => name(rows.filter(free)));
  $("#dex-stop").addEventListener("click", () => running?.abort());
  $("#dex-csv").addEventListener("click", () => save(table(), "dex.csv", "text/csv"));
  $("#dex-clear").addEventListener("click", () => {
    running?.abort();
    rows = [];
    draw();
    toast("The table is cleared");
  });
  $("#dex-alike").addEventListener("input", (event) => { $("#dex-alike-shown").value = event.target.value; });
  draw();
}
