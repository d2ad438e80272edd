# shellcheck shell=bash
# Cuts the blocks out of a page and compares answers with them. Sourced by pages.sh and trial.sh.

# cut_page PAGE FOLDER: writes each block marked `sh` to FOLDER/NN.sh, one marked `sh WORD` to FOLDER/NN.WORD, and the `text` block below it to
# FOLDER/NN.text. A block whose mark names a file, as in `nginx shop/nginx.conf`, is written to this file.
cut_page() {
  rm -f "$2"/[0-9]*.*
  awk -v work="$2" '
    /^```/ { if (inside) { inside = 0; next }
             inside = 1
             file = ""
             words = split(substr($0, 4), word, " ")
             if (word[1] == "sh") { n++; file = sprintf("%s/%02d.%s", work, n, words > 1 ? word[2] : "sh") }
             else if (word[1] == "text") file = sprintf("%s/%02d.text", work, n)
             else if (words > 1) { file = word[2]; system("mkdir -p \"$(dirname \"" file "\")\"") }
             next }
    inside && file != "" { print >file }' "$1"
}

# Converts a line to a regular expression in which `…` matches any text.
as_pattern() { sed -e 's/[][\\.*^$+?(){}|]/\\&/g' -e 's/…/.*/g' <<<"$1"; }

# check_answer TEXT ANSWER NAME: each line of the file TEXT must be in the file ANSWER.
check_answer() {
  local line
  while IFS= read -r line; do
    grep -E -e "$(as_pattern "$line")" "$2" >/dev/null || { echo "FAIL $3: no line like: $line"; sed 's/^/     /' "$2"; return 1; }
  done <"$1"
}
