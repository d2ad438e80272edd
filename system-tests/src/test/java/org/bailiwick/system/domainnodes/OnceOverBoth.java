package org.bailiwick.system.domainnodes;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Call;
import org.bailiwick.system.Jws;
import org.bailiwick.system.Machine;
import org.bailiwick.system.domainnodes.DomainNodes.Node;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.master.Partner;

/** What is used many times at once at both nodes, and counts once, or the same at both. */
final class OnceOverBoth {
  private static final int USES = 50;

  /** More than a page of a search has. */
  private static final int AGENTS = 51;

  private static final int AT_ONCE = 4;
  private static final int OK = 200;
  private static final int BUSY = 503;
  private static final int MOST_AGAIN = 10;
  private static final long MINUTE = 60;

  /** docs/deploy.md: a cancellation at another node. */
  private static final Duration PROMISED = Duration.ofSeconds(1);

  /** For the question that finds it out. */
  private static final int MARGIN_MILLIS = 300;

  private final DomainNodes domain;

  OnceOverBoth(DomainNodes domain) {
    this.domain = domain;
  }

  void aGrantIsTakenOnce() throws InterruptedException {
    Partner partner = new Partner(domain.nodes());
    Map<String, String> form = Partner.form(partner.grant().compact());
    Call exchange = partner.exchange(form).as(domain.nodes().partner("buyer"));
    requireOne(sent(domain.overBoth(exchange, USES)), "invalid_grant");
  }

  /** A nonce of one node counts at both, and a proof with it once (threat 38). */
  void aProofOfAKeyIsTakenOnce() throws InterruptedException {
    DpopGrants grants = new DpopGrants(domain);
    requireOne(sent(grants.overBoth(grants.proof(), USES)), "invalid_dpop_proof");
  }

  /** What was used before a node was killed is used after it has started again. */
  void whatWasUsedStaysUsed(Runnable restart) throws InterruptedException {
    Partner partner = new Partner(domain.nodes());
    Call grant =
        partner
            .exchange(Partner.form(partner.grant().compact()))
            .as(domain.nodes().partner("buyer"));
    domain.wire().send(grant.through(domain.first().port())).expecting(OK);
    DpopGrants grants = new DpopGrants(domain);
    String proof = grants.proof();
    domain.wire().send(grants.overBoth(proof, 1).getFirst()).expecting(OK);
    restart.run();
    requireNone(sent(domain.overBoth(grant, USES)), "invalid_grant");
    // On a slow machine the nonce is too old by now.
    requireNone(sent(grants.overBoth(proof, USES)), "dpop_");
  }

  private static void requireNone(List<Answer> answers, String reason) {
    assertThat(answers)
        .hasSize(USES)
        .allSatisfy(answer -> assertThat(answer.status()).isNotEqualTo(OK))
        .allSatisfy(answer -> assertThat(answer.body()).contains(reason));
  }

  void aProofOfPossessionIsTakenOnce() throws InterruptedException {
    Enrolment enrolment = new Enrolment(domain.nodes(), domain.wire());
    enrolment
        .statement()
        .claim("validation_methods", List.of("mtls", "wit"))
        .claim("formats", List.of("x509", "wit"));
    Answer granted = domain.wire().send(enrolment.call()).expecting(201);
    TestLeaf agent =
        new TestLeaf(enrolment.key().getPrivate(), Pem.certificates(granted.text("chain")));
    URI search = domain.nodes().registry("/v1/discovery");
    Call call =
        Call.get(URI.create(search + "?capability=fx.rates@1"))
            .header("Workload-Identity-Token", granted.text("wit"))
            .header("Workload-Proof-Token", proof(agent, granted.text("wit"), search));
    requireOne(sent(domain.overBoth(call, USES)), "proof-of-possession-failed");
  }

