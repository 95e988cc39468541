#pragma once
#include <stddef.h>
#include <stdint.h>

/// One WebSocket of the generator. A frame cut by the end of a read waits in `carry` for its rest.
typedef struct {
  int fd;
  int room;            // index into the run's rooms
  uint64_t last_seq;   // of that room, as this socket saw it
  unsigned char *carry;
  uint32_t carry_length, carry_capacity;
  uint16_t close_code;  // what the server said when it closed; 1006 when it just went away; a refused upgrade's status
  uint8_t opening;      // the answer to the upgrade is still to come
} websocket;

/// Called for each whole text frame; the text is not terminated and lives only as long as the call.
typedef void (*websocket_text)(websocket *, const char *text, size_t length, void *context);

/// Connects, sends the upgrade request and returns without waiting; one that was closed may begin anew. `source` spreads sockets over 127.0.0.x,
/// since one address has only about 28 000 ports. False with `errno` set when the connection fails.
int websocket_begin(websocket *, const char *host, int port, int source, const char *path, const char *subprotocol);

/// Waits for the answer to the upgrade; false when it is not a correct 101, which `why` then tells. Who does not want to
/// wait leaves it to `websocket_read`, which closes the socket when the upgrade is refused.
int websocket_finish(websocket *, char *why, size_t why_size);

/// One `recv` and all frames in it. Returns the bytes read, 0 when nothing was there, -1 when the socket is closed.
/// `flags` is MSG_DONTWAIT or 0. Answers pings.
long websocket_read(websocket *, int flags, websocket_text, void *context);

/// Frames the text (masked with a zero key, which is legal and costs the server the same) at `out`, which has room
/// for `length + 14` bytes, and returns the frame's size.
size_t websocket_frame(unsigned char *out, const char *text, size_t length);
int websocket_send(websocket *, const char *text, size_t length);
void websocket_close(websocket *);
/// Closes with 1000.
void websocket_leave(websocket *);
/// Closes the way a lost network does: the other side gets a reset (RST), and what was not read is lost.
void websocket_cut(websocket *);
