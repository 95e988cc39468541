/**
 * The bid form. It follows the next minimum until the amount is edited by hand, and again after a bid. A bid
 * waits through a lost connection; what is sent twice is placed once, as the id stays the same.
 */
import { connection } from "../connection.js";
import { assign, h, refresh } from "../dom.js";
import { money } from "../format.js";
import { errorText, t } from "../i18n.js";
import { session } from "../session.js";
import { uuid } from "../uuid.js";
import { icon } from "../components/icon.js";
import { amountOf, moneyField, setAmount } from "../components/moneyField.js";
import { keepDraft, takeDraft } from "../drafts.js";
import { problemText } from "../forms/problems.js";
import { askToSignIn } from "../signInAddress.js";
import { bidIncrement } from "./increments.js";

const uncertain = new Set(["unavailable", "rateLimited"]); // the bid may still have been placed
const silent = { kind: "", text: () => t("bid.binding") };

export class BidForm {
  #state;
  #edited = false;
  #sending = false;
  #message = silent;
  #intention = null; // {id, amount, maximum} of a bid whose fate is not known

  /** @param {import("./state.js").RoomState} state with its auction known */
  constructor(state) {
    this.#state = state;
    this.amount = moneyField({
      id: "bid-amount", name: "amount", "aria-describedby": "bid-minimum",
      oninput: () => this.#edit(),
      onblur: () => amountOf(this.amount) === null && this.#follow(),
    });
    assign(this.amount, { "aria-invalid": () => (this.#isBelowMinimum ? "true" : null) });
    this.maximum = moneyField({ id: "bid-maximum", name: "maximum", "aria-describedby": "bid-maximum-hint" });
    const auction = () => state.auction;
    this.element = h("section", { class: "bid", "data-keep-clear": true, "aria-label": () => t("bid.title"), ".hidden": () => this.#isPointless },
      h("p", { class: "bid__note", ".hidden": () => !this.#note, text: () => this.#note }),
      h("form", { class: "stack", novalidate: true, ".hidden": () => Boolean(this.#note), onsubmit: (event) => this.#submit(event) },
        h("div", { class: "field" },
          h("label", { for: "bid-amount", text: () => t("bid.amount") }),
          h("div", { class: "stepper" },
            this.#stepButton("minus", "bid.less", -1),
            h("span", { class: "stepper__unit", "aria-hidden": "true", text: "₩" }),
            this.amount,
            this.#stepButton("plus", "bid.more", 1)),
          h("p", { class: "field__hint", id: "bid-minimum", "data-low": () => String(this.#isBelowMinimum), text: () => t(this.#isBelowMinimum ? "bid.belowMinimum" : "bid.minimum", { price: money(state.minimum) }) })),
        h("details", { class: "bid__maximum" },
          h("summary", { text: () => t("bid.useMaximum") }),
          h("div", { class: "field" },
            h("label", { for: "bid-maximum", text: () => t("bid.maximum") }),
            this.maximum,
            h("p", { class: "field__hint", id: "bid-maximum-hint", text: () => t("bid.maximumHint") }))),
        h("button", { class: "button button--primary button--block button--large", type: "submit", "aria-disabled": () => String(this.#sending), text: () => this.#label }),
        h("p", { class: "bid__message", role: "status", "data-kind": () => this.#message.kind, text: () => this.#message.text() })));
    this.#follow();
    const draft = takeDraft(this.#draftKey);
    if (draft) {
      setAmount(this.amount, draft.amount);
      setAmount(this.maximum, draft.maximum);
      this.#edit();
    }
  }

  get #draftKey() {
    return `bid ${this.#state.auction.id}`;
  }

  /** After the state, the session or the language changed. */
  update(leaderBefore) {
    if (!this.#edited) setAmount(this.amount, this.#state.minimum);
    const me = session.user?.id;
    const { leader, status } = this.#state.auction;
    if (me && status === "live" && leaderBefore?.id === me && leader?.id !== me) {
      this.#say("warning", () => t("room.outbid"));
    }
    refresh(this.element);
  }

  focus() {
    const smooth = !matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.amount.focus({ preventScroll: true });
    this.element.scrollIntoView({ block: "center", behavior: smooth ? "smooth" : "instant" });
  }

  /** It is over, or one waits for the start of one's own. */
  get #isPointless() {
    const { status, seller } = this.#state.auction;
    return ["ended", "cancelled"].includes(status) || (status === "upcoming" && seller.id === session.user?.id);
  }

  get #note() {
    const { status, seller } = this.#state.auction;
    if (session.user && seller?.id === session.user.id) return t("room.ownNote");
    return status === "upcoming" ? t("room.upcomingNote") : "";
  }

  get #isBelowMinimum() {
    const amount = amountOf(this.amount);
    return amount !== null && amount < this.#state.minimum;
  }

  get #label() {
    if (this.#sending) return t(connection.state === "live" ? "bid.sending" : "bid.waiting");
    if (!session.token && !session.isRestoring) return t("bid.signIn");
    const amount = amountOf(this.amount);
    return amount === null ? t("bid.submitEmpty") : t("bid.submit", { price: money(amount) });
  }

  #stepButton(name, label, direction) {
    return h("button", {
      class: "button button--quiet button--icon", type: "button", "aria-label": () => t(label),
      onclick: () => {
        const amount = amountOf(this.amount) ?? this.#state.minimum;
        const next = amount + direction * bidIncrement(direction < 0 ? amount - 1 : amount);
        setAmount(this.amount, Math.max(this.#state.minimum, next));
        this.#edit();
      },
    }, icon(name));
  }

  #edit() {
    this.#edited = true;
    this.#say("", silent.text);
  }

  #follow() {
    this.#edited = false;
    setAmount(this.amount, this.#state.minimum);
    refresh(this.element);
  }

  #say(kind, text) {
    this.#message = { kind, text };
    refresh(this.element);
  }

  async #submit(event) {
    event.preventDefault();
    if (this.#sending) return;
    const amount = amountOf(this.amount);
    const maximum = amountOf(this.maximum);
    if (amount === null) {
      this.amount.focus();
      return this.#say("error", () => t("bid.needAmount"));
    }
    if (maximum !== null && maximum < amount) {
      this.maximum.focus();
      return this.#say("error", () => t("bid.maximumTooLow"));
    }
    if (!await session.settled()) {
      keepDraft(this.#draftKey, { amount, maximum });
      return askToSignIn();
    }
    await this.#send(amount, maximum);
  }

  async #send(amount, maximum) {
    const isSame = this.#intention?.amount === amount && this.#intention?.maximum === maximum;
    if (!isSame) this.#intention = { id: uuid(), amount, maximum };
    const fields = { auction: this.#state.auction.id, amount, ...(maximum === null ? {} : { maximum }) };
    this.#sending = true;
    this.#say("", silent.text);
    try {
      const reply = await connection.request("bid", fields, this.#intention.id);
      this.#intention = null;
      this.#sending = false;
      setAmount(this.maximum, null);
      this.#follow();
      if (reply.outbid) this.#say("warning", () => t("bid.acceptedOutbid"));
      else this.#say("success", () => t("bid.accepted", { price: money(amount) }));
    } catch (error) {
      this.#sending = false;
      if (!uncertain.has(error.code)) this.#intention = null;
      const minimum = error.minimum ?? this.#state.minimum;
      this.#say("error", () => (error.code === "bid.tooLow" ? errorText(error, { minimum: money(minimum) }) : problemText(error)));
      if (error.code === "unauthenticated") askToSignIn();
    }
  }
}
