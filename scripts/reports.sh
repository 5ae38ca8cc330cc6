# Test reports: removes old ones before a run, and sums up new ones after it. Sourced after lib.sh.
# shellcheck shell=bash

report_files() {
  find "$repo" -name .git -prune -o \( -path '*/target/surefire-reports/TEST-*.xml' -o -path '*/target/failsafe-reports/TEST-*.xml' \) -print
}

clear_reports() {
  report_files | while read -r file; do rm -f -- "$file"; done
}

# summarise_reports STATUS: a line for each module as surefire prints it, one for all, and at last "N passed, N failed".
# Returns the status, or 1 when a report holds a failure.
summarise_reports() {
  local status=$1 failed
  report_files | sort | while read -r file; do
    # The first element of a report is its suite, with the counts as attributes.
    { tr '\n' ' ' <"$file" && echo; } | sed -n "s|^.*<testsuite\( [^>]*\)>.*|${file#"$repo"/}\t\1|;s|<.*||;p"
  done | awk -F '\t' '
    function count(name,  found) {
      if (!match($2, " " name "=\"[0-9]+\"")) return 0
      found = substr($2, RSTART, RLENGTH); gsub(/[^0-9]/, "", found); return found + 0
    }
    {
      module = $1; sub(/\/?target\/(surefire|failsafe)-reports\/.*/, "", module); if (module == "") module = "."
      if (!(module in tests)) order[++modules] = module
      tests[module] += count("tests"); failures[module] += count("failures")
      errors[module] += count("errors"); skipped[module] += count("skipped")
    }
    function line(t, f, e, s) { return "Tests run: " t ", Failures: " f ", Errors: " e ", Skipped: " s }
    END {
      for (i = 1; i <= modules; i++) {
        m = order[i]
        print line(tests[m], failures[m], errors[m], skipped[m]) " -- " m
        t += tests[m]; f += failures[m]; e += errors[m]; s += skipped[m]
      }
      print line(t + 0, f + 0, e + 0, s + 0)
      print t - f - e - s " passed, " f + e " failed"
    }' >"$repo/.understudy/summary"
  failed=$(sed -n '$s/.*, \([0-9]*\) failed$/\1/p' "$repo/.understudy/summary")
  ((status == 0 || failed > 0)) || say "the run failed outside of tests; see the lines marked ERROR above"
  cat -- "$repo/.understudy/summary"
  rm -f -- "$repo/.understudy/summary"
  ((status == 0 && failed == 0))
}
