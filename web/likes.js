/**
 * What one likes. A press shows at once and is sent behind; if it fails, it is taken back. All pages see the same:
 * what was pressed here counts more than an answer that was asked for before.
 */
import { api } from "./api.js";
import { toast } from "./components/toast.js";
import { problemText } from "./forms/problems.js";
import { t } from "./i18n.js";
import { session } from "./session.js";
import { doorAddress } from "./signInAddress.js";

/** Event: `change`. */
class Likes extends EventTarget {
  /**
   * @type {Map<number, {isWanted: boolean, isConfirmed: boolean, others: number, isSending: boolean, at: number}>}
   * `others` is how many like it beside oneself
   */
  #pressed = new Map();

  constructor() {
    super();
    let user = null;
    session.addEventListener("change", () => {
      if (session.user?.id === user) return;
      user = session.user?.id;
      this.#pressed.clear();
      this.#changed();
    });
  }

  /** @param {{id: number, liked: boolean, likeCount: number}} auction as the server told it */
  of({ id, liked, likeCount }) {
    const pressed = this.#pressed.get(id);
    if (!pressed) return { isLiked: liked, count: likeCount };
    return { isLiked: pressed.isWanted, count: pressed.others + Number(pressed.isWanted) };
  }

  /** A new answer of the server. @param {number} askedAt by `performance.now()` */
  learn({ id }, askedAt) {
    const pressed = this.#pressed.get(id);
    if (pressed && !pressed.isSending && askedAt > pressed.at) this.#pressed.delete(id);
  }

  async toggle(auction) {
    if (!await session.settled()) {
      return toast(() => t("like.signIn"), { href: doorAddress(), label: "signIn.button" });
    }
    const { id } = auction;
    const { isLiked, count } = this.of(auction);
    const pressed = this.#pressed.get(id) ?? { isConfirmed: isLiked, others: count - Number(isLiked), isSending: false, at: 0 };
    pressed.isWanted = !isLiked;
    this.#pressed.set(id, pressed);
    this.#changed();
    if (!pressed.isSending) await this.#send(id, pressed);
  }

  /** One request after the other, until what is wanted last is so. */
  async #send(id, pressed) {
    pressed.isSending = true;
    try {
      while (pressed.isWanted !== pressed.isConfirmed) {
        const isWanted = pressed.isWanted;
        await (isWanted ? api.like(id) : api.unlike(id));
        pressed.isConfirmed = isWanted;
      }
    } catch (error) {
      pressed.isWanted = pressed.isConfirmed;
      const action = error.code === "unauthenticated" ? { href: doorAddress(), label: "signIn.button" } : null;
      toast(() => (action ? t("like.signIn") : `${t("like.failed")} ${problemText(error)}`), action);
    }
    Object.assign(pressed, { isSending: false, at: performance.now() });
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

export const likes = new Likes();
