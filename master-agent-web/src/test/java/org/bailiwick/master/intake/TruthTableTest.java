package org.bailiwick.master.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.method.AuthenticationMethod;
import org.bailiwick.master.method.AuthenticationMethods;
import org.bailiwick.master.method.MethodResult;
import org.bailiwick.master.method.PresentedCredentials;
import org.bailiwick.master.method.RequestHead;
import org.bailiwick.master.testing.MasterRig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tries every rule with each credential absent, valid and invalid, and compares the outcome with a
 * second reading of the rule: each rule that ships, each that a page shows, each method alone, and
 * rules that nest all of them. The table of {@code docs/master-agent.md} is generated from the
 * same; the system property {@code truth-table.write} writes it.
 */
class TruthTableTest {

  private static final Path PAGE = Path.of("..", "docs", "master-agent.md");
  private static final String BEGIN = "<!-- The table is generated: TruthTableTest -->\n";
  private static final String END = "<!-- End of the table -->\n";

  /** Stand-ins for the methods of the product have their names. */
  private static final List<String> ALL =
      List.of(
          "api-key",
          "password",
          "shared-secret",
          "mtls",
          "access-token",
          "access-token-dpop",
          "access-token-wit",
          "access-token-wit-signature",
          "partner-access-token",
          "partner-access-token-dpop");

  private static final String NESTED =
      "any-of(all-of(mtls,access-token),all-of(api-key,password),all-of(shared-secret,mtls),"
          + "access-token-dpop,access-token-wit)";

  private static final PresentedCredentials REQUEST =
      new PresentedCredentials(
          Optional.empty(), new RequestHead("GET", "v1/jobs", Map.of(), Set.of()));

  enum State {
    VALID("V"),
    ABSENT("A"),
    INVALID("I");

    final String letter;

    State(String letter) {
      this.letter = letter;
    }
  }

  /** A method whose credential has this state. */
  private record StandIn(String name, State state) implements AuthenticationMethod {
    @Override
    public MethodResult check(PresentedCredentials presented) {
      return switch (state) {
        case VALID -> MethodResult.Passed.of(Optional.of(person("alice")));
        case ABSENT -> new MethodResult.Lacking();
        case INVALID -> throw refusal("invalid-" + name);
      };
    }

    @Override
    public ProblemException missing() {
      return refusal("missing-" + name);
    }
  }

  private static CallerIdentity person(String subject) {
    return new CallerIdentity.Person("https://idp.example", subject);
  }

  private static ProblemException refusal(String check) {
    return new ProblemException(ProblemType.ACCESS_TOKEN_INVALID, check, "A test refuses.");
  }

  /** The names of the caller's methods that passed, or the check of the refusal. */
  static String outcome(String rule, Map<String, State> states) {
    List<AuthenticationMethod> methods = new ArrayList<>();
    states.forEach((name, state) -> methods.add(new StandIn(name, state)));
    CallerAuthenticator caller = new CallerAuthenticator(rule, new AuthenticationMethods(methods));
    try {
      return caller.authenticate(REQUEST).authenticatedBy().isEmpty() ? "nothing" : "pass";
    } catch (ProblemException e) {
      return e.check();
    }
  }

  /** Each combination of states of these methods. */
  static List<Map<String, State>> combinations(List<String> methods) {
    List<Map<String, State>> all = new ArrayList<>(List.of(new TreeMap<>()));
    for (String method : methods) {
      List<Map<String, State>> longer = new ArrayList<>();
      for (Map<String, State> before : all) {
        for (State state : State.values()) {
          Map<String, State> one = new TreeMap<>(before);
          one.put(method, state);
          longer.add(one);
        }
      }
      all = longer;
    }
    return all;
  }

  static Stream<String> rules() {
    List<String> nested =
        List.of(
            "api-key",
            "all-of(" + String.join(",", ALL) + ")",
            "any-of(" + String.join(",", ALL) + ")",
            "any-of(all-of(mtls,access-token),access-token-dpop)",
            NESTED,
            "all-of(any-of(api-key,password),any-of(mtls,all-of(access-token,access-token-dpop)))",
            "any-of(mtls,all-of(mtls,access-token))",
            "all-of(mtls,any-of(access-token,all-of(api-key,any-of(password,access-token-dpop))))");
    return Stream.of(AuthenticationRulesPageTest.rules().stream(), ALL.stream(), nested.stream())
        .flatMap(each -> each);
  }

