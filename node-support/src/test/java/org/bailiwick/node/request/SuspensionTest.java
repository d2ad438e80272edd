package org.bailiwick.node.request;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SuspensionTest {
  private final List<Object> limits = new ArrayList<>();

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

  private HttpServletRequest request(boolean waits) {
    AsyncContext context =
        as(
            AsyncContext.class,
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("setTimeout");
              limits.add(arguments[0]);
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
