#pragma once
#include <stdint.h>

#include "usage.h"

enum { ROOMS_MAX = 1024, TOKENS_MAX = 20000, TARGETS_MAX = 4 };

typedef enum { SOURCE_REDIS, SOURCE_NCHAN, SOURCE_CHAT } event_source;

typedef struct {
  const char *host;
  int port;
} address;

typedef struct {
  const char *host;  // the first of the servers
  int port;
  address targets[TARGETS_MAX];  // all of them
  int target_count;
  const char *path;         // `%s` stands for the room
  const char *subprotocol;  // empty: none is offered
  int join;                 // whether rooms are joined by a message (our gateway) or by the path (Nchan)
  int sockets;
  uint64_t rooms[ROOMS_MAX];
  int room_count;
  char *tokens[TOKENS_MAX];
  int token_count;

  event_source source;
  const char *source_host;
  int source_port;
  int batch;         // event bodies in one Redis message
  int window;        // events of a room that some socket has not seen yet, at most
  double rate;       // events/s over all rooms; 0: as fast as the sockets keep up
  int body_bytes;
  double warm_up, seconds;

  int in_flight;     // bids of one bidder that wait for their reply
  uint64_t start_price;
  const char *acknowledged_path;  // a line for each acknowledged bid: auction, seq, amount, bidder's number

  double join_seconds;  // over which people come into their rooms
  double cut_every;     // mean seconds between the resets of a connection; 0: none
  const char *spoil;    // what the checks of `follow` are to be fooled with once; NULL: nothing
  usage watched;
} options;

extern const char options_help[];

/// Reads what follows the verb. On a mistake it prints one sentence and ends the process with 2.
void options_read(options *, int count, char **arguments);
