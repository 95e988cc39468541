/** A message of a conversation, and one of one's own that is on its way. */
import { h } from "../dom.js";
import { shortTime } from "../format.js";
import { t } from "../i18n.js";
import { session } from "../session.js";
import { avatar } from "../components/avatar.js";
import { person } from "../components/person.js";
import { messagePictures } from "./pictures.js";

/**
 * @param {{author: import("../realtime.js").Profile, text: string, images?: object[], at: string}} message
 * @param {...(HTMLElement|null)} more stands below the text
 */
export function messageRow({ author, text, images = [], at }, ...more) {
  return h("li", { class: "message", "data-mine": () => String(author.id === session.user?.id) },
    avatar(author),
    h("div", { class: "message__body" },
      h("p", { class: "message__meta" },
        person(author, "message__author"),
        h("time", { datetime: at, text: () => shortTime(at) })),
      images.length > 0 && messagePictures(images),
      text && h("p", { class: "message__text", dir: "auto", text }), ...more));
}

/** @param {import("./conversation.js").Pending} pending */
export function pendingRow(pending, retry) {
  const { text, images } = pending;
  return h("li", { class: "message message--pending", "data-mine": "true" },
    h("div", { class: "message__body" },
      images.length > 0 && messagePictures(images),
      text && h("p", { class: "message__text", dir: "auto", text }),
      h("p", { class: "message__meta" },
        h("span", { text: () => t(pending.failed ? "chat.notSent" : "chat.sending") }),
        h("button", { class: "link", type: "button", ".hidden": () => !pending.failed, text: () => t("common.retry"), onclick: retry }))));
}
