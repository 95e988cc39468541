#pragma once
#include "fleet.h"
#include "histogram.h"

// Events of a room on their way, at most; a power of two above every window.
enum { RING = 8192 };

typedef struct {
  uint64_t published;  // the last seq that was sent off
  uint64_t complete;   // the last seq that every socket of the room has got
  int sockets;
  uint64_t sent_at[RING];
  uint32_t reached[RING];  // sockets that have got this seq
} room;

/// What all sockets together have seen.
typedef struct {
  room *rooms;
  int count;
  uint64_t deliveries, gaps, other_frames;
  uint64_t received_at;  // when the read in hand returned
  uint64_t replies, refusals;
  int time_in_text;      // chat lines carry their time themselves, since their seq is not known when they leave
  histogram latency;
  char first_refusal[200];
} watch;

/// Starts from the heads that the sockets were told.
void watch_make(watch *, fleet *, const options *);
/// A `websocket_text` for the fleet's sockets, with a `watch` as its context.
void watch_text(websocket *, const char *text, size_t length, void *context);
/// Events that some socket still misses, over all rooms.
uint64_t watch_missing(const watch *);
