#!/usr/bin/env bats
# ctest: once
# The examples of the manual pages do what the pages say: each is run against real parts.

load ../lib/lab

VIP=10.0.0.3

setup() {
  lab_up 2
  local node
  # The pages' hosts have a default route, and so a default interface.
  for node in n1 n2; do ip -n "$LAB-$node" route add default dev eth0; done
  place=$BATS_TEST_TMPDIR/files
  stubs=$BATS_TEST_TMPDIR/stubs
  mkdir -p "$place/etc" "$place/log" "$stubs"
}

all_examples() { "$VRRP_SOURCE/tests/lib/examples" "$VRRP_BUILD"/man/man[0-9]/*; }

# in_place: with this machine's files in a place of the test's own.
in_place() { sed "s:/etc/:$place/etc/:g; s:/var/log/:$place/log/:g; s:/usr/local/sbin/nightly:$stubs/nightly:g"; }

# example PAGE TEXT: the one example of the page that has this text.
example() {
  local found
  found=$(all_examples | jq -s --arg page "$1" --arg text "$2" 'map(select(.page == $page and (.text | contains($text))))')
  [ "$(jq length <<<"$found")" -eq 1 ] || { echo "$1 has $(jq length <<<"$found") examples with $2" >&2 && return 1; }
  jq -r '.[0].text' <<<"$found" | in_place
}

# run_example PAGE TEXT: on n1, in the background, as `example`; its stdout is records.
run_example() { start example n1 sh -c "$(example "$@")"; }
# holds PAGE TEXT: so the VIP comes to n1.
holds() {
  run_example "$@"
  await 10 held_by n1 $VIP
}
# A stand-in for a program of another machine, or of the whole machine.
stub() {
  printf '#!/bin/sh\n%s\n' "$2" >"$stubs/$1"
  chmod 755 "$stubs/$1"
  PATH=$stubs:$PATH
}

@test "every example is one that a shell and our programs can read" {
  for program in systemctl ssh nightly; do stub "$program" 'exit 0'; done
  for program in vrrp-elect vip-ctl garp-send vrrp-dump vrrp-check; do
    stub "$program" "timeout 2 $VRRP_BUILD/bin/$program \"\$@\"
status=\$?
case \$status in 2 | 126 | 127) echo \"$program \$*: \$status\" >>$BATS_TEST_TMPDIR/misused ;; esac
exit \$status"
  done
  echo 1111 >"$place/etc/vrrp.pass"
  : >"$BATS_TEST_TMPDIR/misused"
  while read -r line; do
    page=$(jq -r .page <<<"$line")
    text=$(jq -r .text <<<"$line" | in_place)
    echo "$page: $text"
    case $text in
      '{"'*) jq -e . <<<"$text" >/dev/null ;;
      *)
        # What cron runs is the rest of the line.
        text=$(sed -E 's/^([0-9*]+ ){5}//; s/^PATH=.*//' <<<"$text")
        # Without a link everything ends at once.
        unshare --net timeout 20 sh -c "$text" </dev/null >/dev/null 2>"$BATS_TEST_TMPDIR/said" || :
        ! grep -iE 'syntax|not found' "$BATS_TEST_TMPDIR/said" || return 1
        [ ! -s "$BATS_TEST_TMPDIR/misused" ] || { cat "$BATS_TEST_TMPDIR/misused" && return 1; }
        ;;
    esac
  done < <(all_examples)
}

@test "the records that the pages show fit the schema" {
  while read -r record; do
    /usr/bin/python3 -c '
import json, jsonschema, sys
jsonschema.Draft202012Validator(json.load(open(sys.argv[1]))).validate(json.loads(sys.argv[2]))
' "$VRRP_SOURCE/lib/record/records.schema.json" "$record"
  done < <(all_examples | jq -r 'select(.text | startswith("{\"event\"")) | .text' | jq -c 'select(.tool)')
}

@test "vrrp-elect(8), vrrp-check(1): the whole pipeline, as long as nginx serves" {
  start_nginx n1
  for page in vrrp-elect vrrp-check; do
    holds "$page" 'vrrp-check http http://127.0.0.1/ --interval 1s'
    stop example TERM # the shell; its pipeline is handing over
    await 10 held_by "" $VIP
  done
}

@test "vrrp-check(1): several checks of one router" {
  start_nginx n1
  stub disk-ok 'exit 0'
  start example n1 sh -c "$(example vrrp-check disk-ok | sed "s:/usr/local/bin/disk-ok:disk-ok:")"
  await 10 wrote example '.state == "master"'
  stub disk-ok 'echo full >&2; exit 1'
  await 15 wrote example '.state == "fault" and .reason == "check_down"'
}

