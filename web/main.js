/** Starts the page: language, session, realtime connection, header, routes. */
import { whenUnauthenticated } from "./api.js";
import { header } from "./components/header.js";
import { endSignIn } from "./components/signIn.js";
import { locale, setLocale } from "./i18n.js";
import { connection } from "./connection.js";
import { homePage } from "./pages/home.js";
import { notFoundPage } from "./pages/notFound.js";
import { roomPage } from "./pages/room.js";
import { sellPage } from "./pages/sell.js";
import { Router } from "./router.js";
import { session } from "./session.js";

setLocale(locale());
session.restore();

const router = new Router(document.getElementById("main"));
router
  .on(/^\/$/, (_, query) => homePage({ router, query }))
  .on(/^\/auctions\/new$/, () => sellPage({ router }))
  .on(/^\/auctions\/([1-9]\d{0,18})$/, ([id]) => roomPage({ router, id: Number(id) }))
  .on(/^/, () => notFoundPage());

document.getElementById("header").append(...header({ router }));

whenUnauthenticated(() => endSignIn());
connection.addEventListener("unauthenticated", () => endSignIn());
connection.addEventListener("user", () => session.confirm(connection.user));
if (session.token) connection.authenticate(session.token).catch(() => {});

// A link with a token may be opened in a tab that is already here.
window.addEventListener("hashchange", () => {
  if (!location.hash.startsWith("#token=")) return;
  session.restore();
  connection.authenticate(session.token).catch(() => {});
});

router.start();
