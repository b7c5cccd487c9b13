#!/bin/sh
# What a change of protocols does: one scenario run with the files of two checkouts, then gates on the difference.
# usage: compare.sh BEFORE AFTER
# Ends with 0 when every gate is passed, 1 when one fails, 2 when the input is wrong.
set -eu
before=$1
after=$2
sim=${SIM:-npx sim}
scenario=${SCENARIO:-scenarios/quake.yaml}
protocols=${PROTOCOLS:-cmg-core}
replications=${REPLICATIONS:-640}
out=${OUT:-results/gates}

# Both with this checkout's tool, so that the protocols are all that differs; one seed, so that both break alike.
rm -rf "$out/before" "$out/after"
mkdir -p "$out"
$sim run "$before/$scenario" --protocol "$protocols" --replications "$replications" --out "$out/before"
$sim run "$after/$scenario" --protocol "$protocols" --replications "$replications" --out "$out/after"
$sim compare "$out/before" "$out/after" --gate "${GATES:-docs/ci/gates.yaml}" \
  --markdown "${GITHUB_STEP_SUMMARY:-$out/summary.md}" --junit "$out/gates.xml"
