package org.bailiwick.client.enrolment;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.NextCredential;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Renews the credential of a folder: a new enrolment of the same name that names the credential it
 * replaces. The request is on the disk before it is sent and until it is answered, so that a try
 * after a crash is the same renewal and not a second one, which the authority would take for a
 * clone's (docs/enrolment-api.md).
 */
public final class CredentialRenewal {
  private static final int SERVER_ERROR = 500;

  /** Of the validity, where the authority did not say when. */
  private static final double DUE_PART = 2.0 / 3.0;

  private final AuthorityClient authority;
  private final CredentialFolder folder;
  private final Renewed subject;
  private final Clock clock;

  /**
   * What is renewed: who stands behind it now, what is asked for, which key, and whether the
   * replaced credential is named. The first two are read at each renewal: tokens in them last for
   * minutes.
   */
  public record Renewed(
      Supplier<Applicant> applicant,
      Supplier<EnrolmentOrder> order,
      NextKey key,
      Succession succession) {

    /** One that names what it replaces. */
    public Renewed(Supplier<Applicant> applicant, Supplier<EnrolmentOrder> order, NextKey key) {
      this(applicant, order, key, Succession.NAMED);
    }
  }

  public CredentialRenewal(AuthorityClient authority, CredentialFolder folder, Renewed subject) {
    this(authority, folder, subject, Clock.systemUTC());
  }

  CredentialRenewal(
      AuthorityClient authority, CredentialFolder folder, Renewed subject, Clock clock) {
    this.authority = authority;
    this.folder = folder;
    this.subject = subject;
    this.clock = clock;
  }

  /** When it is to be renewed: what the authority said, else after two thirds of the validity. */
  public Instant dueAt() {
    return folder.renewAt().orElseGet(this::partOfValidity);
  }

  private Instant partOfValidity() {
    var leaf = folder.chain().getFirst();
    Instant begin = leaf.getNotBefore().toInstant();
    Duration validity = Duration.between(begin, leaf.getNotAfter().toInstant());
    return begin.plusSeconds((long) (validity.toSeconds() * DUE_PART));
  }

  /** Whether it is time, or a request that was sent has no answer yet. */
  public boolean isDue() {
    return folder.next().request().isPresent() || !clock.instant().isBefore(dueAt());
  }

  /**
   * Renews now. A refusal is the authority's problem; while there is no answer
   * (DEPENDENCY_UNAVAILABLE and its like) the next call repeats the same request.
   */
  public IssuedCredential renew() {
    NextCredential next = folder.next();
    return next.alone(() -> repeated(next).orElseGet(() -> send(next, begun(next))));
  }

  /** The renewal that was sent before, if it was; empty when the authority does not know it. */
  private Optional<IssuedCredential> repeated(NextCredential next) {
    Optional<String> sent = next.request();
    if (sent.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(send(next, Pending.parse(sent.get())));
    } catch (ProblemException refusal) {
      // It had not arrived, and its nonce or tokens are too old by now: nothing was issued.
      if (isFinal(refusal) && refusal.type() != ProblemType.IDENTITY_FROZEN) {
        return Optional.empty();
      }
      throw refusal;
    }
  }

  private Pending begun(NextCredential next) {
    NextKey.Pair key = subject.key().forRenewal(folder);
    EnrolmentOrder order = order();
    JsonObject body = authority.prepare(subject.applicant().get(), order, key.key());
    Pending pending = new Pending(UUID.randomUUID().toString(), body);
    if (key.fresh().isPresent()) {
      next.begin(key.fresh().get(), pending.text());
    } else {
      next.beginWithSameKey(pending.text());
    }
    return pending;
  }

  private EnrolmentOrder order() {
    EnrolmentOrder order = subject.order().get();
    return switch (subject.succession()) {
      case NAMED -> order.replacing(folder.credential().serial());
      case UNNAMED -> order;
    };
  }

  private IssuedCredential send(NextCredential next, Pending pending) {
    try {
      IssuedCredential issued = authority.enrol(pending.body(), pending.idempotencyKey());
      requireOurs(issued, pending);
      next.complete(issued.chain(), issued.renewAt());
      return issued;
    } catch (ProblemException refusal) {
      if (isFinal(refusal)) {
        next.discard();
      }
      throw refusal;
    }
  }

  /** Not "come again": the authority has decided, and has issued nothing. */
  private static boolean isFinal(ProblemException refusal) {
    return refusal.type().status() < SERVER_ERROR
        && refusal.type() != ProblemType.TOO_MANY_REQUESTS;
  }

  private void requireOurs(IssuedCredential issued, Pending pending) {
    PublicKey certified = issued.chain().getFirst().getPublicKey();
    if (!certified.equals(pending.key()) || !issued.agent().equals(folder.credential().agent())) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "answer-not-ours",
          "The authority answered with a certificate of another agent or key");
    }
  }

  /** A request as it is kept, with the key under which it is repeated. */
  private record Pending(String idempotencyKey, JsonObject body) {
    static Pending parse(String text) {
      try (JsonReader reader = Json.createReader(new StringReader(text))) {
        JsonObject kept = reader.readObject();
        return new Pending(kept.getString("idempotency_key"), kept.getJsonObject("body"));
      }
    }

    String text() {
      return Json.createObjectBuilder()
          .add("idempotency_key", idempotencyKey)
          .add("body", body)
          .build()
          .toString();
    }

    PublicKey key() {
      return AuthorityClient.requestedKey(body.getString("csr"));
    }

    /** Without the body, which has tokens. */
    @Override
    public String toString() {
      return "Pending[" + idempotencyKey + "]";
    }
  }
}
