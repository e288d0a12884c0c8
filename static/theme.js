// Sets light or dark before the first paint; a blocking script, because a module would run after it.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  let chosen = null;
  const apply = () => {
    try {
      chosen = localStorage.getItem("theme");
    } catch {
      chosen = null; // storage refused: follow the system
    }
    const known = chosen === "light" || chosen === "dark";
    root.dataset.bsTheme = known ? chosen : dark.matches ? "dark" : "light";
    root.dataset.themeChoice = known ? chosen : "system";
  };
  apply();
  root.classList.add("js");
  dark.addEventListener("change", apply);
  addEventListener("storage", apply);
  addEventListener("theme:chosen", apply);
})();
