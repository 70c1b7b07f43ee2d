/* Everything here only saves a step: each page works without it. */
import { initAll } from "../build/govuk-frontend.min.js";

initAll();

// A piece of page that htmx has just put in place gets the same behaviour.
document.body.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) {
    initAll({ scope: event.detail.elt });
  }
});
