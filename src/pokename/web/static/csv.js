// Write and read CSV as the command line does: csv_tables.py says which cells are escaped, and why.

const FORMULA = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
const NUMBER = /^[+-]?\p{Nd}+(\.\p{Nd}+)?\s*$/u;
const WORDS = /^[\p{L}\p{N}_+ ,;'’-]*$/u;

const asCell = (text) => (FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text);
const fromCell = (text) => (text.startsWith("'") && asCell(text.slice(1)) === text ? text.slice(1) : text);

function cell(value) {
  const text = [value ?? ""].flat().join("+");
  return Array.isArray(value) && WORDS.test(text) ? text : asCell(text);
}

// rows: lists of cells; a cell is a text, a number or a list of texts, which "+" joins.
export const csv = (rows) =>
  rows.map((row) => row.map(cell).map((text) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)).join(",") + "\n").join("");

// Return the rows of a text, each as a list of texts; leave out rows without text.
export function cellsOf(text) {
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
  return rows.filter((row) => row.some(Boolean)).map((row) => row.map(fromCell));
}
