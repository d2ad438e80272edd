# shellcheck shell=bash
# The blocks of a page: commands, and the lines that their answers have. Scripts that type pages source this file; WORK is their folder. A page may have
# blocks that only some readers type: `sh clone` in a clone, `sh packages` where the Debian packages are installed, and `sh root` as root there.

# cut_page PAGE [FOLDER]: writes each block marked `sh` to FOLDER/NN.sh, one marked `sh WORD` to FOLDER/NN.WORD, the `text` block below it to
# FOLDER/NN.text, and the heading above it to FOLDER/NN.section. A block whose mark names a file, as in `nginx shop/nginx.conf`, is written to this
# file. FOLDER is WORK if it is not given.
cut_page() {
  local folder=${2:-$WORK}
  rm -f "$folder"/[0-9]*.*
  awk -v work="$folder" '
    /^```/ { if (inside) { inside = 0; next }
             inside = 1; file = ""
             words = split(substr($0, 4), word, " ")
             if (word[1] == "sh") {
               n++
               file = sprintf("%s/%02d.%s", work, n, words > 1 ? word[2] : "sh")
               print section >sprintf("%s/%02d.section", work, n)
             }
             else if (word[1] == "text") file = sprintf("%s/%02d.text", work, n)
             else if (words > 1) { file = word[2]; system("mkdir -p \"$(dirname \"" file "\")\"") }
             next }
    inside { if (file != "") print >file; next }
    /^#+ / { section = $0; sub(/^#+ /, "", section) }' "$1"
}

# Converts a line to a regular expression in which `…` matches any text.
as_pattern() { sed -e 's/[][\\.*^$+?(){}|]/\\&/g' -e 's/…/.*/g' <<<"$1"; }

# check_answer TEXT ANSWER NAME: fails if a line of the file TEXT is not in the file ANSWER.
check_answer() {
  local line
  while IFS= read -r line; do
    grep -E -e "$(as_pattern "$line")" "$2" >/dev/null || { echo "FAIL $3: no line like: $line"; sed 's/^/     /' "$2"; return 1; }
  done <"$1"
}

# times_of_sections FILE: prints the seconds of each section, and their sum. A line of the file has a section, a tabulator and the seconds of a block.
times_of_sections() {
  awk -F '\t' '!($1 in sum) { order[++n] = $1 } { sum[$1] += $2; all += $2 }
    END { for (i = 1; i <= n; i++) printf "%6d s  %s\n", sum[order[i]], order[i]; printf "%6d s  in all\n", all }' "$1"
}
