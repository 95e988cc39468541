/** The conversation of a room, and what one writes with. */
import { api } from "../api.js";
import { connection } from "../connection.js";
import { h, refresh } from "../dom.js";
import { t } from "../i18n.js";
import { session } from "../session.js";
import { Conversation } from "../chat/conversation.js";
import { messageRow } from "../chat/messageRow.js";
import { icon } from "../components/icon.js";
import { keepDraft, takeDraft } from "../drafts.js";
import { problemText } from "../forms/problems.js";
import { askToSignIn } from "../signInAddress.js";

const mostCharacters = 300; // Unicode scalars, as the server counts

export class Chat {
  #id;
  #conversation;
  #error = () => "";

  constructor(state, id, signal) {
    this.#id = id;
    this.#conversation = new Conversation({
      titleId: "chat-title",
      entries: () => state.messages,
      row: (message) => messageRow(message),
      words: { older: "chat.older", empty: "chat.empty", failed: "chat.failed" },
      async load(cursor) {
        const page = await api.messages(id, cursor, signal);
        state.addMessages(page.items);
        return page.next;
      },
      async deliver({ id: key, text }) {
        const { message } = await connection.request("chat", { auction: id, text }, key);
        state.addMessages([message]);
      },
      failed: (error) => this.#tell(error),
    });
    this.input = h("input", {
      type: "text", name: "text", autocomplete: "off", enterkeyhint: "send",
      "aria-label": () => t("chat.input"), "aria-describedby": "chat-error",
      value: takeDraft(`chat ${id}`) ?? "",
      placeholder: () => t(session.token || session.isRestoring ? "chat.placeholder" : "chat.placeholderSignedOut"),
    });
    this.element = h("section", { class: "chat", "aria-labelledby": "chat-title" },
      h("h2", { class: "section-head", id: "chat-title", text: () => t("chat.title") }),
      this.#conversation.element,
      h("form", { class: "chat__form", novalidate: true, "data-keep-clear": true, onsubmit: (event) => this.#submit(event) },
        this.input,
        h("button", { class: "button button--primary button--icon", type: "submit", "aria-label": () => t("chat.send") }, icon("send"))),
      h("p", { class: "field__error", id: "chat-error", role: "alert", text: () => this.#error() }));
  }

  restart() {
    return this.#conversation.restart();
  }

  /** After messages came. */
  render() {
    this.#conversation.render();
  }

  #submit(event) {
    event.preventDefault();
    const text = this.input.value.trim();
    this.#error = () => "";
    if (!text) return this.input.focus();
    if (session.isRestoring) return session.settled().then(() => this.#say());
    this.#say();
  }

  #say() {
    const text = this.input.value.trim();
    if (!text) return;
    if (!session.token) {
      keepDraft(`chat ${this.#id}`, text);
      return askToSignIn();
    }
    if ([...text].length > mostCharacters) {
      this.#error = () => t("chat.tooLong");
      return refresh(this.element);
    }
    this.input.value = "";
    this.#conversation.post(text);
  }

  #tell(error) {
    this.#error = () => problemText(error);
    refresh(this.element);
    if (error.code === "unauthenticated") askToSignIn();
  }
}
