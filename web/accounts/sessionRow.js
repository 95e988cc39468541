/** One device that is signed in. */
import { h, refresh } from "../dom.js";
import { ago, dateAndTime } from "../format.js";
import { t } from "../i18n.js";
import { icon } from "../components/icon.js";
import { deviceName, isHandheld } from "./device.js";

/**
 * @param {{device: string, address: string, createdAt: string, lastSeenAt: string, current: boolean}} item
 * @param {() => Promise<void>} end
 */
export function sessionRow(item, end) {
  let isEnding = false;
  const button = h("button", {
    class: "button", type: "button", "aria-disabled": () => String(isEnding),
    "aria-label": () => t("sessions.endLabel", { device: deviceName(item.device) }),
    text: () => t(isEnding ? "form.sending" : "sessions.end"),
    async onclick() {
      if (isEnding) return;
      isEnding = true;
      refresh(button);
      await end();
      isEnding = false;
      refresh(button);
    },
  });
  return h("li", { class: "devices__row", "data-session": item.id },
    icon(isHandheld(item.device) ? "phone" : "computer"),
    h("div", { class: "devices__facts" },
      h("p", { class: "devices__name" },
        h("strong", { text: () => deviceName(item.device) }),
        item.current && h("span", { class: "tag", text: () => t("sessions.current") })),
      h("p", { class: "devices__note" },
        h("bdi", { text: item.address }), " · ",
        h("time", { datetime: item.lastSeenAt, text: () => (item.current ? t("sessions.now") : ago(item.lastSeenAt)) })),
      h("p", { class: "devices__note", text: () => t("sessions.since", { time: dateAndTime(item.createdAt) }) })),
    item.current ? null : button);
}
