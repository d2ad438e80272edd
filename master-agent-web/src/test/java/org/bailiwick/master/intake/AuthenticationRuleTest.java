package org.bailiwick.master.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.bailiwick.master.intake.AuthenticationRule.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationRuleTest {

  private static Verdict outcome(char letter, String method) {
    return switch (letter) {
      case 'V' -> new Verdict.Passed(Set.of(method));
      case 'A' -> new Verdict.Lacking(method);
      default -> new Verdict.Refused(method, new IllegalStateException());
    };
  }

  private static char letter(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Passed passed -> 'V';
      case Verdict.Lacking lacking -> 'A';
      case Verdict.Refused refused -> 'I';
    };
  }

  /**
   * The truth table of {@code docs/master-agent.md}. Columns: first method, second method, AND, OR.
   * V is valid, A is absent, I is invalid.
   */
  @ParameterizedTest
  @CsvSource({
    "V,V,V,V", "V,A,A,V", "V,I,I,I", "A,V,A,V", "A,A,A,A", "A,I,I,I", "I,V,I,I", "I,A,I,I",
    "I,I,I,I"
  })
  void threat45TruthTable(char first, char second, char and, char or) {
    Function<String, Verdict> methods =
        name -> name.equals("mtls") ? outcome(first, name) : outcome(second, name);
    Set<String> known = Set.of("mtls", "access-token");
    assertThat(
            letter(AuthenticationRule.parse("all-of(mtls,access-token)", known).evaluate(methods)))
        .isEqualTo(and);
    assertThat(
            letter(AuthenticationRule.parse("any-of(mtls,access-token)", known).evaluate(methods)))
        .isEqualTo(or);
  }

  @Test
  void threat45AnInvalidCredentialIsFoundInAnyBranch() {
    AuthenticationRule rule =
        AuthenticationRule.parse(
            "any-of(mtls,all-of(mtls,access-token))", Set.of("mtls", "access-token"));
    Verdict verdict =
        rule.evaluate(name -> name.equals("mtls") ? outcome('V', name) : outcome('I', name));
    assertThat(verdict).isInstanceOf(Verdict.Refused.class);
  }

  @Test
  void namesTheMethodsThatPassed() {
    Verdict verdict =
        AuthenticationRule.parse("any-of(a,b)", Set.of("a", "b"))
            .evaluate(name -> outcome('V', name));
    assertThat(verdict).isEqualTo(new Verdict.Passed(Set.of("a", "b")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "all-of()",
        "any-of()",
        "password",
        "not(mtls)",
        "all-of(mtls",
        "all-of(mtls,)",
        "all-of(mtls))",
        "mtls,mtls",
        "all-of(mtls;mtls)",
        "ALL-OF(mtls)",
        "any-of(mtls,optional(access-token))"
      })
  void threat45RefusesARuleThatIsEmptyOrUnknown(String text) {
    assertThatThrownBy(() -> AuthenticationRule.parse(text, Set.of("mtls", "access-token")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesAnEmptyExpressionHoweverItIsMade() {
    assertThatThrownBy(() -> new AuthenticationRule.AllOf(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesDeepNesting() {
    String text = "all-of(".repeat(1000) + "mtls" + ")".repeat(1000);
    assertThatThrownBy(() -> AuthenticationRule.parse(text, Set.of("mtls")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
