/** The way from an auction that was sold to the room where its two sides meet. */
import { h, refresh } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../components/icon.js";
import { session } from "../session.js";
import { trades } from "../trades/trades.js";

/** @param {() => object} auction */
export function tradeLink(auction) {
  let trade = null;
  let askedFor = null; // whose trade was looked for
  const isPart = () => {
    const { status, leader, seller } = auction();
    const me = session.user?.id;
    return Boolean(me && leader && status === "ended" && [leader.id, seller.id].includes(me));
  };
  const element = h("a", {
    class: "button button--primary button--block button--large trade-link", ".hidden": () => !isPart(),
    href: () => (trade ? `/trades/${trade}` : "/trades"),
  }, icon("chat"), h("span", { text: () => t("trade.toTrade") }));

  async function update() {
    const me = session.user?.id;
    if (isPart() && askedFor !== me) {
      askedFor = me;
      trade = null;
      trade = await trades.of(auction().id).catch(() => (askedFor = null)); // the list leads there as well
    }
    refresh(element);
  }

  update();
  return { element, update };
}
