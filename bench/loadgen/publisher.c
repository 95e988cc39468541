#include "publisher.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "json_scan.h"

enum { BODY_MAX = 4096 };

void publisher_connect(publisher *p, const options *o) {
  memset(p, 0, sizeof *p);
  p->source = o->source;
  p->host = o->source_host;
  p->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int one = 1;
  setsockopt(p->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)o->source_port)};
  inet_pton(AF_INET, o->source_host, &to.sin_addr);
  if (connect(p->fd, (struct sockaddr *)&to, sizeof to) != 0) {
    fprintf(stderr, "loadgen: publisher cannot connect: %s\n", strerror(errno));
    exit(1);
  }
}

static unsigned char *room_for(publisher *p, size_t more) {
  if (p->length + more > p->capacity) {
    p->capacity = (p->length + more) * 2;
    p->out = realloc(p->out, p->capacity);
    if (p->out == NULL) abort();
  }
  return p->out + p->length;
}

/// The body that sockets get: a chat line's event, filled up to `bytes`.
static int write_body(char *out, uint64_t auction, uint64_t seq, int bytes) {
  static char filler[BODY_MAX];
  if (filler[0] == 0) memset(filler, 'x', sizeof filler);
  const int head = snprintf(out, BODY_MAX,
                            "{\"type\":\"event\",\"auction\":%lu,\"seq\":%lu,\"at\":\"2026-01-01T00:00:00.000Z\",\"kind\":"
                            "\"chat\",\"author\":{\"id\":1,\"username\":\"demo1\",\"imageUrl\":null,\"mannerScore\":36.5},"
                            "\"text\":\"",
                            auction, seq);
  int fill = bytes - head - 2;
  if (fill < 1) fill = 1;
  memcpy(out + head, filler, (size_t)fill);
  memcpy(out + head + fill, "\"}", 2);
  return head + fill + 2;
}

void publisher_queue(publisher *p, uint64_t auction, uint64_t first, int count, int body_bytes) {
  static char message[1 << 20];
  size_t length = 0;
  if (p->source == SOURCE_REDIS) length = (size_t)sprintf(message, "%lu\n", first);
  for (int i = 0; i < count; i++) {
    if (i > 0) message[length++] = '\n';
    if (length + BODY_MAX > sizeof message) abort();
    length += (size_t)write_body(message + length, auction, first + (uint64_t)i, body_bytes);
  }
  char channel[64];
  const int named = snprintf(channel, sizeof channel, "handsup:room:%lu", auction);
  char *out = (char *)room_for(p, length + 512);
  int head;
  if (p->source == SOURCE_REDIS)
    head = sprintf(out, "*3\r\n$7\r\nPUBLISH\r\n$%d\r\n%s\r\n$%zu\r\n", named, channel, length);
  else
    head = sprintf(out, "POST /publish/%lu HTTP/1.1\r\nHost: %s\r\nContent-Type: text/plain\r\nContent-Length: %zu\r\n\r\n",
                   auction, p->host, length);
  memcpy(out + head, message, length);
  p->length += (size_t)head + length;
  if (p->source == SOURCE_REDIS) {
    memcpy(p->out + p->length, "\r\n", 2);
    p->length += 2;
  }
  p->sent++;
}

/// Counts answers: lines that start with a colon (Redis) or status lines (HTTP). One cut by the end of a read is
/// remembered by how far the pattern had matched.
static void count_answers(publisher *p, const char *text, size_t length) {
  static const char pattern[] = "HTTP/1.1 ";
  static size_t matched;
  static int at_status, in_number;
  for (size_t i = 0; i < length; i++) {
    const char c = text[i];
    if (p->source == SOURCE_REDIS) {
      if (c == '-') p->refused++;
      if (c == ':') {
        p->answered++;
        p->receivers = 0;
        in_number = 1;
      } else if (in_number && c >= '0' && c <= '9') {
        p->receivers = p->receivers * 10 + (uint64_t)(c - '0');
      } else {
        in_number = 0;
      }
    } else if (at_status) {
      at_status = 0;
      p->answered++;
      if (c != '2') p->refused++;
    } else {
      matched = c == pattern[matched] ? matched + 1 : c == pattern[0];
      if (pattern[matched] == 0) at_status = 1, matched = 0;
    }
  }
}

int publisher_turn(publisher *p) {
  if (p->length > 0) {
    const ssize_t n = send(p->fd, p->out, p->length, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n < 0 && errno != EAGAIN) return 0;
    if (n > 0) {
      p->length -= (size_t)n;
      memmove(p->out, p->out + n, p->length);
    }
  }
  if (p->answered == p->sent) return 1;
  char text[16384];
  const ssize_t n = recv(p->fd, text, sizeof text, MSG_DONTWAIT);
  if (n == 0 || (n < 0 && errno != EAGAIN)) return 0;
  if (n > 0) count_answers(p, text, (size_t)n);
  return 1;
}
