package org.bailiwick.master.peopleclients;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Set;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.node.outbound.Origin;

/**
 * Which metadata documents count, as a file of the operator says.
 *
 * @param url the URL of one document; all below it if it ends in a slash
 * @param provider the name of the identity provider at which people of these clients sign in
 * @param scopes the largest scope of their tokens
 * @param longestCache how long a document may be kept, whatever its server says
 * @param server how the server of the documents is reached
 * @param redirectOrigins where redirect URIs may be, beside the origin of the document itself
 */
record DocumentPermit(
    ClientDocumentUrl url,
    String provider,
    CapabilitySet scopes,
    Duration longestCache,
    Server server,
    Set<Origin> redirectOrigins) {

  /**
   * The server of the documents.
   *
   * @param tlsAnchors when empty, those of the platform
   * @param mayBePrivate whether its address need not be a public one
   */
  record Server(Set<X509Certificate> tlsAnchors, boolean mayBePrivate) {
    Server {
      tlsAnchors = Set.copyOf(tlsAnchors);
    }
  }

  DocumentPermit {
    redirectOrigins = Set.copyOf(redirectOrigins);
  }

  /** Whether a redirect URI of a document may be there. */
  boolean allowsRedirectTo(Origin origin) {
    return origin.equals(url.origin()) || redirectOrigins.contains(origin);
  }
}
