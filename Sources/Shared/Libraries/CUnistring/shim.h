#pragma once
#include <stdlib.h>
#include <unicase.h>
#include <uninorm.h>

/* UNINORM_NFKC takes the address of a struct that is never defined in a header. */
static inline uninorm_t handsup_nfkc(void) { return UNINORM_NFKC; }
