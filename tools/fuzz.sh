#!/bin/sh
# Runs every fuzz target of the module for an equal share of FUZZ_MINUTES (default 10) and prints what each did.
# Targets are found by `go test -list`. Fails when one finds something: Go leaves what it found under
# testdata/fuzz of the package, to be committed with the fix.
set -eu
cd "$(dirname "$0")/.."
go=${GO:-go}
log=build/fuzz.log
mkdir -p build

# Lines of "package target": the names come before the package that has them.
targets=$($go test -list '^Fuzz' ./... | awk '/^Fuzz/ {names[n++] = $1} /^ok/ {for (i = 0; i < n; i++) print $2, names[i]; n = 0}')
count=$(echo "$targets" | wc -l)
share=$((${FUZZ_MINUTES:-10} * 60 / count))
[ "$share" -gt 0 ] || share=1
echo "$count targets, $share s each"
printf '%-52s %-22s %12s %12s  %s\n' package target executions interesting result

failed=0
echo "$targets" | {
	while read -r package target; do
		if $go test -run '^$' -fuzz "^$target\$" -fuzztime "${share}s" -fuzzminimizetime 1s "$package" > "$log" 2>&1 < /dev/null; then
			result=ok
		else
			result=FOUND
			failed=1
		fi
		# fuzz: elapsed: 9s, execs: 12345 (1234/sec), new interesting: 5 (total: 50)
		numbers=$(awk '/execs:/ {execs = $5; interesting = $9} END {print execs + 0, interesting + 0}' "$log")
		printf '%-52s %-22s %12s %12s  %s\n' "${package#*/tidemark/}" "$target" ${numbers% *} ${numbers#* } "$result"
		[ "$result" = ok ] || tail -n 40 "$log"
	done
	exit $failed
}