@test "vrrp-elect(8): who would be master" {
  # Text for people, also into a file.
  start_other example n1 sh -c "$(example vrrp-elect '--vrid 50 --text')"
  await 10 grep -q 'backup -> master' "${LAB_OUT[example]}"
}

@test "vrrp-elect(8): a pair with a keepalived that uses a password" {
  echo 1111 >"$place/etc/vrrp.pass"
  one_keepalived n2 50 eth0 2 90 1000 $VIP "$(authentication PASS 1111)"
  await 10 held_by n2 $VIP
  holds vrrp-elect '--auth-pass-file'
  wrote example '.event == "state" and .state == "master"'
}

@test "vrrp-elect(8): over unicast, signed" {
  holds vrrp-elect '--hmac-key'
  [ "$(stat -c %a "$place/etc/vrrp.key")" = 600 ]
  # The other one, as the page's host would be to it: it hears n1, and takes no part in its stead.
  start other n2 vrrp-elect --vrid 50 --peer 10.0.0.1 --hmac-key "1:$place/etc/vrrp.key" --priority 50 --vip $VIP
  await 5 wrote other '.event == "alive" and .state == "backup"'
  always 5 lacks other '.state == "master" or .event == "reject"'
}

@test "vrrp-elect(8): the lines of --instances" {
  lab_second_wire
  for text in '"nopreempt"' '"group"'; do
    example vrrp-elect "$text" >"$BATS_TEST_TMPDIR/instances"
    start example n1 vrrp-elect --instances "$BATS_TEST_TMPDIR/instances"
    await 10 two_masters
    stop example TERM
    : >"${LAB_OUT[example]}"
  done
}
two_masters() { [ "$(count_of example '.event == "state" and .state == "master"')" -eq 2 ]; }

@test "vrrp-elect(8): a script that runs only on the master" {
  stub nightly ': >"$0.ran"'
  example vrrp-elect nightly | sed "s:/usr/local/bin/nightly:nightly:" >"$BATS_TEST_TMPDIR/script"
  start elect n1 vrrp-elect --vrid 50 -i eth0
  await 2 wrote elect '.state == "backup"'
  ! on n1 sh "$BATS_TEST_TMPDIR/script" || return 1
  [ ! -e "$stubs/nightly.ran" ]
  await 10 wrote elect '.state == "master"'
  on n1 sh "$BATS_TEST_TMPDIR/script"
  [ -e "$stubs/nightly.ran" ]
}

@test "garp-send(8), vip-ctl(8): a node of a pair" {
  holds vip-ctl 'vrrp-elect --vrid 50 --vip'
  stop example TERM
  for text in 'garp-send follow >>' 'until'; do
    rm -f "$place/log/vrrp.jsonl"
    start example n1 sh -c "trap : TERM; $(example garp-send "$text")"
    await 10 grep -qs '"event":"announce"' "$place/log/vrrp.jsonl"
    stop example TERM
    await 2 held_by "" $VIP
  done
}

@test "garp-send(8): a further stage behind the loop does not hide a program that died" {
  start example n1 sh -c "trap : TERM; $(example garp-send until)"
  await 5 wrote example '.event == "state" and .state == "backup"'
  before=$(stage example vip-ctl)
  kill -KILL "$before"
  await 10 another_vip_ctl
}
# another_vip_ctl: than $before, which may still be seen for a moment; for await.
another_vip_ctl() {
  local now
  now=$(stage example vip-ctl) && [ "$now" != "$before" ]
}

@test "garp-send(8), vip-ctl(8): an address by hand" {
  on n1 sh -ec "$(example garp-send 'vip-ctl add')"
  held_by n1 $VIP
  on n1 vip-ctl del $VIP -i eth0
  on n1 sh -ec "$(example vip-ctl 'vip-ctl del')"
  held_by "" $VIP
}

@test "vip-ctl(8), vrrp-records(7): another elector" {
  feed holder
  start_mixed holder n1 vip-ctl follow
  await 10 heeds holder
  for page in vip-ctl vrrp-records; do
    text=$(example "$page" '"epoch":1')
    # From now on: the page took its time to be read.
    tell holder "$(jq -c --argjson until "$(($(boot_us) + 2900000))" '.expires_us = $until' <<<"$text")"
    await 2 held_by n1 $VIP
    await 6 held_by "" $VIP
  done
}

