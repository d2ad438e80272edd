package org.bailiwick.system.domainnodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.Machine;
import org.bailiwick.system.Officer;
import org.bailiwick.system.domainnodes.DomainNodes.Node;
import org.bailiwick.system.master.Partner;

/**
 * An agent that has work until it is revoked, and another agent that may have a part of its own
 * work done by it, as long as that is so.
 */
final class Victim implements AutoCloseable {
  /** docs/trust.md: the time of one answer of the event feed. */
  static final Duration PROMISED = Duration.ofSeconds(1);

  private static final Duration LONGEST_ANSWER = Duration.ofSeconds(30);
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final Duration PAUSE = Duration.ofMillis(400);
  private static final String TXN_TOKEN = "urn:ietf:params:oauth:token-type:txn_token";
  private static final int UNAUTHORIZED = 401;
  private static final int BAD_REQUEST = 400;

  private final DomainNodes domain;
  private final Buyer buyer;
  private final Books books;
  private final String capability;
  private final CountingAgent agent;
  private final CountingAgent client;
  private final String clientsCapability;
  private final List<String> jobs = new CopyOnWriteArrayList<>();
  private final Thread work = Thread.ofPlatform().unstarted(this::giveWork);
  private final List<String> tooEarly = new CopyOnWriteArrayList<>();
  private volatile boolean over;
  private volatile Instant revoking = Instant.MAX;
  private Instant revoked = Instant.MAX;

  private Victim(DomainNodes domain, Buyer buyer, Books books, int number) {
    this.domain = domain;
    this.buyer = buyer;
    this.books = books;
    this.capability = "receipt.write@1?v=" + number;
    this.clientsCapability = "receipt.write@1?client=" + number;
    this.agent = CountingAgent.listed(domain, books, capability);
    this.client = CountingAgent.holding(domain, books, clientsCapability);
  }

  /** Has jobs for itself at whatever node, and the other agent one at this node. */
  static Victim atWork(DomainNodes domain, Buyer buyer, Books books, Node node) {
    Victim victim = new Victim(domain, buyer, books, NUMBERS.getAndIncrement());
    victim.begin(node);
    return victim;
  }

  private void begin(Node node) {
    jobs.add(buyer.postAt(node, delegating()));
    await("the agent has its token")
        .atMost(DomainNodes.PATIENCE)
        .until(() -> client.token().isPresent());
    for (Node each : domain.both()) {
      await("token for the agent at " + each)
          .atMost(DomainNodes.PATIENCE)
          .until(() -> exchange(each).status() == 200);
    }
    work.start();
    await("work").atMost(DomainNodes.PATIENCE).until(() -> !books.of(agent.id()).isEmpty());
  }

  private String delegating() {
    return """
    {"purpose": "delegate", "steps": [
      {"id": "d", "capability": "%s", "input": {"n": 1}, "delegates": ["%s"]}]}
    """
        .formatted(clientsCapability, capability);
  }

  private void giveWork() {
    String job =
        """
        {"purpose": "one", "steps": [{"id": "v", "capability": "%s", "input": {"n": 1}}]}
        """
            .formatted(capability);
    while (!over) {
      Answer answer = buyer.offer(job);
      Instant answered = Instant.now();
      if (Buyer.isAccepted(answer)) {
        jobs.add(answer.text("id"));
      } else if (answered.isBefore(revoking)) {
        tooEarly.add(answered + ": " + answer.body());
      }
      Times.rest(PAUSE);
    }
  }

  /** A token that the other agent could call it with. */
  private Answer exchange(Node node) {
    Map<String, String> form =
        Map.of(
            "grant_type",
            "urn:ietf:params:oauth:grant-type:token-exchange",
            "subject_token",
            client.token().orElseThrow(),
            "subject_token_type",
            TXN_TOKEN,
            "requested_token_type",
            TXN_TOKEN,
            "audience",
            "bailiwick.example",
            "scope",
            capability,
            "resource",
            agent.id());
    Call call = new Partner(domain.nodes()).exchange(form);
    return domain.wire().send(call.as(client.credential()).through(node.port()));
  }

  /** Revokes it; the time of the answer. */
  Instant revoke() {
    revoking = Instant.now();
    domain
        .wire()
        .send(Officer.order(domain.nodes(), agent.serial(), "key-compromise"))
        .expecting(201);
    revoked = Instant.now();
    return revoked;
  }

  /**
   * The time since then until this node refuses it, and tokens for it. What is refused is written,
   * and that may wait for a node that stands still; so the time of the question counts.
   */
  Duration refusedAt(Node node, Instant since) {
    AtomicReference<Instant> asked = new AtomicReference<>(since);
    await("refused at " + node)
        .atMost(Machine.bound(PROMISED).plus(LONGEST_ANSWER))
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptions()
        .until(
            () -> {
              asked.set(Instant.now());
              return isRefused(node);
            });
    return Duration.between(since, asked.get());
  }

  private boolean isRefused(Node node) {
    Call search =
        Call.get(domain.nodes().registry("/v1/discovery?capability=fx.rates@1"))
            .through(node.port());
    Answer itself = domain.wire().send(search.as(agent.credential()));
    return itself.status() == UNAUTHORIZED
        && itself.body().contains("credential-revoked")
        && isTokenRefused(exchange(node));
  }

  private static boolean isTokenRefused(Answer answer) {
    return answer.status() == BAD_REQUEST && answer.body().contains("invalid_target");
  }

  /** From this time on its work is over, and the other agent has done its own. */
  @Override
  public void close() {
    over = true;
    client.release();
    await("the other agent's job has ended")
        .atMost(DomainNodes.PATIENCE)
        .until(() -> !buyer.read(jobs.getFirst()).text("state").equals("running"));
    try {
      work.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Nobody called it later than that after its revocation, or after this node went on that had
   * stood still.
   */
  void requireCalledNoMore(Optional<Instant> wentOn) {
    Duration bound = Machine.bound(PROMISED);
    assertThat(books.of(agent.id()))
        .filteredOn(call -> call.at().isAfter(revoked.plus(bound)))
        .filteredOn(
            call ->
                wentOn
                    .filter(on -> call.at().isAfter(on) && call.at().isBefore(on.plus(bound)))
                    .isEmpty())
        .as("calls after %s by nodes, one of which went on at %s", revoked, wentOn)
        .isEmpty();
  }

  /** Nobody called it after this time. */
  void requireNotCalledAfter(Instant time) {
    assertThat(books.of(agent.id()))
        .filteredOn(call -> call.at().isAfter(time))
        .as("calls after %s", time)
        .isEmpty();
  }

  /** Its jobs are done, or say that it was revoked; the other agent's is done. */
  void requireEnds() {
    assertThat(tooEarly).as("refusals before the revocation").isEmpty();
    for (String job : jobs) {
      Answer end = buyer.read(job);
      if (end.text("state").equals("failed")) {
        assertThat(end.text("reason"))
            .containsAnyOf("credential-revoked: ", "agent-not-available: ", "agent-not-listed: ");
      } else {
        assertThat(end.text("state")).as(end.body()).isEqualTo("done");
      }
    }
  }

  /** Ends both agents. */
  void stop() {
    agent.close();
    client.close();
  }
}
