#!/usr/bin/env bats
# vrrp-check against real parts: nginx, the process table, hanging commands, readers that do not read.

# shellcheck disable=SC2053 # a detail is given as a pattern

load ../lib/lab

setup() {
  lab_up 1
  # Other tests run beside this one, and all see one process table: everything that is looked for has a name
  # of its own.
  NGINX="ngx-$$"
  NAP="9$$.$BATS_TEST_NUMBER" # how long our sleepers sleep: a number that nobody else uses
  cd "$BATS_TEST_TMPDIR" || return
}
teardown() {
  pkill_ours
  lab_down
}

# What a failed test may leave outside of a session that ends.
pkill_ours() {
  local pid
  for pid in $(pgrep -f "^sleep $NAP\$") $(pgrep -x "$NGINX"); do kill -KILL "$pid" 2>/dev/null || :; done
}

# check ARGUMENT...: vrrp-check in the node, once.
check() {
  run --separate-stderr on n1 vrrp-check "$@"
  [[ $output != '{'* ]] || echo "$output" >>"$LAB_RECORDS/$BATS_TEST_NUMBER-once.jsonl"
}
field() { jq -r ".$1" <<<"$output"; }
is_up() { came_to 0 up "${1-*}"; }
is_down() { came_to 1 down "${1-*}"; }
came_to() {
  echo "$output $stderr"
  [[ $status == "$1" && $(field status) == "$2" && $(field detail) == $3 ]]
}
# up DETAIL ARGUMENT..., down DETAIL ARGUMENT...: one check and what comes of it.
up() { check "${@:2}" && is_up "$1"; }
down() { check "${@:2}" && is_down "$1"; }
# refused TEXT ARGUMENT...: a usage error.
refused() { refuses 2 "$1" on n1 vrrp-check "${@:2}"; }

script() { # script FILE <<END: an executable one
  cat >"$1"
  chmod +x "$1"
}
no_sleepers() { ! pgrep -f "^sleep $NAP\$" >/dev/null; }
sleepers() { (($(pgrep -cf "^sleep $NAP\$") == $1)); }

# nginx with locations and servers of our own; its binary has our name. nginx_here [IN-HTTP]
nginx_here() {
  cp /usr/sbin/nginx "$NGINX"
  lab_nginx_conf "service ready" 'location /moved { return 302 /; }
    location /broken { return 503; }
    location /private { return 401; }' "server {
    listen 80;
    server_name www.example.com;
    location / { return 200 \"the virtual host\\n\"; }
  }
  ${1-}" >nginx.conf
  start_other nginx n1 "./$NGINX" -p "$PWD" -e error.log -c nginx.conf
  await 10 on n1 curl -sf --max-time 1 -o /dev/null http://127.0.0.1/
}

# ---- exec

@test "exec: exit status 0 is up; everything else is down, with the reason" {
  up "exit 0" exec -- true
  [[ $(field check) == "exec true" && $(field changed) == true && $(field streak) == 1 ]]
  [[ $(field weight) == 0 && $(field expires_us) == null ]]
  down "exit 3: no vhost" exec -- sh -c 'echo; echo "  no vhost" >&2; echo second >&2; exit 3'
  down "killed by SIGSEGV" exec --weight -60 --name web -- sh -c 'kill -SEGV $$'
  [[ $(field check) == web && $(field weight) == -60 ]]
  down "exit 127: /no/such/program: No such file or directory" exec -- /no/such/program
}

@test "exec: no shell; the arguments arrive byte for byte" {
  script show <<'END'
#!/bin/sh
for argument in "$@"; do printf '<%s>' "$argument" >&2; done
END
  up 'exit 0: <\[a,b\]><><$HOME \*><--><--timeout><">' exec -- ./show '[a,b]' '' '$HOME *' -- --timeout '"'
}

@test "exec: a clean place to run in: no terminal, no input, no descriptors, default signals, the environment kept" {
  script look <<'END'
#!/bin/bash
shopt -s nullglob
read -r line && exit 10
[[ $ANSWER == 42 ]] || exit 11
# 255 is bash's own, for the script.
for fd in /proc/$$/fd/*; do [[ ! -L $fd || ${fd##*/} == [012] || ${fd##*/} == 255 ]] || exit 12; done
grep -q 'SigIgn:.*0000000000000000$' /proc/self/status || exit 13
grep -q 'SigBlk:.*0000000000000000$' /proc/self/status || exit 14
[[ $(ps -o sid= -p $$) -eq $$ ]] || exit 15
END
  exec 7</dev/null
  ANSWER=42 check exec -- ./look
  is_up
}

