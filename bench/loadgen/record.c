#include "record.h"

#include <stdlib.h>
#include <string.h>

#include "json_scan.h"

// Events of a room whose bytes are remembered; a run has fewer, and of more the newest can still be compared.
enum { REMEMBERED = 4096 };

struct seen {
  uint64_t seq, hash;
};

void record_make(record *r, int rooms) {
  memset(r, 0, sizeof *r);
  r->seen = calloc((size_t)rooms * REMEMBERED, sizeof *r->seen);
  r->heads = calloc((size_t)rooms, sizeof *r->heads);
  if (r->seen == NULL || r->heads == NULL) abort();
}

/// FNV-1a.
static uint64_t hash_of(const char *bytes, size_t length) {
  uint64_t hash = 14695981039346656037u;
  for (size_t i = 0; i < length; i++) hash = (hash ^ (unsigned char)bytes[i]) * 1099511628211u;
  return hash;
}

void record_start(record *r, websocket *w, uint64_t seq) {
  w->last_seq = seq;
  if (seq > r->heads[w->room]) r->heads[w->room] = seq;
}

void record_event(record *r, websocket *w, uint64_t seq, const char *body, size_t length) {
  r->delivered++;
  if (seq <= w->last_seq) r->doubled++;
  else r->missed += seq - w->last_seq - 1;
  struct seen *seen = &r->seen[(size_t)w->room * REMEMBERED + seq % REMEMBERED];
  const uint64_t hash = hash_of(body, length);
  if (seen->seq < seq) *seen = (struct seen){seq, hash};
  else if (seen->seq == seq && seen->hash != hash) r->differing++;
  if (seq > w->last_seq) record_start(r, w, seq);
}

/// The end of the object that begins at `p`. No text that takes part has a brace or a bracket in it.
static const char *object_end(const char *p, const char *end) {
  for (int depth = 0; p < end; p++) {
    depth += (*p == '{') - (*p == '}');
    if (depth == 0) return p + 1;
  }
  return end;
}

uint64_t record_position(const char *reply, size_t length) {
  // The auction before it has a `seq` too; the one that counts stands right before `recovered`.
  const char *mark = scan_after(reply, length, ",\"recovered\":");
  if (mark == NULL) return 0;
  const char *p = mark - strlen(",\"recovered\":");
  while (p > reply && p[-1] >= '0' && p[-1] <= '9') p--;
  return scan_number(&p, mark);
}

void record_replay(record *r, websocket *w, const char *reply, size_t length) {
  const char *p = scan_after(reply, length, "\"events\":["), *end = reply + length;
  while (p != NULL && p < end && *p == '{') {
    const char *behind = object_end(p, end);
    uint64_t auction, seq;
    if (!scan_event(p, (size_t)(behind - p), &auction, &seq)) break;
    record_event(r, w, seq, p, (size_t)(behind - p));
    r->replayed++;
    p = behind < end && *behind == ',' ? behind + 1 : behind;
  }
  const uint64_t position = record_position(reply, length);
  if (position > w->last_seq) {
    r->missed += position - w->last_seq;
    record_start(r, w, position);
  }
}
