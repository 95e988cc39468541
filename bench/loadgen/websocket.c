#include "websocket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { READ_SIZE = 256 * 1024, OPCODE_CLOSE = 8, OPCODE_PING = 9, OPCODE_PONG = 10 };
static const char KEY[] = "dGhlIHNhbXBsZSBub25jZQ==", ACCEPT[] = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";  // RFC 6455 §1.3

int websocket_begin(websocket *w, const char *host, int port, int source, const char *path, const char *subprotocol) {
  w->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (w->fd < 0) return 0;
  w->opening = 1;
  w->close_code = 0;
  const int one = 1;
  const struct timeval patience = {.tv_sec = 20};
  setsockopt(w->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  setsockopt(w->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
  setsockopt(w->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK + (uint32_t)source)};
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  inet_pton(AF_INET, host, &to.sin_addr);
  if (bind(w->fd, (struct sockaddr *)&from, sizeof from) != 0) return 0;
  if (connect(w->fd, (struct sockaddr *)&to, sizeof to) != 0) return 0;
  char request[1024];
  int n = snprintf(request, sizeof request,
                   "GET %s HTTP/1.1\r\nHost: %s:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                   "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %s\r\n%s%s%s\r\n",
                   path, host, port, KEY, *subprotocol ? "Sec-WebSocket-Protocol: " : "", subprotocol,
                   *subprotocol ? "\r\n" : "");
  return send(w->fd, request, (size_t)n, MSG_NOSIGNAL) == n;
}

static void keep(websocket *w, const unsigned char *bytes, size_t length) {
  if (length > w->carry_capacity) {
    free(w->carry);
    w->carry_capacity = (uint32_t)(length < 512 ? 512 : length);
    w->carry = malloc(w->carry_capacity);
    if (w->carry == NULL) abort();
  }
  if (length > 0) memcpy(w->carry, bytes, length);
  w->carry_length = (uint32_t)length;
}

/// The size of the answer to the upgrade, 0 while its end has not come.
static size_t head_size(const unsigned char *bytes, size_t length) {
  const unsigned char *end = memmem(bytes, length, "\r\n\r\n", 4);
  return end == NULL ? 0 : (size_t)(end + 4 - bytes);
}

static int is_upgrade(const unsigned char *head, size_t length) {
  return length > 12 && memcmp(head, "HTTP/1.1 101", 12) == 0 && memmem(head, length, ACCEPT, sizeof ACCEPT - 1) != NULL;
}

int websocket_finish(websocket *w, char *why, size_t why_size) {
  char head[8192];
  size_t length = 0, size = 0;
  while (size == 0 && length < sizeof head - 1) {
    const ssize_t n = recv(w->fd, head + length, sizeof head - 1 - length, 0);
    if (n <= 0) {
      snprintf(why, why_size, "no answer to the upgrade: %s", n == 0 ? "closed" : strerror(errno));
      return 0;
    }
    length += (size_t)n;
    head[length] = 0;
    size = head_size((unsigned char *)head, length);
  }
  if (!is_upgrade((unsigned char *)head, size)) {
    snprintf(why, why_size, "upgrade refused: %.*s", (int)strcspn(head, "\r\n"), head);
    return 0;
  }
  w->opening = 0;
  keep(w, (unsigned char *)head + size, length - size);
  return 1;
}

size_t websocket_frame(unsigned char *out, const char *text, size_t length) {
  size_t at = 0;
  out[at++] = 0x81;
  if (length < 126) {
    out[at++] = (unsigned char)(0x80 | length);
  } else {
    out[at++] = 0x80 | 126;
    out[at++] = (unsigned char)(length >> 8);
    out[at++] = (unsigned char)length;
  }
  memset(out + at, 0, 4);
  memcpy(out + at + 4, text, length);
  return at + 4 + length;
}

int websocket_send(websocket *w, const char *text, size_t length) {
  unsigned char frame[4096];
  if (length + 14 > sizeof frame) return 0;
  const size_t n = websocket_frame(frame, text, length);
  return send(w->fd, frame, n, MSG_NOSIGNAL) == (ssize_t)n;
}

static void control(websocket *w, int opcode, const unsigned char *payload, size_t length) {
  if (opcode == OPCODE_CLOSE) w->close_code = length < 2 ? 1005 : (uint16_t)(payload[0] << 8 | payload[1]);
  if (opcode != OPCODE_PING || length > 125) return;
  unsigned char pong[131] = {0x80 | OPCODE_PONG, (unsigned char)(0x80 | length)};
  memcpy(pong + 6, payload, length);
  send(w->fd, pong, length + 6, MSG_NOSIGNAL);
}

/// Gives out whole frames and returns how many bytes they took.
static size_t parse(websocket *w, const unsigned char *bytes, size_t length, websocket_text on_text, void *context) {
  size_t at = 0;
  while (length - at >= 2) {
    size_t head = 2, size = bytes[at + 1] & 127u;
    if (size == 126) {
      if (length - at < 4) break;
      size = (size_t)bytes[at + 2] << 8 | bytes[at + 3];
      head = 4;
    } else if (size == 127) {
      if (length - at < 10) break;
      size = 0;
      for (int i = 2; i < 10; i++) size = size << 8 | bytes[at + (size_t)i];
      head = 10;
    }
    if (length - at < head + size) break;
    const int opcode = bytes[at] & 15;
    const unsigned char *payload = bytes + at + head;
    if (opcode >= OPCODE_CLOSE) {
      control(w, opcode, payload, size);
    } else {
      on_text(w, (const char *)payload, size, context);
    }
    at += head + size;
  }
  return at;
}

long websocket_read(websocket *w, int flags, websocket_text on_text, void *context) {
  static unsigned char buffer[2 * READ_SIZE];  // one thread; carried bytes come first
  if (w->fd < 0) return -1;
  if (w->carry_length > READ_SIZE) abort();
  const size_t carried = w->carry_length;
  if (carried > 0) memcpy(buffer, w->carry, carried);
  const ssize_t n = recv(w->fd, buffer + carried, READ_SIZE, flags);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return 0;
  if (n <= 0) {
    websocket_close(w);
    return -1;
  }
  const size_t length = carried + (size_t)n;
  size_t used = 0;
  if (w->opening) {
    used = head_size(buffer, length);
    if (used > 0 && !is_upgrade(buffer, used)) {
      if (used > 12) w->close_code = (uint16_t)strtoul((char *)buffer + 9, NULL, 10);
      websocket_close(w);
      return -1;
    }
    w->opening = used == 0;
  }
  if (!w->opening) used += parse(w, buffer + used, length - used, on_text, context);
  if (w->fd < 0) return -1;
  keep(w, buffer + used, length - used);
  return n;
}

void websocket_close(websocket *w) {
  if (w->fd < 0) return;
  close(w->fd);
  w->fd = -1;
  if (w->close_code == 0) w->close_code = 1006;
  free(w->carry);
  w->carry = NULL;
  w->carry_length = w->carry_capacity = 0;
}

void websocket_leave(websocket *w) {
  static const unsigned char normal[] = {0x80 | OPCODE_CLOSE, 0x80 | 2, 0, 0, 0, 0, 1000 >> 8, 1000 & 255};
  if (w->fd >= 0) send(w->fd, normal, sizeof normal, MSG_NOSIGNAL | MSG_DONTWAIT);
  websocket_close(w);
}

void websocket_cut(websocket *w) {
  const struct linger at_once = {.l_onoff = 1, .l_linger = 0};
  if (w->fd >= 0) setsockopt(w->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  websocket_close(w);
}
