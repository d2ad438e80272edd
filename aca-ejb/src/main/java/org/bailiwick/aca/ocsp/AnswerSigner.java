package org.bailiwick.aca.ocsp;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Signs answers with at most half of the HSM's sessions at a time, so that OCSP clients can neither
 * keep the authority from issuing nor hold its request threads while the HSM hangs.
 */
@Singleton
final class AnswerSigner {

  /** The longest wait of a request thread, which is much longer than a signature takes. */
  private static final Duration MAX_WAIT = Duration.ofMillis(250);

  private final ResponderCertificates responders;
  private final Semaphore sessions;
  private final Duration validity;

  @Inject
  AnswerSigner(ResponderCertificates responders, AcaSettings settings) {
    this.responders = responders;
    this.sessions = new Semaphore(Math.max(1, settings.hsm().first().sessions() / 2));
    this.validity = settings.status().ocsp().answerValidity();
  }

  /** A signed response in DER, and its period. */
  record Signed(Octets der, AnswerBody.Validity validity) {}

  /**
   * Signs an answer that is valid from now on.
   *
   * @throws ProblemException SIGNER_UNAVAILABLE if no session was free in time, the HSM failed, or
   *     the issuer has no responder certificate that is valid now
   */
  Signed sign(Authority issuer, List<AnswerBody.Line> lines, Optional<Octets> nonce, Instant at) {
    Instant now = at.truncatedTo(ChronoUnit.SECONDS);
    Responder responder =
        responders
            .responder(issuer.id())
            .filter(one -> one.isValidAt(now))
            .orElseThrow(() -> unavailable("ocsp-responder-missing"));
    AnswerBody.Validity period = responder.validityFrom(now, validity);
    return new Signed(Octets.of(withSession(() -> responder.answer(period, lines, nonce))), period);
  }

  private byte[] withSession(Supplier<byte[]> work) {
    try {
      if (!sessions.tryAcquire(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw unavailable("ocsp-signers-busy");
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw unavailable("ocsp-interrupted");
    }
    try {
      return work.get();
    } finally {
      sessions.release();
    }
  }

  private static ProblemException unavailable(String check) {
    return new ProblemException(
        ProblemType.SIGNER_UNAVAILABLE, check, "OCSP answers can't be signed now.");
  }
}
