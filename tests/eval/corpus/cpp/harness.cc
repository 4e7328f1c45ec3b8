// Runs each job in a process of its own, under gdb, with Boost, with AddressSanitizer or with
// backtrace_symbols, and prints what the program recorded beside what these print.
#define BOOST_STACKTRACE_USE_BACKTRACE
#include <boost/stacktrace.hpp>

#include <algorithm>
#include <cassert>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <thread>

#include <dlfcn.h>
#include <execinfo.h>
#include <unistd.h>

#include "state.h"
#include "truth.h"

#include <acme/retry.h>

#include "programs.cc"

static std::string quote(const std::string &text)
{
    std::string out = "\"";
    for (char c : text) {
        char escaped[8];
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if ((unsigned char)c < 0x20) {
            std::snprintf(escaped, sizeof escaped, "\\u%04x", c);
            out += escaped;
        } else {
            out += c;
        }
    }
    return out + "\"";
}

static std::string answer(const std::string &program, const std::string &site) { return "answer-" + program + site + ".txt"; }

static void write_answer(const std::string &fields, const std::string &frames)
{
    std::ofstream(answer(state::program, state::site)) << fields << "\"order\":\"innermost_first\",\"frames\":[" << frames << "]";
}

static std::string fields;

void truth::tell(const std::string &type, const std::string &message)
{
    fields = type.empty() ? "" : "\"type\":" + quote(type) + ",";
    fields += message.empty() ? "" : "\"message\":" + quote(message) + ",";
    std::string frames;
    for (auto it = stack.rbegin(); it != stack.rend(); ++it) {
        frames += (frames.empty() ? "{" : ",{") + std::string(it->function.empty() ? "" : "\"function\":" + quote(it->function) + ",");
        frames += "\"file\":" + quote(it->file);
        // Boost prints the line to which a call returns.
        frames += (state::how == "boost" ? "" : ",\"line\":" + std::to_string(it->line)) + "}";
    }
    write_answer(fields, frames);
}

static void print_boost(int)
{
    std::cerr << boost::stacktrace::stacktrace();
    _exit(1);
}

// Names are those that the dynamic linker knows: backtrace_symbols has no others.
static void print_symbols(int)
{
    void *addresses[200];
    int n = backtrace(addresses, 200);
    std::string frames;
    for (int i = 0; i < n; i++) {
        Dl_info info{};
        dladdr(addresses[i], &info);
        frames += (i == 0 ? "{\"file\":" : ",{\"file\":") + quote(info.dli_fname);
        frames += std::string(info.dli_sname ? ",\"function\":" + quote(info.dli_sname) : "") + "}";
    }
    write_answer(fields + "\"frame_count\":" + std::to_string(n) + ",", frames);
    backtrace_symbols_fd(addresses, n, 2);
    _exit(1);
}

static int one(char **args)
{
    IN(__func__);
    state::program = args[1], state::site = args[3], state::order = args[4], state::depth = std::atoi(args[5]), state::how = args[6];
    auto print = state::how == "boost" ? print_boost : state::how == "symbols" ? print_symbols : nullptr;
    for (int signal : {SIGABRT, SIGSEGV, SIGFPE}) {
        if (print != nullptr) std::signal(signal, print);
    }
    return AT(programs.at(args[2])(state::order));
}

static std::string read(const std::string &path)
{
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

static void outcome(const std::string &program, const std::string &site, const std::string &text)
{
    std::cout << "{\"program\":" << quote(program) << ",\"site\":" << quote(site) << ",\"text\":" << quote(text) << "," << read(answer(program, site)) << "}\n";
}

static const std::string mark = "@@@ ";

// Lets one gdb run all the jobs, because it takes long to read the symbols.
static void debug(const std::string &binary, const std::string &script)
{
    std::ofstream("gdb.txt") << script;
    std::ignore = std::system(("gdb -batch -nx -iex 'set debuginfod enabled off' -iex 'set confirm off' -x gdb.txt " + binary + " >gdb.out 2>&1").c_str());
    std::istringstream lines(read("gdb.out"));
    std::string line, program, site, text;
    while (std::getline(lines, line)) {
        if (line.rfind(mark, 0) == 0) {
            if (!text.empty()) outcome(program, site, text);
            std::istringstream(line.substr(mark.size())) >> program >> site;
            text.clear();
        } else {
            text += line + "\n";
        }
    }
}

int main(int count, char **args)
{
    IN(__func__);
    if (count == 7) return AT(one(args));
    std::ifstream jobs(args[1]);
    std::string line, script;
    const std::string binary = args[0];
    setenv("ASAN_OPTIONS", "handle_abort=1:detect_leaks=0", 1);
    while (std::getline(jobs, line)) {
        std::istringstream columns(line);
        std::string program, type, site, order, depth;
        columns >> program >> type >> site >> order >> depth;
        const char *how = std::vector{"gdb", "boost", "asan", "symbols"}[std::stoi(program.substr(1)) / 2 % 4];
        std::string arguments = program + " " + type + " " + site + " " + order + " " + depth + " " + how;
        if (how == std::string("gdb")) {
            script += "echo " + mark + program + " " + site + "\\n\nrun " + arguments + "\nbt\nkill\n";
            continue;
        }
        std::string command = binary + (how == std::string("asan") ? "-asan " : " ") + arguments + " 2>printed.txt";
        std::ignore = std::system(command.c_str());
        outcome(program, site, read("printed.txt"));
    }
    debug(binary, script + "echo " + mark + "\\n\n");
}
