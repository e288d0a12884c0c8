// What a visitor has with a booth's team, and the page of all of it: answers come by themselves, forms go by themselves.
import { Pieces } from "./exhibition_contact_pieces.js";
import { keepDraft, watch } from "./live.js";
import { enlivenForms } from "./posting.js";

const root = document.querySelector("[data-contact]");

function enliven() {
  const drafts = new Map();
  const keep = () => {
    for (const form of root.querySelectorAll("form[data-draft]")) if (!drafts.has(form)) drafts.set(form, keepDraft(form));
  };
  const pieces = new Pieces(root, { onDrawn: keep });
  keep();
  watch({
    topic: "booths_mine",
    key: Number(root.dataset.me),
    onSnapshot: ({ state: { stamp } }) => pieces.hear({ stamp }),
  });
  if (root.dataset.contact) {
    watch({
      topic: "booth",
      key: Number(root.dataset.contact),
      onSnapshot: ({ state }) => pieces.hear({ team: state.team.join(" ") }),
    });
  }
  enlivenForms(root, {
    leave: (form) => "plain" in form.dataset,
    onDone: (_answer, form) => {
      drafts.get(form)?.clear();
      drafts.delete(form);
      // Another form, with another key.
      pieces.settle(form);
      pieces.refresh();
    },
    onRefused: (failure) => failure.status === 409 && pieces.refresh(),
  });
}

if (root?.dataset.me) enliven();
