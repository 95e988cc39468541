/** The way to the sign-in page and back to where one was. */

const doors = new Set(["/signin", "/signup", "/reset"]);

/** Where to go after signing in: the page that `to` names, if it is one of ours. */
export function returnAddress(query = new URLSearchParams(location.search)) {
  const to = query.get("to") ?? "/";
  if (!to.startsWith("/")) return "/";
  // `//elsewhere` and `/\elsewhere` are other sites to a browser.
  const address = new URL(to, location.origin);
  if (address.origin !== location.origin || doors.has(address.pathname)) return "/";
  return address.pathname + address.search;
}

/** @param {"/signin"|"/signup"|"/reset"} door the address of that page; it leads back to the present one */
export function doorAddress(door = "/signin") {
  const to = doors.has(location.pathname) ? returnAddress() : location.pathname + location.search;
  return to === "/" ? door : `${door}?to=${encodeURIComponent(to)}`;
}

let open = () => {};
/** Called when a guest did what takes a sign-in. */
export function whenAskedToSignIn(listener) {
  open = listener;
}

export function askToSignIn() {
  open(doorAddress());
}
