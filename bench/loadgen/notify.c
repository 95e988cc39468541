#include "verbs.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>

#include "fleet.h"
#include "histogram.h"
#include "json_scan.h"

enum { EVENTS = 512 };
// After the start: how long the last notification may take, and how long one too much is waited for.
static const int64_t PATIENCE_NS = 30000000000, GRACE_NS = 2000000000;

typedef struct {
  fleet fleet;
  uint64_t auction;
  int64_t starts_at, received_at;  // nanoseconds since 1970, as the database counts
  int *got;                        // by socket
  uint64_t received, doubled, early, others;
  histogram delay;
} calling;

static int64_t wall_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void on_text(websocket *w, const char *text, size_t length, void *context) {
  calling *c = context;
  if (scan_after(text, length < 40 ? length : 40, "\"type\":\"notification\"") == NULL ||
      scan_after(text, length, "\"kind\":\"auctionStarted\"") == NULL || scan_field(text, length, "\"auction\":") != c->auction) {
    c->others++;
    return;
  }
  if (c->got[w - c->fleet.sockets]++ > 0) {
    c->doubled++;
    return;
  }
  c->received++;
  if (c->received_at < c->starts_at) c->early++;
  else histogram_add(&c->delay, (uint64_t)(c->received_at - c->starts_at));
}

static void read_until(calling *c, int64_t end, uint64_t enough) {
  while (wall_ns() < end && c->received < enough) {
    struct epoll_event ready[EVENTS];
    const int n = epoll_wait(c->fleet.epoll, ready, EVENTS, 5);
    for (int i = 0; i < n; i++) {
      c->received_at = wall_ns();
      websocket_read(ready[i].data.ptr, MSG_DONTWAIT, on_text, c);
    }
  }
}

/// Sockets of people, each its own, in no room. Says when they are open, is then told which auction starts when, and
/// counts who is notified of it.
int notify_run(options *o) {
  static calling c;
  int64_t starts_ms;
  if (o->token_count < o->sockets) {
    fprintf(stderr, "loadgen: notify needs a token for each socket\n");
    return 2;
  }
  o->join = 0;
  fleet_make(&c.fleet, o->sockets);
  c.got = calloc((size_t)o->sockets, sizeof *c.got);
  if (c.got == NULL) abort();
  fleet_open(&c.fleet, o, o->sockets);
  printf("{\"open\":%d}\n", c.fleet.count);
  fflush(stdout);
  if (scanf("%" SCNu64 " %" SCNd64, &c.auction, &starts_ms) != 2) return 1;
  c.starts_at = starts_ms * 1000000;
  usage_start(&o->watched);
  read_until(&c, c.starts_at + PATIENCE_NS, (uint64_t)o->sockets);
  read_until(&c, wall_ns() + GRACE_NS, UINT64_MAX);
  int code = 0;
  printf("{\"received\":%lu,\"missing\":%lu,\"doubled\":%lu,\"early\":%lu,\"others\":%lu,\"closed\":%d,\"delay\":{", c.received,
         (uint64_t)o->sockets - c.received, c.doubled, c.early, c.others, fleet_closed(&c.fleet, &code));
  histogram_print(&c.delay);
  printf("},");
  usage_print_seconds(&o->watched, "cpuSeconds");
  printf("}\n");
  return 0;
}
