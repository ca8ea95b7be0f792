#!/usr/bin/env bats
# What bash, zsh and fish offer, asked in the shells themselves; and that it is all that --help knows.

load ../lib/shells

setup() {
  : "${VRRP_BUILD:=$(realpath "$BATS_TEST_DIRNAME/../../build/release")}"
  sample="$VRRP_BUILD/tests/completions"
}

# offers LINE [WORD...]: each shell offers exactly these.
offers() {
  local line=$1 shell
  shift
  for shell in bash zsh fish; do
    # fish repeats the option in front of the value.
    "in_$shell" "$sample" "$line" | sed 's/^--[a-z]*=//' | grep -v '^$' | sort -u >"$BATS_TEST_TMPDIR/offered" || :
    printf '%s\n' "$@" | grep -v '^$' | sort -u | diff - "$BATS_TEST_TMPDIR/offered" || {
      echo "$shell: $line"
      return 1
    }
  done
}

@test "subcommands" {
  offers "sample-tool " add apply exec process status
  offers "sample-tool a" add apply
  offers "sample-tool -i lo a" add apply
  offers "sample-tool --interface=lo --node add a" add apply
  offers "sample-tool add a"
}

@test "options: of every subcommand while there is none, then of that one" {
  offers "sample-tool --vr" --vrid
  offers "sample-tool --le" --lease
  offers "sample-tool add --le" --lease
  offers "sample-tool add 10.0.0.3 --le" --lease
  offers "sample-tool status --le"
  offers "sample-tool exec --vr"
  offers "sample-tool status --ver" --verbose --version
}

@test "values: choices, interfaces, files, directories, commands, processes" {
  offers "sample-tool --checksum " auto rfc9568 pseudo
  offers "sample-tool status --checksum=r" rfc9568
  offers "sample-tool -i l" lo
  offers "sample-tool --interval "
  offers "sample-tool --user-command chgr" chgrp
  offers "sample-tool process nosuchprocess"
  mkdir "$BATS_TEST_TMPDIR/box"
  touch "$BATS_TEST_TMPDIR/boxes"
  cd "$BATS_TEST_TMPDIR"
  offers "sample-tool --track boxe" boxes
  offers "sample-tool apply boxe" boxes
}

@test "a process that runs is offered" {
  cp /bin/sleep "$BATS_TEST_TMPDIR/quite-unusual"
  "$BATS_TEST_TMPDIR/quite-unusual" 60 3>&- &
  until grep -qx quite-unusual "/proc/$!/comm"; do sleep 0.01; done # it has begun
  offers "sample-tool process quite-u" quite-unusual
  kill %1
}

@test "behind the dashes stands another command, which has its own" {
  offers "sample-tool exec -- chgr" chgrp
  offers "sample-tool exec -- sample-tool app" apply
  offers "sample-tool -i lo exec --interval=1s -- sample-tool --vr" --vrid
}

# Every folder of completions that was built.
folders() { find "$VRRP_BUILD/completions" "$sample" -name bash -printf '%h\n'; }

@test "each file is one that its shell can read" {
  local folder file
  for folder in $(folders); do
    for file in "$folder"/bash/*; do
      bash -n "$file"
      shellcheck "$file"
      zsh -n "$folder/zsh/_${file##*/}"
      fish --no-execute "$folder/fish/${file##*/}.fish"
    done
  done
}

@test "every option of --help is offered, and no other" {
  local folder file program name shell
  for folder in $(folders); do
    for file in "$folder"/bash/*; do
      name=${file##*/}
      program="$VRRP_BUILD/bin/$name"
      [ -e "$program" ] || program="$VRRP_BUILD/tests/$name"
      "$program" --help | grep -oE '^  (-[a-zA-Z], |    )--[a-z0-9-]+' | grep -oE -- '--[a-z0-9-]+' | sort -u \
        >"$BATS_TEST_TMPDIR/help"
      [ -s "$BATS_TEST_TMPDIR/help" ]
      for shell in bash zsh fish; do
        "in_$shell" "$folder" "$name --" | grep -oE -- '^--[a-z0-9-]+' | sort -u |
          diff "$BATS_TEST_TMPDIR/help" - || {
          echo "$shell: $name"
          return 1
        }
      done
    done
  done
}
