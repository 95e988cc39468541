#include "verbs.h"

#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/random.h>
#include <sys/socket.h>

#include "clock.h"
#include "publisher.h"
#include "rooms.h"

enum { EVENTS = 512, NAP_NS = 2000000 };
// How long the last events may take to reach everybody once nothing new is sent.
static const uint64_t DRAIN_NS = 30000000000u;

typedef struct {
  const options *o;
  fleet fleet;
  watch watch;
  publisher publisher;
  uint64_t next_due;  // of the event that comes next when a rate is set
  int next_room;
  uint64_t chat_sent;
  uint32_t nonce;  // makes request ids of this run its own
  int broken;
} fanout;

static void publish(fanout *f, int index, int count, uint64_t now) {
  room *r = &f->watch.rooms[index];
  for (int i = 1; i <= count; i++) r->sent_at[(r->published + (uint64_t)i) % RING] = now;
  publisher_queue(&f->publisher, f->o->rooms[index], r->published + 1, count, f->o->body_bytes);
  r->published += (uint64_t)count;
}

/// Tops every room up to its window; whole batches only, so that the table's "bodies a message" is exact.
static void fill_windows(fanout *f, uint64_t now) {
  for (int i = 0; i < f->watch.count; i++) {
    const room *r = &f->watch.rooms[i];
    while (r->published - r->complete + (uint64_t)f->o->batch <= (uint64_t)f->o->window) publish(f, i, f->o->batch, now);
  }
}

static void keep_rate(fanout *f, uint64_t now) {
  const uint64_t step = (uint64_t)(1e9 * f->o->batch / f->o->rate);
  if (f->next_due == 0) f->next_due = now;
  for (; f->next_due <= now; f->next_due += step) {
    const room *r = &f->watch.rooms[f->next_room];
    // Latency counts from when the event was due, not from when a late generator got to it.
    if (r->published - r->complete + (uint64_t)f->o->batch < RING) publish(f, f->next_room, f->o->batch, f->next_due);
    f->next_room = (f->next_room + 1) % f->watch.count;
  }
}

/// Real chat lines: the authenticated sockets take turns, each line into its socket's own room.
static void chat(fanout *f) {
  for (; f->chat_sent - f->watch.replies < (uint64_t)f->o->window; f->chat_sent++) {
    websocket *w = &f->fleet.sockets[f->chat_sent % (uint64_t)f->o->token_count];
    char text[400];
    const int n = snprintf(text, sizeof text,
                           "{\"type\":\"chat\",\"id\":\"%08x-0000-4000-8000-%012lx\",\"auction\":%lu,\"text\":\"%lu %0*d\"}",
                           f->nonce, f->chat_sent + 1, f->o->rooms[w->room], now_ns(),
                           f->o->body_bytes > 200 ? 60 : 20, 0);
    if (!websocket_send(w, text, (size_t)n)) {
      f->broken = 1;
      return;
    }
  }
}

static void offer(fanout *f, int sending) {
  const uint64_t now = now_ns();
  if (f->o->source == SOURCE_CHAT) {
    if (sending) chat(f);
    return;
  }
  if (sending && f->o->rate > 0) keep_rate(f, now);
  else if (sending) fill_windows(f, now);
  if (!publisher_turn(&f->publisher)) f->broken = 1;
}

static void turn(fanout *f, int sending) {
  offer(f, sending);
  // Looking only now and then spares the server a wake-up of this process for each of its sends.
  const struct timespec nap = {.tv_nsec = NAP_NS};
  if (sending && f->o->rate == 0) clock_nanosleep(CLOCK_MONOTONIC, 0, &nap, NULL);
  int64_t wait = f->publisher.length > 0 ? 50000 : 5000000;
  if (sending && f->o->rate > 0) {
    const int64_t left = (int64_t)(f->next_due - now_ns());
    wait = left < 0 ? 0 : left < wait ? left : wait;
  }
  const struct timespec timeout = {.tv_nsec = wait};
  struct epoll_event ready[EVENTS];
  const int n = epoll_pwait2(f->fleet.epoll, ready, EVENTS, &timeout, NULL);
  for (int i = 0; i < n; i++) {
    websocket *w = ready[i].data.ptr;
    if (w == NULL) continue;  // the publisher's answers: read by its own turn
    f->watch.received_at = now_ns();
    if (websocket_read(w, MSG_DONTWAIT, watch_text, &f->watch) < 0) f->broken = 1;
  }
}

