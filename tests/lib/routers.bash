# shellcheck shell=bash
# Routers of several makes that share virtual router 50, and what they must agree on; loaded instead of lab.bash. The
# setup below is two nodes on a wire that is watched.
#
#     speak 3 ipv6          version and family, for all of them
#     ours n1 150           keepalived n2 100           frr n2 100
#     settled_on n1
#     resign n1             crash n1
#     took_over n1 n2 skew 100

load ../lib/lab
load ../lib/frr

declare -gA MAKE=() VMAC=()
VRID=50

setup() {
  lab_up 2
  watch_wire
}
# Every frame that passes the bridge, also between parted nodes.
watch_wire() { start wire wire vrrp-dump -i br0 --json --node wire; }

# speak VERSION [FAMILY [INTERVAL_MS]]: the first IPv6 address is link-local (RFC 9568 section 5.2.9). $VIP is the
# one that clients use.
speak() {
  VERSION=$1 FAMILY=${2:-ipv4} INTERVAL=${3:-1000}
  if [[ $FAMILY == ipv6 ]]; then share fe80::50 fd00::50; else share 10.0.0.50; fi
}
# share ADDRESS...: what they move, if not that.
share() { VIPS=("$@") VIP=${*: -1}; }

# ---- the routers

# ours NODE PRIORITY [ELECT-ARGUMENT]...
ours() {
  MAKE[$1]=ours
  start_router "ours-$1" "$1" --vrid "$VRID" -i eth0 --priority "$2" --vrrp-version "$VERSION" \
    --advert-int "${INTERVAL}ms" "${VIPS[@]/#/--vip }" "${@:3}"
}

# keepalived NODE PRIORITY [LINE]...: Debian's, with these lines more in its instance.
keepalived() {
  MAKE[$1]=keepalived
  if [[ " $* " == *" use_vmac "* ]]; then VMAC[$1]=yes; fi
  start_keepalived "$1" < <(shared_instance "$@")
}
# configure_keepalived NODE PRIORITY [LINE]...: another configuration for the one that runs: it reads it again.
configure_keepalived() {
  shared_instance "$@" >"$BATS_TEST_TMPDIR/keepalived-$1/keepalived.conf"
  kill -HUP "$(pid_of "keepalived-$1")"
}
shared_instance() { keepalived_instance "$VRID" eth0 "$VERSION" "$2" "$INTERVAL" "${VIPS[*]}" "${@:3}"; }

# frr NODE PRIORITY [LINE]...: FRR's vrrpd. It advertises no link-local address.
frr() {
  local node=$1 priority=$2 ip=ip line
  shift 2
  MAKE[$node]=frr
  if [[ $FAMILY == ipv6 ]]; then ip=ipv6; fi
  frr_macvlan "$node" "$VRID" "$VIP"
  start_frr "$node" < <(
    echo "interface eth0"
    for line in "version $VERSION" "priority $priority" "advertisement-interval $INTERVAL" "$ip $VIP" "$@"; do
      echo " vrrp $VRID $line"
    done
  )
}

program_of() { echo "${MAKE[$1]}-$1"; }

# resign NODE: it leaves in good order.
resign() { if [[ ${MAKE[$1]} == frr ]]; then stop_frr "$1"; else signal_to "$(program_of "$1")" TERM; fi; }

# crash NODE: its link is cut and all its processes are killed at once.
crash() {
  cut_link "$1"
  signal_to "$(program_of "$1")" KILL
}

# ---- what they say, and what is so

# state_of NODE: master, backup, fault, ...: the last that it told of itself; nothing, if it is no more.
state_of() {
  local program="${MAKE[$1]}-$1"
  lab_ended "$program" && return
  case ${MAKE[$1]} in
    ours) last_match 's/.*"event":"state".*"state":"\([a-z]*\)".*/\1/' "${LAB_OUT[$program]}" ;;
    keepalived) last_match 's/.* Entering \([A-Z]*\) STATE.*/\L\1/' "${LAB_OUT[$program]}" "${LAB_ERR[$program]}" ;;
    frr) last_match 's/.*\(Initialize\|Backup\|Master\) -> \([A-Z][a-z]*\).*/\L\2/' "${LAB_OUT[$program]}" ;;
  esac
}

