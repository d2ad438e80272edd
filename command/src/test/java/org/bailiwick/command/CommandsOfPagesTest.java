package org.bailiwick.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bailiwick.contract.testing.PagesWithCommands;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * Whatever a page shows of {@code ./bailiwick} can be typed: the command exists and takes the
 * options that stand there. Scripts that type pages whole are named in launcher/test/pages.list.
 */
class CommandsOfPagesTest {
  private static final Path ROOT = PagesWithCommands.ROOT;

  private static final Pattern SHOWN = Pattern.compile("\\./bailiwick ([^|<>&;#`()\\n]*)");
  private static final Pattern OPTION = Pattern.compile("--[a-z][a-z0-9-]*");

  /** Words for which a reader puts others: capitals, and what is left out. */
  private static final Pattern PLACE = Pattern.compile(".*…|…|[A-Z][A-Z-]*\\.*|\\.\\.\\.");

  private static String launcher;

  @BeforeAll
  static void readLauncher() throws IOException {
    List<Path> scripts = new ArrayList<>(List.of(ROOT.resolve("bailiwick")));
    for (String folder : List.of("launcher/lib", "launcher/payara")) {
      try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
        files.filter(file -> file.toString().endsWith(".sh")).forEach(scripts::add);
      }
    }
    StringBuilder text = new StringBuilder();
    for (Path script : scripts) {
      text.append(Files.readString(script)).append('\n');
    }
    launcher = text.toString();
  }

  @Test
  void commandsOfPagesExistWithTheirOptions() throws IOException {
    List<String> faults = new ArrayList<>();
    int seen = 0;
    for (Path page : PagesWithCommands.files()) {
      Matcher shown = SHOWN.matcher(joined(page));
      while (shown.find()) {
        seen++;
        fault(shown.group(1))
            .ifPresent(
                fault ->
                    faults.add(PagesWithCommands.name(page) + ": " + shown.group() + ": " + fault));
      }
    }
    assertThat(seen).isGreaterThan(300);
    assertThat(faults).isEmpty();
  }

  @Test
  void noticesWhatNoCommandTakes() {
    assertThat(fault("ca revoke SERIAL --reason superseded")).isEmpty();
    assertThat(fault("ca revoke SERIAL --raison superseded")).contains("no option --raison");
    assertThat(fault("ca revoked SERIAL")).contains("no command revoked");
    assertThat(fault("cas revoke")).contains("no command cas");
    assertThat(fault("up --no-such-thing")).contains("no option --no-such-thing");
  }

  /** The page with continued lines in one. */
  private static String joined(Path page) throws IOException {
    return Files.readString(page).replaceAll("\\\\\\n\\s*", "");
  }

  private static Optional<String> fault(String shown) {
    List<String> words = words(shown);
    if (words.isEmpty() || isPlace(words.getFirst())) {
      return Optional.empty();
    }
    CommandLine command = Bailiwick.commandLine();
    boolean ofLauncher = isOfLauncher(words);
    int at = 0;
    while (!ofLauncher
        && at < words.size()
        && command.getSubcommands().containsKey(words.get(at))) {
      command = command.getSubcommands().get(words.get(at++));
    }
    if (!ofLauncher && lacks(command, words, at)) {
      return Optional.of("no command " + words.get(at));
    }
    CommandLine.Model.CommandSpec spec = command.getCommandSpec();
    return words.stream()
        .filter(OPTION.asMatchPredicate())
        .filter(
            option ->
                ofLauncher
                    ? !launcher.matches("(?s).*[\\s|(\"]" + option + "[)|\\s\"\\]].*")
                    : spec.findOption(option) == null)
        .findFirst()
        .map(option -> "no option " + option);
  }

  /** Whether a word follows that is no command, after a command that is only a group of others. */
  private static boolean lacks(CommandLine command, List<String> words, int at) {
    return at < words.size()
        && !command.getSubcommands().isEmpty()
        && command.getCommandSpec().positionalParameters().isEmpty()
        && !words.get(at).startsWith("-")
        && !isPlace(words.get(at));
  }

  private static boolean isOfLauncher(List<String> words) {
    String start = words.stream().limit(2).collect(Collectors.joining(" "));
    return start.equals("enforcement-point init")
        || start.equals("broker init")
        || launcher.contains("\nverb_" + words.getFirst().replace('-', '_') + "()")
        || List.of("help", "version", "--no-install", "--version", "--help", "-h")
            .contains(words.getFirst());
  }

  private static boolean isPlace(String word) {
    return PLACE.matcher(word).matches();
  }

  /** The words up to a colon, which ends the command in a text; in a table a bar is escaped. */
  private static List<String> words(String shown) {
    return Stream.of(shown.split(":\\s", 2)[0].strip().split("\\s+"))
        .map(word -> word.replaceAll("^[\\[\"']+|[\\]\"',.:\\\\]+$|=.*", ""))
        .filter(word -> !word.isEmpty())
        .toList();
  }
}