@test "exec: a check that hangs is killed at its timeout, with everything it started" {
  script hang <<END
#!/bin/bash
trap '' TERM INT HUP
sleep $NAP &                                # a child
(sleep $NAP &)                              # an orphan
timeout 1000 sleep $NAP &                   # timeout(1) makes a process group of its own
set -m; sleep $NAP & set +m                 # and so does job control
(trap '' TERM; exec nohup sleep $NAP) >/dev/null 2>&1
END
  start stream n1 vrrp-check exec --interval 20s --timeout 3s -- ./hang
  await 5 sleepers 5
  await 8 wrote stream '.status == "down"'
  await 5 no_sleepers
  [[ $(records_of stream true | jq .detail) == '"timed out after 3s"' ]]
  [[ $(records_of stream true | jq '.duration_ms >= 3000 and .duration_ms < 4000') == true ]]
}

@test "exec: processes that a finished check leaves behind are killed too; only a daemon in its own session stays" {
  up "*" exec -- bash -c "sleep $NAP & (sleep $NAP &); set -m; sleep $NAP & exit 0"
  await 5 no_sleepers
  up "*" exec -- bash -c "setsid sleep $NAP & until ((\$(ps -o sid= -p \$!) == \$!)); do :; done"
  sleepers 1
}

@test "exec: nothing outlives vrrp-check, however it ends" {
  for signal in TERM INT HUP KILL; do
    start "$signal" n1 vrrp-check exec --interval 100s -- sleep "$NAP"
    await 5 sleepers 1
    stop "$signal" "$signal"
    await 5 no_sleepers
    if [[ $signal == KILL ]]; then ((exit_status == 137)); else ((exit_status == 0)); fi
  done
}

# ---- process

@test "process: nginx itself, master or worker, until it is gone" {
  cp /usr/sbin/nginx "$NGINX"
  down "no process runs $NGINX" process "$NGINX"
  nginx_here
  check process "$NGINX"
  is_up "pid $(pgrep -xo "$NGINX")"
  # An upgrade replaces the file under a running nginx.
  rm "$NGINX"
  up "*" process "$NGINX"
  kill -KILL "$(pgrep -xo "$NGINX")" # the master
  await 5 eval '(($(pgrep -xc "$NGINX") <= 1))'
  check process "$NGINX"
  is_up # its worker lives, and serves
  kill -KILL "$(pgrep -xo "$NGINX")"
  await 5 eval '! pgrep -x "$NGINX"'
  down "*" process "$NGINX"
}

@test "process: without the right to read its executable" {
  for_all_users
  nginx_here
  run --separate-stderr on n1 "${AS_NOBODY[@]}" readlink "/proc/$(pgrep -xo "$NGINX")/exe"
  ((status != 0))
  run --separate-stderr on n1 "${AS_NOBODY[@]}" vrrp-check process "$NGINX"
  is_up
}

@test "process: a process that only mentions it does not count" {
  for_all_users
  script "$NGINX" <<END
#!/bin/sh
echo running
sleep $NAP
END
  start_other shebang n1 "./$NGINX"
  start_other argument n1 sh "./$NGINX" "$NGINX"
  start_other reader n1 tail -f "$NGINX"
  start_other liar n1 bash -c "exec -a $NGINX sleep $NAP"
  await 5 eval '[[ $(out_of shebang) == running && $(out_of argument) == running ]]'
  await 5 sleepers 2
  await 5 eval 'pgrep -f "^$NGINX $NAP\$"'
  # The trap: this always finds something, if only itself.
  on n1 sh -c "ps -ef | grep $NGINX" >/dev/null
  down "no process runs $NGINX; process $(pid_of shebang) has the name $NGINX but runs */bin/*sh" process "$NGINX"
  run --separate-stderr on n1 "${AS_NOBODY[@]}" vrrp-check process "$NGINX"
  is_down "no process runs $NGINX; process $(pid_of shebang) has the name $NGINX but runs /bin/sh"
}

