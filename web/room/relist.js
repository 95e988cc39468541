/** Lists anew what was not sold: as it was, unless another price is set or a later start chosen. */
import { api } from "../api.js";
import { h } from "../dom.js";
import { t } from "../i18n.js";
import { Form } from "../forms/form.js";
import { priceField } from "../listing/priceField.js";
import { StartField } from "../listing/startField.js";
import { uuid } from "../uuid.js";

/**
 * @param {object} auction
 * @param {(id: number) => void} relisted told the id of the new auction
 */
export function relistDialog(auction, relisted) {
  const startPrice = priceField({ name: "startPrice", label: "sell.startPrice", value: auction.startPrice });
  const start = new StartField();
  const submission = { body: null, key: null };
  const form = new Form({
    fields: [startPrice, start], submit: "owner.relist", busy: "sell.sending",
    async send() {
      const body = {
        ...(startPrice.amount === auction.startPrice ? {} : { startPrice: startPrice.amount }),
        ...(start.isNow ? {} : { startsAt: start.time }),
      };
      const text = JSON.stringify(body);
      if (submission.body !== text) Object.assign(submission, { body: text, key: uuid() });
      const { id } = await api.relistAuction(auction.id, body, submission.key);
      dialog.close();
      relisted(id);
    },
  });
  const dialog = h("dialog", { class: "dialog", "aria-labelledby": "relist-title" },
    h("div", { class: "stack" },
      h("h2", { id: "relist-title", text: () => t("owner.relist") }),
      h("p", { class: "lead", text: () => t("owner.relistText") }),
      form.element,
      h("button", { class: "button button--block", type: "button", text: () => t("common.cancel"), onclick: () => dialog.close() })));
  dialog.addEventListener("close", () => {
    form.dispose();
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
}
