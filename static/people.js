// What the pages of people add with a script: lists to choose from that narrow as one types.

const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase().trim();

/* <fieldset data-chooser>: the search field narrows the chips; Enter picks the only or first one left. */
for (const chooser of document.querySelectorAll("[data-chooser]")) {
  const search = chooser.querySelector("[data-chooser-search]");
  if (!search) continue;
  const options = [...chooser.querySelectorAll("[data-chooser-option]")];
  const none = chooser.querySelector("[data-chooser-none]");
  const words = new Map(options.map((option) => [option, folded(option.textContent)]));
  const narrow = () => {
    const wanted = folded(search.value);
    let left = 0;
    for (const option of options) {
      option.hidden = wanted !== "" && !words.get(option).includes(wanted);
      if (!option.hidden) left += 1;
    }
    none.hidden = left > 0;
  };
  search.addEventListener("input", narrow);
  search.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const wanted = folded(search.value);
    const left = options.filter((option) => !option.hidden);
    const first = left.find((option) => words.get(option) === wanted) ?? left.find((option) => words.get(option).startsWith(wanted)) ?? left[0];
    if (!wanted || !first) return;
    first.querySelector("input").click();
    search.value = "";
    narrow();
  });
}
