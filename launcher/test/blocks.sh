# The blocks of a page: commands, and what their answers must contain. This file is sourced; WORK is the folder for the blocks.
# shellcheck shell=bash

# Splits a page into files N.sh, N.terminal and N.text, and N.section with the heading above.
cut_page() {
  rm -f "$WORK"/[0-9]*.*
  awk -v work="$WORK" '
    /^```/ { if (inside) { inside = 0; next }
             kind = substr($0, 4); inside = 1
             if (kind ~ /^sh/) { n++; print section >sprintf("%s/%02d.section", work, n) }
             file = sprintf("%s/%02d.%s", work, n, kind == "sh terminal" ? "terminal" : kind); next }
    inside { print >file; next }
    /^##+ / { section = $0; sub(/^#+ /, "", section) }' "$1"
}

# Converts a line to a regular expression in which `…` matches any text.
as_pattern() { sed -e 's/[][\\.*^$+?(){}|]/\\&/g' -e 's/…/.*/g' <<<"$1"; }

# check_answer EXPECTED ANSWER NAME: fails if a line of the file EXPECTED is not in the file ANSWER.
check_answer() {
  local line
  while IFS= read -r line; do
    grep -E -e "$(as_pattern "$line")" "$2" >/dev/null || { echo "FAIL $3: no line like: $line"; sed 's/^/     /' "$2"; return 1; }
  done <"$1"
}
