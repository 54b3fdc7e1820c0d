// Takes the bar with the button away while the form itself is in sight, and leads to what is
// missing where the browser does not do so by itself.

const bar = document.querySelector("[data-sign-bar]");
const form = document.querySelector("#sign-here");

if (bar && "IntersectionObserver" in window) {
  new IntersectionObserver(([entry]) => {
    bar.classList.toggle("is-idle", entry.isIntersecting);
  }).observe(form);
}

const errors = document.querySelector("[data-errors]");
if (errors) {
  errors.focus({ preventScroll: true });
  form.scrollIntoView();
}
