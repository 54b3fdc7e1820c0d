// Keeps every count on the page fresh: asks the tiny resource beside it every 10 seconds while the
// page is seen. The browser sends the validator of the last answer, so most answers are empty.

const EVERY_MS = 10_000;

const locale = document.documentElement.lang === "es" ? "es-US" : "en-US";
const numbers = new Intl.NumberFormat(locale);

function show(place, { supporters, goal }) {
  place.querySelector("[data-supporters]").textContent = numbers.format(supporters);
  const bar = place.querySelector("[data-progress]");
  if (bar && goal) bar.value = Math.min(100, Math.floor((100 * supporters) / goal));
  const missing = place.querySelector("[data-missing]");
  if (missing && goal > supporters) missing.textContent = numbers.format(goal - supporters);
}

async function refresh() {
  if (document.hidden) return;
  for (const place of document.querySelectorAll("[data-count]")) {
    try {
      const answer = await fetch(place.dataset.count, { credentials: "omit" });
      if (answer.ok) show(place, await answer.json());
    } catch {
      // Off line for a moment: the number that was right when the page came stays.
    }
  }
}

setInterval(refresh, EVERY_MS);
document.addEventListener("visibilitychange", refresh);
window.addEventListener("pageshow", (event) => event.persisted && refresh());
