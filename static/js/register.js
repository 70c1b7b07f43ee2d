/* The register saves each tap by itself (htmx). Here: what happens when a tap does not get through.
   The answer stays on the page, in amber, until it is saved; nothing is kept anywhere else. */

const words = document.querySelector("[data-register-words]")?.dataset ?? {};
const FAILED = "juno-register__row--failed";

/** The row an htmx event belongs to, if it is one of the register. */
function rowOf(event) {
  return event.detail.elt?.closest?.("[data-register-row]") ?? null;
}

/** Send again what is chosen in a row. */
function retry(row) {
  const chosen = row.querySelector("input[type=radio]:checked");
  if (chosen) window.htmx.trigger(chosen, "change");
}

/** Mark a row as not saved and offer to try again. */
function fail(row, text) {
  const said = row.querySelector("[data-register-said]");
  row.classList.add(FAILED);
  said.classList.add("juno-status--failed");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "juno-link-button";
  button.textContent = text;
  button.addEventListener("click", () => retry(row));
  said.replaceChildren(button);
}

for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.body.addEventListener(name, (event) => {
    const row = rowOf(event);
    if (row) fail(row, words.notSaved);
  });
}

// Signed out meanwhile: the answer is another page. Keep the row, and say so.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const row = rowOf(event);
  if (row && !event.detail.xhr.responseURL.endsWith(event.detail.pathInfo.finalRequestPath)) {
    event.detail.shouldSwap = false;
    fail(row, words.signedOut);
  }
});

document.body.addEventListener("htmx:beforeRequest", (event) => {
  const row = rowOf(event);
  if (row) row.querySelector("[data-register-said]").textContent = words.saving;
});

// The signal is back: send again what did not get through.
window.addEventListener("online", () => {
  document.querySelectorAll(`.${FAILED}`).forEach(retry);
});
