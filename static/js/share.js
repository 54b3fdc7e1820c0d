// Hands the petition to what the device shares with, or copies its address, where the browser lets
// a page do that. The links beside it need none of this.

for (const place of document.querySelectorAll("[data-share]")) {
  offerCopy(place);
  offerDevice(place);
}

function offerCopy(place) {
  if (!navigator.clipboard) return;
  const button = place.querySelector("[data-copy]");
  const done = place.querySelector("[data-copied]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(place.dataset.share);
    done.textContent = done.dataset.copied;
  });
}

function offerDevice(place) {
  if (!navigator.share) return;
  const button = place.querySelector("[data-share-native]");
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.share({ title: place.dataset.shareTitle, url: place.dataset.share });
    } catch {
      // Closed without sharing.
    }
  });
}
