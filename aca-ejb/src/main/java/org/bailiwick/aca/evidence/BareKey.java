package org.bailiwick.aca.evidence;

import java.io.IOException;
import java.security.PublicKey;
import java.util.Arrays;
import java.util.Set;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.claims.SignedClaims;
import org.bailiwick.aca.evidence.csr.ProvedKey;
import org.bailiwick.aca.evidence.request.KeyClaim;
import org.bailiwick.aca.evidence.request.Submission;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * Verifies the possession of a key that comes without a PKCS#10 request (requirement R9). A
 * statement that the agent's key signed is the proof. If a device signed the statement, the proof
 * is another JWS by the agent's key, over the nonce and the statement's digest, so that it is valid
 * for this enrolment only.
 */
final class BareKey {

  private static final String TYPE = "enrolment-key-proof+jwt";
  private static final Set<String> HEADERS = Set.of("alg", "typ", "kid");

  /** RSA of 8192 bits, the longest that is certified, needs about 1100. */
  private static final int MAX_OCTETS = 2048;

  private BareKey() {}

  /**
   * Reads and proves a key.
   *
   * @param nonce the verified nonce of the statement
   * @throws ProblemException INVALID_CSR, PROOF_OF_POSSESSION_FAILED or MALFORMED_REQUEST
   */
  static ProvedKey verify(
      KeyClaim.Bare claim, AuthenticatedSubmission authenticated, String nonce) {
    PublicKey key = read(claim.spki().bytes());
    boolean byDevice = authenticated.signer().device().isPresent();
    if (byDevice != claim.proof().isPresent()) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          byDevice ? "key-proof-missing" : "key-proof-unwanted",
          "A bare key needs a proof if a device signed the statement, and only then.");
    }
    if (!byDevice && !authenticated.signer().isKey(key)) {
      throw unproved("key-not-statements", "The statement is signed by another key.");
    }
    ProvedKey sound = ProvedKey.of(key); // before a signature by it is verified
    claim.proof().ifPresent(proof -> requireProof(proof, key, authenticated.submission(), nonce));
    return sound;
  }

  private static PublicKey read(byte[] der) {
    if (der.length > MAX_OCTETS) {
      throw unreadable();
    }
    try {
      SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(der);
      if (!Arrays.equals(info.getEncoded(ASN1Encoding.DER), der)) {
        throw unreadable();
      }
      return ProvedKey.read(info, "key");
    } catch (IOException
        | IllegalArgumentException
        | IllegalStateException
        | ClassCastException notDer) {
      throw unreadable();
    }
  }

  private static void requireProof(
      String compact, PublicKey key, Submission submission, String nonce) {
    SignedClaims proof = SignedClaims.read("key-proof", compact);
    if (!proof.hasOnly(HEADERS) || !proof.isOfType(TYPE)) {
      throw unproved("key-proof-header", "The proof must have the type " + TYPE + ".");
    }
    if (!proof.isSignedBy(key, DeviceSignature.ALGORITHMS)) {
      throw unproved("key-proof-signature", "The proof is not signed by the key that it is for.");
    }
    Claims claims = proof.claims();
    if (!claims.text("nonce").equals(nonce)) {
      throw unproved("key-proof-nonce", "The proof was made for another nonce.");
    }
    if (!claims.text("statement_sha256").equals(Claims.sha256(submission.statement()))) {
      throw unproved("key-proof-statement", "The proof was made for another statement.");
    }
  }

  private static ProblemException unreadable() {
    return new ProblemException(
        ProblemType.INVALID_CSR, "key-der", "The key is not a SubjectPublicKeyInfo in strict DER.");
  }

  private static ProblemException unproved(String check, String detail) {
    return new ProblemException(ProblemType.PROOF_OF_POSSESSION_FAILED, check, detail);
  }
}