# last_match SUBSTITUTION FILE...: what it makes of the last line for which it holds.
last_match() { sed -n "$1;T end;h;:end;\${x;/./p}" "${@:2}"; }

# has_vip NODE: FRR's VIP is always there; what counts is whether its device is up.
has_vip() {
  if [[ ${MAKE[$1]} == frr ]]; then
    [[ $(on "$1" cat "/sys/class/net/vrrp${FAMILY#ipv}/carrier" 2>/dev/null) == 1 ]]
  else
    [[ -n $(ip -n "$LAB-$1" -o addr show to "$VIP") ]]
  fi
}

masters() { every_router_that is_master; }
vip_holders() { every_router_that has_vip; }
is_master() { [[ $(state_of "$1") == master ]]; }
every_router_that() {
  local node found=()
  for node in "${LAB_NODES[@]}"; do
    [[ ! -v MAKE[$node] ]] || lab_ended "${MAKE[$node]}-$node" || ! "$1" "$node" || found+=("$node")
  done
  echo "${found[*]}"
}
both_masters() { [[ $(masters) == "n1 n2" ]]; }
agreed_on() { [[ $(masters) == "$1" && $(vip_holders) == "$1" ]]; }

# answering ADDRESS: the MACs that answer the client for it.
answering() { on client "$VRRP_SOURCE/tests/lib/whohas" "$1" | paste -sd ' '; }
mac_of() {
  if [[ ${MAKE[$1]} == frr || -v VMAC[$1] ]]; then
    printf '00:00:5e:00:0%d:%02x' "$([[ $FAMILY == ipv6 ]] && echo 2 || echo 1)" "$VRID"
  else
    on "$1" cat /sys/class/net/eth0/address
  fi
}

# settled_on NODE: by its own word it alone is master, it alone holds the VIP, and the last advert was its own, for a
# second more; in that second nobody else advertises, and one MAC answers for the VIP: its.
settled_on() {
  local since answer
  await 8 came_to "$1" || return 1 # also where it is a condition, and set -e is off
  since=$(now_us)
  always 1 agreed_on "$1" || return 1
  await 1.5 spoke "$1" "$since" || return 1
  silent_but "$1" "$since" || return 1
  answer=$(answering "$VIP")
  [[ $answer == "$(mac_of "$1")" ]] || { echo "for $VIP answers $answer, not $(mac_of "$1")" && return 1; }
}

# ---- the wire

# The address that a node's adverts come from. That of FRR's IPv6 adverts is made of the virtual MAC.
source_of() {
  if [[ $FAMILY == ipv4 ]]; then
    echo "10.0.0.${1#n}"
  elif [[ ${MAKE[$1]} == frr ]]; then
    printf 'fe80::200:5eff:fe00:2%02x\n' "$VRID"
  else
    echo "fe80::ff:fe00:${1#n}"
  fi
}

# frames_on_wire FILTER: records of vrrp-dump, with `us`, the microsecond at which the frame passed.
frames_on_wire() { timed_records wire "$1"; }
adverts_of() { frames_on_wire ".event == \"advert\" and .source == \"$(source_of "$1")\" and ($2)"; }

# spoke NODE SINCE_US: it advertised; for await.
spoke() { [[ -n $(adverts_of "$1" ".priority > 0 and .us >= $2") ]]; }
# came_to NODE: it is master and has said so. FRR is master over IPv6 for an interval before its first advert leaves,
# and until then the others may rightly take over.
came_to() {
  agreed_on "$1" && [[ $(frames_on_wire ".event == \"advert\" and .family == \"$FAMILY\"" | tail -n 1 |
    jq -r .source) == "$(source_of "$1")" ]]
}
# silent_but NODE SINCE_US: nobody else did.
silent_but() {
  local others
  others=$(frames_on_wire ".event == \"advert\" and .family == \"$FAMILY\" and .priority > 0 and .us >= $2 and
    .source != \"$(source_of "$1")\"")
  [[ -z $others ]] || { echo "others than $1 advertise: $others" && return 1; }
}

