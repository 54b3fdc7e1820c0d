// The long forms of the staff: leads to what is wrong, keeps a chosen file, and asks before unsaved
// text is left. A browser never fills in a file anew, so a form with a file is sent from here, and
// what the answer finds wrong is put into the page that is open: the file stays chosen.

const form = document.querySelector(".change-form #content-main > form");
let isUnsaved = Boolean(form?.querySelector("[data-form-errors]"));
let isSentPlainly = false;

function lead() {
  form.querySelector("[data-form-errors]")?.focus();
}

// The element of this page that stands where `other` stands in the answer: found by the first id
// within it, and from there as many steps upwards.
function placeOf(other) {
  const known = other.id ? other : other.querySelector("[id]:not(.errorlist)");
  let here = known?.id ? document.getElementById(known.id) : null;
  for (let there = known; here && there !== other; there = there.parentElement) here = here.parentElement;
  return here;
}

function showErrors(answer) {
  for (const old of form.querySelectorAll(".errorlist, .errornote, [data-form-errors]")) old.remove();
  for (const row of form.querySelectorAll(".errors")) row.classList.remove("errors");
  for (const list of answer.querySelectorAll(".errorlist")) {
    if (list.closest("[data-form-errors]") || list.parentElement.parentElement === answer) continue;
    const place = placeOf(list.parentElement);
    if (!place) continue;
    const heading = place.querySelector(":scope > h3");
    if (heading) heading.after(list);
    else place.prepend(list);
    place.classList.add("errors");
  }
  const top = [...answer.querySelectorAll(":scope > div > :is(.errornote, .errorlist, [data-form-errors])")];
  form.querySelector(":scope > div").prepend(...top);
}

// What the server put into fields, such as what a colleague wrote meanwhile.
function showValues(answer) {
  for (const other of answer.querySelectorAll("input, textarea, select")) {
    const here = other.id && document.getElementById(other.id);
    if (!here || other.type === "file" || other.type === "submit") continue;
    if (other.type === "checkbox" || other.type === "radio") here.checked = other.checked;
    else if (here.value !== other.value) here.value = other.value;
  }
  for (const other of answer.querySelectorAll("input[type=hidden][name$=seen]")) {
    const here = form.elements.namedItem(other.name);
    if (here) here.value = other.value;
  }
}

function sendPlainly(submitter) {
  isSentPlainly = true;
  form.requestSubmit(submitter);
}

async function sendWithFile(submitter) {
  try {
    const body = new FormData(form, submitter);
    const headers = { "X-Sent-By": "script" };
    const answer = await fetch(form.action, { method: "POST", body, headers, redirect: "manual" });
    const address = answer.headers.get("X-Location");
    if (address) {
      isUnsaved = false;
      location.assign(new URL(address, location.href));
      return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.getElementById(form.id);
    if (answer.status !== 200 || !found?.querySelector("[data-form-errors]")) throw new Error("not the form");
    showValues(found);
    showErrors(found);
    isUnsaved = true;
    lead();
  } catch {
    sendPlainly(submitter);
  }
}

function send(event) {
  const { submitter } = event;
  if (event.defaultPrevented || submitter?.formTarget) return;
  const hasFile = [...form.querySelectorAll("input[type=file]")].some((input) => input.files.length);
  if (!hasFile || isSentPlainly) {
    isSentPlainly = false;
    isUnsaved = false;
    return;
  }
  event.preventDefault();
  sendWithFile(submitter);
}

if (form?.method === "post") {
  form.addEventListener("input", () => {
    isUnsaved = true;
  });
  form.addEventListener("submit", send);
  window.addEventListener("beforeunload", (event) => {
    if (isUnsaved) event.preventDefault();
  });
  lead();
}
