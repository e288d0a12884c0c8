// The pictures of a booth, large: by arrows, by keys, and back to where one was. Without a script they are links.

export function mountGallery(list, dialog) {
  const links = [...list.querySelectorAll("[data-picture]")];
  const large = dialog.querySelector("[data-large]");
  const caption = dialog.querySelector("[data-caption]");
  const place = dialog.querySelector("[data-place]");
  let shown = 0;

  const show = (number) => {
    shown = (number + links.length) % links.length;
    const { alt } = links[shown].querySelector("img");
    large.src = links[shown].href;
    large.alt = alt;
    caption.textContent = alt;
    place.textContent = place.dataset.words.replace("{number}", shown + 1).replace("{all}", links.length);
  };

  list.addEventListener("click", (event) => {
    const link = event.target.closest("[data-picture]");
    // With a key held, or by another button, it is opened elsewhere as any link.
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    show(links.indexOf(link));
    dialog.showModal();
  });
  const keys = { ArrowLeft: -1, ArrowRight: 1 };
  dialog.addEventListener("keydown", (event) => event.key in keys && show(shown + keys[event.key]));
  dialog.addEventListener("click", (event) => {
    const step = event.target.closest("[data-step]");
    if (step) show(shown + Number(step.dataset.step));
    else if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
  });
  for (const step of dialog.querySelectorAll("[data-step]")) step.hidden = links.length < 2;
  dialog.addEventListener("close", () => links[shown].focus());
}
