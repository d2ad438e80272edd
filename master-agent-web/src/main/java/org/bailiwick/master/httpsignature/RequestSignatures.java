package org.bailiwick.master.httpsignature;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemException;
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

  /** Whether the request shows a signature for this purpose, right or wrong. */
  public boolean isShown(RequestHead head, SignaturePurpose purpose) {
    return SignatureFields.isIn(head) && purpose.isOf(SignatureFields.read(head));
  }

  /**
   * The signature of a request that shows one.
   *
   * @throws ProblemException malformed-request; signature-invalid, or for a workload
   *     proof-of-possession-failed, when it does not cover what it must, is over, or the body is
   *     another
   */
  public RequestSignature read(RequestHead head, SignaturePurpose purpose) {
    SignatureFields fields = SignatureFields.read(head);
    requireTimely(fields.times(), purpose);
    return read(head, fields, purpose);
  }

  /** The same for a request that lasts and is looked at again: it was in time when it came. */
  public RequestSignature readAgain(RequestHead head, SignaturePurpose purpose) {
    return read(head, SignatureFields.read(head), purpose);
  }

  private RequestSignature read(
      RequestHead head, SignatureFields fields, SignaturePurpose purpose) {
    purpose.requireTag(fields);
    purpose.requireOwn(fields, head);
    String nonce = fields.names().nonce();
    if (nonce.isEmpty() || nonce.length() > LONGEST_NONCE) {
      throw purpose.invalid("signature-nonce", "The nonce is empty or too long.");
    }
    requireCovered(fields, head, purpose);
    SignedMessage message = new SignedMessage(head, base);
    RequestSignature signature = new RequestSignature(fields, message.base(fields));
    if (purpose == SignaturePurpose.WORKLOAD && !signature.audience().equals(message.uri())) {
      throw purpose.invalid("signature-wimse-aud", "The signature is for another audience.");
    }
    return signature;
  }

  /**
   * Uses the signature, when all else about it is right; returns when that is durable.
   *
   * @param maker names the secret or key that made it, among all of this purpose
   * @throws ProblemException as {@link #read}, when its nonce was used before with this secret or
   *     key, at any node
   */
  public void use(RequestSignature signature, SignaturePurpose purpose, String maker) {
    String key = Sha256.hex("http-message-signature " + purpose + " " + maker);
    if (!uses.add(key, signature.nonce(), signature.end())) {
      throw purpose.invalid("signature-replayed", "The signature was used before.");
    }
  }

  private static void requireCovered(
      SignatureFields fields, RequestHead head, SignaturePurpose purpose) {
    List<String> covered = fields.components();
    if (!covered.contains("@method")) {
      throw purpose.invalid("signature-coverage", "The signature covers @method.");
    }
    boolean isDigested = covered.contains(ContentDigest.FIELD);
    if ((head.body().length > 0 || head.hasUnreadBody()) && !isDigested) {
      throw purpose.invalid(
          "signature-coverage", "The signature covers the content-digest of a body.");
    }
    List<String> digest = head.header(ContentDigest.FIELD);
    boolean isOfBody = !digest.isEmpty() && ContentDigest.isOf(digest, head.body());
    if (isDigested && (head.hasUnreadBody() || !isOfBody)) {
      throw purpose.invalid("signature-digest", "The Content-Digest is not that of the body.");
    }
  }

  /**
   * The database may have been restored before the start, and then the last uses are not known; so
   * a signature from before the start does not count.
   */
  private void requireTimely(SignatureFields.Times times, SignaturePurpose purpose) {
    Instant now = clock.instant();
    if (times.created() > now.plus(LEEWAY).getEpochSecond()) {
      throw purpose.invalid("signature-from-future", "The signature was made in the future.");
    }
    if (times.expires() <= now.getEpochSecond()) {
      throw purpose.invalid("signature-expired", "The signature is over.");
    }
    if (times.expires() <= times.created()
        || times.expires() - times.created() > LONGEST.toSeconds()) {
      throw purpose.invalid("signature-lifetime", "A signature counts for five minutes at most.");
    }
    if (times.created() < started.getEpochSecond()) {
      throw purpose.invalid(
          "signature-before-start", "The node started after the signature was made.");
    }
  }
}
