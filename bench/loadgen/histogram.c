#include "histogram.h"

#include <stdio.h>

uint64_t histogram_quantile(const histogram *h, double q) {
  const uint64_t wanted = (uint64_t)(q * (double)h->total);
  uint64_t seen = 0;
  for (uint64_t b = 0; b < HISTOGRAM_BUCKETS; b++) {
    seen += h->counts[b];
    if (seen <= wanted) continue;
    // The first two rows have a shift of 0; above, the row's index is the shift plus one.
    const uint64_t row = b >> HISTOGRAM_SUB_BITS;
    const uint64_t shift = row > 0 ? row - 1 : 0;
    const uint64_t edge = ((b - (shift << HISTOGRAM_SUB_BITS) + 1) << shift) - 1;
    return edge < h->max ? edge : h->max;
  }
  return h->max;
}

void histogram_print(const histogram *h) {
  printf("\"p50\":%.3f,\"p99\":%.3f,\"max\":%.3f", (double)histogram_quantile(h, 0.5) / 1e6,
         (double)histogram_quantile(h, 0.99) / 1e6, (double)h->max / 1e6);
}
