package org.bailiwick.aca.web.est;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.bailiwick.aca.est.EstToken;
import org.bailiwick.contract.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BasicLoginTest {

  private static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void takesAllAfterTheFirstColonForThePassword() {
    EstToken login = BasicLogin.parse(basic("reader:a:b"));
    assertThat(login.agent()).isEqualTo("reader");
    assertThat(login.token()).isEqualTo("a:b");
    assertThat(login.toString()).doesNotContain("a:b");
    assertThat(BasicLogin.parse("bASIC eDp5").token()).isEqualTo("y");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Basic", "Basic !", "Bearer eDp5", "Basic eHk=", "Digest eDp5"})
  void refusesAnythingElse(String field) {
    refuses(field);
  }

  @Test
  void refusesAFieldWithoutEnd() {
    refuses(basic("reader:" + "x".repeat(1024)));
  }

  private static void refuses(String field) {
    ProblemException refusal =
        catchThrowableOfType(ProblemException.class, () -> BasicLogin.parse(field));
    assertThat(refusal).isNotNull();
    assertThat(refusal.check()).isEqualTo("est-authorization");
  }
}
