// What a booth's editor adds with a script: a picture is shown before it is sent, and only what a kind needs is asked.

/* The picture that was chosen stands where the stored one stood. */
for (const input of document.querySelectorAll('.booth-file input[type="file"]')) {
  const shown = input.closest(".booth-file").querySelector("img[data-shown]");
  if (!shown) continue;
  const show = () => {
    const [file] = input.files;
    if (!file || !file.type.startsWith("image/")) return;
    const reader = new FileReader();
    // The policy of our pages lets pictures come as data, and not as blobs.
    reader.addEventListener("load", () => {
      shown.src = reader.result;
      shown.hidden = false;
      if (!shown.alt) shown.alt = input.labels[0]?.textContent.trim() ?? "";
    });
    reader.readAsDataURL(file);
  };
  input.addEventListener("change", show);
  // On a slow line it was chosen before this script had come.
  show();
}

/* A link has an address, everything else a file. */
const form = document.querySelector("[data-material-form]");
function fitKind() {
  const kind = form.querySelector('input[name="kind"]:checked')?.value;
  for (const part of form.querySelectorAll("[data-for-kind]")) {
    part.hidden = (part.dataset.forKind === "link") !== (kind === "link");
    for (const input of part.querySelectorAll("input")) if (part.hidden) input.value = "";
  }
}
if (form) {
  form.addEventListener("change", (event) => event.target.name === "kind" && fitKind());
  fitKind();
}
