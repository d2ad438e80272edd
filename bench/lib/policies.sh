# The same rules as policies of an application for our decision point and as resource policies of Cerbos. bench/policy.sh sources this file.
# shellcheck shell=bash

# In the form `kinds`, kind number N of record may be read by clerks of its own department; the question is about the kind in the middle. In the form `records`,
# there is one kind, and record number N may be read by them.

# write_application FORM COUNT FOLDER: adds the application `bench` with so many policies to a policy folder, and the files to its manifest under the next number.
write_application() {
  local form=$1 count=$2 folder=$3 number kinds="record" resource
  if [ "$form" = kinds ]; then
    kinds=$(seq -f 'record_%.0f' -s ', ' "$count")
  fi
  cat >"$folder/app-bench.cedarschema" <<TEXT
namespace Bench {
  entity user = { role: String, department: String };
  entity $kinds = { department: String };
  action "read" appliesTo { principal: [user], resource: [$kinds], context: {} };
}
TEXT
  for ((number = 1; number <= count; number++)); do
    if [ "$form" = kinds ]; then resource="is Bench::record_$number"; else resource="== Bench::record::\"r-$number\""; fi
    printf '@id("read-record-%d")\n@reason("own-department")\npermit (principal is Bench::user, action == Bench::Action::"read", resource %s)\n' "$number" "$resource"
    printf 'when { principal.role == "clerk" && principal.department == resource.department };\n\n'
  done >"$folder/app-bench.cedar"
  next_manifest "$folder"
}

# next_manifest FOLDER: raises the number of the manifest, and lists every policy file that the folder has with its digest.
next_manifest() {
  local folder=$1 number file lines=""
  number=$(sed -n 's/^ *"version" *: *\([0-9]*\),$/\1/p' "$folder/manifest.json")
  for file in "$folder"/*.cedar "$folder"/*.cedarschema; do
    lines+="${lines:+,}"$'\n'"    \"${file##*/}\" : \"$(sha256sum "$file" | cut -d ' ' -f 1)\""
  done
  printf '{\n  "version" : %d,\n  "files" : {%s\n  }\n}\n' $((number + 1)) "$lines" >"$folder/manifest.next"
  mv "$folder/manifest.next" "$folder/manifest.json"
}

# write_cerbos COUNT FOLDER: makes a folder with so many resource policies of Cerbos.
write_cerbos() {
  local count=$1 folder=$2 number
  rm -rf "$folder"
  mkdir -p "$folder"
  for ((number = 1; number <= count; number++)); do
    cat >"$folder/record_$number.yaml" <<TEXT
apiVersion: api.cerbos.dev/v1
resourcePolicy:
  resource: record_$number
  version: default
  rules:
    - actions: [read]
      effect: EFFECT_ALLOW
      roles: [clerk]
      condition:
        match:
          expr: request.resource.attr.department == request.principal.attr.department
TEXT
  done
}

# subject_json, resource_json COUNT DEPARTMENT ID: parts of a question, which both understand; Cerbos reads the roles, ours the role.
subject_json() { printf '"subject":{"type":"user","id":"alice","properties":{"cerbos.roles":["clerk"],"role":"clerk","department":"sales"}},"action":{"name":"read"}'; }
resource_json() { printf '"resource":{"type":"record_%d","id":"%s","properties":{"department":"%s"}}' $((($1 + 1) / 2)) "$3" "$2"; }

# write_questions FORM COUNT FOLDER: a question that is permitted, one that is denied, and of kinds a batch of twenty, half of which is permitted.
write_questions() {
  local form=$1 count=$2 folder=$3 number items="" department
  if [ "$form" = records ]; then
    for department in sales:permitted stores:denied; do
      printf '{%s,"resource":{"type":"record","id":"r-%d","properties":{"department":"%s"}}}' "$(subject_json)" $(((count + 1) / 2)) "${department%:*}" >"$folder/${department#*:}.json"
    done
    return
  fi
  printf '{%s,%s}' "$(subject_json)" "$(resource_json "$count" sales r-1)" >"$folder/permitted.json"
  printf '{%s,%s}' "$(subject_json)" "$(resource_json "$count" stores r-1)" >"$folder/denied.json"
  for ((number = 1; number <= 20; number++)); do
    if ((number % 2)); then department=sales; else department=stores; fi
    items+="${items:+,}{$(resource_json "$count" "$department" "r-$number")}"
  done
  printf '{%s,"evaluations":[%s]}' "$(subject_json)" "$items" >"$folder/batch.json"
}
