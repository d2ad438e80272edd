package org.bailiwick.node.grants;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;

/**
 * The service of a partner domain that takes jobs of this domain's Master Agent, as the member
 * {@code jobs} of {@code grants_to} describes it.
 *
 * @param uri to which jobs are posted, and below which their states are
 * @param tokenEndpoint where a grant is exchanged for an access token, by mutual TLS (RFC 8705)
 * @param resource to which grants and tokens are restricted (RFC 8707), if they are
 * @param tlsAnchors for the certificates of both servers; when empty, those of the platform
 */
public record JobsEndpoint(
    URI uri, URI tokenEndpoint, Optional<String> resource, Set<X509Certificate> tlsAnchors) {

  public JobsEndpoint {
    tlsAnchors = Set.copyOf(tlsAnchors);
  }
}
