import { h } from "../dom.js";
import { t } from "../i18n.js";

/**
 * @param {string} [key] of the title
 * @param {string} [lead] key of the sentence below
 */
export function notFoundPage(key = "notFound.title", lead = "notFound.lead") {
  return {
    title: () => `${t(key)} · ${t("site.name")}`,
    element: h("section", { class: "page notice" },
      h("h1", { text: () => t(key) }),
      h("p", { text: () => t(lead) }),
      h("a", { class: "button", href: "/", text: () => t("room.backHome") })),
  };
}
