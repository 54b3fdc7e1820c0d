// Copies the petition's short address, where the browser lets a page do that.

for (const place of document.querySelectorAll("[data-share]")) {
  const button = place.querySelector("[data-copy]");
  const done = place.querySelector("[data-copied]");
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(place.dataset.share);
    done.textContent = done.dataset.copied;
  });
}
