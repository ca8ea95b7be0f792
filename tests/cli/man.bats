#!/usr/bin/env bats
# The manual pages: mandoc and groff find nothing to say, and they know exactly what the programs know.

load ../lib/lab

setup() { pages=("$VRRP_BUILD"/man/man[0-9]/* "$VRRP_BUILD"/tests/man/man[0-9]/*); }

# page_of PROGRAM
page_of() {
  local page
  for page in "${pages[@]}"; do
    if [[ $(basename "$page" ".${page##*.}") == "$1" ]]; then echo "$page" && return; fi
  done
  return 1
}

programs() {
  find "$VRRP_BUILD/bin" "$VRRP_BUILD/tests/sample-tool" -maxdepth 1 -type f -executable ! -name 'vrrp-check-http'
}

@test "mandoc is silent" {
  # Of other packages' pages it cannot know; ours refer to each other.
  MANPATH="$VRRP_BUILD/man" mandoc -T lint -W style "${pages[@]}" 2>&1 |
    grep -vE 'referenced manual not found|mandoc.db' | tee "$BATS_TEST_TMPDIR/said" || :
  [ ! -s "$BATS_TEST_TMPDIR/said" ]
}

# man(1) of Debian formats with groff, which reads some of mdoc otherwise than mandoc does.
@test "groff is silent, shows every section, and each form of the command line on a line of its own" {
  for page in "${pages[@]}"; do
    groff -T ascii -P -cbou -mdoc -ww "$page" >"$BATS_TEST_TMPDIR/shown" 2>"$BATS_TEST_TMPDIR/said"
    [ ! -s "$BATS_TEST_TMPDIR/said" ] || { cat "$BATS_TEST_TMPDIR/said" && return 1; }
    grep '^\.Sh ' "$page" | sed -E 's/^\.Sh "?([^"]*)"?$/\1/' >"$BATS_TEST_TMPDIR/sections"
    grep -E '^[A-Z][A-Z0-9 ]*$' "$BATS_TEST_TMPDIR/shown" | diff "$BATS_TEST_TMPDIR/sections" -
    name=$(basename "$page" ".${page##*.}")
    [ "$(sed -n '/^SYNOPSIS/,/^DESCRIPTION/p' "$BATS_TEST_TMPDIR/shown" | grep -cE "^ +$name( |\$)")" = \
      "$(sed -n '/^\.Sh SYNOPSIS/,/^\.Sh DESCRIPTION/p' "$page" | grep -c '^\.Nm')" ]
  done
}

@test "pages of ours that are referred to exist" {
  grep -hoE '^\.Xr (vrrp|vip|garp)-[a-z-]+ [0-9]' "${pages[@]}" | sort -u >"$BATS_TEST_TMPDIR/references"
  while read -r _ name section; do
    # A page comes with its program.
    [[ $name == vrrp-records || -e $VRRP_BUILD/bin/$name ]] || continue
    [ -e "$VRRP_BUILD/man/man$section/$name.$section" ]
  done <"$BATS_TEST_TMPDIR/references"
}

@test "every program has a page, with its options and no others" {
  for program in $(programs); do
    page=$(page_of "$(basename "$program")")
    "$program" --help | grep -oE '^  (-[a-zA-Z], |    )--[a-z0-9-]+' | grep -oE -- '--[a-z0-9-]+' | sort -u \
      >"$BATS_TEST_TMPDIR/help"
    grep -E '^\.It .*Fl -' "$page" | grep -oE 'Fl -[a-z0-9-]+' | sed 's/Fl -/--/' | sort -u |
      diff "$BATS_TEST_TMPDIR/help" -
  done
}

@test "every subcommand is in the page" {
  for program in $(programs); do
    page=$(page_of "$(basename "$program")")
    "$program" --dump-cli | awk -F'\t' '$1 == "subcommand" { print $2 }' >"$BATS_TEST_TMPDIR/subcommands"
    while read -r name; do
      grep -qE "^\.(It|Nm|Ss)?.*Cm (.* )?$name\b" "$page" || { echo "$page: $name" && return 1; }
    done <"$BATS_TEST_TMPDIR/subcommands"
  done
}

@test "vrrp-records(7) has the events, fields and words of the schema, and no others" {
  /usr/bin/python3 - "$VRRP_SOURCE/lib/record/records.schema.json" "$VRRP_SOURCE/man/vrrp-records.7" <<'END'
import json, re, sys

schema = json.load(open(sys.argv[1]))
page = open(sys.argv[2]).read()
parts = dict(re.findall(r"^\.Ss (.*)\n((?:(?!\.S[sh] ).*\n)*)", page, re.M))
failed = []

def fields(part):
    # Those of the objects in a list are in a list of their own.
    inner = re.compile(r"^\.Bl .*-compact\n(?:(?!\.Bl|\.El).*\n)*\.El\n", re.M)
    while inner.search(part):
        part = inner.sub("", part)
    return {word for line in re.findall(r"^\.It Va (.*)", part, re.M) for word in line.split(" , ")}

def words(definition):
    if isinstance(definition, list):
        return set().union(*map(words, definition)) if definition else set()
    if not isinstance(definition, dict):
        return set()
    if "$ref" in definition:
        meant = schema
        for step in definition["$ref"].split("/")[1:]:
            meant = meant[step]
        return words(meant)
    return set(definition.get("enum", [])) | words(list(definition.values()))

every = fields(parts["Fields of every record"])
router = fields(parts["Fields of records about a virtual router"])
for event in schema["properties"]["event"]["enum"]:
    definition = schema["$defs"][event]["properties"]
    known = set(definition) - every
    if router <= known:
        known -= router
    if fields(parts[event]) != known:
        failed.append(f"{event}: {sorted(fields(parts[event]) ^ known)}")
    for name, field in definition.items():
        missing = [word for word in words(field) if isinstance(word, str) and not re.search(rf"\b{word}\b", page)]
        if missing:
            failed.append(f"{event}.{name}: {missing}")
print("\n".join(failed))
sys.exit(bool(failed))
END
}
