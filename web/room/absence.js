/** What happened in a room while there was no connection to it. */
import { money } from "../format.js";
import { t } from "../i18n.js";

export class Absence {
  #before = null;

  /** The connection is gone. @param {object} auction as it was last known */
  begin({ bidCount, status }) {
    this.#before ??= { bidCount, status };
  }

  /**
   * It is there again, and all that was missed is known.
   * @param {object} auction as it is now
   * @param {import("../realtime.js").RoomEvent[]} missed
   * @returns {(() => string)|null} what to tell; null for nothing
   */
  end({ bidCount, status, price }, missed) {
    const before = this.#before;
    this.#before = null;
    if (!before) return null;
    const bids = bidCount - before.bidCount;
    const messages = missed.filter(({ kind }) => kind === "chat").length;
    const turn = status !== before.status && ["live", "ended", "cancelled"].includes(status) ? status : null;
    if (bids <= 0 && messages === 0 && !turn) return null;
    return () => t("away.lead", {
      what: [
        bids > 0 && t("away.bids", { count: bids }),
        messages > 0 && t("away.messages", { count: messages }),
        turn && t(`away.${turn}`),
        bids > 0 && t("away.price", { price: money(price) }),
      ].filter(Boolean).join(", "),
    });
  }
}
