#pragma once
#include "options.h"

/// Each prints one line of JSON and returns the exit status.
int fanout_run(options *);
int bids_run(options *);
int hold_run(options *);