@test "process: a zombie, a thread and vrrp-check do not count" {
  cp /bin/true "$NGINX"
  cat >zombie.py <<END
import ctypes, subprocess, threading, time
child = subprocess.Popen(["./$NGINX"])
def named():
    ctypes.CDLL(None).prctl(15, b"$NGINX", 0, 0, 0)  # PR_SET_NAME
    print("ready", flush=True)
    time.sleep(1000)
threading.Thread(target=named).start()
END
  start_other zombie n1 python3 zombie.py
  await 5 eval '[[ $(out_of zombie) == ready ]]'
  await 5 eval '[[ $(ps -o stat= -C "$NGINX") == Z* ]]'
  down "no process runs $NGINX; process * has the name $NGINX but is a zombie or a kernel thread" process "$NGINX"
  down "*" process kthreadd
  copy_programs .
  mv bin/vrrp-check "bin/self-$$"
  run --separate-stderr on n1 "bin/self-$$" process "self-$$"
  is_down "no process runs self-$$"
}

# ---- tcp

@test "tcp: a port that accepts" {
  nginx_here
  up "connected to 127.0.0.1" tcp 127.0.0.1:80
  up "connected to ::1" tcp '[::1]:80'
  up "connected to *" tcp localhost:80
  down "127.0.0.1: Connection refused" tcp 127.0.0.1:81
}

@test "tcp: an address that does not answer, and a name server that does not" {
  down "timed out after 300ms" tcp 10.0.0.77:80 --timeout 300ms
  echo nameserver 10.0.0.77 >resolv.conf
  run --separate-stderr on n1 unshare --mount sh -c \
    "mount --bind resolv.conf /etc/resolv.conf && exec vrrp-check tcp www.example.com:80 --timeout 300ms"
  is_down "timed out after 300ms"
}

# ---- http

@test "http: the status, the body, the headers" {
  nginx_here
  up "HTTP 200" http http://127.0.0.1/
  up "HTTP 200" http 'http://[::1]/'
  up "HTTP 302" http http://127.0.0.1/moved
  down "HTTP 302" http http://127.0.0.1/moved --status 200-299
  down "HTTP 503" http http://127.0.0.1/broken
  up "HTTP 401" http http://127.0.0.1/private --status 200,401
  up "HTTP 200" http http://127.0.0.1/ --body ready
  down 'HTTP 200 without "virtual host"' http http://127.0.0.1/ --body "virtual host"
  up "HTTP 200" http http://127.0.0.1/ --body "virtual host" --header "Host: www.example.com" --header "X-From: test"
  up "*" http http://user:secret@127.0.0.1/
  [[ $(field check) == "http http://127.0.0.1/" ]]
}

@test "http: directly to the server, even if the environment names a proxy" {
  nginx_here
  http_proxy=http://127.0.0.1:9 ALL_PROXY=http://127.0.0.1:9 check http http://127.0.0.1/
  is_up "HTTP 200"
}

@test "http: a dead server, a silent one, and one with another protocol" {
  down "Connection refused" http http://127.0.0.1/
  start_other silent n1 python3 -c '
import socket, time
servers = [socket.create_server(("127.0.0.1", port)) for port in (81, 82)]
print("ready", flush=True)
client, _ = servers[1].accept()
client.sendall(b"220 mail.example.com ESMTP\r\n")
time.sleep(1000)'
  await 5 eval '[[ $(out_of silent) == ready ]]'
  down "timed out after 300ms" http http://127.0.0.1:81/ --timeout 300ms
  down "*HTTP/0.9*" http http://127.0.0.1:82/
}

@test "http: a certificate is verified, unless --insecure" {
  openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=localhost 2>/dev/null
  nginx_here "server {
    listen 443 ssl;
    ssl_certificate $PWD/cert.pem;
    ssl_certificate_key $PWD/key.pem;
    location / { return 204; }
  }"
  down "SSL certificate problem*" http https://127.0.0.1/
  up "HTTP 204" http https://127.0.0.1/ --insecure
}

