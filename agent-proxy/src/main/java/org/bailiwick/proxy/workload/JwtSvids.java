package org.bailiwick.proxy.workload;

import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.wit.JwtSvidClient;
import org.bailiwick.client.wit.WorkloadToken;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.proxy.grpc.GrpcRefusal;
import org.bailiwick.proxy.grpc.GrpcStatus;
import org.bailiwick.proxy.grpc.GrpcStream;
import org.bailiwick.proxy.rules.WorkloadApiRules;

/**
 * The method {@code FetchJWTSVID}. Tokens come from the authority, for recipients that the rules
 * list, and are given out again until two thirds of their time are over. Threads of their own wait
 * for the authority.
 */
final class JwtSvids implements AutoCloseable {
  private static final int THREADS = 2;
  private static final int WAITING = 256;
  private static final int KEPT = 64;
  private static final int AUDIENCE = 1;
  private static final int SPIFFE_ID = 2;

  /** Asks the authority for a token of the credential in use. */
  interface Source {
    /**
     * A new token.
     *
     * @throws ProblemException the authority's refusal
     */
    WorkloadToken fetch(SerialNumber serial, List<String> audiences);
  }

  private record Key(SerialNumber serial, List<String> audiences) {}

  private final CredentialFolder folder;
  private final Source source;
  private final WorkloadApiRules rules;
  private final InstantSource clock;
  private final Consumer<String> log;
  private final SequencedMap<Key, WorkloadToken> kept = new LinkedHashMap<>();
  private final ExecutorService threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(WAITING),
          Thread.ofPlatform().daemon().name("jwt-svid-", 0).factory());

  JwtSvids(
      CredentialFolder folder,
      Source source,
      WorkloadApiRules rules,
      InstantSource clock,
      Consumer<String> log) {
    this.folder = folder;
    this.source = source;
    this.rules = rules;
    this.clock = clock;
    this.log = log;
  }

  /** Tokens from the authority by mutual TLS with the credential of the folder. */
  static Source authority(CredentialFolder folder, WorkloadWatch.BundleOrigin origin) {
    return (serial, audiences) -> {
      try (JwtSvidClient client = new JwtSvidClient(origin.authority(), origin.trusted(), folder)) {
        return client.fetch(serial, audiences);
      }
    };
  }

  /** Section 6.2.1 of the Workload API: one token for all audiences of the request. */
  Optional<GrpcRefusal> fetch(byte[] request, GrpcStream stream) {
    Optional<RequestFields> fields = RequestFields.read(request);
    if (fields.isEmpty()) {
      return Optional.of(invalid("request-form", "The request is no message of this method"));
    }
    Set<String> audiences = new TreeSet<>(fields.get().all(AUDIENCE));
    Optional<GrpcRefusal> refusal = refusal(audiences);
    if (refusal.isPresent()) {
      return refusal;
    }
    try {
      threads.execute(() -> answer(List.copyOf(audiences), fields.get().last(SPIFFE_ID), stream));
      return Optional.empty();
    } catch (RejectedExecutionException full) {
      return Optional.of(
          new GrpcRefusal(GrpcStatus.RESOURCE_EXHAUSTED, "calls-at-once", "Too many calls wait"));
    }
  }

  private Optional<GrpcRefusal> refusal(Collection<String> audiences) {
    if (audiences.isEmpty() || audiences.contains("")) {
      return Optional.of(invalid("workload-audience", "The request has no audience"));
    }
    return rules.jwtAudiences().containsAll(audiences)
        ? Optional.empty()
        : Optional.of(
            new GrpcRefusal(
                GrpcStatus.PERMISSION_DENIED,
                "workload-jwt-svid",
                "The operator of this proxy lists no such audience"));
  }

  private void answer(List<String> audiences, String wanted, GrpcStream stream) {
    try {
      AgentCredential credential = folder.credential();
      String id = credential.agent().toString();
      if (!wanted.isEmpty() && !wanted.equals(id)) {
        refuse(stream, GrpcStatus.PERMISSION_DENIED, "workload-spiffe-id", "Not the agent's id");
        return;
      }
      ProtocolBuffer svid =
          new ProtocolBuffer().text(1, id).text(2, token(credential.serial(), audiences));
      rules.hint().ifPresent(hint -> svid.text(3, hint));
      stream.answer(new ProtocolBuffer().message(1, svid).encoded());
    } catch (ProblemException refused) {
      refuse(stream, status(refused.type()), refused.check(), "The authority gave no token");
    } catch (RuntimeException e) { // whatever is wrong with the folder, the call has an end
      refuse(stream, GrpcStatus.INTERNAL, e.getClass().getSimpleName(), "The server failed");
    }
  }

  private static GrpcStatus status(ProblemType type) {
    return type.status() >= 500 ? GrpcStatus.UNAVAILABLE : GrpcStatus.PERMISSION_DENIED;
  }

  /** One thread at a time asks, so that a token is fetched once for all that wait for it. */
  private synchronized String token(SerialNumber serial, List<String> audiences) {
    Key key = new Key(serial, audiences);
    WorkloadToken usable = kept.get(key);
    if (usable == null || !clock.instant().isBefore(usable.dueAt())) {
      kept.remove(key);
      usable = source.fetch(serial, audiences);
      kept.put(key, usable);
      if (kept.size() > KEPT) {
        kept.pollFirstEntry();
      }
    }
    return usable.text();
  }

  private void refuse(GrpcStream stream, GrpcStatus status, String check, String detail) {
    log.accept("workload-api method=FetchJWTSVID refused=%s check=%s".formatted(status, check));
    stream.refuse(new GrpcRefusal(status, check, detail));
  }

  private static GrpcRefusal invalid(String check, String detail) {
    return new GrpcRefusal(GrpcStatus.INVALID_ARGUMENT, check, detail);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
