/** The pictures of an auction: one large, the others as small ones to choose from. */
import { h, refresh } from "../dom.js";
import { t } from "../i18n.js";
import { picture } from "../components/picture.js";

export function gallery(auction) {
  const count = auction.images?.length ?? 0;
  let shown = 0;
  const large = h("div", { class: "gallery__large" }, picture(auction, { large: true, alt: auction.title }));
  if (count < 2) return h("div", { class: "gallery" }, large);

  const choices = h("div", { class: "gallery__choices" },
    ...auction.images.map((_, index) => h("button", {
      type: "button", "aria-label": () => t("auction.picture", { number: index + 1, count }),
      "aria-pressed": () => String(shown === index),
      onclick: () => {
        shown = index;
        large.replaceChildren(picture(auction, { index, large: true, alt: auction.title }));
        refresh(choices);
      },
    }, picture(auction, { index }))));
  return h("div", { class: "gallery" }, large, choices);
}
