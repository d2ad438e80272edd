package org.bailiwick.system;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import org.bailiwick.contract.problem.Problem;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The form that a refusal must have: a problem document, or OAuth's error at the token endpoint.
 */
public sealed interface Refusal {

  void requireIn(Answer answer);

  /** RFC 9457. */
  record InProblem(ProblemType type) implements Refusal {
    @Override
    public void requireIn(Answer answer) {
      assertThat(answer.status()).as(answer.body()).isEqualTo(type.status());
      assertThat(answer.headers().firstValue("Content-Type"))
          .hasValueSatisfying(text -> assertThat(text).startsWith(Problem.MEDIA_TYPE));
      JsonObject problem = answer.json();
      assertThat(problem.getString("type")).isEqualTo(type.uri().toString());
      assertThat(problem.getString("title")).isEqualTo(type.title());
      assertThat(problem.getInt("status")).isEqualTo(type.status());
      assertThat(problem.getString("detail")).isNotBlank();
      assertThat(problem.getString("instance")).startsWith("urn:uuid:");
      if (type.status() == 401) {
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
      }
    }
  }

  /** RFC 6749 section 5.2. */
  record InOauth(int status, String error) implements Refusal {
    @Override
    public void requireIn(Answer answer) {
      assertThat(answer.status()).as(answer.body()).isEqualTo(status);
      assertThat(answer.text("error")).isEqualTo(error);
      assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
    }
  }
}
