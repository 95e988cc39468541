#include "fleet.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>

#include "json_scan.h"

// Sockets opened side by side: enough to hide a round trip, few enough for any listen backlog.
enum { SLICE = 100, PORTS_OF_ONE_ADDRESS = 10000 };

typedef struct {
  fleet *fleet;
  int waiting;   // replies that the socket in hand still owes
  int refused;
  char reason[300];
} opening;

void fleet_make(fleet *f, int capacity) {
  memset(f, 0, sizeof *f);
  f->capacity = capacity;
  f->sockets = calloc((size_t)capacity, sizeof *f->sockets);
  f->epoll = epoll_create1(EPOLL_CLOEXEC);
  if (f->sockets == NULL || f->epoll < 0) abort();
}

static void fail(const char *what, int index, const char *why) {
  fprintf(stderr, "loadgen: %s, socket %d: %s\n", what, index, why);
  exit(1);
}

/// A reply to `join` holds the room's head and perhaps older events: the head is the greatest seq in it.
static uint64_t greatest_seq(const char *text, size_t length) {
  uint64_t greatest = 0;
  const char *end = text + length, *p = text;
  while ((p = scan_after(p, (size_t)(end - p), "\"seq\":")) != NULL) {
    const uint64_t seq = scan_number(&p, end);
    if (seq > greatest) greatest = seq;
  }
  return greatest;
}

static void on_opening_text(websocket *w, const char *text, size_t length, void *context) {
  opening *o = context;
  if (scan_after(text, length, "\"type\":\"reply\"") == NULL) return;
  o->waiting--;
  if (scan_after(text, length, "\"ok\":true") == NULL) {
    o->refused = 1;
    snprintf(o->reason, sizeof o->reason, "%.*s", (int)length, text);
  }
  if (o->fleet->met != NULL && scan_after(text, length, "\"user\":") != NULL)
    o->fleet->met(o->fleet->met_context, (int)(w - o->fleet->sockets), text, length);
  const uint64_t seq = greatest_seq(text, length);
  if (seq > w->last_seq) w->last_seq = seq;
  if (seq > o->fleet->heads[w->room]) o->fleet->heads[w->room] = seq;
}

static int greet(const fleet *f, const options *o, int index) {
  websocket *w = &f->sockets[index];
  char text[2048];
  int expected = 0;
  if (index < o->token_count) {
    const int n = snprintf(text, sizeof text, "{\"type\":\"auth\",\"id\":\"aaaaaaaa-0000-4000-8000-%012x\",\"token\":\"%s\"}",
                           index, o->tokens[index]);
    if (!websocket_send(w, text, (size_t)n)) fail("sending auth", index, "failed");
    expected++;
  }
  if (o->join) {
    const int n = snprintf(text, sizeof text, "{\"type\":\"join\",\"id\":\"bbbbbbbb-0000-4000-8000-%012x\",\"auction\":%lu}",
                           index, o->rooms[w->room]);
    if (!websocket_send(w, text, (size_t)n)) fail("sending join", index, "failed");
    expected++;
  }
  return expected;
}

static void open_slice(fleet *f, const options *o, int first, int end) {
  char text[300], path[256];
  int expected[SLICE];
  for (int i = first; i < end; i++) {
    websocket *w = &f->sockets[i];
    w->room = o->room_count > 0 ? i % o->room_count : 0;
    // The path is a format with at most one %s, given by the person who runs the tool.
    const char *mark = strstr(o->path, "%s");
    if (mark == NULL) snprintf(path, sizeof path, "%s", o->path);
    else snprintf(path, sizeof path, "%.*s%lu%s", (int)(mark - o->path), o->path, o->rooms[w->room], mark + 2);
    if (!websocket_begin(w, o->host, o->port, i / PORTS_OF_ONE_ADDRESS, path, o->subprotocol))
      fail("connecting", i, strerror(errno));
  }
  for (int i = first; i < end; i++) {
    if (!websocket_finish(&f->sockets[i], text, sizeof text)) fail("opening", i, text);
    expected[i - first] = greet(f, o, i);
  }
  for (int i = first; i < end; i++) {
    opening state = {.fleet = f, .waiting = expected[i - first]};
    while (state.waiting > 0 && !state.refused)
      if (websocket_read(&f->sockets[i], 0, on_opening_text, &state) <= 0) fail("joining", i, "closed or silent");
    if (state.refused) fail("joining", i, state.reason);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = &f->sockets[i]};
    if (epoll_ctl(f->epoll, EPOLL_CTL_ADD, f->sockets[i].fd, &event) != 0) fail("watching", i, strerror(errno));
  }
}

void fleet_open(fleet *f, const options *o, int count) {
  if (count > f->capacity) fail("opening", count, "more than --sockets");
  while (f->count < count) {
    const int end = f->count + SLICE < count ? f->count + SLICE : count;
    open_slice(f, o, f->count, end);
    f->count = end;
  }
}

int fleet_closed(const fleet *f, int *code) {
  int closed = 0;
  for (int i = 0; i < f->count; i++) {
    if (f->sockets[i].fd >= 0) continue;
    if (closed++ == 0) *code = f->sockets[i].close_code;
  }
  return closed;
}
