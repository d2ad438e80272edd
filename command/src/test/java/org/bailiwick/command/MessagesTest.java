package org.bailiwick.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What a newcomer reads: every help, and every answer to a wrong call, in one form. */
class MessagesTest {
  /** Lines of a help that fit a screen; enrolling has an option for each kind of evidence. */
  private static final int SCREEN = 50;

  private static final Map<String, Integer> LONGER = Map.of("./bailiwick agent enrol", 80);

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = Bailiwick.commandLine();
    line.setOut(new PrintWriter(out, true));
    line.setErr(new PrintWriter(err, true));
    return line.execute(arguments);
  }

  private static Stream<CommandLine> all(CommandLine line) {
    return Stream.concat(
        Stream.of(line), line.getSubcommands().values().stream().flatMap(MessagesTest::all));
  }

  @Test
  void everyHelpFitsAScreenAndBeginsWithWhatIsRequired() {
    List<String> faults = new ArrayList<>();
    for (CommandLine line : all(Bailiwick.commandLine()).toList()) {
      String name = line.getCommandSpec().qualifiedName();
      String help = line.getUsageMessage();
      String usage = help.lines().findFirst().orElseThrow();
      if (!usage.startsWith("Usage: " + name)) {
        faults.add(name + " does not name itself: " + usage);
      }
      if (help.lines().count() > LONGER.getOrDefault(name, SCREEN)) {
        faults.add(name + " has " + help.lines().count() + " lines");
      }
      if (help.lines().anyMatch(text -> text.length() > 160)) {
        faults.add(name + " has a long line");
      }
      for (OptionSpec option : line.getCommandSpec().options()) {
        faults.addAll(faults(name, help, option));
      }
    }
    assertThat(faults).isEmpty();
  }

  private static List<String> faults(String name, String help, OptionSpec option) {
    if (option.hidden() || option.versionHelp()) {
      return List.of();
    }
    List<String> faults = new ArrayList<>();
    boolean isMarked =
        help.lines().anyMatch(line -> line.matches("  \\* " + option.longestName() + "\\b.*"));
    boolean isRequired = option.required() && option.group() == null;
    if (isRequired != isMarked && !String.join(" ", option.description()).contains("(required")) {
      faults.add(name + ": mark of " + option.longestName());
    }
    if (option.description().length == 0 && !option.usageHelp()) {
      faults.add(name + ": " + option.longestName() + " is not described");
    }
    return faults;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          agent enroll                   | There is no command 'enroll'. Did you mean enrol?
          ca revok 0a                    | There is no command 'revok'. Did you mean revoke?
          agent enrol --fodler=x         | Unknown option: '--fodler'. Did you mean --folder?
          agent enrol --capabilty=a.b@1  | Unknown option: '--capabilty'. Did you mean --capability?
          jobs list --xyzzy-y            | Unknown option: '--xyzzy-y'
          agent discover                 | Missing required
          agent call x y                 | Missing required
          agent register --folder=x more | One argument too many: 'more'
          agent call --wait=soon f       | 'soon' is not a time such as PT30S, PT5M or P1D
          agent call --master=: f        | ':' is not a URL such as https://ca.example:8443
          """)
  void aWrongCallNamesTheFaultAndTheHelp(String call, String answer) {
    assertThat(run(call.split(" "))).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("bailiwick: ")
        .contains(answer, "Usage: ./bailiwick ", "\nHelp: ./bailiwick ", " --help\n")
        .doesNotContain("Exception", "java.");
    assertThat(err.toString().lines().count()).isLessThan(SCREEN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ca credentials list           | There is no home at NOWHERE           | ./bailiwick up
          audit read                    | There is no home at NOWHERE           | ./bailiwick up
          jobs list                     | There is no home at NOWHERE           | ./bailiwick up
          agents list                   | There is no home at NOWHERE           | ./bailiwick up
          registry list                 | There is no home at NOWHERE           | ./bailiwick up
          caller list                   | There is no home at NOWHERE           | ./bailiwick up
          partners list                 | There is no home at NOWHERE           | ./bailiwick up
          tokens list                   | There is no home at NOWHERE           | ./bailiwick up
          """)
  void aHomeThatIsNotThereIsSaidToBe(String call, String wrong, String remedy) {
    Path nowhere = folder.resolve("nowhere");
    assertThat(run((call + " --home " + nowhere).split(" "))).isEqualTo(1);
    assertThat(err.toString())
        .contains("bailiwick: " + wrong.replace("NOWHERE", nowhere.toString()), remedy)
        .doesNotContain("Exception", "java.");
  }

  @Test
  void anAuthorityThatDoesNotAnswerIsNamedWithWhatToDo() throws Exception {
    Path token = Files.writeString(folder.resolve("user.jwt"), "a.b.c");
    int ended =
        run(
            "agent",
            "join-token",
            "--authority=https://127.0.0.1:1",
            "--plain=http://127.0.0.1:1",
            "--root-fingerprint=00",
            "--name=reader",
            "--owner=Finance",
            "--capability=a.b@1",
            "--locator=https://127.0.0.1:7001/work",
            "--user-token-file=" + token);
    assertThat(ended).isEqualTo(1);
    assertThat(err.toString())
        .contains("No answer from http://127.0.0.1:1: the connection was refused")
        .contains("./bailiwick status")
        .doesNotContain("Exception");
  }

  @Test
  void aFileThatIsNotThereIsNamedWithTheReason() {
    assertThat(
            run(
                "agent",
                "join-token",
                "--authority=https://127.0.0.1:1",
                "--name=reader",
                "--owner=Finance",
                "--capability=a.b@1",
                "--locator=https://127.0.0.1:7001/work",
                "--user-token-file=" + folder.resolve("none.jwt")))
        .isEqualTo(1);
    assertThat(err.toString())
        .contains("Cannot read " + folder.resolve("none.jwt") + ": there is no such file");
  }
}
