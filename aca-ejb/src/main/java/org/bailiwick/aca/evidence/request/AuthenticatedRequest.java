package org.bailiwick.aca.evidence.request;

import java.util.List;
import java.util.SortedSet;
import org.bailiwick.contract.credential.CredentialFormat;

/** A request with an authenticated sender, which suffices to recognise it when it is repeated. */
public interface AuthenticatedRequest {

  /** Equal exactly for two copies of one request. */
  String digest();

  /** The name of the sender in the audit log. */
  String applicant();

  /** The SHA-256, in base64url, of the sender's key or of other data that identify it. */
  String applicantKeySha256();

  /** The protocol in policies and the audit log. */
  String protocol();

  /** Whether the agent certainly has a credential already. */
  boolean isRenewal();

  /** Whether more is verified of the sender than a key, which anybody can make. */
  default boolean isSenderKnown() {
    return true;
  }

  /** The requested forms of credential; by default only the certificate. */
  default SortedSet<CredentialFormat> formats() {
    return CredentialFormat.parse(List.of());
  }
}
