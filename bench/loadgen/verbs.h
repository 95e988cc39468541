#pragma once
#include "options.h"

/// Each prints one line of JSON and returns the exit status.
int fanout_run(options *);
int bids_run(options *);
int hold_run(options *);
int presence_run(options *);
int notify_run(options *);
int follow_run(options *);
