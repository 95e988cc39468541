/** Asks before something that cannot be undone. */
import { h } from "../dom.js";
import { t } from "../i18n.js";

/**
 * @param {{title: string, text: string, action: string}} keys of the texts
 * @returns {Promise<boolean>}
 */
export function confirmed({ title, text, action }) {
  return new Promise((resolve) => {
    const dialog = h("dialog", { class: "dialog", "aria-labelledby": "confirm-title", "aria-describedby": "confirm-text" },
      h("form", { class: "stack", method: "dialog" },
        h("h2", { id: "confirm-title", text: () => t(title) }),
        h("p", { id: "confirm-text", class: "lead", text: () => t(text) }),
        h("div", { class: "dialog__actions" },
          h("button", { class: "button", value: "", autofocus: true, text: () => t("common.cancel") }),
          h("button", { class: "button button--danger", value: "yes", text: () => t(action) }))));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}
