package org.bailiwick.node.request;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.AsyncResponse;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SuspensionTest {
  private final List<Object> limits = new ArrayList<>();
  private final List<AsyncListener> listeners = new ArrayList<>();

  @Test
  void letsTheApplicationsOwnTimerComeFirst() {
    Suspension.limit(request(true), Duration.ofSeconds(20));
    assertThat(limits).containsExactly(30_000L);
  }

  @Test
  void leavesARequestAloneThatDoesNotWait() {
    Suspension.limit(request(false), Duration.ofSeconds(20));
    assertThat(limits).isEmpty();
  }

  /** Threat 70: a node that was paused finds both time limits over, the container's first. */
  @Test
  void aRequestThatTheContainerHasEndedIsNotAnswered() throws IOException {
    List<Object> answers = new ArrayList<>();
    AsyncResponse response =
        as(AsyncResponse.class, (proxy, method, arguments) -> answers.add(arguments[0]));
    RequestContext context = new RequestContext("request-0001", "POST /v1/events/crl/poll");
    RequestContext.enter(context);
    HeldAnswer held;
    try {
      Suspension.limit(request(true), Duration.ofSeconds(20));
      held = new HeldAnswer(response, () -> {});
    } finally {
      RequestContext.leave();
    }
    held.give(() -> "news");
    assertThat(answers).containsExactly("news");
    listeners.getFirst().onTimeout(null);
    held.give(() -> "late news");
    assertThat(answers).containsExactly("news");
  }

  private HttpServletRequest request(boolean waits) {
    AsyncContext context =
        as(
            AsyncContext.class,
            (proxy, method, arguments) -> {
              boolean unused =
                  method.getName().equals("setTimeout")
                      ? limits.add(arguments[0])
                      : listeners.add((AsyncListener) arguments[0]);
              return null;
            });
    return as(
        HttpServletRequest.class,
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "isAsyncStarted" -> waits;
              case "getAsyncContext" -> context;
              default -> throw new UnsupportedOperationException(method.getName());
            });
  }

  private static <T> T as(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
