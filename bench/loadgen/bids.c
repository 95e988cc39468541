#include "verbs.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/socket.h>

#include "clock.h"
#include "fleet.h"
#include "histogram.h"
#include "increment.h"
#include "json_scan.h"
#include "tally.h"

enum { EVENTS = 512, PENDING = 1 << 16, FRAME_MAX = 256 };

typedef struct {
  uint64_t sent_at, amount;
  int room, bidder;
} pending_bid;

typedef struct {
  const options *o;
  fleet fleet;
  uint32_t nonce;                    // makes request ids of this run its own
  uint64_t sent, answered, accepted, too_low, outbid, events;
  uint64_t next_amount[ROOMS_MAX];
  int owed[TOKENS_MAX];              // replies that a bidder waits for
  pending_bid pending[PENDING];
  tally codes;
  uint64_t received_at;
  histogram latency;
  FILE *acknowledged;
  int broken;
} auction_run;

/// Sends a bidder's whole run of bids at once. Amounts rise in the order of sending over all bidders, so that on one
/// loop, which reads sockets in the order in which they became readable, nearly all are accepted.
static void bid(auction_run *run, int bidder) {
  unsigned char frames[64 * FRAME_MAX];
  size_t length = 0;
  for (int i = 0; i < run->o->in_flight; i++) {
    const uint64_t number = ++run->sent;
    const int room = (int)(number % (uint64_t)run->o->room_count);
    pending_bid *p = &run->pending[number % PENDING];
    *p = (pending_bid){.sent_at = now_ns(), .amount = run->next_amount[room], .room = room, .bidder = bidder};
    run->next_amount[room] += increment(p->amount);
    char text[200];
    const int n = snprintf(text, sizeof text,
                           "{\"type\":\"bid\",\"id\":\"%08" PRIx32 "-0000-4000-8000-%012" PRIx64
                           "\",\"auction\":%" PRIu64 ",\"amount\":%" PRIu64 "}",
                           run->nonce, number, run->o->rooms[room], p->amount);
    length += websocket_frame(frames + length, text, (size_t)n);
  }
  run->owed[bidder] += run->o->in_flight;
  if (send(run->fleet.sockets[bidder].fd, frames, length, MSG_NOSIGNAL) != (ssize_t)length) run->broken = 1;
}

static void note_reply(auction_run *run, const char *text, size_t length) {
  const char *id = scan_after(text, length, "\"id\":\"");
  if (id == NULL || text + length - id < 36) return;
  char digits[13] = {0};
  memcpy(digits, id + 24, 12);
  const pending_bid *p = &run->pending[strtoull(digits, NULL, 16) % PENDING];
  run->answered++;
  run->owed[p->bidder]--;
  if (scan_after(text, length, "\"ok\":true") != NULL) {
    run->accepted++;
    histogram_add(&run->latency, run->received_at - p->sent_at);
    if (scan_after(text, length, "\"outbid\":true") != NULL) run->outbid++;
    if (run->acknowledged != NULL)
      fprintf(run->acknowledged, "%" PRIu64 " %" PRIu64 " %" PRIu64 " %d\n", run->o->rooms[p->room],
              scan_field(text, length, "\"seq\":"), p->amount, p->bidder);
  } else {
    tally_add(&run->codes, text, length);
    const uint64_t minimum = scan_field(text, length, "\"minimum\":");
    if (minimum > 0) run->too_low++;
    if (minimum > run->next_amount[p->room]) run->next_amount[p->room] = minimum;
  }
}

static void on_text(websocket *w, const char *text, size_t length, void *context) {
  auction_run *run = context;
  (void)w;
  if (scan_after(text, length < 40 ? length : 40, "\"type\":\"event\"") != NULL) run->events++;
  else if (scan_after(text, length, "\"type\":\"reply\"") != NULL) note_reply(run, text, length);
}

static void run_until(auction_run *run, uint64_t end, int sending) {
  while (!run->broken && now_ns() < end && (sending || run->answered < run->sent)) {
    struct epoll_event ready[EVENTS];
    const int n = epoll_wait(run->fleet.epoll, ready, EVENTS, 5);
    for (int i = 0; i < n; i++) {
      websocket *w = ready[i].data.ptr;
      const int bidder = (int)(w - run->fleet.sockets);
      run->received_at = now_ns();
      if (websocket_read(w, MSG_DONTWAIT, on_text, run) < 0) run->broken = 1;
      else if (sending && run->owed[bidder] == 0) bid(run, bidder);
    }
  }
}

int bids_run(options *o) {
  static auction_run run;
  run.o = o;
  if (o->token_count < o->sockets || o->in_flight > 64 || o->in_flight * o->sockets > PENDING / 2) {
    fprintf(stderr, "loadgen: bids needs a token for each socket and at most 64 bids in flight\n");
    return 2;
  }
  if (o->acknowledged_path != NULL && (run.acknowledged = fopen(o->acknowledged_path, "w")) == NULL) {
    fprintf(stderr, "loadgen: cannot write %s: %s\n", o->acknowledged_path, strerror(errno));
    return 2;
  }
  if (getrandom(&run.nonce, sizeof run.nonce, 0) != sizeof run.nonce) return 1;
  for (int i = 0; i < o->room_count; i++) run.next_amount[i] = o->start_price;
  fleet_make(&run.fleet, o->sockets);
  fleet_open(&run.fleet, o, o->sockets);
  for (int i = 0; i < o->sockets; i++) bid(&run, i);
  run_until(&run, now_ns() + (uint64_t)(o->warm_up * 1e9), 1);
  memset(&run.latency, 0, sizeof run.latency);
  const uint64_t started = now_ns(), accepted = run.accepted, answered = run.answered, events = run.events;
  usage_start(&o->watched);
  run_until(&run, started + (uint64_t)(o->seconds * 1e9), 1);
  const double seconds = (double)(now_ns() - started) / 1e9;
  printf("{\"perSecond\":%.0f,\"repliesPerSecond\":%.0f,\"deliveriesPerSecond\":%.0f,", (double)(run.accepted - accepted) / seconds,
         (double)(run.answered - answered) / seconds, (double)(run.events - events) / seconds);
  usage_print(&o->watched);
  printf(",\"latency\":{");
  histogram_print(&run.latency);
  run_until(&run, now_ns() + 10000000000u, 0);
  int code = 0;
  const int closed = fleet_closed(&run.fleet, &code);
  printf("},\"sent\":%lu,\"accepted\":%lu,\"tooLow\":%lu,\"outbid\":%lu,\"unanswered\":%lu,\"closed\":%d,\"closeCode\":%d,",
         run.sent, run.accepted, run.too_low, run.outbid, run.sent - run.answered, closed, code);
  tally_print(&run.codes);
  printf("}\n");
  if (run.acknowledged != NULL) fclose(run.acknowledged);
  return 0;
}
