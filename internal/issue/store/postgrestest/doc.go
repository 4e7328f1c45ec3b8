// Package postgrestest gives tests a PostgreSQL: the one that TIDEMARK_TEST_POSTGRES names by its DSN, or one
// that is started from Debian's binaries on a temporary folder and a free port of the loopback. Where there
// is neither, a test is skipped and says how to run it.
package postgrestest