@test "http: its program is found beside the other, wherever they are installed" {
  nginx_here
  copy_programs prefix
  rm prefix/libexec/vrrp-tools/vrrp-check-http
  run --separate-stderr -4 on n1 prefix/bin/vrrp-check http http://127.0.0.1/
  [[ $stderr == "vrrp-check: http: cannot run $PWD/prefix/libexec/vrrp-tools/vrrp-check-http: No such file"* ]]
  cp "$VRRP_BUILD/libexec/vrrp-tools/vrrp-check-http" prefix/libexec/vrrp-tools
  run --separate-stderr on n1 prefix/bin/vrrp-check http http://127.0.0.1/
  is_up "HTTP 200"
}

# ---- again and again

@test "interval: a record every interval, that expires" {
  start stream n1 vrrp-check exec --interval 500ms --timeout 5s --weight -60 --name always -- true
  await 10 wrote stream '.seq == 6'
  stop stream TERM 0
  records_of stream true >records
  [[ $(jq -s '[.[0:6][] | .changed] == [true, false, false, false, false, false]' records) == true ]]
  [[ $(jq -s '[.[0:6][] | .streak] == [1, 2, 3, 4, 5, 6]' records) == true ]]
  [[ $(jq -s 'all(.check == "always" and .weight == -60 and .status == "up")' records) == true ]]
  # End + interval + timeout + 1 s, on the clock that /proc/uptime shows: both are read at one time.
  read -r up _ </proc/uptime
  booted_at=$((${EPOCHREALTIME/./} - ${up/./} * 10000))
  written_at=$(($(date -d "$(tail -n 1 records | jq -r .time)" +%s%6N) - booted_at))
  lasts=$(($(tail -n 1 records | jq .expires_us) - written_at))
  ((lasts > 6200000 && lasts < 6600000))
  # The spacing is 500 ms from the first, give or take a scheduler: nothing adds up.
  [[ $(jq -s '(.[5].expires_us - .[0].expires_us) as $us | $us > 1750000 and $us < 3300000' records) == true ]]
}

@test "interval: fall and rise, with a script that follows a file" {
  echo 0 >verdict
  start stream n1 vrrp-check exec --interval 50ms --timeout 5s --fall 3 --rise 2 -- sh -c 'exit $(cat verdict)'
  await 5 wrote stream '.seq == 2 and .status == "up"'
  echo 1 >verdict.new && mv verdict.new verdict
  await 5 wrote stream '.changed and .status == "down"'
  echo 0 >verdict.new && mv verdict.new verdict
  await 5 wrote stream '.changed and .status == "up" and .seq > 1'
  [[ $(records_of stream '.changed' | jq -c '[.status, .streak, .detail]' | tr '\n' ' ') == \
  '["up",1,"exit 0"] ["down",3,"exit 1"] ["up",2,"exit 0"] ' ]]
  wrote stream '.status == "up" and .detail == "exit 1, failure 2 of 3"'
  wrote stream '.status == "down" and .detail == "exit 0, success 1 of 2"'
}

@test "interval: the first result decides, whatever fall and rise are" {
  start down n1 vrrp-check exec --interval 10s --fall 5 -- false
  start up n1 vrrp-check exec --interval 10s --rise 5 -- true
  await 5 wrote down '.status == "down" and .changed'
  await 5 wrote up '.status == "up" and .changed'
}

@test "interval: runs never overlap" {
  script slow <<'END'
#!/bin/sh
echo begin >>log
sleep 0.25
echo end >>log
END
  start stream n1 vrrp-check exec --interval 100ms --timeout 10s -- ./slow
  await 10 wrote stream '.seq == 4'
  stop stream TERM
  [[ $(head -n 8 log | tr '\n' ' ') == "begin end begin end begin end begin end " ]]
}

@test "interval: nginx dies and comes back" {
  nginx_here
  start http n1 vrrp-check http http://127.0.0.1/ --interval 100ms --timeout 5s --fall 2 --weight -60
  start process n1 vrrp-check process "$NGINX" --interval 100ms --timeout 5s
  start tcp n1 vrrp-check tcp 127.0.0.1:80 --interval 100ms --timeout 5s
  for name in http process tcp; do await 5 wrote "$name" '.status == "up"'; done
  stop nginx TERM
  for name in http process tcp; do await 5 wrote "$name" '.status == "down" and .changed'; done
  nginx_here
  for name in http process tcp; do await 5 wrote "$name" '.status == "up" and .changed and .seq > 1'; done
}

