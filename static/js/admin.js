// The search boxes of the back office get the names of their labels: select2 names them by what is
// chosen alone, which is nothing at first.
"use strict";

// Deferred, so it comes after the line of Django's own script that makes the boxes.
window.django?.jQuery?.(() => {
  for (const field of document.querySelectorAll("select.admin-autocomplete")) {
    const label = document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
    const box = field.parentElement.querySelector(".select2-selection");
    if (!label || !box) continue;
    label.id ||= `${field.id}_label`;
    box.setAttribute("aria-labelledby", `${label.id} ${box.getAttribute("aria-labelledby") || ""}`.trim());
    box.querySelector("[role=textbox]")?.setAttribute("aria-labelledby", label.id);
  }
});
