#include "audience.h"

#include <stdlib.h>
#include <string.h>

#include "json_scan.h"

void audience_make(audience *a, int people, int watchers, int rooms) {
  *a = (audience){.people = people, .watchers = watchers, .rooms = rooms};
  a->views = calloc((size_t)(people + watchers), sizeof *a->views);
  a->ids = calloc((size_t)people, sizeof *a->ids);
  if (a->views == NULL || a->ids == NULL) abort();
}

void audience_met(audience *a, int index, const char *reply, size_t length) {
  const char *user = scan_after(reply, length, "\"user\":");
  if (user != NULL) a->ids[index] = scan_field(user, (size_t)(reply + length - user), "\"id\":");
}

void audience_complete(audience *a) {
  uint64_t highest = 0;
  a->lowest = UINT64_MAX;
  for (int i = 0; i < a->people; i++) {
    if (a->ids[i] < a->lowest) a->lowest = a->ids[i];
    if (a->ids[i] > highest) highest = a->ids[i];
  }
  a->span = highest - a->lowest + 1;
  a->room_of = malloc(a->span * sizeof *a->room_of);
  if (a->room_of == NULL) abort();
  memset(a->room_of, -1, a->span * sizeof *a->room_of);
  for (int i = 0; i < a->people; i++) a->room_of[a->ids[i] - a->lowest] = i % a->rooms;
}

static int place(const view *v, uint64_t id) {
  int i = 0;
  while (i < v->known && v->names[i] != id) i++;
  return i;
}

static void add(view *v, uint64_t id) {
  const int at = place(v, id);
  if (at < v->known || at == NAMES_MAX) return;
  v->names[v->known++] = id;
}

static void take_away(view *v, uint64_t id) {
  const int at = place(v, id);
  if (at < v->known) v->names[at] = v->names[--v->known];
}

/// Does it to every profile in the list that follows the key; false if there is no such list.
static int each(view *v, const char *text, size_t length, const char *key, void (*effect)(view *, uint64_t)) {
  const char *p = scan_after(text, length, key);
  const char *end = p == NULL ? NULL : memchr(p, ']', (size_t)(text + length - p));
  if (end == NULL) return 0;
  while ((p = scan_after(p, (size_t)(end - p), "\"id\":")) != NULL) effect(v, scan_number(&p, end));
  return 1;
}

static int are_names_right(const audience *a, const view *v, int room) {
  int right = 0;
  for (int i = 0; i < v->known; i++) {
    const uint64_t id = v->names[i];
    right += id >= a->lowest && id - a->lowest < a->span && a->room_of[id - a->lowest] == room;
  }
  return right == v->known && v->known == a->people / a->rooms;
}

static int is_count_right(const audience *a, const view *v) {
  return v->count == (uint64_t)((a->people + a->watchers) / a->rooms);
}

void audience_told(audience *a, int index, int room, const char *text, size_t length, uint64_t now) {
  view *v = &a->views[index];
  const char *presence = scan_after(text, length, "\"presence\"");
  if (presence == NULL) return;
  length -= (size_t)(presence - text);
  v->count = scan_field(presence, length, "\"count\":");
  if (scan_after(presence, length, "\"users\":[") != NULL) {
    v->known = 0;
    each(v, presence, length, "\"users\":[", add);
  } else {
    const int joined = each(v, presence, length, "\"joined\":[", add), left = each(v, presence, length, "\"left\":[", take_away);
    if (!joined && !left) v->known = 0;
  }
  const int right = is_count_right(a, v) && are_names_right(a, v, room);
  if (!right) v->right_since = 0;
  else if (v->right_since == 0) v->right_since = now;
}

void audience_wrong(const audience *a, int *counts, int *names) {
  *counts = *names = 0;
  for (int i = 0; i < a->people + a->watchers; i++) {
    const view *v = &a->views[i];
    const int room = (i < a->people ? i : i - a->people) % a->rooms;
    if (!is_count_right(a, v)) ++*counts;
    else if (!are_names_right(a, v, room)) ++*names;
  }
}
