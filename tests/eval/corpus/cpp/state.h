#pragma once

#include <string>

// How the program is to fail.
namespace state {
inline std::string program, site, order, how;
inline int depth;
inline int *missing;
inline void *volatile keep;
}