  /** A search that one node has begun goes on at both, with the same agents. */
  void aPageTokenCountsAtBoth() throws InterruptedException {
    List<TestLeaf> agents = inThreads(AT_ONCE, AGENTS, this::listed);
    URI search = domain.nodes().registry("/v1/discovery?capability=fx.rates@1");
    Answer page =
        domain
            .wire()
            .send(Call.get(search).as(agents.getFirst()).through(domain.first().port()))
            .expecting(OK);
    URI next = URI.create(search + "&page_token=" + page.text("next_page_token"));
    List<Answer> answers = sent(domain.overBoth(Call.get(next).as(agents.getFirst()), USES));
    assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(OK));
    assertThat(answers.stream().map(Answer::body).distinct()).hasSize(1);
    assertThat(answers.getFirst().json().getJsonArray("agents")).isNotEmpty();
  }

  private TestLeaf listed() {
    TestLeaf agent = CountingAgent.enrolled(domain, "fx.rates@1", 1);
    CountingAgent.register(domain, agent);
    return agent;
  }

  void aJobThatIsCancelledAtOneEndsAtTheOther() {
    Buyer buyer = new Buyer(domain);
    Books books = new Books();
    String job =
        """
        {"purpose": "one", "steps": [
          {"id": "x", "capability": "receipt.write@1?x=1", "input": {"n": 1}},
          {"id": "y", "capability": "receipt.write@1?x=1", "input": {"n": 1}, "after": ["x"]}]}
        """;
    try (CountingAgent agent = CountingAgent.holding(domain, books, "receipt.write@1?x=1")) {
      for (Node node : domain.both()) {
        int before = books.calls();
        String posted = buyer.postAt(node, job);
        await("the agent is called by " + node)
            .atMost(DomainNodes.PATIENCE)
            .until(() -> books.calls() > before);
        assertThat(domain.metric(node, "master_calls_running")).isEqualTo(1);
        requireEndsAt(node, () -> cancel(buyer, posted, domain.other(node)));
        assertThat(buyer.read(posted).text("state")).isEqualTo("cancelled");
      }
      agent.release();
      assertThat(books.effects().values()).allSatisfy(agents -> assertThat(agents).hasSize(1));
      assertThat(books.effects().keySet()).allSatisfy(key -> assertThat(key).endsWith("/x"));
    }
  }

  private void cancel(Buyer buyer, String job, Node node) {
    Call delete = Call.delete(domain.nodes().master("/v1/jobs/" + job));
    buyer.send(delete.through(node.port())).expecting(OK);
  }

  private void requireEndsAt(Node node, Runnable ending) {
    Machine.alone(
        () -> {
          ending.run();
          Instant ended = Instant.now();
          await("the call is given up")
              .atMost(Machine.bound(PROMISED).plusSeconds(1))
              .pollInterval(Duration.ofMillis(20))
              .until(() -> domain.metric(node, "master_calls_running") == 0);
          Duration took = Duration.between(ended, Instant.now());
          Machine.report("cancelled at the other node", took, PROMISED);
          assertThat(took).isLessThan(Machine.bound(PROMISED).plusMillis(MARGIN_MILLIS));
        });
  }

  private static String proof(TestLeaf agent, String wit, URI audience) {
    long now = Instant.now().getEpochSecond();
    return new Jws("ES256", "wpt+jwt", agent.key())
        .header("x5c", List.of(base64(agent)))
        .claim("aud", audience.toString())
        .claim("iat", now)
        .claim("exp", now + MINUTE)
        .claim("jti", UUID.randomUUID().toString())
        .claim("wth", digest(wit))
        .compact();
  }

  private static String base64(TestLeaf agent) {
    try {
      return Base64.getEncoder().encodeToString(agent.certificate().getEncoded());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String digest(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(ISO_8859_1));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Answer> sent(List<Call> calls) throws InterruptedException {
    List<Call> left = new ArrayList<>(calls);
    return inThreads(calls.size(), calls.size(), () -> served(taken(left).orElseThrow()));
  }

  /** A busy node may ask to come again later; it has looked at nothing of such a request. */
  private Answer served(Call call) {
    Answer answer = domain.wire().send(call);
    for (int again = 0; again < MOST_AGAIN && answer.status() == BUSY; again++) {
      Times.rest(Duration.ofSeconds(1));
      answer = domain.wire().send(call);
    }
    return answer;
  }

  private static Optional<Call> taken(List<Call> calls) {
    synchronized (calls) {
      return calls.isEmpty() ? Optional.empty() : Optional.of(calls.removeLast());
    }
  }

  private static <T> List<T> inThreads(int threads, int times, Callable<T> work)
      throws InterruptedException {
    List<T> results = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<T>> waiting = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        waiting.add(executor.submit(work));
      }
      for (Future<T> one : waiting) {
        results.add(one.get());
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    return results;
  }

  /** One was taken, and every other one was refused for this reason. */
  private static void requireOne(List<Answer> answers, String reason) {
    assertThat(answers).hasSize(USES);
    assertThat(answers.stream().filter(answer -> answer.status() == OK))
        .as("statuses: %s", answers.stream().map(Answer::status).toList())
        .hasSize(1);
    assertThat(answers.stream().filter(answer -> answer.status() != OK))
        .allSatisfy(answer -> assertThat(answer.body()).contains(reason));
  }
}
