package org.bailiwick.master.callout;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.inventory.AssetName;
import org.bailiwick.master.inventory.KnownDomain;
import org.bailiwick.node.grants.JobsEndpoint;
import org.bailiwick.node.outbound.GuardedSession;

/**
 * The protocol of partner domains: a step becomes a job of one step there. Each call gets an access
 * token for a grant of its own (identity chaining section 2.4) and forgets it afterwards. It keeps
 * no state.
 */
public final class DomainCaller {

  private static final Duration UNAVAILABLE = Duration.ofSeconds(2);

  /** Problems of the node that pass by; a try after any other one would end alike. */
  private static final Set<ProblemType> PASSING =
      Set.of(ProblemType.DEPENDENCY_UNAVAILABLE, ProblemType.SIGNER_UNAVAILABLE);

  /**
   * A step that another domain does.
   *
   * @param purpose of its job
   */
  public record RemoteStep(
      String purpose, String id, Capability capability, CapabilitySet delegates) {

    CapabilitySet scope() {
      return CapabilitySet.of(
          Stream.concat(Stream.of(capability), delegates.stream()).collect(Collectors.toSet()));
    }
  }

  /** The other domain's server gave no token. */
  private static final class NoToken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient CallAnswer answer;

    private NoToken(CallAnswer answer) {
      super("no token", null, false, false);
      this.answer = answer;
    }
  }

  private final Function<TrustDomain, Optional<KnownDomain>> known;
  private final DomainGrants grants;
  private final int maxAnswerBytes;

  /**
   * The function tells which domains take jobs now.
   *
   * @param maxAnswerBytes longest answer, as for agents
   */
  public DomainCaller(
      Function<TrustDomain, Optional<KnownDomain>> known, DomainGrants grants, int maxAnswerBytes) {
    this.known = known;
    this.grants = grants;
    this.maxAnswerBytes = maxAnswerBytes;
  }

  /** The domain with this name, if the description of a partner says that it takes jobs. */
  public Optional<KnownDomain> find(AssetName name) {
    return name.domain().flatMap(known);
  }

  /**
   * The agent that the Master Agent is there.
   *
   * @throws ProblemException dependency-unavailable when it has no usable credential
   */
  public AgentId agent() {
    return grants.agent();
  }

  /** Calls this domain for this step. The token of a call is the Txn-Token of the step. */
  public AssetCaller to(KnownDomain domain, RemoteStep step) {
    return new ToDomain(domain, step);
  }

  /**
   * Cancels the job that does this step, whose result nobody wants any more. The answer comes
   * within the time limit and never as an exception.
   */
  public CompletableFuture<WithdrawalAnswer> withdraw(
      KnownDomain domain, WithdrawnWork work, String stepId) {
    Optional<StatusUrl> place = StatusUrl.find(domain.jobs().uri(), work.statusUrl());
    if (place.isEmpty()) {
      return CompletableFuture.completedFuture(
          new WithdrawalAnswer.Failed(AnswerReader.STATUS_URL, ""));
    }
    try {
      DomainGrants.Grant grant = grants.forWithdrawal(domain, work.requestId(), stepId);
      Exchange exchange = new Exchange(domain.jobs(), grant, work.timeout());
      return exchange
          .send(token -> plain(place.get().uri(), token, work.requestId()).DELETE().build())
          .handle(
              (response, failure) ->
                  failure == null
                      ? WithdrawalAnswer.of(response)
                      : WithdrawalAnswer.of(failed(failure)));
    } catch (ProblemException e) {
      return CompletableFuture.completedFuture(WithdrawalAnswer.of(refused(e)));
    }
  }

  private static HttpRequest.Builder plain(URI uri, String token, String requestId) {
    return HttpRequest.newBuilder(uri)
        .header("Accept", "application/json, application/problem+json")
        .header("Authorization", "Bearer " + token)
        .header("X-Request-ID", requestId);
  }

  private static CallAnswer refused(ProblemException refusal) {
    String reason = refusal.type().slug() + ": " + refusal.check();
    return PASSING.contains(refusal.type())
        ? new CallAnswer.Busy(reason, UNAVAILABLE)
        : new CallAnswer.Refused(reason);
  }

  private static CallAnswer failed(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return cause instanceof NoToken none ? none.answer : CallFailure.answer(failure);
  }

  private final class ToDomain implements AssetCaller {

    private final KnownDomain domain;
    private final RemoteStep step;

    ToDomain(KnownDomain domain, RemoteStep step) {
      this.domain = domain;
      this.step = step;
    }

    @Override
    public PendingCall begin(StepCall call, String work) {
      URI uri = domain.jobs().uri();
      return call(
          call,
          token ->
              plain(uri, token, call.requestId())
                  .header("Content-Type", "application/json")
                  .header("Idempotency-Key", call.idempotencyKey())
                  .POST(BodyPublishers.ofString(RemoteJob.of(step, domain.target(), work)))
                  .build(),
          this::posted);
    }

    @Override
    public PendingCall ask(StepCall call, String statusUrl) {
      // The service may be at another place than when the job was posted.
      Optional<StatusUrl> place = StatusUrl.find(domain.jobs().uri(), statusUrl);
      return place.isEmpty()
          ? PendingCall.answered(new CallAnswer.Refused(AnswerReader.STATUS_URL))
          : call(
              call,
              token -> plain(place.get().uri(), token, call.requestId()).GET().build(),
              this::told);
    }

    private PendingCall call(
        StepCall call,
        Function<String, HttpRequest> request,
        Function<HttpResponse<byte[]>, CallAnswer> reading) {
      CompletableFuture<HttpResponse<byte[]>> sent;
      try {
        DomainGrants.Grant grant = grants.forStep(domain, call.token(), step.scope());
        sent = new Exchange(domain.jobs(), grant, call.timeout()).send(request);
      } catch (ProblemException e) {
        return PendingCall.answered(refused(e));
      }
      CompletableFuture<CallAnswer> answer =
          sent.handle(
                  (response, failure) ->
                      failure == null ? reading.apply(response) : failed(failure))
              // An unexpected fault becomes an answer, too, because the caller waits for one.
              .exceptionally(fault -> new CallAnswer.Refused(AnswerReader.MALFORMED));
      return new PendingCall(sent, answer);
    }

    /** A job is accepted only if its state can be asked for below the service's own URI. */
    private CallAnswer posted(HttpResponse<byte[]> response) {
      if (response.statusCode() / 100 != 2) {
        return AnswerReader.failure(response);
      }
      return response
          .headers()
          .firstValue("Location")
          .flatMap(location -> StatusUrl.find(domain.jobs().uri(), location))
          .<CallAnswer>map(
              place ->
                  new CallAnswer.Accepted(
                      WorkState.SUBMITTED, Optional.of(place.toString()), Optional.empty()))
          .orElseGet(() -> new CallAnswer.Refused(AnswerReader.STATUS_URL));
    }

    private CallAnswer told(HttpResponse<byte[]> response) {
      if (response.statusCode() != 200) {
        return AnswerReader.failure(response);
      }
      boolean isJob = response.uri().getPath().startsWith(domain.jobs().uri().getPath() + "/");
      return isJob ? RemoteJob.state(response.body()) : RemoteJob.output(response.body());
    }
  }

  /** A token request and the request with the token, within one time limit. */
  private final class Exchange {

    private final JobsEndpoint service;
    private final DomainGrants.Grant grant;
    private final Duration limit;

    Exchange(JobsEndpoint service, DomainGrants.Grant grant, Duration limit) {
      this.service = service;
      this.grant = grant;
      this.limit = limit;
    }

    /** Its cancellation, and the end of the time limit, close the connections. */
    CompletableFuture<HttpResponse<byte[]>> send(Function<String, HttpRequest> request) {
      GuardedSession tokens = session(service.tokenEndpoint());
      GuardedSession jobs = session(service.uri());
      CompletableFuture<HttpResponse<byte[]>> sent =
          tokens
              .begin(RemoteJob.tokenRequest(service, grant))
              .thenCompose(answer -> asked(jobs, request.apply(tokenOf(answer))));
      CompletableFuture<HttpResponse<byte[]>> bounded =
          sent.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS);
      var unused =
          bounded.whenComplete(
              (response, failure) -> {
                tokens.close();
                jobs.close();
              });
      return bounded;
    }

    /** A result that the job only refers to is read, too, at the place that this service has it. */
    private CompletableFuture<HttpResponse<byte[]>> asked(
        GuardedSession jobs, HttpRequest request) {
      CompletableFuture<HttpResponse<byte[]>> first = jobs.begin(request);
      return request.method().equals("GET")
          ? first.thenCompose(
              answer ->
                  RemoteJob.resultId(answer.body())
                      .map(id -> service.uri().resolve("results/" + id))
                      .map(
                          uri ->
                              jobs.begin(
                                  HttpRequest.newBuilder(request, (n, v) -> true).uri(uri).build()))
                      .orElse(first))
          : first;
    }

    private GuardedSession session(URI uri) {
      return GuardedSession.open(
          uri,
          new GuardedSession.Tls(service.tlsAnchors(), Optional.of(grant.identity())),
          maxAnswerBytes,
          limit);
    }

    private static String tokenOf(HttpResponse<byte[]> response) {
      RemoteJob.TokenAnswer answer = RemoteJob.token(response);
      return answer.token().orElseThrow(() -> new NoToken(answer.refusal()));
    }
  }
}