# ---- records and readers

@test "a record has at most 4096 bytes" {
  long=$(printf 'ä%.0s' {1..100})
  check exec --name "$long" -- sh -c 'head -c 100000 /dev/zero | tr "\0" "\1" >&2; exit 1'
  ((status == 1 && ${#output} < 4096))
  [[ $(field check) == "$long" && $(field detail) == 'exit 1: \x01\x01'* ]]
}

@test "several checkers share one pipe, and no record is torn" {
  start stream n1 bash -c 'for n in 1 2 3 4; do
    vrrp-check exec --interval 10ms --timeout 5s --name "checker $n" -- sh -c "head -c 400 /dev/zero | tr \"\\0\" \"\\1\" >&2" &
  done; wait'
  for n in 1 2 3 4; do await 10 wrote stream ".check == \"checker $n\" and .seq == 20"; done
  stop stream TERM
}

@test "a reader that does not read holds nothing up; then it gets the newest" {
  mkfifo pipe
  echo 0 >runs
  script count <<'END'
#!/bin/sh
echo $(($(cat runs) + 1)) >runs.new && mv runs.new runs
END
  start_other reader n1 sh -c 'exec cat <pipe'
  start stream n1 sh -c 'exec vrrp-check exec --interval 10ms --timeout 5s -- ./count >pipe'
  await 5 eval '[[ $(out_of reader) == *seq* ]]'
  python3 -c 'import fcntl, os; fcntl.fcntl(os.open("pipe", os.O_WRONLY), 1031, 4096)' # F_SETPIPE_SZ
  kill -STOP "$(pid_of reader)"
  stopped_at=$(cat runs)
  await 30 eval "((\$(cat runs) > $stopped_at + 100))"
  running stream
  kill -CONT "$(pid_of reader)"
  thawed_at=$(cat runs)
  await 10 wrote reader ".seq > $thawed_at + 10"
  stop stream TERM
  exit_of reader # it has written all that it read
  # The pipe held some, the newest replaced the rest.
  jq -es '[.[].seq] | . == sort and (length < .[-1] - 50)' <<<"$(out_of reader)" >/dev/null
  cp "${LAB_OUT[reader]}" "$LAB_RECORDS/$BATS_TEST_NUMBER-read.jsonl"
}

@test "it exits with status 3 if its reader goes away" {
  run --separate-stderr on n1 bash -c \
    'vrrp-check exec --interval 50ms -- true | head -n 1 >/dev/null; exit "${PIPESTATUS[0]}"'
  ((status == 3))
  [[ $stderr == "vrrp-check: the reader of standard output is gone" ]]
}

@test "text for people, silence for cron, and results on stderr for both" {
  check exec --text -- true
  [[ $status == 0 && $output == *"check exec true up (exit 0)" ]]
  check exec -q -- false
  [[ $status == 1 && -z $output && -z $stderr ]]
  down "*" exec -v --name web -- false
  [[ $stderr == vrrp-check:*"check web down (exit 1)" ]]
}

# ---- wrong use

@test "a usage error is one line" {
  refused "subcommand"
  refused "ping" ping 127.0.0.1
  refused "--" exec
  refused "--" exec true
  refused "NAME" process
  refused "such as nginx" process /usr/sbin/nginx
  refused "such as 1s" process nginx --interval 1
  refused "--timeout" process nginx --timeout 0s
  refused "--interval" process nginx --interval 0s
  refused "-253 to 253" process nginx --weight 254
  refused "-253 to 253" process nginx --weight -254
  refused "1 to 1000" process nginx --interval 1s --fall 0
  refused "--interval" process nginx --fall 2
  refused "--name" process nginx --name ""
  refused "http://HOST" http 127.0.0.1
  refused "http://HOST" http http://127.0.0.1:http/
  refused "--status" http http://127.0.0.1/ --status 2xx
  refused "Name: value" http http://127.0.0.1/ --header Host
  refused "--body" process nginx --body text
  refused "HOST:PORT" tcp 127.0.0.1
  refused "[::1]:80" tcp ::1:80
}
