// Lets staff click on what matters on a photo, and shows where that is; typing does the same.

function letChoosePoint(box) {
  const image = box.querySelector("img");
  const fields = ["x", "y"].map((axis) => document.getElementById(`id_photo_${axis}`));
  if (fields.some((field) => !field)) return;
  const mark = document.createElement("span");
  mark.className = "photo-point-mark";
  box.append(mark);

  function show() {
    const [x, y] = fields.map((field) => field.value);
    mark.hidden = x === "" || y === "";
    mark.style.left = `${x}%`;
    mark.style.top = `${y}%`;
  }

  image.addEventListener("click", (event) => {
    const frame = image.getBoundingClientRect();
    const at = [(event.clientX - frame.left) / frame.width, (event.clientY - frame.top) / frame.height];
    fields.forEach((field, axis) => {
      field.value = Math.min(100, Math.max(0, Math.round(at[axis] * 100)));
      field.dispatchEvent(new Event("input", { bubbles: true }));
    });
    show();
  });
  for (const field of fields) field.addEventListener("input", show);
  show();
}

document.addEventListener("DOMContentLoaded", () => {
  for (const box of document.querySelectorAll("[data-photo-point]")) letChoosePoint(box);
});
