// Keeps every count on the page fresh: asks the tiny resource beside it every 10 seconds while the
// page is seen. The browser sends the validator of the last answer, so most answers are empty. Who
// asks for less motion keeps the number that was right when the page came (WCAG 2.2, 2.2.2).

const EVERY_MS = 10_000;

const locale = document.documentElement.lang === "es" ? "es-US" : "en-US";
const stillness = matchMedia("(prefers-reduced-motion: reduce)");
const numbers = new Intl.NumberFormat(locale);

// As petitions/milestones.py has it: past its goal, a petition steps up to the next round number.
function goalAhead(supporters, goal) {
  if (goal > supporters) return goal;
  for (let power = 100; ; power *= 10) {
    const found = [power, 2.5 * power, 5 * power].find((milestone) => milestone > supporters);
    if (found) return found;
  }
}

function show(place, { supporters, goal }) {
  place.querySelector("[data-supporters]").textContent = numbers.format(supporters);
  const bar = place.querySelector("[data-progress]");
  if (bar) showProgress(place, bar, supporters, goalAhead(supporters, goal));
}

function showProgress(place, bar, supporters, goal) {
  bar.max = goal;
  bar.value = supporters;
  if (bar.dataset.progress) {
    const soFar = { supporters: numbers.format(supporters), goal: numbers.format(goal) };
    bar.ariaValueText = bar.dataset.progress.replace(/\{(\w+)\}/g, (_, name) => soFar[name]);
  }
  place.querySelector("[data-goal]").textContent = numbers.format(goal);
  const missing = place.querySelector("[data-missing]");
  if (missing) missing.textContent = numbers.format(goal - supporters);
}

async function refresh() {
  if (document.hidden || stillness.matches) return;
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
