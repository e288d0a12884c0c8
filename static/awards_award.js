// An award's page while its vote is open: the voter's panel comes into the page and lives there.
import { embed } from "./stage_embed.js";

for (const host of document.querySelectorAll("[data-embed]")) {
  embed(host, { address: host.dataset.embed, script: host.dataset.script });
}
