// "Leave quickly": replaces this page in the history by a neutral one. Escape, three times within
// two seconds, does the same.

const TIMES = 3;
const WITHIN_MS = 2_000;

const link = document.querySelector("[data-exit]");
let pressed = [];

function leave() {
  document.documentElement.hidden = true;
  location.replace(link.href);
}

if (link) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const now = Date.now();
    pressed = [...pressed.filter((at) => now - at < WITHIN_MS), now];
    if (pressed.length >= TIMES) leave();
  });
}
