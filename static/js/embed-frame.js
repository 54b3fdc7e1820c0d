// Lets the preview be as high as its card, as the script to copy does on other sites.

addEventListener("message", ({ origin, source, data }) => {
  const frame = document.querySelector("[data-embed]");
  if (origin === location.origin && source === frame.contentWindow && data.petitionHeight > 0) {
    frame.height = data.petitionHeight;
  }
});

// One tap takes all of what is to be copied.
for (const snippet of document.querySelectorAll(".embed-snippet")) {
  snippet.addEventListener("focus", () => snippet.select());
}
