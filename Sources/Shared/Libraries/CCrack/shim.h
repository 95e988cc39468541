#pragma once
#include <crack.h>
