// Finds the number that proves some work, in a worker, and puts it into the form. Whoever presses
// the button before need not press again. What the page says about waiting, an element with
// `data-proof-wait`, is in sight only where there is no script or the check does not work.

const field = document.querySelector("[data-proof]");
const status = document.querySelector("[data-proof-status]");
const wait = document.querySelector("[data-proof-wait]");
const { challenge, salt, signature, max } = field.dataset;

const worker = new Worker(field.dataset.worker);
let isChecking = true;
let pressed = null;

function say(what) {
  status.textContent = status.dataset[what];
  if (wait) wait.hidden = what !== "failed";
}

function finish(number) {
  worker.terminate();
  isChecking = false;
  if (number === null) {
    say("failed");
    return;
  }
  field.value = btoa(JSON.stringify({ algorithm: "SHA-256", challenge, number, salt, signature }));
  say("ready");
  if (pressed) pressed.click();
}

field.form.addEventListener("submit", (event) => {
  if (!isChecking) return;
  event.preventDefault();
  pressed = event.submitter ?? field.form.querySelector("[type=submit]");
  say("waiting");
});

worker.onmessage = ({ data }) => finish(data);
worker.onerror = () => finish(null);
field.value = "";
say("checking");
worker.postMessage({ challenge, salt, max: Number(max) });
