/* Everything here only saves a step: each page works without it. */
import { initAll } from "../build/govuk-frontend.min.js";

const narrow = window.matchMedia("(max-width: 999px)");

/** Fold the filters away where they would stand before the list and not beside it. */
function foldFilters(scope) {
  if (!narrow.matches) return;
  for (const filter of scope.querySelectorAll("[data-juno-filter]")) filter.open = false;
}

/** Offer to copy words that are meant for another system. */
function offerCopying(scope) {
  if (!navigator.clipboard) return;
  for (const button of scope.querySelectorAll("[data-juno-copy]")) {
    const said = button.parentElement.querySelector("[data-juno-copied]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.junoCopy).textContent);
      said.textContent = said.dataset.junoCopied;
    });
  }
}

/** Shut an open menu when the person goes elsewhere. */
function shutMenus(event) {
  for (const menu of document.querySelectorAll("[data-juno-menu][open]")) {
    const away = event.type === "keydown" ? event.key === "Escape" : !menu.contains(event.target);
    if (!away) continue;
    const within = menu.contains(document.activeElement);
    menu.open = false;
    if (event.type === "keydown" && within) menu.querySelector("summary").focus();
  }
}

/**
 * A radio has no `aria-expanded` in the standard, though govuk-frontend sets it on those that open
 * further questions. What they open follows them directly, so nothing is lost without it.
 */
function tidyRadios() {
  for (const radio of document.querySelectorAll("input[type=radio][aria-expanded]")) {
    radio.removeAttribute("aria-expanded");
  }
}

function start(scope) {
  tidyRadios();
  foldFilters(scope);
  offerCopying(scope);
}

initAll();
start(document);
window.addEventListener("pageshow", tidyRadios);
document.addEventListener("click", tidyRadios);
document.addEventListener("click", shutMenus);
document.addEventListener("focusin", shutMenus);
document.addEventListener("keydown", shutMenus);

// A piece of page that htmx has just put in place gets the same behaviour.
document.body.addEventListener("htmx:load", (event) => {
  if (event.detail.elt === document.body) return;
  initAll({ scope: event.detail.elt });
  start(event.detail.elt);
});
