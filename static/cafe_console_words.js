// The phrases of the console, as the page brought them, and names of countries.
import { locale } from "./locale.js";

export const words = JSON.parse(document.querySelector("[data-console] [data-words]").textContent);

/** Put values into the {places} of a phrase. */
export const fill = (phrase, values) => phrase.replace(/\{(\w+)\}/g, (_place, name) => values[name]);

/** The first of two forms for one, the second for any other number. */
export const counted = (forms, n, values = {}) => fill(forms[n === 1 ? 0 : 1], { n, ...values });

const regions = new Intl.DisplayNames([locale], { type: "region" });

function country(code) {
  try {
    return code && regions.of(code);
  } catch {
    return code;
  }
}

/** Organisation and country of somebody, as one line. */
export const about = (person) => [person.organisation, country(person.country)].filter(Boolean).join(" · ");

/** Write a text only where it differs. */
export function write(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}
