#pragma once
#include "fleet.h"

enum { NAMES_MAX = 64 };

/// Who is in its room as one socket was told.
typedef struct {
  uint64_t count;
  int known;
  uint64_t names[NAMES_MAX];
  uint64_t right_since;  // when it became what it should be; 0 while it is not
} view;

/// The truth, and what every socket believes.
typedef struct {
  view *views;           // of all people's sockets, then of those that only watch
  int people, watchers, rooms;
  uint64_t *ids;         // the person behind each socket
  uint64_t lowest, span; // of the ids, which may have gaps
  int *room_of;          // by id less the lowest; -1: nobody of ours
  uint64_t told;         // presence messages
} audience;

void audience_make(audience *, int people, int watchers, int rooms);
/// The reply to `auth` of a person's socket.
void audience_met(audience *, int index, const char *reply, size_t length);
/// When all have been met.
void audience_complete(audience *);
/// A `presence` message, or the reply to `join`, of a socket in that room.
void audience_told(audience *, int index, int room, const char *text, size_t length, uint64_t now);
/// Sockets whose count is wrong now, and sockets with the right count whose names are wrong.
void audience_wrong(const audience *, int *counts, int *names);
