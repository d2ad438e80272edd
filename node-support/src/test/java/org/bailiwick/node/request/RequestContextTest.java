package org.bailiwick.node.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestContextTest {

  @AfterEach
  void leave() {
    RequestContext.leave();
  }

  @Test
  void outsideOfARequestThereIsNone() {
    RequestContext.identify("spiffe://bailiwick.example/agent/a");
    assertThat(RequestContext.currentId()).isEqualTo("none");
    assertThat(RequestContext.currentOperation()).isEqualTo("none");
    assertThat(RequestContext.currentSubject()).isEqualTo("anonymous");
  }

  @Test
  void goesWithWorkIntoAnotherThreadAndNotFurther() throws InterruptedException {
    RequestContext request = new RequestContext("request-1", "GET /a");
    RequestContext.enter(request);
    RequestContext.identify("spiffe://bailiwick.example/agent/a");
    List<String> seen = new ArrayList<>();
    Runnable carried = RequestContext.carrier().apply(() -> seen.add(state()));
    Thread other =
        new Thread(
            () -> {
              carried.run();
              seen.add(state());
            });
    other.start();
    other.join();
    assertThat(seen)
        .containsExactly(
            "request-1 GET /a spiffe://bailiwick.example/agent/a", "none none anonymous");
    assertThat(request.id()).as("held until here").isEqualTo("request-1");
  }

  @Test
  void whoIsOnlyDescribedIsNobodyKnown() {
    assertThat(RequestContext.sourceOfUnknown()).as("outside of a request").isEmpty();
    RequestContext request = new RequestContext("request-1", "GET /a");
    RequestContext.enter(request);
    assertThat(RequestContext.sourceOfUnknown()).contains("unknown");
    RequestContext.comesFrom("192.0.2.7");
    RequestContext.describe("a key of its own");
    assertThat(RequestContext.currentSubject()).isEqualTo("a key of its own");
    assertThat(RequestContext.sourceOfUnknown()).contains("192.0.2.7");
    RequestContext.identify("spiffe://bailiwick.example/agent/a");
    RequestContext.describe("another key");
    assertThat(RequestContext.currentSubject()).isEqualTo("spiffe://bailiwick.example/agent/a");
    assertThat(RequestContext.sourceOfUnknown()).isEmpty();
    assertThat(request.id()).as("held until here").isEqualTo("request-1");
  }

  /** A request that waits for its answer leaves its thread without a word. */
  @Test
  void aThreadDoesNotKeepARequestThatNobodyElseHolds() {
    RequestContext.enter(new RequestContext("request-2", "GET /long-poll"));
    await()
        .pollInSameThread()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              System.gc();
              return RequestContext.currentId().equals("none");
            });
  }

  private static String state() {
    return RequestContext.currentId()
        + " "
        + RequestContext.currentOperation()
        + " "
        + RequestContext.currentSubject();
  }
}
