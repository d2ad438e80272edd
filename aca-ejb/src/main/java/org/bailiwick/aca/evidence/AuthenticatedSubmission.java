package org.bailiwick.aca.evidence;

import java.util.List;
import java.util.SortedSet;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.evidence.request.AuthenticatedRequest;
import org.bailiwick.aca.evidence.request.Submission;
import org.bailiwick.contract.credential.CredentialFormat;

/**
 * A submission whose statement was signed by a trusted manufacturer's device, or by a key that the
 * evidence is yet to speak for: enough to recognise a repeated request by, and nothing more.
 */
public final class AuthenticatedSubmission implements AuthenticatedRequest {

  private final Submission submission;
  private final StatementSigner signer;
  private final Claims claims;

  AuthenticatedSubmission(Submission submission, StatementSigner signer, Claims claims) {
    this.submission = submission;
    this.signer = signer;
    this.claims = claims;
  }

  public Submission submission() {
    return submission;
  }

  @Override
  public String digest() {
    return submission.digest();
  }

  /** Names who signed. */
  @Override
  public String applicant() {
    return signer.toString();
  }

  @Override
  public String protocol() {
    return "native";
  }

  /** Whether a trusted manufacturer's device signed. */
  @Override
  public boolean isSenderKnown() {
    return signer.device().isPresent();
  }

  /** The digest of the signer's SubjectPublicKeyInfo. */
  @Override
  public String applicantKeySha256() {
    return signer.keySha256();
  }

  /** Whether a device says that the agent has a credential already; a mere key may say anything. */
  @Override
  public boolean isRenewal() {
    return isSenderKnown() && claims.find("replaces").isPresent();
  }

  /** The forms of credential that were signed for; the certificate alone if none is named. */
  @Override
  public SortedSet<CredentialFormat> formats() {
    return CredentialFormat.parse(
        claims.names().contains("formats") ? claims.texts("formats") : List.of());
  }

  StatementSigner signer() {
    return signer;
  }

  /** The signed request. */
  Claims claims() {
    return claims;
  }
}
