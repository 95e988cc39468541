/** The conversation of a room: messages oldest first, one's own at once, kept at the newest unless one reads back. */
import { api } from "../api.js";
import { connection } from "../connection.js";
import { h, refresh } from "../dom.js";
import { shortTime } from "../format.js";
import { errorText, t } from "../i18n.js";
import { session } from "../session.js";
import { uuid } from "../uuid.js";
import { avatar } from "../components/avatar.js";
import { icon } from "../components/icon.js";
import { person } from "../components/person.js";
import { keepDraft, takeDraft } from "../drafts.js";
import { askToSignIn } from "../signInAddress.js";
import { Timeline } from "./timeline.js";

const mostCharacters = 300; // Unicode scalars, as the server counts
const nearEnd = 80; // px from the end that still count as reading along

export class Chat {
  #state;
  #id;
  #pending = new Map();
  #timeline;
  #scroller;
  #jump;
  #pendingList = h("ol", { class: "timeline__list chat__pending" });
  #error = () => "";
  #isBehind = false;

  constructor(state, id, signal) {
    this.#state = state;
    this.#id = id;
    this.#timeline = new Timeline({
      entries: () => state.messages,
      row: messageRow,
      newestFirst: false,
      words: { older: "chat.older", empty: "chat.empty", failed: "chat.failed" },
      load: (cursor) => this.#load(cursor, signal),
    });
    this.input = h("input", {
      type: "text", name: "text", autocomplete: "off", enterkeyhint: "send",
      "aria-label": () => t("chat.input"), "aria-describedby": "chat-error",
      value: takeDraft(`chat ${id}`) ?? "",
      placeholder: () => t(session.token || session.isRestoring ? "chat.placeholder" : "chat.placeholderSignedOut"),
    });
    this.#scroller = h("div", {
      class: "chat__scroll", role: "log", tabindex: "0", "aria-labelledby": "chat-title", onscroll: () => this.#scrolled(),
    }, this.#timeline.older, this.#timeline.note, this.#timeline.list, this.#pendingList);
    this.#jump = h("button", {
      class: "button button--dark chat__jump", type: "button", ".hidden": () => !this.#isBehind,
      text: () => t("chat.newMessages"), onclick: () => this.#toEnd(),
    });
    this.element = h("section", { class: "chat", "aria-labelledby": "chat-title" },
      h("h2", { class: "section-head", id: "chat-title", text: () => t("chat.title") }),
      h("div", { class: "chat__body" },
        this.#scroller,
        this.#jump),
      h("form", { class: "chat__form", novalidate: true, onsubmit: (event) => this.#submit(event) },
        this.input,
        h("button", { class: "button button--primary button--icon", type: "submit", "aria-label": () => t("chat.send") }, icon("send"))),
      h("p", { class: "field__error", id: "chat-error", role: "alert", text: () => this.#error() }));
  }

  restart() {
    return this.#timeline.restart();
  }

  /** After messages came. */
  render() {
    this.#settlePending();
    const wasAtEnd = this.#isAtEnd;
    const before = this.#timeline.list.lastElementChild;
    this.#timeline.render();
    if (wasAtEnd) this.#toEnd();
    else if (before !== this.#timeline.list.lastElementChild) this.#isBehind = true;
    refresh(this.#jump);
  }

  async #load(cursor, signal) {
    const page = await api.messages(this.#id, cursor, signal);
    this.#state.addMessages(page.items);
    // The rows appear above what is read: the distance from the end must stay.
    const fromEnd = this.#scroller.scrollHeight - this.#scroller.scrollTop;
    queueMicrotask(() => requestAnimationFrame(() => {
      this.#scroller.scrollTop = cursor ? this.#scroller.scrollHeight - fromEnd : this.#scroller.scrollHeight;
    }));
    return page.next;
  }

  get #isAtEnd() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight < nearEnd;
  }

  #toEnd() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#isBehind = false;
    refresh(this.#jump);
  }

  #scrolled() {
    if (!this.#isBehind || !this.#isAtEnd) return;
    this.#isBehind = false;
    refresh(this.#jump);
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
    const entry = { id: uuid(), text, failed: false };
    entry.row = pendingRow(entry, () => this.#send(entry));
    this.#pending.set(entry.id, entry);
    this.#pendingList.append(entry.row);
    this.#toEnd();
    this.#send(entry);
  }

  async #send(entry) {
    entry.failed = false;
    refresh(entry.row);
    try {
      const { message } = await connection.request("chat", { auction: this.#id, text: entry.text }, entry.id);
      this.#state.addMessages([message]);
      this.#remove(entry);
      this.render();
    } catch (error) {
      entry.failed = true;
      this.#error = () => errorText(error);
      refresh(this.element);
      if (error.code === "unauthenticated") askToSignIn();
    }
  }

  /** The event may come before the reply: the line must not stand there twice meanwhile. */
  #settlePending() {
    if (this.#pending.size === 0) return;
    const shown = new Set([...this.#timeline.list.children].map((row) => Number(row.dataset.seq)));
    for (const { seq, author, text } of this.#state.messages.values()) {
      if (shown.has(seq) || author.id !== session.user?.id) continue;
      const entry = [...this.#pending.values()].find((pending) => pending.text === text);
      if (entry) this.#remove(entry);
    }
  }

  #remove(entry) {
    this.#pending.delete(entry.id);
    entry.row.remove();
  }
}

function messageRow({ author, text, at }) {
  return h("li", { class: "message", "data-mine": () => String(author.id === session.user?.id) },
    avatar(author),
    h("div", { class: "message__body" },
      h("p", { class: "message__meta" },
        person(author, "message__author"),
        h("time", { datetime: at, text: () => shortTime(at) })),
      h("p", { class: "message__text", dir: "auto", text })));
}

function pendingRow(entry, retry) {
  return h("li", { class: "message message--pending", "data-mine": "true" },
    h("div", { class: "message__body" },
      h("p", { class: "message__text", dir: "auto", text: entry.text }),
      h("p", { class: "message__meta" },
        h("span", { text: () => t(entry.failed ? "chat.notSent" : "chat.sending") }),
        h("button", { class: "link", type: "button", ".hidden": () => !entry.failed, text: () => t("common.retry"), onclick: retry }))));
}
