/** The one realtime connection of this page. */
import { clock } from "./clock.js";
import { Realtime } from "./realtime.js";

const scheme = location.protocol === "https:" ? "wss:" : "ws:";
export const connection = new Realtime({ url: `${scheme}//${location.host}/realtime`, clock });
