#pragma once
#include "websocket.h"

/// What all sockets have seen of all rooms' logs: within a room `seq` rises by one on every client, also from one of its
/// sockets to the next, and every client gets the same bytes.
typedef struct {
  struct seen *seen;    // by room and seq: the first one's bytes, as a hash
  uint64_t *heads;      // by room: the greatest seq that anybody has got
  uint64_t delivered, replayed;
  uint64_t missed, doubled, differing;  // 0 in a sound run
} record;

void record_make(record *, int rooms);
/// A client starts at this place of its room's log.
void record_start(record *, websocket *, uint64_t seq);
void record_event(record *, websocket *, uint64_t seq, const char *body, size_t length);
/// All events of a reply to `join`, and that they reach up to the position that it names.
void record_replay(record *, websocket *, const char *reply, size_t length);
/// The position that a reply to `join` names.
uint64_t record_position(const char *reply, size_t length);
