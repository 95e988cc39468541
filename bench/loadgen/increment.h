#pragma once
#include <stdint.h>

/// The increment of a price, in won.
static inline uint64_t increment(uint64_t price) {
  if (price < 10000) return 100;
  if (price < 100000) return 500;
  if (price < 1000000) return 1000;
  if (price < 10000000) return 10000;
  return 100000;
}
