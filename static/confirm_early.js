// A form that asks first (data-confirm), pressed before site.js has come, waits for it; a blocking script, as it must be first.
(() => {
  let early = null;
  const hold = (event) => {
    const { target: form, submitter } = event;
    if (!form.dataset.confirm && !submitter?.dataset.confirm) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    submitter?.setAttribute("aria-busy", "true");
    early = { form, submitter };
  };
  document.addEventListener("submit", hold, true);
  // By then site.js stands and asks; where it could not be loaded, the form goes as it does without scripts.
  document.addEventListener("DOMContentLoaded", () => {
    document.removeEventListener("submit", hold, true);
    if (!early) return;
    early.submitter?.removeAttribute("aria-busy");
    if (early.form.isConnected) early.form.requestSubmit(early.submitter);
  });
})();
