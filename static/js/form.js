// Leads to what is wrong with a form of the staff.

const summary = document.querySelector("[data-form-errors]");

summary?.focus();
