// Puts a row of buttons above each text in which facts may stand that are worked out for the day.
// A button writes the placeholder where the cursor is; what is marked is replaced.

function insertPlaceholder(field, name) {
  const text = `{{ ${name} }}`;
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function addPlaceholderButtons(root, pattern) {
  for (const field of root.querySelectorAll("[data-placeholders]")) {
    if (field.id.includes("__prefix__") || field.dataset.placeholders) continue;
    field.dataset.placeholders = "ready";
    const row = document.createElement("div");
    row.className = "placeholders";
    row.append(...pattern.cloneNode(true).children);
    row.addEventListener("click", (event) => {
      const name = event.target.dataset.insert;
      if (name) insertPlaceholder(field, name);
    });
    field.before(row);
  }
}

document.addEventListener("DOMContentLoaded", () => {
  const pattern = document.querySelector("[data-placeholder-buttons]");
  if (!pattern) return;
  addPlaceholderButtons(document, pattern);
  document.addEventListener("formset:added", (event) => addPlaceholderButtons(event.target, pattern));
});
