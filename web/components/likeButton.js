/** A heart to press; filled when one likes it. */
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { likes } from "../likes.js";
import { icon } from "./icon.js";

/**
 * @param {() => object} auction
 * @param {{hasCount?: boolean, style?: string}} [options] `hasCount` also tells how many like it
 */
export function likeButton(auction, { hasCount = false, style = "" } = {}) {
  const state = () => likes.of(auction());
  const button = h("button", {
    class: `like ${style}`.trim(), type: "button", "aria-pressed": () => String(state().isLiked),
    "aria-label": () => (hasCount ? null : t("like.label", { title: auction().title })),
    onclick: () => {
      button.classList.add("like--pressed");
      likes.toggle(auction());
    },
  }, icon("heart"));
  if (hasCount) {
    button.append(h("span", { text: () => t("like.button") }),
      h("span", { class: "like__count", text: () => state().count || "", "aria-label": () => null }));
  }
  return button;
}
