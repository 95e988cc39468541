#include "verbs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>

#include "audience.h"
#include "clock.h"
#include "histogram.h"
#include "json_scan.h"

enum { EVENTS = 512, NAP_NS = 2000000 };
// What the joins cost is counted until so long after the last; by the second time all must know the truth.
static const uint64_t COUNTED_NS = 10000000000u, TRUTH_NS = 15000000000u;

typedef struct {
  options *o;
  fleet people, watchers;
  audience audience;
  uint64_t *asked_at;
  uint64_t joined, refused, received_at;
  histogram join;
  int broken;
} gathering;

static int index_of(const gathering *g, const websocket *w) {
  if (w >= g->people.sockets && w < g->people.sockets + g->people.count) return (int)(w - g->people.sockets);
  return g->people.count + (int)(w - g->watchers.sockets);
}

static void on_text(websocket *w, const char *text, size_t length, void *context) {
  gathering *g = context;
  const size_t head = length < 40 ? length : 40;
  const int index = index_of(g, w);
  if (scan_after(text, head, "\"type\":\"presence\"") != NULL) {
    g->audience.told++;
    audience_told(&g->audience, index, w->room, text, length, g->received_at);
  }
  if (scan_after(text, head, "\"type\":\"reply\"") == NULL) return;
  if (scan_after(text, length, "\"ok\":true") == NULL) {
    g->refused++;
  } else {
    g->joined++;
    histogram_add(&g->join, g->received_at - g->asked_at[index]);
    audience_told(&g->audience, index, w->room, text, length, g->received_at);
  }
}

static void met(void *context, int index, const char *reply, size_t length) { audience_met(context, index, reply, length); }

static void read_ready(gathering *g, int epoll) {
  struct epoll_event ready[EVENTS];
  const int n = epoll_wait(epoll, ready, EVENTS, 0);
  for (int i = 0; i < n; i++) {
    g->received_at = now_ns();
    if (websocket_read(ready[i].data.ptr, MSG_DONTWAIT, on_text, g) < 0) g->broken = 1;
  }
}

static void turn(gathering *g) {
  // Looking only now and then spares the server a wake-up of this process for each of its sends, as in `fanout`.
  const struct timespec nap = {.tv_nsec = NAP_NS};
  clock_nanosleep(CLOCK_MONOTONIC, 0, &nap, NULL);
  read_ready(g, g->people.epoll);
  read_ready(g, g->watchers.epoll);
}

static void ask_to_join(gathering *g, int index, uint64_t now) {
  websocket *w = &g->people.sockets[index];
  char text[200];
  const int n = snprintf(text, sizeof text, "{\"type\":\"join\",\"id\":\"bbbbbbbb-0000-4000-8000-%012x\",\"auction\":%lu}",
                         index, g->o->rooms[w->room]);
  g->asked_at[index] = now;
  if (!websocket_send(w, text, (size_t)n)) g->broken = 1;
}

/// Everybody comes, evenly over the time. Returns when the last one did.
static uint64_t gather(gathering *g) {
  const uint64_t started = now_ns(), step = (uint64_t)(g->o->join_seconds * 1e9 / g->people.count);
  uint64_t now = started;
  for (int i = 0; i < g->people.count && !g->broken; turn(g))
    for (now = now_ns(); i < g->people.count && started + step * (uint64_t)i <= now; i++) ask_to_join(g, i, now);
  return now;
}

static int is_settled(const gathering *g) {
  int counts, names;
  audience_wrong(&g->audience, &counts, &names);
  return counts + names == 0;
}

/// Milliseconds from the last join until all sockets had been told the truth.
static double told_after(const gathering *g, uint64_t last) {
  uint64_t latest = last;
  for (int i = 0; i < g->audience.people + g->audience.watchers; i++)
    if (g->audience.views[i].right_since > latest) latest = g->audience.views[i].right_since;
  return (double)(latest - last) / 1e6;
}

static void print(const gathering *g, uint64_t last, int counts, int names) {
  int code = 0;
  printf(",\"joined\":%lu,\"refused\":%lu,\"presence\":%lu,\"toldMs\":%.0f,\"wrongCounts\":%d,\"wrongNames\":%d,\"closed\":%d,\"join\":{",
         g->joined, g->refused, g->audience.told, told_after(g, last), counts, names,
         fleet_closed(&g->people, &code) + fleet_closed(&g->watchers, &code));
  histogram_print(&g->join);
  printf("}}\n");
}

/// People who are signed in already come into their rooms; on another server somebody watches each room.
int presence_run(options *o) {
  static gathering g;
  if (o->token_count < o->sockets || o->target_count != 2 || o->sockets % o->room_count != 0 ||
      o->sockets / o->room_count > NAMES_MAX) {
    fprintf(stderr, "loadgen: presence needs two servers, a token for each socket, and as many for each room, at most %d\n", NAMES_MAX);
    return 2;
  }
  options watching = *o;
  watching.host = o->targets[1].host;
  watching.port = o->targets[1].port;
  watching.token_count = 0;
  watching.sockets = o->room_count;
  o->join = 0;
  g.o = o;
  fleet_make(&g.people, o->sockets);
  fleet_make(&g.watchers, o->room_count);
  audience_make(&g.audience, o->sockets, o->room_count, o->room_count);
  g.people.met = met;
  g.people.met_context = &g.audience;
  g.asked_at = calloc((size_t)(o->sockets + o->room_count), sizeof *g.asked_at);
  if (g.asked_at == NULL) abort();
  fleet_open(&g.watchers, &watching, o->room_count);
  fleet_open(&g.people, o, o->sockets);
  audience_complete(&g.audience);
  // What opening the sockets leaves behind is done before the clock starts.
  for (const uint64_t end = now_ns() + (uint64_t)(o->warm_up * 1e9); now_ns() < end;) turn(&g);
  usage_start(&o->watched);
  const uint64_t last = gather(&g);
  while (now_ns() < last + COUNTED_NS && !g.broken) turn(&g);
  printf("{");
  usage_print_seconds(&o->watched, "cpuSeconds");
  while (now_ns() < last + TRUTH_NS && !g.broken && !is_settled(&g)) turn(&g);
  const uint64_t settled = now_ns(), counted = COUNTED_NS + (uint64_t)(o->join_seconds * 1e9);
  int counts, names;
  audience_wrong(&g.audience, &counts, &names);
  printf(",");
  usage_start(&o->watched);
  while (now_ns() < settled + counted && !g.broken) turn(&g);
  usage_print_seconds(&o->watched, "idleSeconds");
  print(&g, last, counts, names);
  return 0;
}
