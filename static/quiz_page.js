// A page that is one fragment of a quiz: brings it to life with the module that the fragment names.
for (const section of document.querySelectorAll("[data-fragment][data-module]")) {
  import(section.dataset.module).then(({ mount }) => mount(section));
}
