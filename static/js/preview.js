// Shows the page as it would look while one types: sends the form, without its files, to the
// preview a moment after the last change. The buttons do the same where scripts are off.

const QUIET_MS = 800;

function start(section) {
  const form = section.closest("form");
  const frame = section.querySelector("iframe");
  const buttons = [...section.querySelectorAll("[data-preview-language]")];
  let chosen = buttons[0];
  let timer;
  let latest = 0;

  async function show() {
    const mine = ++latest;
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    try {
      const answer = await fetch(chosen.formAction, { method: "POST", body: data });
      const html = await answer.text();
      if (mine !== latest || !answer.ok) return;
      const scrolled = frame.contentWindow.scrollY;
      frame.addEventListener("load", () => frame.contentWindow.scrollTo(0, scrolled), { once: true });
      frame.srcdoc = html;
    } catch {
      // Off line for a moment: the preview stays as it was.
    }
  }

  for (const button of buttons) {
    button.addEventListener("click", (event) => {
      event.preventDefault();
      chosen = button;
      show();
    });
  }
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, QUIET_MS);
  });
}

document.addEventListener("DOMContentLoaded", () => {
  for (const section of document.querySelectorAll("[data-preview]")) start(section);
});
