/** One auction in the strip: picture, title, price, time left, and how one stands there. */
import { h } from "../dom.js";
import { money } from "../format.js";
import { t } from "../i18n.js";
import { countdown } from "../components/countdown.js";
import { thumbnail } from "../components/thumbnail.js";
import { session } from "../session.js";

/** @param {() => import("./involved.js").Involved} item read again at each refresh */
export function stripItem(item) {
  const auction = () => item().auction;
  const { id, images } = auction();
  return h("li", { class: "strip__item", "data-auction": id, "data-standing": () => standing(item()) },
    h("a", { class: "strip__link", href: `/auctions/${id}` },
      thumbnail({ id, imageUrl: images?.[0]?.thumbnailUrl ?? null }),
      h("span", { class: "strip__words" },
        h("span", { class: "strip__line" },
          h("span", { class: "strip__title", dir: "auto", text: () => auction().title }),
          h("span", { class: "strip__standing", text: () => standingText(item()) })),
        h("span", { class: "strip__line" },
          h("strong", { class: "price", text: () => money(auction().price ?? auction().startPrice) }),
          countdown(auction)))));
}

/** @returns {"leading"|"outbid"|"watching"|"won"|"over"} */
function standing({ auction: { status, leader }, hasBid }) {
  const isMine = Boolean(leader && leader.id === session.user?.id);
  if (status !== "live") return isMine && status === "ended" ? "won" : "over";
  if (isMine) return "leading";
  return hasBid ? "outbid" : "watching";
}

function standingText(item) {
  const now = standing(item);
  return now === "watching" || now === "over" ? "" : t(`strip.${now}`);
}
