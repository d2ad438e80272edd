package org.bailiwick.aca.evidence.request;

import java.util.List;
import java.util.SortedSet;
import org.bailiwick.contract.credential.CredentialFormat;

/**
 * A request of which it is known who sent it: enough to recognise it when it comes again, and
 * nothing more.
 */
public interface AuthenticatedRequest {

  /** Names the request: two are the same exactly when these are equal. */
  String digest();

  /** Names who sent it, for the audit log. */
  String applicant();

  /** Names the sender by SHA-256 in base64url: of a key, or of what is known instead. */
  String applicantKeySha256();

  /** How it came, for policy and the audit log. */
  String protocol();

  /** Whether it is known that the agent has a credential already. */
  boolean isRenewal();

  /** Whether the sender is known by more than a key, which anybody can make. */
  default boolean isSenderKnown() {
    return true;
  }

  /** The forms of credential that it is for; the certificate alone if it names none. */
  default SortedSet<CredentialFormat> formats() {
    return CredentialFormat.parse(List.of());
  }
}
