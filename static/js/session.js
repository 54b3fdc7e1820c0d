// A session of staff ends when nobody does anything for a while. This warns beforehand, keeps the
// session while somebody types, and holds back a form that could no longer be saved: what was
// typed stays, and can be sent after a log-in in another tab.

const LOOK_MS = 15_000;
const TELL_MS = 30_000;

const dialog = document.querySelector("dialog[data-session]");
const { seconds, warning, user, address } = dialog.dataset;
const warningMs = Number(warning) * 1000;
let until = Date.now() + Number(seconds) * 1000;
let told = Date.now();
let isActive = false;
let shown = "";
let isOver = false;
let released = null;
const waiting = new WeakSet();

// What the server says of the session: "open", "ended", "other" (somebody else's), "unreachable".
async function ask(method = "GET", isSecond = false) {
  const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
  const headers = method === "POST" ? { "X-CSRFToken": token } : {};
  try {
    const answer = await fetch(address, { method, headers, redirect: "manual", cache: "no-store" });
    if (answer.type === "opaqueredirect") return "ended";
    // A new log-in has changed the token: the GET brings the one that holds now.
    if (answer.status === 403 && method === "POST" && !isSecond) {
      const state = await ask();
      return state === "open" ? ask(method, true) : state;
    }
    if (!answer.ok) return "unreachable";
    const session = await answer.json();
    if (session.user !== user) return "other";
    until = Date.now() + session.seconds * 1000;
    for (const input of document.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = session.csrf;
    return "open";
  } catch {
    return "unreachable";
  }
}

function show(state) {
  shown = state;
  for (const part of dialog.querySelectorAll("[data-state]")) {
    part.hidden = part.dataset.state !== state;
    if (!part.hidden) dialog.setAttribute("aria-labelledby", part.querySelector("h2").id);
  }
  const time = new Date(until).toLocaleTimeString(document.documentElement.lang, { timeStyle: "short" });
  dialog.querySelector("[data-session-until]").textContent = time;
  if (!dialog.open) dialog.showModal();
}

function hide() {
  shown = "";
  dialog.close();
}

async function stay() {
  told = Date.now();
  isActive = false;
  settle(await ask("POST"));
}

// Show what is to be told of the state, or nothing more. That the site cannot be reached is told
// only to whoever wants to send something.
function settle(state) {
  if (state === "ended" || state === "other") {
    // Told once; whoever closes it reads on in peace.
    if (!isOver) show(state);
    isOver = true;
  } else if (state === "open") {
    isOver = false;
    if (until - Date.now() > warningMs) hide();
    else if (shown !== "ending") show("ending");
  }
}

async function look() {
  const now = Date.now();
  if (isOver) return;
  if (isActive && now - told >= TELL_MS) await stay();
  else if (until - now <= warningMs) settle(await ask());
}

async function lookAgain() {
  if (!document.hidden && (isOver || shown || until - Date.now() <= warningMs)) settle(await ask());
}

async function holdBack(event) {
  const { target: form, submitter } = event;
  const isLeaving = form.getAttribute("method")?.toLowerCase() !== "post" || form.id === "logout-form";
  if (released === form || isLeaving || submitter?.formTarget) {
    released = null;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (waiting.has(form)) return;
  waiting.add(form);
  const state = await ask();
  waiting.delete(form);
  if (state !== "open") {
    show(state);
    return;
  }
  released = form;
  form.requestSubmit(submitter);
  released = null;
}

for (const name of ["input", "keydown", "pointerdown"]) {
  document.addEventListener(name, (event) => {
    if (!dialog.contains(event.target)) isActive = true;
  });
}
dialog.querySelector("[data-session-stay]").addEventListener("click", stay);
for (const button of dialog.querySelectorAll("[data-session-close]")) button.addEventListener("click", hide);
dialog.addEventListener("cancel", (event) => {
  if (shown !== "ending") return;
  event.preventDefault();
  stay();
});
dialog.addEventListener("close", () => {
  if (!dialog.open) shown = "";
});
document.addEventListener("submit", holdBack, true);
document.addEventListener("visibilitychange", lookAgain);
window.addEventListener("focus", lookAgain);
setInterval(look, LOOK_MS);
