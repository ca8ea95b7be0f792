#include "cli/command.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <optional>

#include "base/exit_status.h"
#include "cli/common.h"
#include "cli/help.h"

namespace vrrp::cli {
namespace {

// Catches what goes to a descriptor while it lives.
class Caught {
 public:
  explicit Caught(int fd) : fd_(fd), saved_(dup(fd)), file_(memfd_create("caught", 0)) { dup2(file_, fd_); }
  ~Caught() {
    dup2(saved_, fd_);
    close(saved_);
    close(file_);
  }
  std::string text() const {
    std::string text(static_cast<std::size_t>(lseek(file_, 0, SEEK_END)), '\0');
    const ssize_t got = pread(file_, text.data(), text.size(), 0);
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return text;
  }

 private:
  int fd_, saved_, file_;
};

// A program like ours: `lab --vrid N [--track X]...`, `lab status`, `lab has ADDR`, `lab exec -- COMMAND`.
struct Lab {
  std::vector<std::string> vrids{}, tracks{}, addresses{}, names{}, user_command{};
  std::string interface {};
  std::string checksum{};
  std::string realtime = "off";
  std::vector<std::string> order{};
  int weight = 0;
  int priority = 100;
  bool verbose = false;
  std::string out{}, err{};
  int status = exit_status::done;

  Command command() {
    const auto realtime_set = [this](std::string_view text) -> Result<> {
      realtime = text.empty() ? "on" : std::string(text);
      return {};
    };
    return {
        .name = "lab",
        .summary = "a program to test programs with",
        .options =
            {{.flags = "--vrid",
              .value = "N",
              .help = "the virtual router ID, 1 to 255",
              .set = append_text(vrids),
              .required = true,
              .subcommands = {""}},
             {.flags = "--vrid",
              .value = "N",
              .help = "show this router alone",
              .set = append_text(vrids),
              .subcommands = {"status"}},
             {.flags = "-i,--interface", .value = "IF", .help = "where", .set = set_text(interface)},
             {.flags = "--priority",
              .value = "N",
              .help = "the priority",
              .set = set_integer(priority, 1, 255),
              .shown_default = "100"},
             {.flags = "--weight", .value = "W", .help = "the weight", .set = set_integer(weight, -253, 253)},
             {.flags = "--track",
              .value = "PATH",
              .help = "read checks from there",
              .set = append_text(tracks),
              .repeatable = true,
              .subcommands = {""}},
             {.flags = "--checksum",
              .value = "HOW",
              .help = "how to sum",
              .set = set_text(checksum),
              .choices = {"auto", "rfc9568"}},
             {.flags = "--realtime", .value = "[=PRIO]", .help = "run at once", .set = realtime_set},
             {.flags = "--name", .value = "NAME", .help = "a name", .set = append_text(names)},
             {.flags = "-v,--verbose", .help = "say more", .set = set_flag(verbose)}},
        .subcommands = {
            {.name = "status", .help = "show the routers"},
            {.name = "has",
             .help = "whether it is here",
             .positionals = {{.name = "ADDR",
                              .help = "the addresses",
                              .set = append_text(addresses),
                              .least = 1,
                              .most = 3}}},
            {.name = "exec",
             .help = "run a command",
             .set_command = [this](std::vector<std::string> given) { user_command = std::move(given); },
             .run = [this] { return static_cast<int>(user_command.size()); }}}};
  }

  std::optional<Parsed> run(std::vector<std::string> words) {
    words.insert(words.begin(), "lab");
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    const Command definition = command();
    const Caught stdout_text(STDOUT_FILENO), stderr_text(STDERR_FILENO);
    const auto parsed = parse(definition, static_cast<int>(words.size()), argv.data());
    out = stdout_text.text();
    err = stderr_text.text();
    status = parsed ? exit_status::done : parsed.error();
    return parsed ? std::optional(*parsed) : std::nullopt;
  }

