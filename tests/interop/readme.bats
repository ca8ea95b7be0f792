#!/usr/bin/env bats
# What the README tells a person to paste works when it is pasted.

load ../lib/lab

setup() {
  lab_up 2
  readme=$VRRP_SOURCE/README.md
}
teardown() { lab_down; }

# block N: the Nth block of shell commands.
block() {
  awk -v wanted="$1" '/^```sh$/ { inside = 1; n++; next } /^```$/ { inside = 0 } inside && n == wanted' "$readme"
}

# paste NODE BLOCK...: on a node, with the files of the machine in a place of the node's own.
paste_on() {
  local node=$1 place=$BATS_TEST_TMPDIR/$1 n
  shift
  mkdir -p "$place"
  for n in "$@"; do
    block "$n" | sed "s:/usr/local/sbin:$place:g; s:/var/log:$LAB_RECORDS:g; s:web-vip.jsonl:$node-web-vip.jsonl:g"
  done >"$place/pasted"
  on "$node" env "PATH=$place:$PATH" sh -e "$place/pasted"
}

settled_on() {
  await 10 held_by "$1" 10.0.0.3
  await 5 answered_by "$1" 10.0.0.3
}

@test "the packages to install are those that the build needs, and nginx" {
  . "$VRRP_SOURCE/examples/lib/setup.sh"
  local named wanted
  named=$(block 1 | sed -z 's/\\\n//g' | grep -oP 'apt-get install --no-install-recommends \K.*' | xargs -n 1 | sort)
  wanted=$(printf '%s\n' "${packages_to_build[@]}" nginx | sort)
  [ "$named" = "$wanted" ]
}

@test "two nodes: the better one answers, fails over, is started again, and hands over" {
  start_nginx n1
  start_nginx n2
  paste_on n1 2
  paste_on n2 2 3
  for node in n1 n2; do
    block 4 >"$BATS_TEST_TMPDIR/$node/loop"
    start_other "loop-$node" "$node" env "PATH=$BATS_TEST_TMPDIR/$node:$PATH" sh "$BATS_TEST_TMPDIR/$node/loop"
  done
  settled_on n1

  stop_nginx n1
  settled_on n2
  start_nginx n1
  settled_on n1

  # A dead stage ends the pipeline, the loop starts it again, and the better node comes back.
  kill -KILL "$(stage loop-n1 vip-ctl)"
  settled_on n2
  settled_on n1

  # So does a dead checker, and its pipeline is up again within 2 s.
  local elector
  elector=$(stage loop-n1 vrrp-elect)
  kill -KILL "$(stage loop-n1 vrrp-check)"
  started_anew() { local now && now=$(stage loop-n1 vrrp-elect) && [[ $now != "$elector" ]]; }
  settled_on n2
  await 2 started_anew
  settled_on n1

  kill -TERM "$(stage loop-n1 vrrp-elect)"
  settled_on n2
  exit_of loop-n1
  [ "$exit_status" -eq 0 ]
}
