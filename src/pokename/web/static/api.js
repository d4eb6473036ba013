// Sends requests to the server: objects as JSON, tables as text or a file. If the server refuses one,
// throws an Error with a message for people.

const TRIES = 4;

export async function ask(path, request, signal) {
  const table = typeof request === "string" || request instanceof Blob;
  for (let tries = 1; ; tries += 1) {
    let response;
    try {
      response = await fetch(`api/v1/${path}`, {
        method: "POST",
        headers: { "Content-Type": table ? "text/csv" : "application/json" },
        body: table ? request : JSON.stringify(request),
        signal,
      });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Error("The server doesn't answer. Is pokename serve still running?");
    }
    if (response.ok) return response.json();
    if (response.status === 429 && tries < TRIES) {
      const seconds = Number(response.headers.get("Retry-After")) || 1;
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000 * (0.5 + Math.random())));
      continue;
    }
    const problem = await response.json().catch(() => ({}));
    throw new Error(inWords(problem.detail ?? `The server answered ${response.status}.`));
  }
}

const LABELS = {
  min_length: "fewest letters", max_length: "most letters", starts_with: "“starts with”",
  ends_with: "“ends with”", contains: "“contains”", avoid_letters: "“without letters”",
  syllables: "syllables", roots: "“made of these words”", types: "type", two_words: "“two words”",
  stages: "the number of names", evolves_from: "the name before", max_similarity: "similarity to an official name",
  unique_similarity: "similarity of two names",
};
const WHOLE = { "stages=1": "single names", "stages=2": "lines of two", "stages=3": "lines of three", "two_words=False": "one word" };

// Write the wishes in a text as the page shows them: "max_length=6" becomes "most letters 6".
export const inWords = (text) => text
  .replace(/\b([a-z_]+)=(?:\((\d+), (\d+)\)|'([a-z+]*)'|(\w+(?:\.\w+)?))/g, (wish, key, low, high, letters, plain) =>
    WHOLE[wish] ?? (Object.hasOwn(LABELS, key) ? `${LABELS[key]} ${low ? `${low}-${high}` : letters ?? plain}` : wish))
  .replace(/\b[a-z]+_[a-z]+\b|\b(?:types|roots|contains|stages)\b(?=[: ])/g, (key) => LABELS[key] ?? key);

// Turn the wishes of the form, which are text, into the typed values of a request.
export function asked(wishes) {
  const request = {};
  for (const [key, value] of Object.entries(wishes)) {
    if (["min_length", "max_length", "stage", "creativity"].includes(key)) request[key] = Number(value);
    else if (["two_words", "legendary"].includes(key)) request[key] = true;
    else if (key === "syllables") request[key] = [Number(value.split("-")[0]), Number(value.split("-").pop())];
    else if (key === "types") request[key] = value.split(" ");
    else if (key === "roots") request[key] = value.split(/[+,\s]+/).filter(Boolean);
    else request[key] = value;
  }
  return request;
}
