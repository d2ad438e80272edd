package org.bailiwick.node.request;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.container.AsyncResponse;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.junit.jupiter.api.Test;

/** A long poll whose peer is revoked while it waits. */
class HeldAnswerTest {
  private final List<Object> answers = new ArrayList<>();
  private final List<Object> failures = new ArrayList<>();
  private final AtomicReference<RuntimeException> refusal = new AtomicReference<>();

  @Test
  void aPeerThatWasRevokedMeanwhileGetsTheRefusalOnly() {
    HeldAnswer held = held();
    ProblemException revoked =
        new ProblemException(ProblemType.CREDENTIAL_REVOKED, "peer-revoked", "It was revoked.");
    refusal.set(revoked);
    held.give(
        () -> {
          throw new AssertionError("the answer was made for a revoked peer");
        });
    assertThat(failures).containsExactly(revoked);
    assertThat(answers).isEmpty();
  }

  @Test
  void aPeerThatMayStillHaveItGetsTheAnswerOrItsFault() {
    held().give(() -> "news");
    IllegalStateException fault = new IllegalStateException("the database is away");
    held()
        .give(
            () -> {
              throw fault;
            });
    assertThat(answers).containsExactly("news");
    assertThat(failures).containsExactly(fault);
  }

  @Test
  void theAnswerIsMadeInTheContextOfItsRequest() {
    List<String> ids = new ArrayList<>();
    List<HeldAnswer> held = new ArrayList<>();
    RequestContext.carrier("request-0001").apply(() -> held.add(held())).run();
    held.getFirst().give(() -> ids.add(RequestContext.currentId()));
    assertThat(ids).containsExactly("request-0001");
  }

  private HeldAnswer held() {
    AsyncResponse response =
        (AsyncResponse)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {AsyncResponse.class},
                (proxy, method, arguments) ->
                    (method.getParameterTypes()[0] == Throwable.class ? failures : answers)
                        .add(arguments[0]));
    return new HeldAnswer(
        response,
        () -> {
          if (refusal.get() != null) {
            throw refusal.get();
          }
        });
  }
}