@test "vrrp-dump(8): who is master, what is wrong, and another machine" {
  start elect n2 sh -c "vrrp-elect --vrid 50 -i eth0 --vip $VIP | vip-ctl follow | garp-send follow --refresh 200ms"
  await 10 held_by n2 $VIP
  start_other example n1 sh -c "$(example vrrp-dump 'vrrp-dump --vrid 50')"
  await 5 wrote example '.event == "advert" and .vrid == 50'
  stop example TERM

  # Announcements are no adverts, and have no errors.
  start_other wrong n1 sh -c "$(example vrrp-dump 'duration' | sed 's/60s/2s/')"
  exit_of wrong 10
  [ -z "$(out_of wrong)" ]
  # An advert that came over a router has: a TTL below 255.
  on n2 nft -f - <<'END'
table ip mangle {
  chain out {
    type filter hook postrouting priority 0;
    ip protocol 112 ip ttl set 254;
  }
}
END
  start_other wrong n1 sh -c "$(example vrrp-dump 'duration' | sed 's/60s/3s/')"
  exit_of wrong 10
  jq -se 'length > 0 and all(.[]; .event == "advert" and .errors == ["ttl"])' "${LAB_OUT[wrong]}"

  stub ssh 'host=$1; shift; exec ip netns exec '"$LAB"'-$host "$@"'
  start_other example n1 sh -c "$(example vrrp-dump 'ssh n2')"
  await 10 wrote example '.event == "advert" and .vrid == 50'
  await 5 wrote example '.event == "announcement"'
}

# ---- cron

# at_cron NODE LINE: what cron does with this line of a crontab, where the programs are below /usr/local. Its PATH is
# short, and so is that of a login.
at_cron() {
  local node=$1 crontab=$2 number=$3 command settings
  settings=$(grep -E '^[A-Z]+=' <<<"$crontab" || :)
  command=$(grep -E '^[0-9*]' <<<"$crontab" | sed -n "${number}p" | sed -E 's/^([^ ]+ ){5}//')
  # shellcheck disable=SC2086,SC2016 # settings are words
  on "$node" unshare --mount sh -ec '
    mount --bind "$1/usr/local" /usr/local
    # Whatever a line asks for, this machine is left alone.
    mount --bind "$1/systemctl" /usr/bin/systemctl
    shift
    exec env -i "$@"' sh "$tree" HOME=/root SHELL=/bin/sh PATH=/usr/bin:/bin $settings /bin/sh -c "$command"
}
install_tree() {
  tree=$BATS_TEST_TMPDIR/tree
  DESTDIR="$tree" cmake --install "$VRRP_BUILD" --prefix /usr/local >/dev/null
  printf '#!/bin/sh\necho "$*" >%s/restarted\n' "$place" >"$tree/systemctl"
  chmod 755 "$tree/systemctl"
}

@test "vip-ctl(8): cron holds the address as long as nginx runs, and runs a job where it is" {
  install_tree
  crontab=$(all_examples | jq -r 'select(.page == "vip-ctl" and (.text | contains("--lease 90s"))).text')
  printf '#!/bin/sh\n: >%s/ran\n' "$place" >"$tree/usr/local/sbin/nightly"
  chmod 755 "$tree/usr/local/sbin/nightly"
  ! at_cron n1 "$crontab" 2 || return 1
  cp "$(command -v sleep)" "$place/nginx"
  start_other nginx n1 "$place/nginx" 600
  await 5 lab_runs "$place/nginx"
  at_cron n1 "$crontab" 1
  held_by n1 $VIP
  [ ! -e "$place/ran" ]
  at_cron n1 "$crontab" 2
  [ -e "$place/ran" ]
}
lab_runs() { [ "$(readlink "/proc/$(pid_of nginx)/exe")" = "$1" ]; }

@test "vrrp-check(1): cron restarts what is down, and nothing else" {
  install_tree
  crontab=$(example vrrp-check '* * * * *')
  # An nginx of the machine or of another test may run: this one is not there.
  at_cron n1 "${crontab/process nginx/process not-there}" 1
  grep -qx 'restart nginx' "$place/restarted"
  rm "$place/restarted"
  # A mistake in the line, and a program that is not there, are not down.
  at_cron n1 "${crontab/process nginx/proces nginx}" 1
  at_cron n1 "${crontab/vrrp-check/vrrp-chekc}" 1
  [ ! -e "$place/restarted" ]
}
