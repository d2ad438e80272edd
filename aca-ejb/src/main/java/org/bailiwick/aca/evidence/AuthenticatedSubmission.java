package org.bailiwick.aca.evidence;

import java.util.List;
import java.util.SortedSet;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.evidence.request.AuthenticatedRequest;
import org.bailiwick.aca.evidence.request.Submission;
import org.bailiwick.contract.credential.CredentialFormat;

/**
 * A submission whose statement's signature is verified, by a trusted manufacturer's device or by
 * the agent's key, and whose evidence is not verified yet. This is enough to recognise a repeated
 * request.
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

  @Override
  public String applicant() {
    return signer.toString();
  }

  @Override
  public String protocol() {
    return "native";
  }

  @Override
  public boolean isSenderKnown() {
    return signer.device().isPresent();
  }

  @Override
  public String applicantKeySha256() {
    return signer.keySha256();
  }

  /** True only if a device signed this claim, because anybody can make a key. */
  @Override
  public boolean isRenewal() {
    return isSenderKnown() && claims.find("replaces").isPresent();
  }

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
