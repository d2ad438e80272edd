package org.bailiwick.master.httpsignature;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.method.RequestHead;
import org.bailiwick.node.peer.workloadtoken.ProofUses;

/** Reads the signatures of requests (RFC 9421 section 3.2), and has each of them count once. */
public final class RequestSignatures {

  /** Longest time from {@code created} to {@code expires}. */
  private static final Duration LONGEST = Duration.ofMinutes(5);

  /** The time by which a caller's clock may be ahead. */
  private static final Duration LEEWAY = Duration.ofSeconds(30);

  /** As long as the column for uses. */
  private static final int LONGEST_NONCE = 255;

  private static final List<String> URI_IN_PARTS = List.of("@authority", "@path", "@query");

  private final URI base;
  private final ProofUses uses;
  private final Clock clock;
  private final Instant started;

  /**
   * @param base the published URL of the application, without a slash at its end
   * @param uses the uses of signatures at all nodes
   */
  public RequestSignatures(URI base, ProofUses uses, Clock clock) {
    this.base = base;
    this.uses = uses;
    this.clock = clock;
    this.started = clock.instant();
  }

  /** Whether the request shows a signature, right or wrong. */
  public boolean isShown(RequestHead head) {
    return SignatureFields.isIn(head);
  }

  /**
   * The signature of a request that shows one.
   *
   * @throws ProblemException malformed-request; signature-invalid when it does not cover what it
   *     must, is over, or the body is another
   */
  public RequestSignature read(RequestHead head) {
    SignatureFields fields = SignatureFields.read(head);
    requireOurs(fields);
    requireCovered(fields, head);
    requireTimely(fields.times());
    return new RequestSignature(fields, new SignedMessage(head, base).base(fields));
  }

  /**
   * Uses the signature, when all else about it is right; returns when that is durable.
   *
   * @throws ProblemException signature-invalid when its nonce was used before with this secret, at
   *     any node
   */
  public void use(RequestSignature signature) {
    String key = Sha256.hex("http-message-signature " + signature.keyId());
    if (!uses.add(key, signature.nonce(), signature.end())) {
      throw invalid("signature-replayed", "The signature was used before.");
    }
  }

  private static void requireOurs(SignatureFields fields) {
    SignatureFields.Names names = fields.names();
    if (names.algorithm().filter(alg -> !alg.equals(RequestSignature.ALGORITHM)).isPresent()) {
      throw invalid("signature-alg", "The algorithm is not " + RequestSignature.ALGORITHM + ".");
    }
    if (names.tag().isPresent()) {
      throw invalid("signature-tag", "The signature was made for another use.");
    }
    if (names.nonce().isEmpty() || names.nonce().length() > LONGEST_NONCE) {
      throw invalid("signature-nonce", "The nonce is empty or too long.");
    }
  }

  private static void requireCovered(SignatureFields fields, RequestHead head) {
    List<String> covered = fields.components();
    if (!covered.contains("@method")
        || !(covered.contains("@target-uri") || covered.containsAll(URI_IN_PARTS))) {
      throw invalid(
          "signature-coverage",
          "The signature covers @method, and @target-uri or @authority, @path and @query.");
    }
    boolean isDigested = covered.contains(ContentDigest.FIELD);
    if ((head.body().length > 0 || head.hasUnreadBody()) && !isDigested) {
      throw invalid("signature-coverage", "The signature covers the content-digest of a body.");
    }
    List<String> digest = head.header(ContentDigest.FIELD);
    boolean isOfBody = !digest.isEmpty() && ContentDigest.isOf(digest, head.body());
    if (isDigested && (head.hasUnreadBody() || !isOfBody)) {
      throw invalid("signature-digest", "The Content-Digest is not that of the body.");
    }
  }

  /**
   * The database may have been restored before the start, and then the last uses are not known; so
   * a signature from before the start does not count.
   */
  private void requireTimely(SignatureFields.Times times) {
    Instant now = clock.instant();
    if (times.created() > now.plus(LEEWAY).getEpochSecond()) {
      throw invalid("signature-from-future", "The signature was made in the future.");
    }
    if (times.expires() <= now.getEpochSecond()) {
      throw invalid("signature-expired", "The signature is over.");
    }
    if (times.expires() <= times.created()
        || times.expires() - times.created() > LONGEST.toSeconds()) {
      throw invalid("signature-lifetime", "A signature counts for five minutes at most.");
    }
    if (times.created() < started.getEpochSecond()) {
      throw invalid("signature-before-start", "The node started after the signature was made.");
    }
  }

  private static ProblemException invalid(String check, String detail) {
    return new ProblemException(ProblemType.SIGNATURE_INVALID, check, detail);
  }
}
