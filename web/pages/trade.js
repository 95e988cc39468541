/** One trade. Whoever is neither seller nor winner finds nothing here. */
import { api } from "../api.js";
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { guarded } from "../accounts/guarded.js";
import { errorNotice } from "../components/notice.js";
import { nameOf } from "../components/person.js";
import { problemText } from "../forms/problems.js";
import { tradeRoom } from "../trades/tradeRoom.js";
import { notFoundPage } from "./notFound.js";

export function tradePage({ router, id }) {
  return guarded({ title: "trade.title", build: () => build(router, id) });
}

function build(router, id) {
  const abort = new AbortController();
  let trade = null;
  const title = () => (trade ? t("trade.with", { name: nameOf(trade.partner) }) : t("trade.title"));
  const heading = h("h1", { class: "visually-hidden", text: title });
  const place = h("div", {});
  const element = h("section", { class: "page trade-page" },
    h("a", { class: "back", href: "/trades" }, h("span", { "aria-hidden": "true", text: "‹" }),
      h("span", { text: () => t("trades.title") })),
    heading, place);
  load();

  async function load() {
    place.setAttribute("aria-busy", "true");
    place.replaceChildren(skeleton());
    try {
      trade = await api.trade(id, abort.signal);
      place.replaceChildren(tradeRoom(trade, abort.signal));
      heading.textContent = title();
      router.retitle();
    } catch (error) {
      if (abort.signal.aborted) return;
      if (error.code === "notFound") {
        element.classList.add("notice");
        element.replaceChildren(...notFoundPage("trade.notFound", "trade.notFoundLead").element.children);
      } else place.replaceChildren(errorNotice(() => `${t("trade.failed")} ${problemText(error)}`, load));
    }
    place.removeAttribute("aria-busy");
  }

  return {
    element,
    title: () => `${title()} · ${t("site.name")}`,
    dispose: () => abort.abort(),
  };
}

/** The same shape while nothing is known yet. */
function skeleton() {
  return h("div", { class: "trade", "aria-hidden": "true" },
    h("div", { class: "trade__side" }, h("div", { class: "skeleton trade__side-skeleton" })),
    h("div", { class: "chat trade__chat" }));
}
