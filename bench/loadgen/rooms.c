#include "rooms.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "json_scan.h"

void watch_make(watch *w, fleet *f, const options *o) {
  memset(w, 0, sizeof *w);
  w->count = o->room_count;
  w->rooms = calloc((size_t)o->room_count, sizeof *w->rooms);
  if (w->rooms == NULL) abort();
  for (int i = 0; i < o->room_count; i++) w->rooms[i].published = w->rooms[i].complete = f->heads[i];
  for (int i = 0; i < f->count; i++) {
    w->rooms[f->sockets[i].room].sockets++;
    // A socket that joined before the head last moved gets that event by itself or had it in its reply.
    f->sockets[i].last_seq = f->heads[f->sockets[i].room];
  }
}

static void note_reply(watch *w, const char *text, size_t length) {
  w->replies++;
  if (scan_after(text, length, "\"ok\":true") != NULL) return;
  if (w->refusals++ == 0) snprintf(w->first_refusal, sizeof w->first_refusal, "%.*s", (int)length, text);
}

void watch_text(websocket *socket, const char *text, size_t length, void *context) {
  watch *w = context;
  uint64_t auction, seq;
  if (!scan_event(text, length, &auction, &seq)) {
    w->other_frames++;
    if (scan_after(text, length, "\"type\":\"reply\"") != NULL) note_reply(w, text, length);
    return;
  }
  room *r = &w->rooms[socket->room];
  if (seq != socket->last_seq + 1) {
    // Repeated or backwards is as wrong as missing.
    w->gaps += seq > socket->last_seq ? seq - socket->last_seq - 1 : 1;
  }
  socket->last_seq = seq;
  w->deliveries++;
  uint64_t sent = r->sent_at[seq % RING];
  if (w->time_in_text) sent = scan_field(text, length, "\"text\":\"");
  if (sent > 0 && sent < w->received_at) histogram_add(&w->latency, w->received_at - sent);
  if (++r->reached[seq % RING] < (uint32_t)r->sockets) return;
  r->reached[seq % RING] = 0;
  if (seq > r->complete) r->complete = seq;
}

uint64_t watch_missing(const watch *w) {
  uint64_t missing = 0;
  for (int i = 0; i < w->count; i++)
    if (w->rooms[i].published > w->rooms[i].complete) missing += w->rooms[i].published - w->rooms[i].complete;
  return missing;
}
