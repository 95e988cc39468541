#pragma once
#include <stdint.h>

// Log-linear like HdrHistogram: 32 buckets a power of two, so a value is off by at most 1/32.
enum { HISTOGRAM_SUB_BITS = 5, HISTOGRAM_BUCKETS = 64 << HISTOGRAM_SUB_BITS };

typedef struct {
  uint64_t counts[HISTOGRAM_BUCKETS];
  uint64_t total, max;
} histogram;

static inline void histogram_add(histogram *h, uint64_t nanoseconds) {
  const uint64_t v = nanoseconds | 1;
  const int top = 63 - __builtin_clzll(v);
  const int shift = top > HISTOGRAM_SUB_BITS ? top - HISTOGRAM_SUB_BITS : 0;
  const uint64_t bucket = ((uint64_t)shift << HISTOGRAM_SUB_BITS) + (v >> shift);
  h->counts[bucket]++;
  h->total++;
  if (nanoseconds > h->max) h->max = nanoseconds;
}

/// The upper edge, in nanoseconds, of the bucket that holds the quantile `q` (0…1).
uint64_t histogram_quantile(const histogram *h, double q);

/// Prints `"p50":…,"p99":…,"max":…` in milliseconds.
void histogram_print(const histogram *h);
