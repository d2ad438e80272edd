package org.bailiwick.aca.evidence.request;

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
}