# ---- how long it took

# skew_us PRIORITY, down_us PRIORITY: Skew_Time and Master_Down_Interval, in microseconds (RFC 3768 section 6.1, RFC
# 9568 section 6.1).
skew_us() { echo $(((256 - $1) * (VERSION == 2 ? 1000000 : INTERVAL * 1000) / 256)); }
down_us() { echo $((3 * INTERVAL * 1000 + $(skew_us "$1"))); }

# took_over FROM TO skew|down PRIORITY: from FROM's last word (its priority 0; or its last advert) to TO's first.
took_over() {
  local what="> 0" took formula
  if [[ $3 == skew ]]; then what="== 0"; fi
  took=$(silence "$1" "$2" "$what") || return 1
  formula=$("$3_us" "$4") || return 1
  in_time "$took" "$formula" "$2 took over from $1"
}

# in_time US FORMULA_US WHAT: it took what the RFC says, and at most 300 ms more. FRR counts in whole centiseconds, so
# 10 ms less are right.
in_time() {
  echo "$3 after $1 us; the formula says $2 us"
  (($1 > $2 - 15000 && $1 < $2 + 300000))
}

# silence FROM TO WHAT: microseconds from FROM's last advert whose priority is WHAT ("== 0") to TO's next one.
silence() {
  local last first
  last=$(adverts_of "$1" ".priority $3" | tail -n 1 | jq .us)
  first=$(adverts_of "$2" ".priority > 0 and .us > ${last:-0}" | head -n 1 | jq .us)
  [[ -n $last && -n $first ]] || { echo "no advert of $1 ($last), or none of $2 after it ($first)" >&2 && return 1; }
  echo $((first - last))
}

# ---- whole stories

# hands_over FROM TO [PRIORITY]: FROM leaves in good order, and TO (100) takes over after its skew.
hands_over() {
  resign "$1"
  "$SETTLED_ON" "$2"
  took_over "$1" "$2" skew "${3-100}"
}
# dies FROM TO [PRIORITY [END]]: TO takes over after its down interval.
dies() {
  "${4-crash}" "$1"
  "$SETTLED_ON" "$2"
  took_over "$1" "$2" down "${3-100}"
}
SETTLED_ON=settled_on

# better_leaves BETTER WORSE: commands that start a router, such as ours, keepalived, frr. The better one leaves, comes
# back (and preempts the other), and dies.
better_leaves() {
  "$1" n1 150
  "$2" n2 100
  "$SETTLED_ON" n1
  hands_over n1 n2
  "$1" n1 150
  "$SETTLED_ON" n1
  dies n1 n2
}

# ours_as_backup OURS OTHER END: the other leaves, comes back and meets its END: crash or cut_link.
ours_as_backup() {
  "$2" n1 150
  "$1" n2 100
  settled_on n1
  hands_over n1 n2
  wrote ours-n2 '.event == "state" and .state == "master" and .reason == "priority_zero"'
  "$2" n1 150 # it preempts ours
  settled_on n1
  wrote ours-n2 '.event == "state" and .state == "backup" and .reason == "higher_priority" and .peer.priority == 150'
  dies n1 n2 100 "$3"
  wrote ours-n2 '.event == "state" and .state == "master" and .reason == "master_down"'
}
# keepalived_as_master OURS KEEPALIVED: the same, and a cut link that mends; it goes to FAULT meanwhile and lets go.
keepalived_as_master() {
  ours_as_backup "$1" "$2" cut_link
  mend_link n1
  settled_on n1
}
