/** The sign-in dialog: takes an access token and lets the realtime service confirm it. */
import { connection } from "../connection.js";
import { h, refresh } from "../dom.js";
import { t } from "../i18n.js";
import { session } from "../session.js";
import { icon } from "./icon.js";

let dialog = null;
let message = null;
let busy = false;

/** @param {{reason?: string}} [options] key of the text that says why */
export function askToSignIn({ reason } = {}) {
  dialog ??= build();
  message = reason ?? null;
  refresh(dialog);
  if (!dialog.open) dialog.showModal();
  dialog.querySelector("input").focus();
}

/** The server does not take the token any more. */
export function endSignIn() {
  if (!session.token) return;
  session.signOut();
  connection.authenticate(null);
  askToSignIn({ reason: "signIn.expired" });
}

function build() {
  const input = h("input", {
    id: "token", name: "token", type: "text", required: true, autocomplete: "off", autocapitalize: "off",
    spellcheck: "false", "aria-describedby": "token-hint token-error",
  });
  const element = h("dialog", { class: "dialog", "aria-labelledby": "sign-in-title" },
    h("form", { class: "stack", method: "dialog", novalidate: true, onsubmit: (event) => submit(event, input) },
      h("div", { class: "dialog__head" },
        h("h2", { id: "sign-in-title", text: () => t("signIn.title") }),
        h("button", {
          class: "button button--quiet button--icon", type: "button", "aria-label": () => t("common.close"),
          onclick: () => element.close(),
        }, icon("close"))),
      h("p", { text: () => t("signIn.lead") }),
      h("div", { class: "field" },
        h("label", { for: "token", text: () => t("signIn.token") }),
        input,
        h("p", { class: "field__error", id: "token-error", role: "alert", text: () => (message ? t(message) : "") })),
      h("div", { class: "hint", id: "token-hint" },
        h("p", { text: () => t("signIn.hint") }),
        h("code", { text: "./handsup token demo1" })),
      h("button", {
        class: "button button--primary button--block", type: "submit",
        ".disabled": () => busy, text: () => t(busy ? "signIn.checking" : "signIn.submit"),
      })));
  element.addEventListener("close", () => {
    input.value = "";
  });
  document.body.append(element);
  return element;
}

async function submit(event, input) {
  event.preventDefault();
  const token = input.value.trim();
  if (!token || busy) return input.focus();
  show(null, true);
  try {
    const user = await connection.authenticate(token);
    session.signIn(token, user);
    show(null, false);
    dialog.close();
  } catch {
    show("signIn.wrong", false);
    input.focus();
    input.select();
  }
}

function show(key, isBusy) {
  message = key;
  busy = isBusy;
  refresh(dialog);
}
