/** What one writes to the partner of a trade: text of several lines, and pictures that are sent as soon as chosen. */
import { h, refresh } from "../dom.js";
import { t } from "../i18n.js";
import { icon } from "../components/icon.js";
import { storeDraft, storedDraft } from "../drafts.js";
import { filesOf } from "../listing/files.js";
import { PictureField } from "../listing/pictureField.js";

const mostCharacters = 1_000; // Unicode scalars, as the server counts
const mostPictures = 5;
const tallest = 160; // px; about six lines, then it scrolls

export class Composer {
  #post;
  #draftKey;
  /** @type {(() => string)|null} */ #problem = null;
  #isWaiting = false;
  #pictures = new PictureField(() => this.#changed(), { most: mostPictures });

  /**
   * @param {object} options
   * @param {number} options.trade
   * @param {(text: string, images: object[]) => void} options.post
   */
  constructor({ trade, post }) {
    this.#post = post;
    this.#draftKey = `trade ${trade}`;
    const draft = storedDraft(this.#draftKey);
    this.#text = h("textarea", {
      name: "text", rows: 1, autocomplete: "off", ".value": draft?.text ?? "",
      "aria-label": () => t("chat.input"), "aria-describedby": "composer-error", placeholder: () => t("chat.placeholder"),
      oninput: () => this.#changed(), onkeydown: (event) => this.#press(event),
      onpaste: (event) => this.#paste(event),
    });
    this.#shelf = h("div", { class: "composer__pictures", ".hidden": () => this.#pictures.isEmpty && !this.#pictures.isWrong }, this.#pictures.element);
    this.element = h("form", { class: "composer", novalidate: true, "data-keep-clear": true, onsubmit: (event) => this.#submit(event) },
      this.#shelf,
      h("div", { class: "chat__form" },
        h("button", {
          class: "button button--icon", type: "button", "aria-label": () => t("pictures.add"), onclick: () => this.#pictures.choose(),
        }, icon("camera")),
        this.#text,
        h("button", {
          class: "button button--primary button--icon", type: "submit", "aria-label": () => t("chat.send"),
          "aria-disabled": () => String(this.#isWaiting),
        }, icon("send"))),
      h("p", { class: "field__error", id: "composer-error", role: "alert", text: () => this.#problem?.() ?? "" }));
    if (draft?.images?.length) this.#pictures.fill(draft.images);
    refresh(this.element);
    requestAnimationFrame(() => this.#grow());
  }

  #text;
  #shelf;

  /** @param {(() => string)|null} problem what went wrong */
  tell(problem) {
    this.#problem = problem;
    refresh(this.element);
  }

  dispose() {
    this.#pictures.dispose();
  }

  async #submit(event) {
    event.preventDefault();
    if (this.#isWaiting) return;
    this.tell(null);
    const text = this.#text.value.trim();
    if (!text && this.#pictures.isEmpty) return this.#text.focus();
    if ([...text].length > mostCharacters) return this.tell(() => t("trade.tooLong"));
    this.#isWaiting = true;
    refresh(this.element);
    const haveArrived = await this.#pictures.arrived();
    this.#isWaiting = false;
    refresh(this.element);
    if (!haveArrived) return;
    const { images } = this.#pictures;
    this.#text.value = "";
    this.#pictures.clear();
    this.#changed();
    this.#text.focus();
    this.#post(text, images);
  }

  /** Return sends where there is a keyboard; on a screen to touch it makes a line, and the button sends. */
  #press(event) {
    const isTouched = matchMedia("(pointer: coarse)").matches;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || isTouched) return;
    event.preventDefault();
    this.element.requestSubmit();
  }

  #paste(event) {
    const files = filesOf(event.clipboardData);
    if (files.length === 0) return;
    event.preventDefault();
    this.#pictures.add(files);
  }

  #changed() {
    const [text, { images }] = [this.#text.value, this.#pictures];
    storeDraft(this.#draftKey, text || images.length ? { text, images } : null);
    refresh(this.#shelf);
    this.#grow();
  }

  #grow() {
    this.#text.style.height = "auto";
    this.#text.style.height = `${Math.min(tallest, this.#text.scrollHeight + 2)}px`;
  }
}