  // The one line on stderr, without "lab: ".
  std::string error(std::vector<std::string> words) {
    if (run(std::move(words))) return "(accepted)";
    EXPECT_EQ(status, exit_status::usage);
    EXPECT_EQ(out, "");
    EXPECT_TRUE(err.starts_with("lab: ")) << err;
    EXPECT_EQ(err.find('\n'), err.size() - 1) << err;
    return err.substr(5, err.size() - 6);
  }
};

using Words = std::vector<std::string>;

TEST(Command, ValuesReachTheSettersAsTheyWereWritten) {
  Lab lab;
  ASSERT_TRUE(
      lab.run({"--vrid", "050", "--track", "-", "--track=a,b", "--weight", "-60", "--name", "[a,b]"}));
  EXPECT_EQ(lab.vrids, Words{"050"});
  EXPECT_EQ(lab.tracks, (Words{"-", "a,b"}));
  EXPECT_EQ(lab.weight, -60);
  EXPECT_EQ(lab.names, Words{"[a,b]"});
}

TEST(Command, AValueMayLookLikeAnythingElse) {
  Lab lab;
  ASSERT_TRUE(lab.run({"--vrid", "0x32", "--track", "status", "--track", "--verbose", "--name", ""}));
  EXPECT_EQ(lab.vrids, Words{"0x32"});
  EXPECT_EQ(lab.tracks, (Words{"status", "--verbose"}));
  EXPECT_EQ(lab.names, Words{""});
  EXPECT_FALSE(lab.verbose);
}

TEST(Command, AnEmptyValueAfterEqualsEatsNothing) {
  Lab lab;
  const auto parsed = lab.run({"--name=", "status"});
  ASSERT_TRUE(parsed) << lab.err;
  EXPECT_EQ(parsed->subcommand, "status");
  EXPECT_EQ(lab.names, Words{""});
}

TEST(Command, AValueMayBeWhatMeansSomethingElsewhere) {
  Lab lab;
  ASSERT_TRUE(lab.run({"--vrid", "5", "--track", "--", "--track", "--name=", "--name="})) << lab.err;
  EXPECT_EQ(lab.tracks, (Words{"--", "--name="}));
  EXPECT_EQ(lab.names, Words{""});
}

TEST(Command, OptionsStandBeforeOrAfterTheSubcommand) {
  for (const Words& words :
       {Words{"-i", "eth0", "has", "10.0.0.3", "10.0.0.4"}, Words{"has", "-ieth0", "10.0.0.3", "10.0.0.4"},
        Words{"has", "10.0.0.3", "10.0.0.4", "--interface=eth0"},
        Words{"has", "10.0.0.3", "-i", "eth0", "--", "10.0.0.4"}}) {
    Lab lab;
    const auto parsed = lab.run(words);
    ASSERT_TRUE(parsed) << lab.err;
    EXPECT_EQ(parsed->subcommand, "has");
    EXPECT_EQ(lab.interface, "eth0");
    EXPECT_EQ(lab.addresses, (Words{"10.0.0.3", "10.0.0.4"}));
  }
}

TEST(Command, ACommandIsTakenByteForByte) {
  Lab lab;
  const auto parsed = lab.run({"exec", "--weight", "5", "--", "[a,b]", "--vrid", "", "--", "-x", "{a}"});
  ASSERT_TRUE(parsed) << lab.err;
  EXPECT_EQ(lab.user_command, (Words{"[a,b]", "--vrid", "", "--", "-x", "{a}"}));
  EXPECT_EQ(lab.weight, 5);
}

TEST(Command, TheSubcommandBringsItsFunction) {
  Lab lab;
  const auto parsed = lab.run({"exec", "--", "a", "b"});
  ASSERT_TRUE(parsed && parsed->run) << lab.err;
  EXPECT_EQ(parsed->run(), 2) << "what was set before";
  EXPECT_FALSE(lab.run({"--vrid", "5"})->run) << "there is no subcommand";
}

TEST(Command, AWordAfterDashesIsNoOption) {
  Lab lab;
  ASSERT_TRUE(lab.run({"has", "--", "-v", "status", "[a,b]"}));
  EXPECT_EQ(lab.addresses, (Words{"-v", "status", "[a,b]"}));
  EXPECT_FALSE(lab.verbose);
}

TEST(Command, DashesEndTheOptionsAlsoWhereNoWordMayFollow) {
  Lab lab;
  EXPECT_EQ(lab.error({"status", "--", "-v"}), "unexpected argument \"-v\" (see lab status --help)");
  EXPECT_EQ(lab.error({"has", "1", "2", "3", "--", "-v"}), "unexpected argument \"-v\" (see lab has --help)");
  EXPECT_EQ(lab.error({"status", "++"}), "unexpected argument \"++\" (see lab status --help)");
}

TEST(Command, APositionalMayBeNamedLikeASubcommand) {
  Lab lab;
  ASSERT_TRUE(lab.run({"has", "status", "has"}));
  EXPECT_EQ(lab.addresses, (Words{"status", "has"}));
}

TEST(Command, AFlagMayHaveAnOptionalValueOnlyWithEquals) {
  Lab bare, given;
  ASSERT_TRUE(bare.run({"has", "--realtime", "10.0.0.3"}));
  EXPECT_EQ(bare.realtime, "on");
  EXPECT_EQ(bare.addresses, Words{"10.0.0.3"});
  ASSERT_TRUE(given.run({"status", "--realtime=5"}));
  EXPECT_EQ(given.realtime, "5");
  ASSERT_TRUE(given.run({"status", "--realtime=true"}));
  EXPECT_EQ(given.realtime, "true") << "what was written, for the setter to refuse";
}

TEST(Command, TheSameFlagMeansWhatItsSubcommandSays) {
  Lab lab;
  EXPECT_EQ(lab.error({}), "--vrid is missing: give the virtual router ID, 1 to 255");
  EXPECT_TRUE(lab.run({"status"})) << lab.err;
  EXPECT_TRUE(lab.run({"status", "--vrid", "7"})) << lab.err;
  EXPECT_EQ(lab.error({"has", "x", "--vrid", "7"}),
            "--vrid cannot be used with has; use it with lab alone, status");
  EXPECT_EQ(lab.error({"--track", "-", "status"}),
            "--track cannot be used with status; use it with lab alone");
}

TEST(Command, AUsageErrorIsOneLineThatSaysWhatWouldBeRight) {
  Lab lab;
  EXPECT_EQ(lab.error({"--vrid", "1", "--priority", "256"}),
            "--priority: \"256\" is not a whole number from 1 to 255");
  EXPECT_EQ(lab.error({"--vrid", "1", "--priority", "0x10"}),
            "--priority: \"0x10\" is not a whole number from 1 to 255");
  EXPECT_EQ(lab.error({"--foo=3"}), "unknown option --foo (see lab --help)");
  EXPECT_EQ(lab.error({"has", "x", "--foo"}), "unknown option --foo (see lab has --help)");
  EXPECT_EQ(lab.error({"-vz"}), "unknown option -z (see lab --help)");
  EXPECT_EQ(lab.error({"status", "-5"}), "unknown option -5 (see lab status --help)");
  EXPECT_EQ(lab.error({"--vrid"}), "--vrid needs a value: N, the virtual router ID, 1 to 255");
  EXPECT_EQ(lab.error({"status", "-vi"}), "--interface needs a value: IF, where");
  EXPECT_EQ(lab.error({"status", "--vrid"}), "--vrid needs a value: N, show this router alone");
  EXPECT_EQ(lab.error({"status", "--track"}), "--track cannot be used with status; use it with lab alone");
  EXPECT_EQ(lab.error({"--vrid", "1", "--vrid", "2"}), "--vrid is given twice");
  EXPECT_EQ(lab.error({"status", "--checksum", "x\n"}), "--checksum: \"x\\x0a\" is not one of auto, rfc9568");
  EXPECT_EQ(lab.error({"status", "--verbose=no"}), "--verbose takes no value");
  EXPECT_EQ(lab.error({"status", "--verbose=true"}), "--verbose takes no value");
  EXPECT_EQ(lab.error({"status", "-i", ""}), "--interface: must not be empty");
}

TEST(Command, AnUnknownWordComesWithTheNearestThatIsPossible) {
  Lab lab;
  EXPECT_EQ(lab.error({"--vird=1"}), "unknown option --vird, did you mean --vrid? (see lab --help)");
  EXPECT_EQ(lab.error({"--versoin"}), "unknown option --versoin, did you mean --version? (see lab --help)");
  EXPECT_EQ(lab.error({"--trac", "-"}), "unknown option --trac, did you mean --track? (see lab --help)");
  EXPECT_EQ(lab.error({"status", "--trac", "-"}), "unknown option --trac (see lab status --help)")
      << "status has no --track";
  EXPECT_EQ(lab.error({"staus"}), "unknown subcommand \"staus\", did you mean status? (see lab --help)");
}

TEST(Command, WordsThatBelongNowhereAreRefused) {
  Lab lab;
  EXPECT_EQ(lab.error({"frobnicate", "--vrid", "1"}),
            "unknown subcommand \"frobnicate\": one of status, has, exec (see lab --help)");
  EXPECT_EQ(lab.error({"10.0.0.3", "status"}),
            "unknown subcommand \"10.0.0.3\": one of status, has, exec (see lab --help)");
  EXPECT_EQ(lab.error({"--", "status"}), "the subcommand status must come before \"--\"");
  EXPECT_EQ(lab.error({"status", "10.0.0.3"}), "unexpected argument \"10.0.0.3\" (see lab status --help)");
  EXPECT_EQ(lab.error({"has", "1", "2", "3", "4"}), "unexpected argument \"4\" (see lab has --help)");
  EXPECT_EQ(lab.error({"has"}), "has: ADDR is missing: give the addresses");
  EXPECT_EQ(lab.error({"exec"}), "exec: the command is missing: write it after \"--\" (see lab exec --help)");
  EXPECT_EQ(lab.error({"exec", "true"}),
            "exec: the command is missing: write it after \"--\", before \"true\" (see lab exec --help)");
  EXPECT_EQ(lab.error({"exec", "x", "--", "true"}), "unexpected argument \"x\" (see lab exec --help)");
}

TEST(Command, ARootThatTakesAddressesRefusesThemBesideASubcommand) {
  Words addresses;
  const Command command{
      .name = "lab",
      .summary = "x",
      .positionals = {{.name = "ADDR", .help = "addresses", .set = append_text(addresses), .most = 9}},
      .subcommands = {{.name = "follow", .help = "follow"}}};
  const auto error = [&](std::vector<const char*> argv) {
    const Caught text(STDERR_FILENO);
    const bool accepted =
        parse(command, static_cast<int>(argv.size()), const_cast<char**>(argv.data())).has_value();
    return accepted ? "(accepted)" : text.text();
  };
  EXPECT_EQ(error({"lab", "10.0.0.3", "10.0.0.4"}), "(accepted)");
  EXPECT_EQ(addresses, (Words{"10.0.0.3", "10.0.0.4"}));
  EXPECT_EQ(error({"lab", "10.0.0.3", "follow"}),
            "lab: \"10.0.0.3\" cannot be used with follow (see lab follow --help)\n");
  EXPECT_EQ(error({"lab", "follow", "10.0.0.3"}),
            "lab: unexpected argument \"10.0.0.3\" (see lab follow --help)\n");
}

TEST(Command, SettersAreCalledInTheOrderOfTheCommandLine) {
  Common common;
  const Command command{.name = "lab", .summary = "x", .options = common_options(common, "")};
  std::vector<const char*> argv{"lab", "--text", "--json"};
  ASSERT_TRUE(parse(command, 3, const_cast<char**>(argv.data())));
  EXPECT_EQ(common.form, Form::json);
}

TEST(Command, HelpAndVersionGoToStdoutWhateverElseIsWrong) {
  Lab lab;
  EXPECT_FALSE(lab.run({"--help", "--foo"}));
  EXPECT_EQ(lab.status, exit_status::done);
  EXPECT_EQ(lab.err, "");
  EXPECT_TRUE(lab.out.starts_with("Usage: lab --vrid N [option]...\n       lab status [option]...\n"))
      << lab.out;
  EXPECT_FALSE(lab.run({"--help", "--priority", "999", "--vrid"}));
  EXPECT_EQ(lab.status, exit_status::done);
  EXPECT_FALSE(lab.run({"has", "-h"}));
  EXPECT_TRUE(lab.out.starts_with("Usage: lab has [option]... ADDR...\n\nwhether it is here\n")) << lab.out;
  EXPECT_FALSE(lab.run({"-V"}));
  EXPECT_TRUE(lab.out.starts_with("lab (vrrp-tools) ")) << lab.out;
}

TEST(Help, FitsThePageAndNamesEveryOption) {
  Lab lab;
  Command command = lab.command();
  command.options.push_back({.flags = "--a-very-long-option-name",
                             .value = "METAVARIABLE",
                             .help = "an explanation that is so long that it has to be broken at least once, "
                                     "if not twice, to fit a page of eighty columns"});
  const std::string text = help_text(command, "");
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    EXPECT_LE(end - at, 80u) << text.substr(at, end - at);
    at = end + 1;
  }
  for (const Option& option : command.options)
    EXPECT_NE(text.find(long_name(option)), std::string::npos) << option.flags;
  EXPECT_NE(text.find("      --priority N        the priority (default: 100)\n"), std::string::npos) << text;
  EXPECT_NE(text.find("Options of status:\n      --vrid N"), std::string::npos) << text;
}

TEST(Help, ASubcommandShowsItsOwnOptionsAlone) {
  Lab lab;
  const std::string text = help_text(lab.command(), "status");
  EXPECT_NE(text.find("show this router alone"), std::string::npos) << text;
  EXPECT_EQ(text.find("1 to 255"), std::string::npos) << text;
  EXPECT_EQ(text.find("--track"), std::string::npos) << text;
}

TEST(Help, TheDumpHasALineAnItem) {
  Lab lab;
  EXPECT_FALSE(lab.run({"--dump-cli"}));
  EXPECT_EQ(lab.status, exit_status::done);
  for (const char* line :
       {"command\tlab\tno\ta program to test programs with\n", "subcommand\texec\tyes\trun a command\n",
        "positional\thas\tADDR\t1\t3\tnone\tthe addresses\n",
        "option\t--vrid\tN\tyes\tno\t-\t-\t-\tnone\tthe virtual router ID, 1 to 255\n",
        "option\t--checksum\tHOW\tno\tno\t-\tauto,rfc9568\t*\tnone\thow to sum\n",
        "option\t-h,--help\t-\tno\tno\t-\t-\t*\tnone\tprint this help and exit\n"})
    EXPECT_NE(lab.out.find(line), std::string::npos) << line << lab.out;
}

}  // namespace
}  // namespace vrrp::cli
