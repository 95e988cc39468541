#pragma once
#include "options.h"
#include "websocket.h"

/// All sockets of a run; socket i watches room i modulo the rooms.
typedef struct {
  websocket *sockets;
  int count, capacity;
  int epoll;
  uint64_t heads[ROOMS_MAX];  // each room's last seq, as the replies to `join` told it
  // Gets the replies to `auth`, for who wants to know the people; may be NULL.
  void (*met)(void *context, int index, const char *reply, size_t length);
  void *met_context;
} fleet;

void fleet_make(fleet *, int capacity);

/// Opens sockets up to `count`, upgraded, authenticated (the first `token_count` of them) and joined. On any failure it
/// prints why and ends the process: a run with fewer sockets than asked would mean nothing.
void fleet_open(fleet *, const options *, int count);

/// Sockets that have been closed by the server, and the close code of the first of them.
int fleet_closed(const fleet *, int *code);
