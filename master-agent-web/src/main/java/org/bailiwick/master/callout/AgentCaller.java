package org.bailiwick.master.callout;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.outbound.NodeHttp;

/** Sends requests to agents and reads their answers. It keeps no state. */
public final class AgentCaller {

  private final NodeHttp http;

  public AgentCaller(NodeHttp http) {
    this.http = http;
  }

  /** Begins a call. Every failure, even before the request is sent, is reported by the answer. */
  public PendingCall call(AgentCall call) {
    CompletableFuture<HttpResponse<byte[]>> exchange = exchange(call);
    // The request's own timeout covers only the answer's header; orTimeout also covers its body.
    CompletableFuture<HttpResponse<byte[]>> bounded =
        exchange.copy().orTimeout(call.timeout().toMillis(), TimeUnit.MILLISECONDS);
    CompletableFuture<AgentAnswer> answer =
        bounded
            .handle(
                (response, failure) -> {
                  if (failure == null) {
                    return AnswerReader.read(response);
                  }
                  exchange.cancel(true);
                  return CallFailure.answer(failure);
                })
            // An unexpected fault becomes an answer, too, because the caller waits for one.
            .exceptionally(fault -> new AgentAnswer.Refused("agent-answer-malformed"));
    return new PendingCall(exchange, answer);
  }

  private CompletableFuture<HttpResponse<byte[]>> exchange(AgentCall call) {
    try {
      return http.sendAsync(request(call), call.agent().agent().spiffeId());
    } catch (ProblemException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static HttpRequest request(AgentCall call) {
    return HttpRequest.newBuilder(call.agent().locator().uri())
        .version(HttpClient.Version.HTTP_1_1)
        .timeout(call.timeout())
        .header("Content-Type", "application/json")
        .header("Accept", "application/json, application/problem+json")
        .header("Txn-Token", call.token())
        .header("Idempotency-Key", call.idempotencyKey())
        .header("X-Request-ID", call.requestId())
        .POST(BodyPublishers.ofString(call.body()))
        .build();
  }
}
