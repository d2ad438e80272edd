package org.bailiwick.master.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bailiwick.master.intake.ServiceRules.ServiceName;
import org.bailiwick.master.intake.TruthTableTest.State;
import org.junit.jupiter.api.Test;

/**
 * The tables of {@code docs/authentication-rules.md} are what the code says, for each rule that
 * ships and each that another page shows. The system property {@code truth-table.write} writes
 * them.
 */
class AuthenticationRulesPageTest {

  private static final Path DOCS = Path.of("..", "docs");
  private static final Path PAGE = DOCS.resolve("authentication-rules.md");

  /** The files that a new home gets. */
  private static final Path SHIPPED = Path.of("src", "main", "authentication");

  private static final String BEGIN =
      "<!-- The tables are generated: AuthenticationRulesPageTest -->\n";
  private static final String END = "<!-- End of the tables -->\n";
  private static final Pattern RULE = Pattern.compile("\"rule\": \"([^\"]+)\"");

  /** The rules that ship, then those that the pages show, each once. */
  static Set<String> rules() {
    Set<String> rules = new LinkedHashSet<>();
    Stream.of(ServiceName.values()).map(ServiceName::builtInText).forEach(rules::add);
    files(SHIPPED, ".json").forEach(file -> rules.addAll(rulesIn(file)));
    files(DOCS, ".md").forEach(page -> rules.addAll(rulesIn(page)));
    return rules;
  }

  private static List<Path> files(Path folder, String end) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> rulesIn(Path file) {
    return RULE.matcher(text(file)).results().map(match -> match.group(1)).toList();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void pagesShowRulesBesideTheBuiltInOnes() {
    assertThat(rules()).hasSizeGreaterThan(ServiceName.values().length);
  }

  @Test
  void eachServiceWithABuiltInRuleOfItsOwnShipsAFileWithIt() {
    List<ServiceName> own =
        Stream.of(ServiceName.values()).filter(service -> service.like().isEmpty()).toList();
    assertThat(files(SHIPPED, ".json")).hasSameSizeAs(own);
    for (ServiceName service : own) {
      assertThat(rulesIn(SHIPPED.resolve(service.fileName())))
          .containsExactly(service.builtInText());
    }
  }

  @Test
  void theTablesOfThePageAreWhatTheCodeSays() throws IOException {
    String page = text(PAGE);
    int from = page.indexOf(BEGIN) + BEGIN.length();
    int to = page.indexOf(END);
    assertThat(from).isLessThan(to);
    if (Boolean.getBoolean("truth-table.write")) {
      Files.writeString(PAGE, page.substring(0, from) + tables() + page.substring(to));
      return;
    }
    assertThat(page.substring(from, to)).isEqualTo(tables());
  }

  private static String tables() {
    return rules().stream().map(AuthenticationRulesPageTest::table).collect(Collectors.joining());
  }

  private static String table(String rule) {
    List<String> methods =
        TruthTableTest.methodsOf(rule).stream()
            .sorted(Comparator.comparing(name -> place(rule, name)))
            .toList();
    String heads =
        methods.stream().map(name -> "`" + name + "`").collect(Collectors.joining(" | "));
    return "\n### `%s`\n\n| %s | outcome |\n|%s\n%s\n"
        .formatted(
            rule,
            heads,
            "---|".repeat(methods.size() + 1),
            TruthTableTest.combinations(methods).stream()
                .map(states -> row(rule, methods, states))
                .collect(Collectors.joining("\n")));
  }

  /** Where the rule names the method first. */
  private static int place(String rule, String method) {
    return List.of(rule.split("[(),]+")).indexOf(method);
  }

  private static String row(String rule, List<String> methods, Map<String, State> states) {
    String letters =
        methods.stream().map(name -> states.get(name).letter).collect(Collectors.joining(" | "));
    return "| %s | %s |".formatted(letters, word(TruthTableTest.outcome(rule, states)));
  }

  /** The outcome names the credential for which the request is refused. */
  private static String word(String outcome) {
    if (outcome.equals("pass")) {
      return "**pass**";
    }
    String method = outcome.substring(outcome.indexOf('-') + 1);
    return "refuse: `" + method + (outcome.startsWith("invalid") ? "` is invalid" : "` is missing");
  }
}
