#pragma once
#include <stdint.h>
#include <time.h>

/// Monotonic nanoseconds; one vDSO call, so it may be read once a `recv`.
static inline uint64_t now_ns(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}
