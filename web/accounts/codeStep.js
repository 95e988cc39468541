/**
 * Takes the code that was sent. Counts down, by the server's clock, how long the code is good and when another may
 * be sent; a code that is used up is replaced here, without starting over.
 */
import { announce } from "../announce.js";
import { api } from "../api.js";
import { clock } from "../clock.js";
import { h, refresh } from "../dom.js";
import { duration, remaining } from "../format.js";
import { Field, hint, textInput } from "../forms/field.js";
import { Form } from "../forms/form.js";
import { problemText } from "../forms/problems.js";
import { t } from "../i18n.js";
import { panel } from "./panel.js";

const digits = 6;
const milestones = [60, 10]; // seconds left that are told
// The server's (docs/security.md). The page's clock may be half a second behind: no more than these is shown.
const [life, pause] = [180_000, 60_000]; // ms

/**
 * @param {object} options
 * @param {"signUp"|"passwordReset"|"phoneChange"} options.purpose
 * @param {string} options.phone as it was typed
 * @param {{id: string, expiresAt: string, resendAt: string}} options.sent
 * @param {(verificationToken: string) => void} options.onProved
 * @param {() => void} options.onOtherPhone
 */
export function codeStep({ purpose, phone, sent, onProved, onOtherPhone }) {
  let isOver = false; // expired, used, or guessed at too often
  let isSending = false;
  let isLimited = false; // has to wait for longer than from one code to the next
  let mayResendAt = Date.parse(sent.resendAt);
  let notice = { isError: false, text: () => "" };
  const told = new Set();
  const leftMs = () => Math.min(life, Date.parse(sent.expiresAt) - clock.now());
  const waitMs = () => mayResendAt - clock.now();

  const input = textInput({ inputmode: "numeric", autocomplete: "one-time-code", class: "code", placeholder: "000000" });
  input.addEventListener("input", () => {
    const code = input.value.normalize("NFKC").replace(/\D/g, "").slice(0, digits);
    if (input.value !== code) input.value = code;
  });
  const timer = h("span", { class: "code__time", role: "timer", "aria-live": "off",
    text: () => (isOver ? "" : t("code.left", { time: remaining(leftMs()) })) });
  const field = new Field({
    name: "code", label: "field.code", input,
    control: h("div", { class: "code__row" }, input, timer),
    hint: hint(() => t("field.codeHint")),
    check: (code) => (code.length === digits ? null : () => t("field.code.format")),
  });
  const form = new Form({
    fields: [field], submit: "code.check", busy: "code.checking",
    async send() {
      const { verificationToken } = await api.checkCode(sent.id, input.value);
      onProved(verificationToken);
    },
    place: placeError,
  });
  const resend = h("button", {
    class: () => `button button--block ${isOver ? "button--primary button--large" : ""}`.trim(), type: "button", onclick: sendAgain,
    "aria-disabled": () => String(isSending || waitMs() > 0),
    text: () => resendLabel(),
  });
  const resendNote = h("p", {
    class: () => (notice.isError ? "form__message" : "form__note"), role: "alert", text: () => notice.text(),
  });
  const element = panel({ title: "code.title", lead: () => t("code.lead", { phone: unbroken(phone) }) },
    form.element,
    h("div", { class: "stack resend" }, resendNote, resend,
      h("button", { class: "button button--quiet button--block", type: "button", text: () => t("code.otherPhone"), onclick: onOtherPhone })));
  const stopClock = clock.everySecond(tick);

  function resendLabel() {
    if (isSending) return t("phone.sending");
    return waitMs() > 0 ? t("code.resendIn", { time: remaining(isLimited ? waitMs() : Math.min(pause, waitMs())) }) : t("code.resend");
  }

  function tick() {
    const seconds = Math.ceil(leftMs() / 1000);
    if (!isOver && seconds <= 0) tellOver("code.expired");
    const due = milestones.find((each) => each === seconds);
    if (due && !isOver && !told.has(due)) {
      told.add(due);
      announce(t("code.announceLeft", { time: duration(due * 1000) }));
    }
    if (waitMs() <= 0 && !told.has("resend")) {
      told.add("resend");
      announce(t("code.announceResend"));
    }
    refresh(timer);
    refresh(resend);
  }

  /** The code is worth nothing any more: its field makes room for the way to another. */
  function tellOver(key) {
    const hadFocus = form.element.contains(document.activeElement);
    isOver = true;
    form.element.hidden = true;
    say(() => t(key), true);
    if (hadFocus) resend.focus();
  }

  function placeError(error) {
    if (error.code === "verification.wrongCode" && error.attemptsLeft > 0) {
      const { attemptsLeft: count } = error;
      form.blame("code", () => t("field.code.wrong", { count }));
      return true;
    }
    if (error.code === "verification.wrongCode" || error.code === "rateLimited") tellOver("code.tooMany");
    else if (error.code === "verification.expired" || error.code === "notFound") tellOver("code.expired");
    else return false;
    return true;
  }

  async function sendAgain() {
    if (isSending || waitMs() > 0) return;
    isSending = true;
    say(() => "");
    try {
      sent = await api.sendCode(phone, purpose);
      mayResendAt = Date.parse(sent.resendAt);
      isOver = isLimited = form.element.hidden = false;
      told.clear();
      input.value = "";
      field.show(null);
      form.tell(null);
      say(() => t("code.sentAgain"));
      input.focus();
    } catch (error) {
      if (error.retryAt) {
        isLimited = true;
        mayResendAt = error.retryAt;
      }
      say(() => problemText(error), true);
    }
    isSending = false;
    refresh(element);
  }

  function say(text, isError = false) {
    notice = { text, isError };
    refresh(element);
  }

  return {
    element,
    dispose() {
      stopClock();
      form.dispose();
    },
  };
}

/** A number stays on one line. */
function unbroken(phone) {
  return phone.replaceAll("-", "\u2011");
}
