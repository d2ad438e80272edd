package org.bailiwick.node.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import java.lang.reflect.Proxy;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.Test;

class PreconditionsTest {
  private static final EntityTag TAG = new EntityTag("a");

  @Test
  void aRequestWithoutPreconditionsIsServed() {
    assertThat(Preconditions.evaluate(request(null), TAG)).isEmpty();
  }

  /** Containers throw this exception for {@code If-None-Match: abc}, and would answer 500. */
  @Test
  void aHeaderThatIsNoListOfTagsIsTheCallersFault() {
    Request malformed = request(new ProcessingException("Unable to parse"));
    assertThatThrownBy(() -> Preconditions.evaluate(malformed, TAG))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refusal -> {
              assertThat(refusal.type()).isEqualTo(ProblemType.MALFORMED_REQUEST);
              assertThat(refusal.check()).isEqualTo("precondition-form");
            });
  }

  private static Request request(RuntimeException fault) {
    return (Request)
        Proxy.newProxyInstance(
            PreconditionsTest.class.getClassLoader(),
            new Class<?>[] {Request.class},
            (proxy, method, arguments) -> {
              if (fault != null) {
                throw fault;
              }
              return null;
            });
  }
}
