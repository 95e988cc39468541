#pragma once
#include <stdint.h>
#include <string.h>

// The generator reads a few known fields out of machine-made JSON; a full parser would make it the bottleneck.

/// The unsigned number at `*p`, which moves behind it.
static inline uint64_t scan_number(const char **p, const char *end) {
  uint64_t v = 0;
  while (*p < end && **p >= '0' && **p <= '9') v = v * 10 + (uint64_t)(*(*p)++ - '0');
  return v;
}

static inline const char *scan_after(const char *text, size_t length, const char *key) {
  const char *hit = memmem(text, length, key, strlen(key));
  return hit == NULL ? NULL : hit + strlen(key);
}

/// The number behind the first `key` (written with its quotes and colon), or 0.
static inline uint64_t scan_field(const char *text, size_t length, const char *key) {
  const char *p = scan_after(text, length, key);
  return p == NULL ? 0 : scan_number(&p, text + length);
}

/// True for an event's frame; its room and its place in the room's log are put out.
static inline int scan_event(const char *text, size_t length, uint64_t *auction, uint64_t *seq) {
  static const char head[] = "{\"type\":\"event\",\"auction\":", middle[] = ",\"seq\":";
  const char *end = text + length;
  if (length < sizeof head + sizeof middle) return 0;
  if (memcmp(text, head, sizeof head - 1) == 0) {
    const char *p = text + sizeof head - 1;
    *auction = scan_number(&p, end);
    if ((size_t)(end - p) > sizeof middle && memcmp(p, middle, sizeof middle - 1) == 0) {
      p += sizeof middle - 1;
      *seq = scan_number(&p, end);
      return 1;
    }
  }
  if (scan_after(text, length, "\"type\":\"event\"") == NULL) return 0;
  *auction = scan_field(text, length, "\"auction\":");
  *seq = scan_field(text, length, "\"seq\":");
  return *seq > 0;
}
