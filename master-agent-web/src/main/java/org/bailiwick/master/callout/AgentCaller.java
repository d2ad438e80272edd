package org.bailiwick.master.callout;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.inventory.KnownAgent;
import org.bailiwick.master.storedresult.ResultBounds;
import org.bailiwick.node.outbound.NodeHttp;
import org.bailiwick.node.outbound.spool.AnswerBody;
import org.bailiwick.node.outbound.spool.Spool;

/** The protocol of agents: orders over HTTPS with mutual TLS. It keeps no state. */
public final class AgentCaller {

  /** Longest answer that is no output, and longest output if none is stored by reference. */
  private static final int IN_MEMORY = 4 * 1024 * 1024;

  /** So many answers of the greatest length may wait in files at once. */
  private static final long LONGEST_AT_ONCE = 32;

  private final NodeHttp http;
  private final Spool.Lengths lengths;
  private final Spool spool;

  /** Answers of at most 4 MiB, which are kept in memory. */
  public AgentCaller(NodeHttp http) {
    this(http, ResultBounds.NONE);
  }

  /** Outputs of which the long ones are stored by reference. */
  public AgentCaller(NodeHttp http, ResultBounds bounds) {
    this.http = http;
    this.lengths =
        bounds.isUsed()
            ? new Spool.Lengths(bounds.reference(), IN_MEMORY, bounds.longest())
            : new Spool.Lengths(IN_MEMORY, IN_MEMORY, IN_MEMORY);
    this.spool = Spool.ofProcess(LONGEST_AT_ONCE * lengths.longest());
  }

  /** Calls this agent. */
  public AssetCaller to(KnownAgent agent) {
    return new ToAgent(http, agent, spool.handler(lengths));
  }

  /**
   * Tells this agent that the result of accepted work is not wanted any more. The call has no
   * token, since those of the work have ended; it takes work away and causes none. What it names is
   * checked as for a poll, and the answer comes within the time limit and never as an exception.
   */
  public CompletableFuture<WithdrawalAnswer> withdraw(KnownAgent agent, WithdrawnWork work) {
    Optional<StatusUrl> place = StatusUrl.find(agent.locator(), work.statusUrl());
    if (place.isEmpty()) {
      return CompletableFuture.completedFuture(
          new WithdrawalAnswer.Failed(AnswerReader.STATUS_URL, ""));
    }
    HttpRequest request =
        HttpRequest.newBuilder(place.get().uri())
            .version(HttpClient.Version.HTTP_1_1)
            .timeout(work.timeout())
            .header("Accept", "application/json, application/problem+json")
            .header("Idempotency-Key", work.idempotencyKey())
            .header("X-Request-ID", work.requestId())
            .DELETE()
            .build();
    CompletableFuture<HttpResponse<byte[]>> exchange =
        begun(() -> http.sendAsync(request, agent.agent().spiffeId()));
    return exchange
        .copy()
        .orTimeout(work.timeout().toMillis(), TimeUnit.MILLISECONDS)
        .handle(
            (response, failure) -> {
              if (failure == null) {
                return WithdrawalAnswer.of(response);
              }
              exchange.cancel(true);
              return WithdrawalAnswer.of(CallFailure.answer(failure));
            });
  }

  private static <T> CompletableFuture<HttpResponse<T>> begun(
      Supplier<CompletableFuture<HttpResponse<T>>> sending) {
    try {
      return sending.get();
    } catch (ProblemException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private record ToAgent(NodeHttp http, KnownAgent agent, BodyHandler<AnswerBody> bodies)
      implements AssetCaller {

    @Override
    public PendingCall begin(StepCall call, String work) {
      return send(
          call,
          request(call, agent.locator().uri())
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString(work))
              .build(),
          this::atThisAgent);
    }

    @Override
    public PendingCall ask(StepCall call, String statusUrl) {
      // The locator may be another one than that of the order, so the URL is checked again.
      Optional<StatusUrl> place = StatusUrl.find(agent.locator(), statusUrl);
      return place.isEmpty()
          ? PendingCall.answered(new CallAnswer.Refused(AnswerReader.STATUS_URL))
          : send(call, request(call, place.get().uri()).GET().build(), answer -> answer);
    }

    /** Accepts work only if its state can be asked for at this agent. */
    private CallAnswer atThisAgent(CallAnswer answer) {
      if (!(answer instanceof CallAnswer.Accepted accepted)) {
        return answer;
      }
      return accepted
          .statusUrl()
          .flatMap(location -> StatusUrl.find(agent.locator(), location))
          .<CallAnswer>map(
              place ->
                  new CallAnswer.Accepted(
                      accepted.state(), Optional.of(place.toString()), accepted.after()))
          .orElseGet(() -> new CallAnswer.Refused(AnswerReader.STATUS_URL));
    }

    private PendingCall send(StepCall call, HttpRequest request, UnaryOperator<CallAnswer> check) {
      CompletableFuture<HttpResponse<AnswerBody>> exchange =
          begun(() -> http.sendAsync(request, agent.agent().spiffeId(), bodies));
      // The request's own timeout covers only the answer's header; orTimeout also covers its body.
      CompletableFuture<HttpResponse<AnswerBody>> bounded =
          exchange.copy().orTimeout(call.timeout().toMillis(), TimeUnit.MILLISECONDS);
      CompletableFuture<CallAnswer> answer =
          bounded
              .handle(
                  (response, failure) -> {
                    if (failure == null) {
                      return check.apply(AnswerReader.read(response));
                    }
                    exchange.cancel(true);
                    return CallFailure.answer(failure, request.uri());
                  })
              // An unexpected fault becomes an answer, too, because the caller waits for one.
              .exceptionally(fault -> new CallAnswer.Refused(AnswerReader.MALFORMED));
      return new PendingCall(exchange, answer);
    }

    private static HttpRequest.Builder request(StepCall call, URI url) {
      return HttpRequest.newBuilder(url)
          .version(HttpClient.Version.HTTP_1_1)
          .timeout(call.timeout())
          .header("Accept", "application/json, application/problem+json")
          .header("Txn-Token", call.token())
          .header("Idempotency-Key", call.idempotencyKey())
          .header("X-Request-ID", call.requestId());
    }
  }
}
