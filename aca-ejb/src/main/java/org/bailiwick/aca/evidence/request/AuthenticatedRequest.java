package org.bailiwick.aca.evidence.request;

import java.util.List;
import java.util.SortedSet;
import org.bailiwick.contract.credential.CredentialFormat;

/** A request with an authenticated sender, which suffices to recognise it when it is repeated. */
public interface AuthenticatedRequest {

  /** A digest that only copies of the same request share. */
  String digest();

  /** The name of the sender in the audit log. */
  String applicant();

  /** The SHA-256, in base64url, of the sender's key or of other data that identify it. */
  String applicantKeySha256();

  /** The protocol in policies and the audit log. */
  String protocol();

  /** Whether the agent certainly has a credential already. */
  boolean isRenewal();

  /** Whether more than a key, which anybody can make, is verified of the sender. */
  default boolean isSenderKnown() {
    return true;
  }

  /** The requested forms of credential; by default only the certificate. */
  default SortedSet<CredentialFormat> formats() {
    return CredentialFormat.parse(List.of());
  }
}
