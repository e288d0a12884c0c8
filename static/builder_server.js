// The builder's talk with the server: every answer carries the whole new state; a refusal carries its reason.

const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";

export class Refusal extends Error {
  constructor(status, body) {
    super(body.error ?? "");
    this.status = status;
    this.differences = body.differences ?? {};
  }
}

async function ask(address, options = {}) {
  const response = await fetch(address, {
    ...options,
    headers: { Accept: "application/json", "X-CSRFToken": token, ...options.headers },
  });
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Refusal(response.status, body);
  return body;
}

export const readState = (addresses) => ask(addresses.state);

export function send(address, payload = {}) {
  return ask(address, {
    method: "POST",
    body: JSON.stringify(payload),
    headers: { "Content-Type": "application/json" },
  });
}
