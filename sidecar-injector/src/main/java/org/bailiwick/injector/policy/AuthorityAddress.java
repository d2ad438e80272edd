package org.bailiwick.injector.policy;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * The authority that a sidecar enrols with.
 *
 * @param url of the TLS listener
 * @param plainUrl of issuers and CRLs, http
 * @param rootFingerprint SHA-256 of the root certificate, 64 hex digits
 */
public record AuthorityAddress(URI url, URI plainUrl, String rootFingerprint) {
  private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{64}");

  static AuthorityAddress read(PolicyMembers members) {
    AuthorityAddress read =
        new AuthorityAddress(
            members.url("url", "https"),
            members.url("plain_url", "http"),
            members.text("root_fingerprint", FINGERPRINT));
    members.done();
    return read;
  }
}
