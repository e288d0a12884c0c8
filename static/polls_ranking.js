// Putting options in order: a tap places the next one; then dragging, buttons or keys move it. All of it is said.
// By keyboard it is one stop: arrow keys go from option to option, Enter takes one in hand or places it, and Tab leads on.

const icons = { up: "chevron-up", down: "chevron-down", out: "x-lg", grip: "grip-vertical", place: "plus-lg" };
const sprite = document.querySelector("svg.icon use")?.getAttribute("href")?.split("#")[0] ?? "";

/** Turn the list of places to choose into one to arrange. Returns {order(), set(ids)}; the selects keep the order. */
export function ranking(list, setup, { signal }) {
  const words = setup.texts.ranking;
  const labels = new Map(setup.options.map((option) => [option.id, option.text]));
  const selects = new Map([...list.querySelectorAll("[data-option]")].map((item) => [Number(item.dataset.option), item.querySelector("select")]));
  let inHand = null;
  let stop = null;
  let order = [...selects].filter(([, select]) => select.value).sort((one, other) => one[1].value - other[1].value).map(([id]) => id);

  const root = document.createElement("div");
  root.className = "poll-ranking";
  root.innerHTML = '<p class="poll-ranking-head" data-head="order"></p><ol data-ranked></ol><p class="poll-ranking-head" data-head="rest"></p><ul data-rest></ul><p class="visually-hidden" role="status" data-said></p>';
  const [ranked, rest, said] = ["[data-ranked]", "[data-rest]", "[data-said]"].map((selector) => root.querySelector(selector));
  list.hidden = true;
  list.after(root);

  const full = () => order.length >= setup.most;
  const text = (name, id) => words[name].replace("{label}", labels.get(id));
  const announce = (id) => {
    const place = order.indexOf(id) + 1;
    said.textContent = place ? text("moved", id).replace("{place}", place).replace("{count}", order.length) : text("taken_out", id);
  };
  const keep = () => {
    for (const [id, select] of selects) select.value = order.includes(id) ? String(order.indexOf(id) + 1) : "";
    list.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const button = (name, id, disabled = false) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-quiet btn-icon";
    made.dataset.do = name;
    made.disabled = disabled;
    made.tabIndex = -1;
    made.setAttribute("aria-label", text(name, id));
    made.innerHTML = `<svg class="icon" aria-hidden="true" focusable="false"><use href="${sprite}#${icons[name]}"></use></svg>`;
    return made;
  };
  const placed = (id, index) => {
    const item = document.createElement("li");
    item.dataset.id = id;
    item.className = id === inHand ? "poll-ranked is-in-hand" : "poll-ranked";
    const name = document.createElement("span");
    name.className = "poll-ranked-name";
    name.textContent = labels.get(id);
    const grip = button("grip", id);
    grip.setAttribute("aria-pressed", String(id === inHand));
    item.append(grip, name, button("up", id, index === 0), button("down", id, index === order.length - 1), button("out", id));
    return item;
  };
  const unplaced = (id) => {
    const item = document.createElement("li");
    const made = button("place", id, full());
    item.dataset.id = id;
    made.className = "btn poll-unranked";
    made.append(labels.get(id));
    item.append(made);
    return item;
  };
  const draw = () => {
    const others = setup.options.map((option) => option.id).filter((id) => !order.includes(id));
    ranked.replaceChildren(...order.map(placed));
    rest.replaceChildren(...others.map(unplaced));
    root.querySelector("[data-head=order]").textContent = order.length ? words.order : words.empty;
    const head = root.querySelector("[data-head=rest]");
    head.hidden = !others.length;
    head.textContent = full() ? words.rest_done : words.rest;
    stopAt(stops().find((made) => idOf(made) === stop) ?? stops()[0]);
  };
  /* The one stop of Tab: the option that was gone to last. */
  const idOf = (made) => Number(made.closest("li").dataset.id);
  const stops = () => [...root.querySelectorAll("[data-do=grip], [data-do=place]:not(:disabled)")];
  const stopAt = (made) => {
    for (const one of stops()) one.tabIndex = one === made ? 0 : -1;
    stop = made ? idOf(made) : null;
  };
  const hold = (id) => {
    if (id === inHand) return;
    const before = inHand;
    inHand = id;
    for (const grip of ranked.querySelectorAll("[data-do=grip]")) {
      grip.setAttribute("aria-pressed", String(idOf(grip) === id));
      grip.closest("li").classList.toggle("is-in-hand", idOf(grip) === id);
    }
    if (id !== null) said.textContent = text("in_hand", id);
    else if (order.includes(before)) announce(before);
  };
  const focusOn = (id, name) => {
    const item = root.querySelector(`li[data-id="${id}"]`);
    (item?.querySelector(`[data-do=${name}]:not(:disabled)`) ?? item?.querySelector("button:not(:disabled)"))?.focus();
  };

  /** Put an option at an index of the order; -1 takes it out. */
  const move = (id, index, focus) => {
    const before = order.join();
    order = order.filter((other) => other !== id);
    if (index >= 0 && !full()) order.splice(Math.min(index, order.length), 0, id);
    if (order.join() === before) return;
    keep();
    draw();
    announce(id);
    if (focus) focusOn(id, focus);
  };
  const acts = {
    up: (id) => move(id, order.indexOf(id) - 1, "up"),
    down: (id) => move(id, order.indexOf(id) + 1, "down"),
    grip: (id) => hold(inHand === id ? null : id),
    out: (id) => {
      const at = order.indexOf(id);
      hold(null);
      move(id, -1);
      focusOn(order[Math.min(at, order.length - 1)] ?? id, "grip");
    },
    place: (id) => {
      const next = rest.querySelector(`li[data-id="${id}"]`)?.nextElementSibling?.dataset.id;
      move(id, order.length);
      const open = (next && rest.querySelector(`li[data-id="${next}"] button:not(:disabled)`)) ?? rest.querySelector("button:not(:disabled)");
      if (open) open.focus();
      else focusOn(id, "grip");
    },
  };
  root.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-do]");
    // A grip is pressed by key; a finger on it drags.
    if (pressed && (pressed.dataset.do !== "grip" || event.detail === 0)) acts[pressed.dataset.do]?.(Number(pressed.closest("li").dataset.id));
  }, { signal });
  root.addEventListener("keydown", (event) => {
    const here = event.target.closest("[data-do=grip], [data-do=place]");
    if (!here) return;
    const id = idOf(here);
    if (event.key === "Escape") return hold(null);
    if (["Delete", "Backspace"].includes(event.key) && here.dataset.do === "grip") {
      event.preventDefault();
      return acts.out(id);
    }
    if (!["ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) return;
    event.preventDefault();
    const places = id === inHand ? order : stops();
    const at = places.indexOf(id === inHand ? id : here);
    const to = { ArrowUp: Math.max(0, at - 1), ArrowDown: Math.min(at + 1, places.length - 1), Home: 0, End: places.length - 1 }[event.key];
    if (id === inHand) move(id, to, "grip");
    else places[to].focus();
  }, { signal });
  root.addEventListener("focusin", (event) => {
    const here = event.target.closest("[data-do=grip], [data-do=place]");
    if (here) stopAt(here);
  }, { signal });
  root.addEventListener("focusout", (event) => {
    // Drawn anew, the focus is lost for a moment; leaving puts down what is in hand.
    if (event.relatedTarget && !root.contains(event.relatedTarget)) hold(null);
  }, { signal });
  dragging(root, ranked, { move, signal });
  draw();
  return {
    order: () => [...order],
    set(ids) {
      order = ids.map(Number).filter((id) => labels.has(id));
      for (const [id, select] of selects) select.value = order.includes(id) ? String(order.indexOf(id) + 1) : "";
      draw();
    },
  };
}

/** Drag a placed option by its grip, with mouse, pen or finger. */
function dragging(root, ranked, { move, signal }) {
  let held = null;
  root.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("[data-do=grip]");
    if (!grip || event.button > 0) return;
    held = { item: grip.closest("li"), from: event.clientY, shift: 0 };
    held.item.classList.add("is-held");
    root.setPointerCapture(event.pointerId);
    event.preventDefault();
    grip.focus();
  }, { signal });
  root.addEventListener("pointermove", (event) => {
    if (!held) return;
    held.shift = event.clientY - held.from;
    held.item.style.translate = `0 ${held.shift}px`;
  }, { signal });
  const drop = (event) => {
    if (!held) return;
    const { item } = held;
    held = null;
    item.classList.remove("is-held");
    item.style.translate = "";
    if (event.type === "pointercancel") return;
    const others = [...ranked.children].filter((other) => other !== item);
    const above = others.filter((other) => {
      const box = other.getBoundingClientRect();
      return box.top + box.height / 2 < event.clientY;
    });
    move(Number(item.dataset.id), above.length, "grip");
  };
  root.addEventListener("pointerup", drop, { signal });
  root.addEventListener("pointercancel", drop, { signal });
}