static uint64_t behind(const fanout *f) {
  if (f->o->source == SOURCE_CHAT) return f->chat_sent - f->watch.replies;
  return watch_missing(&f->watch);
}

static void run_until(fanout *f, uint64_t end, int sending) {
  while (!f->broken && now_ns() < end && (sending || behind(f) > 0)) turn(f, sending);
}

/// Sockets that have not got all that was published in their room.
static int incomplete(const fanout *f) {
  int count = 0;
  for (int i = 0; i < f->fleet.count; i++) {
    const websocket *w = &f->fleet.sockets[i];
    const room *r = &f->watch.rooms[w->room];
    const uint64_t head = f->o->source == SOURCE_CHAT ? f->fleet.sockets[w->room].last_seq : r->published;
    count += w->last_seq != head;
  }
  return count;
}

int fanout_run(options *o) {
  static fanout f;
  f.o = o;
  if (getrandom(&f.nonce, sizeof f.nonce, 0) != sizeof f.nonce) return 1;
  fleet_make(&f.fleet, o->sockets);
  const uint64_t opening = now_ns();
  fleet_open(&f.fleet, o, o->sockets);
  const double open_seconds = (double)(now_ns() - opening) / 1e9;
  watch_make(&f.watch, &f.fleet, o);
  f.watch.time_in_text = o->source == SOURCE_CHAT;
  if (o->source != SOURCE_CHAT) {
    publisher_connect(&f.publisher, o);
    struct epoll_event event = {.events = EPOLLIN};
    epoll_ctl(f.fleet.epoll, EPOLL_CTL_ADD, f.publisher.fd, &event);
  }
  // Frames of the opening (presence, hello) are read before the clock starts.
  for (const uint64_t end = now_ns() + 300000000u; now_ns() < end;) turn(&f, 0);
  run_until(&f, now_ns() + (uint64_t)(o->warm_up * 1e9), 1);
  memset(&f.watch.latency, 0, sizeof f.watch.latency);
  const uint64_t started = now_ns(), before = f.watch.deliveries;
  usage_start(&o->watched);
  run_until(&f, started + (uint64_t)(o->seconds * 1e9), 1);
  const double seconds = (double)(now_ns() - started) / 1e9;
  const uint64_t delivered = f.watch.deliveries - before;
  printf("{\"sockets\":%d,\"rooms\":%d,\"perSecond\":%.0f,", o->sockets, o->room_count, (double)delivered / seconds);
  usage_print(&o->watched);
  printf(",\"latency\":{");
  histogram_print(&f.watch.latency);
  run_until(&f, now_ns() + DRAIN_NS, 0);
  // A reply may overtake the events of the last chat lines.
  for (const uint64_t end = now_ns() + 200000000u; now_ns() < end && !f.broken;) turn(&f, 0);
  int code = 0;
  const int closed = fleet_closed(&f.fleet, &code);
  printf("},\"openSeconds\":%.2f,\"lost\":%lu,\"incomplete\":%d,\"closed\":%d,\"closeCode\":%d,\"refused\":%lu,\"otherFrames\":%lu}\n",
         open_seconds, f.watch.gaps, incomplete(&f), closed, code, f.watch.refusals + f.publisher.refused,
         f.watch.other_frames);
  if (f.watch.refusals > 0) fprintf(stderr, "loadgen: first refusal: %s\n", f.watch.first_refusal);
  return 0;
}
