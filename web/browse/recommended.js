/** A row of what most people watch and like now. */
import { api } from "../api.js";
import { h, refresh } from "../dom.js";
import { t } from "../i18n.js";
import { likes } from "../likes.js";
import { session } from "../session.js";
import { auctionCard, cardSkeleton } from "../components/auctionCard.js";

const sizes = "(min-width: 546px) 240px, 44vw"; // as of .shelf
const freshEvery = 10_000; // ms, as the list below

export function recommended() {
  const abort = new AbortController();
  const auctions = new Map();
  const row = h("ul", { class: "shelf" }, ...Array.from({ length: 6 }, cardSkeleton));
  const element = h("section", { class: "recommended", "aria-labelledby": "recommended-title" },
    h("h2", { class: "section-head", id: "recommended-title", text: () => t("home.recommended") }), row);
  load();

  async function ask() {
    const askedAt = performance.now();
    const { items } = await api.recommended(abort.signal);
    for (const item of items) likes.learn(item, askedAt);
    for (const item of items) auctions.set(item.id, item);
    return items;
  }

  async function load() {
    try {
      const items = await ask();
      row.replaceChildren(...items.map(({ id }, index) => auctionCard(() => auctions.get(id), { level: 3, isEager: index < 3, sizes })));
      element.hidden = items.length === 0;
    } catch {
      element.hidden = true; // the list below tells what is wrong
    }
  }

  const update = () => refresh(row);
  /** Their prices go on; who they are stays, so that nothing moves. */
  const freshen = () => document.hidden || ask().then(update).catch(() => {});
  const timer = setInterval(freshen, freshEvery);
  abort.signal.addEventListener("abort", () => clearInterval(timer));
  session.addEventListener("change", freshen, { signal: abort.signal });
  likes.addEventListener("change", update, { signal: abort.signal });
  return { element, dispose: () => abort.abort() };
}
