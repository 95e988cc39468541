#pragma once
#include <stddef.h>
#include <stdint.h>

#include "options.h"

/// Puts events into rooms from outside: Redis PUBLISH, or POST to Nchan, both pipelined on one connection.
typedef struct {
  int fd;
  event_source source;
  const char *host;
  unsigned char *out;
  size_t length, capacity;
  uint64_t sent, answered, refused;  // messages, not events
  uint64_t receivers;                // as Redis counts them, of the last answer
} publisher;

/// Connects or ends the process.
void publisher_connect(publisher *, const options *);

/// Queues `count` event bodies of a room with the seqs from `first` on.
void publisher_queue(publisher *, uint64_t auction, uint64_t first, int count, int body_bytes);

/// Sends what the socket takes and reads the answers, without waiting. False when the connection broke.
int publisher_turn(publisher *);
