/** How far one has come: the steps of a task, with the present one marked. */
import { h, refresh } from "../dom.js";
import { t } from "../i18n.js";

/** @param {string[]} names keys of the steps' texts */
export function steps(names) {
  let current = 0;
  const element = h("ol", { class: "steps", "aria-label": () => t("steps.label") },
    ...names.map((name, index) => h("li", {
      class: "steps__step",
      "data-state": () => (index < current ? "done" : index === current ? "current" : "ahead"),
      "aria-current": () => (index === current ? "step" : null),
    },
      h("span", { class: "steps__number", "aria-hidden": "true", text: () => (index < current ? "✓" : String(index + 1)) }),
      h("span", { class: "steps__name", text: () => t(name) }),
      h("span", { class: "visually-hidden", text: () => (index < current ? t("steps.done") : "") }))));
  return {
    element,
    /** @param {number} index the number of steps that are done */
    show(index) {
      current = index;
      refresh(element);
    },
  };
}
