// The card of a name, whose letters have the colors of the source words that they come from.

import { copy, h, icon } from "./dom.js";
import { isKept, toggle } from "./tray.js";

const LANGUAGES = { en: "English", de: "German", fr: "French", es: "Spanish", it: "Italian", ja: "Japanese", roomaji: "Japanese", "ja-roma": "Japanese" };
const PARTS = ["a", "b", "c"];

// Return the runs of letters from the same source words: [["Igni", [0]], ["gu", [0, 1]], …]
export function runs(name, spans) {
  const found = [];
  [...name].forEach((letter, place) => {
    const words = spans.flatMap(([start, end], word) => (start <= place && place < end ? [word] : []));
    const last = found.at(-1);
    if (last && last[1].join() === words.join()) last[0] += letter;
    else found.push([letter, words]);
  });
  return found;
}

export function lettered(name, spans) {
  return h("span", {},
    h("span", { class: "hidden" }, name),
    h("span", { class: "letters", "aria-hidden": "true" },
      ...runs(name, spans ?? []).map(([text, words]) => h("i", { class: words.map((word) => PARTS[word]).join(" ") || null }, text))));
}

// Return what a source word stands for: its meaning, or the word of the description.
export const why = (record, place) => {
  const [root, meaning, says] = [record.roots[place], record.meanings[place], record.says?.[place] ?? ""];
  if (says && says !== root && says !== meaning) return `for ${says}`;
  return meaning && meaning !== root ? meaning : "";
};

export function rootsOf(record) {
  return h("ul", { class: "roots" }, ...record.roots.map((root, place) =>
    h("li", { class: PARTS[place] }, h("b", {}, root), " ", h("span", {}, why(record, place)))));
}

export function heart(record) {
  const button = h("button", {
    type: "button", class: "heart", "aria-label": `Keep ${record.name}`, "aria-pressed": String(isKept(record)),
    "data-kept": `${record.name}\n${record.description}`, "data-key": "k", onclick: () => toggle(record),
  }, icon("heart"));
  return button;
}

export function speak(name) {
  const words = new SpeechSynthesisUtterance(name);
  words.lang = "en-US";
  words.rate = 0.85;
  speechSynthesis.cancel();
  speechSynthesis.speak(words);
}

function said(record) {
  if (!record.said) return null;
  const listen = "speechSynthesis" in window
    ? h("button", { type: "button", class: "say", "aria-label": `Say ${record.name}`, "data-key": "s", onclick: () => speak(record.name) }, icon("say"))
    : null;
  return h("p", { class: "said" }, h("span", { class: "hidden" }, "Said: "), record.said.replaceAll("-", "·"), listen);
}

function more(record) {
  const language = LANGUAGES[record.language] ?? record.language;
  const apart = `${record.edits} ${record.edits === 1 ? "letter" : "letters"} apart`;
  return h("details", {}, h("summary", {}, "Nearest official name"),
    h("p", {}, `${record.nearest} (${language ? `${language}, ` : ""}${apart}).`),
    h("p", {}, `Fits ${Math.round(record.fit * 100)} %, easily said ${Math.round(record.ease * 100)} %.`));
}

// acts: {like(record), grow(record)}; an action that is left out has no button.
export function card(record, acts = {}) {
  const act = (name, key, label, title, run) =>
    h("button", { type: "button", "data-key": key, "aria-label": `${title} ${record.name}`, onclick: run }, icon(name), label);
  return h("li", { class: "card", "data-name": record.name },
    record.stage ? h("p", { class: "stage-no" }, `Stage ${record.stage}`) : null,
    h("h3", {}, lettered(record.name, record.letters)),
    heart(record), said(record), rootsOf(record), more(record),
    h("div", { class: "acts" },
      act("copy", "c", "Copy", "Copy", () => copy(record.name, `${record.name} copied`)),
      acts.like ? act("like", "l", "More like this", "More like", () => acts.like(record)) : null,
      acts.grow ? act("grow", "g", "Evolve", "Evolve", () => acts.grow(record)) : null));
}

export function line(records, acts) {
  const cards = records.flatMap((record, place) => (place ? [h("li", { class: "arrow", "aria-hidden": "true" }, icon("arrow")), card(record, acts)] : [card(record, acts)]));
  return h("li", {}, h("ol", { class: "line", "aria-label": records.map((record) => record.name).join(" to ") },
    ...cards));
}

// While the focus is in a card, arrows move between cards, and letters press the card's buttons.
export function cardKeys(place) {
  place.addEventListener("keydown", (event) => {
    const here = event.target.closest(".card");
    if (!here || event.ctrlKey || event.metaKey || event.altKey) return;
    const button = here.querySelector(`[data-key="${event.key.toLowerCase()}"]`);
    if (button) {
      event.preventDefault();
      button.click();
      return;
    }
    const cards = [...place.querySelectorAll(".card")];
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: below(cards), ArrowUp: -below(cards) }[event.key];
    const next = step && cards[cards.indexOf(here) + step];
    if (next) {
      event.preventDefault();
      next.querySelector(".heart").focus();
    }
  });
}

// Return the number of cards in a row.
const below = (cards) => Math.max(1, cards.filter((one) => one.offsetTop === cards[0].offsetTop).length);
