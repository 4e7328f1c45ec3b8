#pragma once

#include <string>
#include <vector>

// Remembers where each function of the program stands: IN begins one, AT makes a call, FAIL fails.
namespace truth {

struct Place {
    std::string function; // "" for a lambda, which has no name
    const char *file;
    int line;
};

inline thread_local std::vector<Place> stack;

struct Scope {
    Scope(const char *function, const char *file) { stack.push_back({function, file, 0}); }
    ~Scope() { stack.pop_back(); }
};

inline void at(int line) { stack.back().line = line; }

// Writes what is known of the failure that follows.
void tell(const std::string &type, const std::string &message);

}

#define IN(function) truth::Scope scope(function, __FILE__)
#define AT(...) (truth::at(__LINE__), __VA_ARGS__)
#define FAIL(type, message, ...) truth::at(__LINE__); truth::tell(type, message); __VA_ARGS__
