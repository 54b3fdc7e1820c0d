// Reads comments one after the other: j and k move, a approves, r refuses, q quotes, u undoes, n goes
// on. Each judgement is sent in the background, in order, with the digest of what was read; where
// the server leaves a comment as it was, that is told beside it. Without this the buttons send the form.

const KEYS_OFF = "comment-keys-off";

const form = document.querySelector("[data-comments]");
const told = form.querySelector("[data-told]");
const undoButton = form.querySelector("[data-undo]");
const nextLink = form.querySelector("[data-next]");
const items = [...form.querySelectorAll("[data-comment]")];
let current = null;
let sending = Promise.resolve();

function tell(text) {
  told.textContent = text;
}

function goTo(item) {
  current = item;
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
}

function placeOf(item) {
  const { moved } = told.dataset;
  return moved.replace("{n}", items.indexOf(item) + 1).replace("{all}", items.length);
}

function step(by) {
  const place = items.indexOf(current);
  const item = items[place < 0 ? 0 : Math.min(Math.max(place + by, 0), items.length - 1)];
  if (!item) return;
  goTo(item);
  tell(placeOf(item));
}

function goOn(item) {
  const rest = items.slice(items.indexOf(item) + 1).filter((each) => !each.matches(".is-judged"));
  if (rest.length) {
    goTo(rest[0]);
    return placeOf(rest[0]);
  }
  nextLink?.focus();
  return told.dataset.last;
}

function settle(item, text, isJudged, isLeft = false) {
  const outcome = item.querySelector("[data-outcome]");
  outcome.textContent = text;
  outcome.hidden = !text;
  item.classList.toggle("is-judged", isJudged);
  item.classList.toggle("is-left", isLeft);
}

// What the server answers; null where it cannot be reached, or nobody is logged in any more.
async function post(judge, read) {
  const body = new URLSearchParams({ judge });
  body.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
  if (read) body.set("read", read);
  try {
    const headers = { Accept: "application/json" };
    const answer = await fetch(location.href, { method: "POST", body, headers, redirect: "manual" });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

async function send(button, item) {
  const read = item.querySelector("[name=read]");
  const answer = await post(button.value, read.value);
  if (!answer) {
    settle(item, told.dataset.failed, false, true);
    tell(told.dataset.failed);
    // The session's own script says whether it has ended, and keeps the form until it is back.
    form.requestSubmit(button);
    return;
  }
  for (const { pk, reading, told: outcome } of answer.done) {
    read.value = `${pk}:${reading}`;
    settle(item, outcome, true);
    undoButton.hidden = false;
  }
  for (const { why } of answer.left) {
    settle(item, why, false, true);
    tell(`${placeOf(item)} ${why}`);
  }
}

function judge(button) {
  const item = button.closest("[data-comment]");
  const label = button.firstChild.textContent.trim();
  settle(item, "…", true);
  tell(`${label}. ${goOn(item)}`);
  sending = sending.then(() => send(button, item));
}

async function putBack() {
  const answer = await post("undo");
  if (!answer) {
    form.requestSubmit(undoButton);
    return;
  }
  const { done, left } = answer;
  if (!done.length) {
    tell(left.length ? left[0].why : told.dataset.nothing);
    return;
  }
  for (const { pk, reading, told: outcome } of done) {
    const item = document.querySelector(`#comment-${pk}`);
    if (!item) {
      location.reload();
      return;
    }
    item.querySelector("[name=read]").value = `${pk}:${reading}`;
    settle(item, "", false);
    goTo(item);
    tell(`${outcome}. ${placeOf(item)}`);
  }
}

function undo() {
  sending = sending.then(putBack);
}

function press(key) {
  if (key === "j") step(1);
  else if (key === "k") step(-1);
  else if (key === "u") undo();
  else if (key === "n") sending.then(() => nextLink?.click());
  else if (!current) step(0); // nobody judges what was not read
  else current.querySelector(`[data-key="${key}"]`)?.click();
}

function takeKey(event) {
  const { target, key } = event;
  const isTyping = target.matches("select, textarea, input:not([type=checkbox])");
  const isOther = event.ctrlKey || event.altKey || event.metaKey || event.shiftKey;
  if (isTyping || isOther || !areKeysOn.checked || document.querySelector("dialog[open]")) return;
  const arrow = target.closest("[data-comment]") && { ArrowDown: "j", ArrowUp: "k" }[key];
  const letter = arrow || key;
  if (!["j", "k", "a", "r", "q", "u", "n"].includes(letter)) return;
  event.preventDefault();
  const isMoving = letter === "j" || letter === "k";
  if (isMoving || !event.repeat) press(letter);
}

const areKeysOn = form.querySelector("[data-keys-on]");
form.querySelector("[data-keys]").hidden = false;
try {
  areKeysOn.checked = !localStorage.getItem(KEYS_OFF);
  areKeysOn.addEventListener("change", () => {
    if (areKeysOn.checked) localStorage.removeItem(KEYS_OFF);
    else localStorage.setItem(KEYS_OFF, "1");
  });
} catch {
  // Nothing may be kept in this browser: the box holds for this page.
}

form.addEventListener("focusin", (event) => {
  current = event.target.closest("[data-comment]") ?? current;
});
form.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-key], button[data-undo]");
  if (!button) return;
  event.preventDefault();
  if (button === undoButton) undo();
  else judge(button);
});
document.addEventListener("keydown", takeKey);
