// Kept names as a picture to share.

import { runs, why } from "./cards.js";

const MOST = 24;
const WIDTH = 1200;
const COLUMNS = 2;
const HEIGHT_OF_ONE = 168;
const FONT = getComputedStyle(document.body).fontFamily;
const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

export function picture(kept) {
  const names = kept.slice(-MOST);
  const canvas = document.createElement("canvas");
  const rows = Math.ceil(names.length / COLUMNS);
  canvas.width = WIDTH;
  canvas.height = 160 + rows * (HEIGHT_OF_ONE + 20) + 40;
  const pen = canvas.getContext("2d");
  pen.fillStyle = color("--paper");
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = color("--ink");
  pen.font = `800 48px ${FONT}`;
  pen.fillText(fitted(pen, title(names), WIDTH - 320), 60, 108);
  pen.fillStyle = color("--muted");
  pen.font = `500 24px ${FONT}`;
  pen.textAlign = "right";
  pen.fillText("pokename", WIDTH - 60, 106);
  pen.textAlign = "left";
  const wide = (WIDTH - 120 - 20) / COLUMNS;
  names.forEach((one, place) => {
    draw(pen, one, 60 + (place % COLUMNS) * (wide + 20), 160 + Math.floor(place / COLUMNS) * (HEIGHT_OF_ONE + 20), wide);
  });
  return new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
}

function title(names) {
  const [first, ...others] = new Set(names.map((one) => one.description));
  if (first && !others.length) return first;
  return names.length === 1 ? "A name" : `${names.length} names`;
}

function draw(pen, one, x, y, wide) {
  pen.fillStyle = color("--card");
  pen.strokeStyle = color("--line");
  pen.lineWidth = 2;
  pen.beginPath();
  pen.roundRect(x, y, wide, HEIGHT_OF_ONE, 26);
  pen.fill();
  pen.stroke();
  const size = Math.min(50, Math.floor((wide - 56) / Math.max(1, one.name.length) * 1.55));
  pen.font = `800 ${size}px ${FONT}`;
  const colors = ["--a", "--b", "--c"].map(color);
  let left = x + 28;
  for (const [text, words] of runs(one.name, one.letters ?? [])) {
    const width = pen.measureText(text).width;
    pen.fillStyle = colors[words[0]] ?? color("--ink");
    if (words.length > 1) {
      const both = pen.createLinearGradient(0, y + 48, 0, y + 53);
      both.addColorStop(0, colors[words[0]]);
      both.addColorStop(1, colors[words[1]]);
      pen.fillStyle = both;
    }
    pen.fillText(text, left, y + 66);
    for (const word of words) {
      pen.fillStyle = colors[word];
      pen.fillRect(left - 0.5, y + 78 + (word ? 6 : 0), width + 1, 4);
    }
    left += width;
  }
  pen.font = `500 22px ${FONT}`;
  pen.fillStyle = color("--muted");
  const from = (one.roots ?? []).map((root, place) => [root, why(one, place)].filter(Boolean).join(" ")).join(" + ");
  pen.fillText(fitted(pen, from, wide - 56), x + 28, y + 120);
  pen.fillText(fitted(pen, one.description ?? "", wide - 56), x + 28, y + 149);
}

function fitted(pen, text, wide) {
  let shown = text;
  while (shown && pen.measureText(shown).width > wide) shown = `${shown.slice(0, -2).trimEnd()}…`;
  return shown;
}
