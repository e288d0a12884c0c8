// Who sits at a table, and which of them have it open now.
import { locale } from "./locale.js";
import { enlivenForms } from "./posting.js";

const countries = new Intl.DisplayNames([locale], { type: "region" });

function countryName(code) {
  try {
    return code ? countries.of(code) : "";
  } catch {
    return code;
  }
}

export class People {
  constructor(root, { me, phrases }) {
    this.me = me;
    this.phrases = phrases;
    this.list = root.querySelector("[data-people-list]");
    this.pattern = root.querySelector("[data-person-pattern]").content.firstElementChild;
    this.nobody = root.querySelector("[data-nobody]");
    this.block = root.querySelector("[data-block]");
    enlivenForms(this.block, { onDone: () => (this.block.open = false) });
    this.here = new Set([...this.list.querySelectorAll(".is-here")].map((dot) => Number(dot.closest("li").dataset.id)));
    this.people = [];
  }

  show(people) {
    this.people = people;
    this.draw();
  }

  showHere(ids) {
    this.here = new Set(ids);
    this.draw();
  }

  draw() {
    const print = JSON.stringify([this.people, this.people.map(({ id }) => this.here.has(id))]);
    if (print === this.print) return;
    this.print = print;
    this.list.replaceChildren(...this.people.map((person) => this.row(person)));
    this.nobody.hidden = this.people.length > 0;
    this.drawBlock();
  }

  /* The list stays as it is while the same people are there: somebody may just be choosing. */
  drawBlock() {
    const seated = this.people.some(({ id }) => id === this.me);
    const others = this.people.filter(({ id, name }) => id !== this.me && name);
    const print = JSON.stringify(others.map(({ id, name }) => [id, name]));
    this.block.hidden = !seated || !others.length;
    if (print === this.blockPrint) return;
    this.blockPrint = print;
    this.block.querySelector("[data-block-who]").replaceChildren(...others.map(({ id, name }) => new Option(name, id)));
  }

  row(person) {
    const row = this.pattern.cloneNode(true);
    const at = (name) => row.querySelector(`[data-${name}]`);
    // Whoever reads this page is here, whatever the server has heard of it yet.
    const isHere = person.id === this.me || this.here.has(person.id);
    row.dataset.id = person.id;
    at("name").textContent = person.name || this.phrases.left;
    at("host").hidden = !person.host;
    at("you").hidden = person.id !== this.me;
    at("of").textContent = [person.organisation, countryName(person.country)].filter(Boolean).join(" · ");
    at("dot").classList.toggle("is-here", isHere);
    at("presence").textContent = isHere ? this.phrases.here : this.phrases.notHere;
    return row;
  }
}
