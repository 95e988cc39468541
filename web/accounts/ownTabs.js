/** The parts of one's own page. */
import { h } from "../dom.js";
import { t } from "../i18n.js";

const parts = { selling: "/account/selling", won: "/account/won", liked: "/account/liked", profile: "/account" };

/** @param {keyof typeof parts} current */
export function ownTabs(current) {
  return h("nav", { class: "tabs own-tabs", "aria-label": () => t("own.tabs") },
    ...Object.entries(parts).map(([name, href]) => h("a", {
      href, "aria-current": name === current ? "page" : null, text: () => t(`own.${name}`),
    })));
}