  /** A second reading: a passing rule is a formula of Java, once each name is true or false. */
  private static boolean holds(String rule, Map<String, State> states) {
    if (!rule.endsWith(")")) {
      return states.get(rule) == State.VALID;
    }
    String inner = rule.substring(rule.indexOf('(') + 1, rule.length() - 1);
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int at = 0; at < inner.length(); at++) {
      depth += inner.charAt(at) == '(' ? 1 : inner.charAt(at) == ')' ? -1 : 0;
      if (depth == 0 && inner.charAt(at) == ',') {
        parts.add(inner.substring(from, at));
        from = at + 1;
      }
    }
    parts.add(inner.substring(from));
    return rule.startsWith("all-of")
        ? parts.stream().allMatch(part -> holds(part, states))
        : parts.stream().anyMatch(part -> holds(part, states));
  }

  static List<String> methodsOf(String rule) {
    Set<String> words = new TreeSet<>(List.of(rule.split("[(),]+")));
    words.removeAll(Set.of("all-of", "any-of"));
    return List.copyOf(words);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void threat45TruthTableOfEachRule(String rule) {
    List<Map<String, State>> combinations = combinations(methodsOf(rule));
    assertThat(combinations).hasSize((int) Math.pow(3, methodsOf(rule).size()));
    for (Map<String, State> states : combinations) {
      String outcome = outcome(rule, states);
      if (states.containsValue(State.INVALID)) {
        assertThat(outcome).as("%s %s", rule, states).startsWith("invalid-");
      } else if (holds(rule, states)) {
        assertThat(outcome).as("%s %s", rule, states).isEqualTo("pass");
      } else {
        assertThat(outcome).as("%s %s", rule, states).startsWith("missing-");
      }
    }
  }

  /** So no method of the product is missing among the rules above. */
  @Test
  void theProductHasTheseMethods(@TempDir Path folder) {
    try (MasterRig rig = new MasterRig(folder)) {
      assertThat(rig.methods.names()).containsExactlyInAnyOrderElementsOf(ALL);
    }
  }

  /** The check names a credential that is invalid, or missing, and no other. */
  @Test
  void theRefusalNamesACredentialOfThatState() {
    for (Map<String, State> states : combinations(ALL)) {
      String outcome = outcome(NESTED, states);
      if (!outcome.equals("pass")) {
        State named = states.get(outcome.substring(outcome.indexOf('-') + 1));
        assertThat(named).isEqualTo(outcome.startsWith("invalid-") ? State.INVALID : State.ABSENT);
      }
    }
  }

  @Test
  void methodsThatNameDifferentCallersRefuseTheRequest() {
    for (String rule :
        List.of("all-of(one,two)", "any-of(one,two)", "any-of(one,all-of(two,no))")) {
      assertThat(refused(rule, person("alice"), person("bob"))).isEqualTo("callers-differ");
      assertThat(new CallerAuthenticator(rule, named(person("alice"), person("alice"))))
          .satisfies(caller -> assertThat(caller.authenticate(REQUEST)).isNotNull());
    }
  }

  @Test
  void aPartyThatIsNoCallerIsRefusedBesideACaller() {
    assertThat(refused("any-of(one,two)", person("alice"), null)).isEqualTo("peer-kind");
  }

  private static String refused(String rule, CallerIdentity one, CallerIdentity two) {
    CallerAuthenticator caller = new CallerAuthenticator(rule, named(one, two));
    return catchThrowableOfType(ProblemException.class, () -> caller.authenticate(REQUEST)).check();
  }

  private static AuthenticationMethods named(CallerIdentity one, CallerIdentity two) {
    return new AuthenticationMethods(
        List.of(valid("one", one), valid("two", two), new StandIn("no", State.ABSENT)));
  }

  private static AuthenticationMethod valid(String name, CallerIdentity caller) {
    return new AuthenticationMethod() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public MethodResult check(PresentedCredentials presented) {
        return MethodResult.Passed.of(Optional.ofNullable(caller));
      }

      @Override
      public ProblemException missing() {
        return refusal("missing");
      }
    };
  }

  @Test
  void theTableOfThePageIsWhatTheCodeSays() throws IOException {
    String page = Files.readString(PAGE);
    int from = page.indexOf(BEGIN) + BEGIN.length();
    int to = page.indexOf(END);
    assertThat(from).isLessThan(to);
    if (Boolean.getBoolean("truth-table.write")) {
      Files.writeString(PAGE, page.substring(0, from) + table() + page.substring(to));
      return;
    }
    assertThat(page.substring(from, to)).isEqualTo(table());
  }

  private static String table() {
    String rows =
        combinations(List.of("one", "two")).stream()
            .map(
                states ->
                    "| %s | %s | %s | %s |"
                        .formatted(
                            states.get("one").letter,
                            states.get("two").letter,
                            word(outcome("all-of(one,two)", states)),
                            word(outcome("any-of(one,two)", states))))
            .collect(Collectors.joining("\n"));
    return "| first | second | all-of | any-of |\n|---|---|---|---|\n" + rows + "\n";
  }

  private static String word(String outcome) {
    return outcome.equals("pass") ? "pass" : "refuse";
  }
}
