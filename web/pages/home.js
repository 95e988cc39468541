/** The first page: auctions that are live, upcoming or ended, each in a tab with an address of its own. */
import { clock } from "../clock.js";
import { h, refresh } from "../dom.js";
import { t } from "../i18n.js";
import { AuctionList } from "../components/auctionList.js";

const tabs = ["live", "upcoming", "ended"];
/** Lists live on between visits, so that going back shows at once what was there, at the same place. */
const lists = new Map();

export function homePage({ query }) {
  const status = tabs.includes(query.get("status")) ? query.get("status") : "live";
  if (!lists.has(status)) lists.set(status, new AuctionList(status));
  const list = lists.get(status);
  list.show();

  const element = h("section", { class: "page home" },
    h("div", { class: "home__head" },
      h("h1", { text: () => t("home.title") }),
      h("p", { class: "lead", text: () => t("home.lead") })),
    h("nav", { class: "tabs", "aria-label": () => t("home.tabs") },
      ...tabs.map((tab) => h("a", {
        href: tab === "live" ? "/" : `/?status=${tab}`,
        "aria-current": tab === status ? "page" : null,
        text: () => t(`home.${tab}`),
      }))),
    list.element);

  const stopClock = clock.everySecond(() => refresh(list.element));
  return {
    element,
    title: () => `${t(`home.${status}`)} · ${t("site.name")}`,
    dispose() {
      stopClock();
      list.hide();
    },
  };
}
