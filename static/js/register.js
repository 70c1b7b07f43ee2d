/* The register saves each tap by itself (htmx). Here: what happens when a tap does not get through.
   The answer stays in its row, in amber, until it is saved, and on this tablet until then: which place,
   which mark, what time. No name is kept. So it outlives a reload, a lock and a new sign-in. */

const words = document.querySelector("[data-register-words]")?.dataset ?? {};
const FAILED = "juno-register__row--failed";
const KEY = `juno-register-${words.person}-${words.workshop}`; // nobody sends what another tapped
const AGAIN_MS = 15000;

/** The row an htmx event belongs to, if it is one of the register. */
function rowOf(event) {
  return event.detail.elt?.closest?.("[data-register-row]") ?? null;
}

/** The key of the place a row is about. */
function placeOf(row) {
  return row.id.replace("row-", "");
}

/** What has not been saved: by place, the mark, the times entered and when it was tapped. */
function unsent() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? {};
  } catch {
    return {};
  }
}

function store(marks) {
  try {
    if (Object.keys(marks).length) localStorage.setItem(KEY, JSON.stringify(marks));
    else localStorage.removeItem(KEY);
  } catch {
    // A browser that keeps nothing: the answer stays on the page.
  }
}

/** The times a row asks for, as they are entered. */
function timesOf(row) {
  const entered = {};
  for (const field of row.querySelectorAll("input[type=time]")) entered[field.name] = field.value;
  return entered;
}

/** Keep what is chosen in a row until it is saved. */
function keep(row, at) {
  const chosen = row.querySelector("input[type=radio]:checked");
  if (chosen) store({ ...unsent(), [placeOf(row)]: { mark: chosen.value, times: timesOf(row), at } });
}

function forget(place, at) {
  const marks = unsent();
  if (at && marks[place]?.at !== at) return; // tapped again meanwhile: that is still to be saved
  delete marks[place];
  store(marks);
}

/** Send again what is chosen in a row. */
function retry(row) {
  const chosen = row.querySelector("input[type=radio]:checked");
  if (chosen) window.htmx.trigger(chosen, "change");
}

function retryAll() {
  document.querySelectorAll(`.${FAILED}`).forEach(retry);
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

// A tap by a person, not one sent again: this is the time that counts.
document.body.addEventListener(
  "change",
  (event) => {
    const row = event.target.closest?.("[data-register-row]");
    if (row && (event.isTrusted || !unsent()[placeOf(row)])) keep(row, new Date().toISOString());
  },
  true,
);

document.body.addEventListener("htmx:configRequest", (event) => {
  const row = rowOf(event);
  const kept = row && unsent()[placeOf(row)];
  if (!kept) return;
  event.detail.parameters.tapped = kept.at;
  for (const [name, value] of Object.entries(kept.times)) {
    if (!row.querySelector(`[name="${name}"]`)) event.detail.parameters[name] = value;
  }
  row.dataset.sentAt = kept.at;
});

for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.body.addEventListener(name, (event) => {
    const row = rowOf(event);
    if (row) fail(row, words.notSaved);
  });
}

// Signed out meanwhile: the answer is another page. Keep the row, and say so.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const row = rowOf(event);
  if (!row) return;
  if (!event.detail.xhr.responseURL.endsWith(event.detail.pathInfo.finalRequestPath)) {
    event.detail.shouldSwap = false;
    fail(row, words.signedOut);
  } else if (event.detail.shouldSwap) {
    forget(placeOf(row), row.dataset.sentAt); // the service has answered, whether it took the mark or not
  }
});

document.body.addEventListener("htmx:beforeRequest", (event) => {
  const row = rowOf(event);
  if (row) row.querySelector("[data-register-said]").textContent = words.saving;
});

// The signal is back, somebody looks again, or some time has passed: send again what did not get through.
window.addEventListener("online", retryAll);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) retryAll();
});
setInterval(() => {
  if (navigator.onLine) retryAll();
}, AGAIN_MS);

/** Put back what was kept before the page was opened again, and send it. */
function restore() {
  for (const [place, kept] of Object.entries(unsent())) {
    const row = document.getElementById(`row-${place}`);
    const radio = row?.querySelector(`input[type=radio][value="${kept.mark}"]`);
    if (!radio) {
      forget(place);
      if (words.tooLate) document.querySelector("[data-register-late]")?.removeAttribute("hidden");
      continue;
    }
    radio.checked = true;
    fail(row, words.notSaved);
    retry(row);
  }
}

if (words.workshop) {
  if (window.htmx) restore();
  else window.addEventListener("load", restore);
}
