// Puts a fragment of another place into this page and brings it to life: what is already there stays untouched.
import { letGo } from "./press.js";

const retryMilliseconds = 4000;

/**
 * Fill `host` with the fragment at `address` and mount the script at `script` on it. `keep`: what stands there until
 * the fragment has come stays when it does not. Returns {close(), part}: `part` is what the script made of it, as soon
 * as it is there.
 */
export function embed(host, { address, script, onReady }) {
  let closed = false;
  let mounted = null;
  let timer = null;

  const fill = async () => {
    try {
      const [section, module] = await Promise.all([fetchSection(address), script ? import(script) : null]);
      await letGo(host);
      if (closed) return;
      host.replaceChildren(section);
      mounted = module?.mount(section) ?? null;
      onReady?.(section);
    } catch (failure) {
      if (closed || failure.gone) return;
      // What stood there before stays: a link that leads to the same.
      timer = setTimeout(fill, retryMilliseconds);
    }
  };
  fill();

  return {
    get part() {
      return mounted;
    },
    close() {
      closed = true;
      clearTimeout(timer);
      mounted?.close?.();
    },
  };
}

async function fetchSection(address) {
  const answer = await fetch(`${address}?fragment=1`, { headers: { "HX-Request": "true" } });
  if (!answer.ok) throw Object.assign(new Error(address), { gone: answer.status === 404 || answer.status === 403 });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const section = page.querySelector("section");
  if (!section) throw Object.assign(new Error(address), { gone: true });
  return document.adoptNode(section);
}
