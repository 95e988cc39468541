#pragma once
#include "ledger.h"
#include "record.h"

typedef enum { AWAY, OPENING, SIGNING_IN, JOINING, PRESENT } stage;

/// A client as docs/realtime.md wants it, with one room: it comes back on a new socket with the last `seq` that it has
/// seen, and sends again what has no reply.
typedef struct {
  stage stage;
  int has_been;       // in its room, so that it comes back with `after`
  int failures;       // attempts in a row that led nowhere
  int sockets;        // opened so far; servers take turns
  uint64_t left_at;   // when it lost or left the last socket in its room; 0 while it is there
  uint64_t come_at;   // AWAY: when to connect
  uint64_t leave_at;  // when it obeys a `reconnect`; 0: none came
  uint64_t cut_at;    // when its connection is reset; 0: never
} follower;

typedef struct {
  options *options;
  websocket *sockets;
  follower *followers;
  int epoll;
  record record;
  ledger ledger;
  histogram back;     // from leaving a socket, or losing it, to the reply to `join` with all that was missed
  uint64_t told, cut, lost;      // why sockets were left: as told, by our reset, closed by the other side
  uint64_t failed;    // attempts that did not lead into the room
  uint64_t unrecovered;          // came back to `recovered:false`
  int first_code;     // of the first lost socket or failed attempt
  int cuts_on;
  uint64_t spoil_at;  // the event, or the answer, that the checks are fooled with
  char first_refusal[300];
} following;

/// All clients, not connected yet; they come one every `step` nanoseconds.
void following_make(following *, options *, uint64_t now, uint64_t step);
/// From now on connections are reset at random; and no more.
void following_cut(following *, uint64_t now);
void following_spare(following *);

void follower_read(following *, int index, uint64_t now);
/// Does what is due: comes, leaves, is cut.
void follower_tend(following *, int index, uint64_t now);
