# shellcheck shell=bash
# Two nodes that share 10.0.0.3, with nginx behind it; loaded instead of lab.bash.

load ../lib/lab

VIP=10.0.0.3

# two_servers: two nodes and nginx on both.
two_servers() {
  lab_up 2
  start_nginx n1
  start_nginx n2
}

# pipeline NODE PRIORITY [ELECT-ARGUMENT]...: elector, holder and announcer on a node.
pipeline() { start_router "pipe-$1" "$1" --vrid 50 -i eth0 --priority "$2" --vip "$VIP" "${@:3}"; }
# checked_pipeline NODE PRIORITY [ELECT-ARGUMENT]...: the same with a check of nginx that is worth 60 points. On a busy
# machine a check may take longer than the interval, and be no failure.
checked_pipeline() {
  local often="--interval 200ms --timeout 5s"
  CHECKS="vrrp-check http http://127.0.0.1/ --name nginx --node $1 $often --fall 2 --weight -60 |" \
    pipeline "$@" --track -
}

# pair [ELECT-ARGUMENT]... and checked_pair: n1, which has these arguments, is the master, and n2 its backup.
pair() { pair_of pipeline "$@"; }
checked_pair() { pair_of checked_pipeline "$@"; }
pair_of() {
  "$1" n1 150 "${@:2}"
  "$1" n2 100
  settled_on n1
}

# crash NODE: its link is cut and all its processes are killed at once.
crash() {
  cut_link "$1"
  kill -KILL -- "-$(pid_of "pipe-$1")"
}

# settled_on NODE: it alone holds the VIP, stays so, and its nginx answers the client.
settled_on() {
  await 8 held_by "$1" "$VIP"
  always 1 held_by "$1" "$VIP"
  await 2 answered_by "$1" "$VIP"
}
