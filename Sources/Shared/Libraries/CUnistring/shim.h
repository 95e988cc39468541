#pragma once
#include <stdlib.h>
#include <unicase.h>
#include <uninorm.h>
