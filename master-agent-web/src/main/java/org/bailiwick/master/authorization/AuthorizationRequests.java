package org.bailiwick.master.authorization;

import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.identityprovider.LoginSecret;
import org.bailiwick.master.personsession.OneTimeSecret;
import org.bailiwick.node.writer.GroupWriter;

/**
 * The requests that were pushed, and the sign-ins that have begun. Taking one deletes its row, and
 * of several nodes one alone deletes it.
 */
final class AuthorizationRequests {

  /** RFC 9126 section 2.2: a short time, since the client goes on at once. */
  static final Duration REQUEST_LIFETIME = Duration.ofSeconds(60);

  /** The time for a sign-in at the provider. */
  static final Duration SIGN_IN_LIFETIME = Duration.ofMinutes(10);

  static final int MOST_OF_CLIENT = 500;
  static final int MOST = 5000;

  private static final String BY_DIGEST =
      "delete from AuthorizationRequestRow r where r.digest = :digest";

  private final GroupWriter writer;
  private final Clock clock;

  AuthorizationRequests(GroupWriter writer, Clock clock) {
    this.writer = writer;
    this.clock = clock;
  }

  /** A sign-in that has begun: the state for the provider, and the secret for the browser. */
  record Begun(AuthorizationRequest request, OneTimeSecret state, LoginSecret browser) {}

  /** A sign-in that has ended, and when its browser was sent to the provider. */
  record Ended(AuthorizationRequest request, Instant begunAt) {}

  /**
   * Stores a request.
   *
   * @return the secret by which it is found
   * @throws ProblemException too-many-requests while too many wait
   */
  OneTimeSecret push(AuthorizationRequest request) {
    OneTimeSecret secret = OneTimeSecret.random();
    Instant now = clock.instant();
    AuthorizationRequestRow row =
        new AuthorizationRequestRow(
            secret.digest(), Optional.empty(), request, now.plus(REQUEST_LIFETIME));
    writer.commit(
        em -> {
          requireRoom(em, request.client(), now);
          em.persist(row);
        });
    return secret;
  }

  /**
   * Takes a pushed request of this client, and stores the sign-in that begins with it.
   *
   * @throws ProblemException malformed-request when there is none, or it was taken before
   */
  Begun begin(String client, OneTimeSecret pushed) {
    Instant now = clock.instant();
    OneTimeSecret state = OneTimeSecret.random();
    LoginSecret browser = LoginSecret.random();
    AtomicReference<AuthorizationRequest> begun = new AtomicReference<>();
    writer.commit(
        em -> {
          AuthorizationRequestRow row = find(em, pushed, now);
          if (row == null
              || row.browserDigest().isPresent()
              || !row.request().client().equals(client)
              || !take(em, pushed)) {
            throw refused("request-uri-unknown", "The request_uri is unknown, used or expired.");
          }
          begun.set(row.request());
          em.persist(
              new AuthorizationRequestRow(
                  state.digest(),
                  Optional.of(Sha256.hex(browser.value())),
                  row.request(),
                  now.plus(SIGN_IN_LIFETIME)));
        });
    return new Begun(begun.get(), state, browser);
  }

  /**
   * Takes a sign-in that has begun in the browser with this secret.
   *
   * @throws ProblemException malformed-request when there is none, or it was taken before;
   *     policy-denied for another browser
   */
  Ended end(OneTimeSecret state, Optional<LoginSecret> browser) {
    Instant now = clock.instant();
    Optional<String> shown = browser.map(secret -> Sha256.hex(secret.value()));
    AtomicReference<Ended> ended = new AtomicReference<>();
    writer.commit(
        em -> {
          AuthorizationRequestRow row = find(em, state, now);
          if (row == null || row.browserDigest().isEmpty()) {
            throw refused("sign-in-unknown", "There is no such sign-in, or it is over.");
          }
          if (!row.browserDigest().equals(shown)) {
            throw new ProblemException(
                ProblemType.POLICY_DENIED,
                "sign-in-browser",
                "The sign-in did not begin in this browser.");
          }
          if (!take(em, state)) {
            throw refused("sign-in-unknown", "There is no such sign-in, or it is over.");
          }
          ended.set(new Ended(row.request(), row.expiresAt().minus(SIGN_IN_LIFETIME)));
        });
    return ended.get();
  }

  /** Deletes the requests and sign-ins that are over. */
  void forget(Instant now) {
    writer.commit(
        em ->
            em.createQuery("delete from AuthorizationRequestRow r where r.expiresAt < :now")
                .setParameter("now", now)
                .executeUpdate());
  }

  private static AuthorizationRequestRow find(EntityManager em, OneTimeSecret secret, Instant now) {
    AuthorizationRequestRow row = em.find(AuthorizationRequestRow.class, secret.digest());
    return row != null && row.isOpen(now) ? row : null;
  }

  /** Whether this transaction deletes the row, and no other has. */
  private static boolean take(EntityManager em, OneTimeSecret secret) {
    return em.createQuery(BY_DIGEST).setParameter("digest", secret.digest()).executeUpdate() == 1;
  }

  private static void requireRoom(EntityManager em, String client, Instant now) {
    String open = "select count(r) from AuthorizationRequestRow r where r.expiresAt > :now";
    long all = em.createQuery(open, Long.class).setParameter("now", now).getSingleResult();
    long ofClient =
        em.createQuery(open + " and r.clientId = :client", Long.class)
            .setParameter("now", now)
            .setParameter("client", client)
            .getSingleResult();
    if (all >= MOST || ofClient >= MOST_OF_CLIENT) {
      throw new ProblemException(
              ProblemType.TOO_MANY_REQUESTS,
              "authorization-requests",
              "Too many authorization requests wait.")
          .after(REQUEST_LIFETIME);
    }
  }

  private static ProblemException refused(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }
}
