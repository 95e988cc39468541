/** The one realtime connection of this page. */
import { clock } from "./clock.js";
import { Realtime } from "./realtime.js";
import { session } from "./session.js";

const scheme = location.protocol === "https:" ? "wss:" : "ws:";
export const connection = new Realtime({
  url: `${scheme}//${location.host}/realtime`, clock, renew: (refused) => session.renewedForSocket(refused),
});

/** The socket follows the session: signs in, out, and renews with each new token. */
let token = null;
session.addEventListener("change", () => {
  if (session.token === token) return;
  token = session.token;
  connection.authenticate(token).catch(() => {}); // a refusal renews, or ends the session
});
